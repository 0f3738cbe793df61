/**
 * Specs that must not compile: `npx tsc --noEmit` reports a line under `@ts-expect-error` that does. Never run.
 */
import {
  always,
  bool,
  choose,
  eventually,
  forEach,
  leadsTo,
  ltl,
  machine,
  mapOf,
  never,
  part,
  reachable,
  setOf,
} from "../../src/index.ts";
import { everything, level, mode, page, slot, start } from "./every-domain.ts";

export function mistakes(): void {
  const state = everything;
  const init = start;

  machine({
    name: "guards",
    state,
    init,
    actions: {
      // @ts-expect-error there is no such field
      wrongField: { when: (s) => s.levle > 0, then: () => {} },
      // @ts-expect-error there is no such value
      wrongValue: { when: (s) => s.mode === "bizy", then: () => {} },
      // @ts-expect-error a view is not for writing
      writes: { when: (s) => (s.flag = true), then: () => {} },
      writesInside: {
        when: (s) => {
          // @ts-expect-error nor is what it holds
          s.pair.b.c = 1;
          // @ts-expect-error nor its maps
          s.owner.page0 = "idle";
          return true;
        },
        then: () => {},
      },
      // @ts-expect-error a set that is read cannot be added to
      adds: { when: (s) => s.pins.page0.add("left").size > 0, then: () => {} },
      // @ts-expect-error a list that is read cannot be pushed to
      pushes: { when: (s) => s.queue.push({ tag: "none" }) > 0, then: () => {} },
      // @ts-expect-error a guard answers true or false
      answers: { when: (s) => s.level, then: () => {} },
      // @ts-expect-error a variant's field may not be there
      undiscriminated: { when: (s) => s.message.n > 0, then: () => {} },
      // @ts-expect-error maybe null
      unchecked: { when: (s) => s.pins[s.maybe].size > 0, then: () => {} },
      // @ts-expect-error there is no such element
      wrongKey: { when: (s) => s.pins.page2.size > 0, then: () => {} },
      // @ts-expect-error a set of slots has no pages
      wrongMember: { when: (s) => s.pins.page0.has("page0"), then: () => {} },
      // @ts-expect-error there is no such parameter
      wrongParameter: { for: { page }, when: (s, { pgae }) => s.maybe === pgae, then: () => {} },
      // @ts-expect-error a slot is no key of a map over pages
      wrongMap: { for: { slot }, when: (s, { slot }) => s.owner[slot] === "idle", then: () => {} },
    },
  });

  machine({
    name: "effects",
    state,
    init,
    actions: {
      wrongField: {
        then: (s) => {
          // @ts-expect-error there is no such field
          s.levle = 1;
        },
      },
      wrongValue: {
        then: (s) => {
          // @ts-expect-error there is no such value
          s.mode = "bizy";
        },
      },
      wrongType: {
        then: (s) => {
          // @ts-expect-error a number, not a text
          s.level = "1";
        },
      },
      null: {
        then: (s) => {
          // @ts-expect-error not optional
          s.slot = null;
        },
      },
      wrongTag: {
        then: (s) => {
          // @ts-expect-error there is no such variant
          s.message = { tag: "other" };
        },
      },
      missingField: {
        then: (s) => {
          // @ts-expect-error the variant has a field more
          s.message = { tag: "some", from: "page0" };
        },
      },
      parameter: {
        for: { page },
        then: (s, { page }) => {
          // @ts-expect-error a page is no slot
          s.slot = page;
        },
      },
      changedParameter: {
        for: { page },
        then: (_s, args) => {
          // @ts-expect-error parameters are given
          args.page = "page0";
        },
      },
      wrongPush: {
        then: (s) => {
          // @ts-expect-error the list holds messages
          s.queue.push("none");
        },
      },
      wrongBag: {
        then: (s) => {
          // @ts-expect-error the bag holds records
          s.net.add({ from: "left" });
        },
      },
    },
  });

  machine({
    name: "properties",
    state,
    init,
    actions: {},
    properties: {
      // @ts-expect-error there is no such field
      wrongField: always((s) => s.levle > 0),
      wrongValue: leadsTo(
        (s) => s.flag,
        // @ts-expect-error there is no such value
        (s) => s.mode === "bizy",
      ),
      // @ts-expect-error a property does not write
      writes: never((s) => (s.flag = true)),
      // @ts-expect-error nor does it write into what it reads
      clears: eventually((s) => s.pins.page0.clear() === undefined),
      // @ts-expect-error a predicate answers true or false
      answers: reachable((s) => s.level),
      // @ts-expect-error a slot is no key of a map over pages
      wrongKey: forEach(slot, (q) => always((s) => s.owner[q] === "idle")),
      // @ts-expect-error there is no such field
      formulaField: ltl(({ always }) => always((s) => s.levle > 0)),
      formulaValue: ltl(({ implies, next }) =>
        implies(
          (s) => s.flag,
          // @ts-expect-error there is no such value
          next((s) => s.mode === "bizy"),
        ),
      ),
      // @ts-expect-error a step has no such field
      formulaStep: ltl(({ step }) => step((before, after) => before.levle < after.level)),
      // @ts-expect-error a property is no part of a formula
      formulaProperty: ltl(({ not }) => not(always((s) => s.flag))),
      // @ts-expect-error a formula is no property
      formula: ltl(({ always }) => [always((s) => s.flag)]),
      // @ts-expect-error forEach gives a property
      noProperty: forEach(page, (p) => p === "page0"),
    },
    // @ts-expect-error there is no such property
    expect: { wrongFeild: "holds" },
  });

  const small = { x: level, mode };
  const zero = { x: 0, mode: "idle" } as const;

  machine({
    name: "expectations",
    state,
    init,
    actions: {
      // @ts-expect-error there is no such parameter
      neglected: { for: { page }, then: () => {}, fair: { weak: ["nope"] } },
      // @ts-expect-error no such fairness
      fair: { then: () => {}, fair: "very" },
      // @ts-expect-error an action needs an effect
      lazy: { when: () => true },
    },
    properties: { p: always(() => true) },
    // @ts-expect-error there is no such expectation
    expect: { p: "fine" },
    // @ts-expect-error there is no such stuttering
    stuttering: "sometimes",
  });

  // @ts-expect-error a field is missing
  machine({ name: "missing", state: small, init: { x: 0 }, actions: {} });
  // @ts-expect-error there is no such value
  machine({ name: "wrong", state: small, init: { x: 0, mode: "bizy" }, actions: {} });
  // @ts-expect-error in one of several
  machine({ name: "second", state: small, init: [zero, { x: 0 }], actions: {} });
  const chosen = choose({ n: level }, ({ n }) => ({ x: n, mode: "bizy" }));
  // @ts-expect-error in a choice
  machine({ name: "chosen", state: small, init: chosen, actions: {} });
  // @ts-expect-error a set is no map
  machine({ name: "map", state: { pins: mapOf(page, bool()) }, init: { pins: [] }, actions: {} });

  const wide = part({
    state: { x: level, extra: bool() },
    actions: {
      act: {
        then: (s) => {
          s.extra = s.x > 0;
        },
      },
    },
    properties: { p: always((s) => s.extra) },
  });
  const narrow = { name: "narrow", state: small, init: zero } as const;
  // @ts-expect-error the property speaks of a field that this machine has not
  machine({ ...narrow, actions: {}, properties: { ...wide.properties } });
  // @ts-expect-error the action changes a field that this machine has not
  machine({ ...narrow, actions: { ...wide.actions } });

  // @ts-expect-error only listed domains can be keys
  mapOf(setOf(page), bool());
  // @ts-expect-error a domain, not a list
  setOf(["page0"]);
  // @ts-expect-error there is no such element
  slot.next("up");
}
