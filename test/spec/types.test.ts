/**
 * What the compiler accepts and refuses in a spec; `npx tsc --noEmit` is the judge. A line under `@ts-expect-error` that
 * compiles is an error of its own. The mistakes are in type-mistakes.ts.
 */
import { describe, expect, it } from "vitest";
import {
  always,
  bool,
  check,
  choose,
  eventually,
  forEach,
  type Input,
  leadsTo,
  listOf,
  ltl,
  machine,
  mapOf,
  never,
  oneOf,
  optional,
  part,
  range,
  reachable,
  record,
  setOf,
  step,
  symmetric,
  until,
  type Value,
  type View,
} from "../../src/index.ts";

import { everything, level, type message, mode, page, slot, start } from "./every-domain.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only when the type is `true`. */
function holds<_ extends true>(): void {}

describe("the types of a spec", () => {
  it("know the elements of a domain by name", () => {
    holds<Equal<View<typeof page>, "page0" | "page1">>();
    holds<Equal<View<typeof slot>, "left" | "right">>();
    holds<Equal<View<typeof mode>, "idle" | "busy">>();
    holds<Equal<View<typeof level>, number>>();
    const ten = symmetric("p", 10);
    const mixed = oneOf("a", 1);
    holds<Equal<View<typeof ten>, `p${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`>>();
    holds<Equal<View<typeof mixed>, "a" | 1>>();
    holds<Equal<ReturnType<typeof slot.next>, "left" | "right">>();
    holds<Equal<(typeof page.elements)[number], "page0" | "page1">>();
    expect(page.elements).toEqual(["page0", "page1"]);
    expect(ten.elements.at(-1)).toBe("p9");
  });

  it("know value, view and input of every domain", () => {
    const nested = record({ set: setOf(page), list: listOf(level, 2), maybe: optional(bool()) });
    holds<Equal<Value<typeof nested>["list"], number[]>>();
    holds<Equal<View<typeof nested>["list"], readonly number[]>>();
    holds<Equal<View<typeof nested>["maybe"], boolean | null>>();
    holds<Equal<Input<typeof nested>["set"], Iterable<"page0" | "page1">>>();
    holds<Equal<View<typeof message>["tag"], "none" | "some">>();
    const owner = mapOf(page, mode);
    holds<Equal<keyof View<typeof owner>, "page0" | "page1">>();
    expect(nested.kind).toBe("record");
  });

  it("need no annotation in a machine over every domain", async () => {
    const whole = machine({
      name: "everything",
      state: everything,
      init: start,
      actions: {
        pin: {
          for: { page, slot, by: range(1, 2) },
          when: (s, { page, slot, by }) => {
            holds<Equal<typeof page, "page0" | "page1">>();
            holds<Equal<typeof by, number>>();
            return s.level + by <= 3 && !s.pins[page].has(slot) && s.owner[page] === "idle";
          },
          then: (s, { page, slot, by }) => {
            s.pins[page].add(slot);
            s.owner[page] = "busy";
            s.level += by;
            s.maybe = page;
            s.queue.push({ tag: "some", from: page, n: by });
            s.message = { tag: "some", from: page, n: s.level };
            if (s.message.tag === "some") s.message.n = 0;
            s.pair.b.c = s.level;
            s.counts[s.level] = true;
            s.net.add({ to: slot });
          },
          fair: { weak: ["page"] },
          actor: ({ slot }) => `actor ${slot}`,
          doc: ({ by }) => `by ${by.toFixed()}`,
        },
        rest: { when: (s) => s.level === 3, then: () => {}, fair: "strong" },
      },
      properties: {
        small: always((s) => s.level <= 3),
        noMessage: never((s) => s.message.tag === "some" && s.message.n > 3),
        pinned: reachable((s) => page.some((p) => s.pins[p].size > 0)),
        onlyUp: step(
          (before, after, { action }) => action === "rest" || before.level < after.level,
        ),
        ends: eventually((s) => s.level === 3),
        answered: leadsTo(
          (s) => s.queue.length > 0,
          (s) => s.queue[0]?.tag === "some",
        ),
        ready: until(
          (s) => s.queue.length === 0,
          (s) => s.level > 0,
        ),
        formula: ltl(({ always, implies, next, step, until, and, not }) =>
          always(
            implies(
              and(
                (s) => s.level === 3,
                not((s) => s.mode === "busy"),
              ),
              until(
                step((before, after, { args }) => before.level === after.level || args["by"] === 1),
                next((s) => {
                  holds<Equal<typeof s.mode, "idle" | "busy">>();
                  return s.queue.length === 0;
                }),
              ),
            ),
          ),
        ),
        formulas: forEach(page, (p) =>
          ltl((w) =>
            w.always(
              w.implies(
                (s) => s.pins[p].size > 0,
                w.eventually((s) => s.maybe === p),
              ),
            ),
          ),
        ),
        each: forEach(page, (p) =>
          forEach(slot, (q) => always((s) => !s.pins[p].has(q) || s.owner[p] === "busy")),
        ),
      },
      final: (s) => s.level === 3,
      within: (s) => s.net.size <= 3,
      expect: { ends: { violated: "pin" }, formula: "violated", deadlock: "violated" },
    });
    const { fault } = await check(whole);
    expect(fault).toBeUndefined();
  });

  it("accept one initial state, several, and choices", () => {
    const state = { x: level, set: setOf(page) };
    const inits = [
      machine({ name: "one", state, init: { x: 0, set: [] }, actions: {} }),
      machine({
        name: "several",
        state,
        init: [
          { x: 0, set: [] },
          { x: 1, set: page },
        ],
        actions: {},
      }),
      machine({
        name: "choice",
        state,
        init: choose({ n: level, p: page }, ({ n, p }) => (n > 1 ? { x: n, set: [p] } : undefined)),
        actions: {},
      }),
      machine({
        name: "both",
        state,
        init: [{ x: 0, set: [] }, choose({ n: level }, ({ n }) => ({ x: n, set: new Set(page) }))],
        actions: {},
      }),
    ];
    expect(inits.map(({ name }) => name)).toEqual(["one", "several", "choice", "both"]);
  });

  it("let parts and factories be spread into a machine of a wider state", async () => {
    const lock = (holders: 1 | 2) => {
      const holder = symmetric("holder", holders);
      return part({
        state: { held: optional(holder) },
        init: { held: null },
        actions: {
          lock: {
            for: { holder },
            when: (s) => s.held === null,
            then: (s, { holder }) => {
              s.held = holder;
            },
          },
          unlock: {
            when: (s) => s.held !== null,
            then: (s) => {
              s.held = null;
            },
          },
        },
        properties: { canLock: reachable((s) => s.held !== null) },
      });
    };
    const two = lock(2);
    const counted = machine({
      name: "lock and counter",
      state: { ...two.state, n: level },
      init: { ...two.init, n: 0 },
      actions: {
        ...two.actions,
        count: {
          when: (s) => s.held !== null && s.n < 3,
          then: (s) => {
            s.n++;
          },
        },
      },
      properties: { ...two.properties, small: always((s) => s.n <= 3) },
    });
    expect((await check(counted, { symmetry: "off" })).stats.distinct).toBe(12);
  });
});
