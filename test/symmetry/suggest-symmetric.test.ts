import {
  always,
  bool,
  check,
  choose,
  forEach,
  index,
  leadsTo,
  type Machine,
  machine,
  mapOf,
  oneOf,
  optional,
  range,
  setOf,
} from "everystate";
import { expect, test } from "vitest";

async function hintsOf(machine: Machine) {
  const { hints, outcome } = await check(machine, { workers: 1 });
  expect(outcome).not.toBe("ill-formed");
  return hints.map(({ domain, times }) => ({ domain, times }));
}

const worker = index("worker", 4);

/** Workers that work whenever they like; nothing tells them apart. */
const alike = (domain = worker) =>
  machine({
    name: "alike",
    state: { busy: setOf(domain), last: optional(domain) },
    init: { busy: [], last: null },
    deadlock: false,
    actions: {
      begin: {
        for: { who: domain },
        when: (s, { who }) => !s.busy.has(who),
        then: (s, { who }) => {
          s.busy.add(who);
          s.last = who;
        },
      },
      end: {
        for: { who: domain },
        when: (s, { who }) => s.busy.has(who),
        then: (s, { who }) => {
          s.busy.delete(who);
        },
      },
    },
    properties: {
      each: forEach(domain, (who) =>
        leadsTo(
          (s) => s.busy.has(who),
          (s) => s.last === who || s.busy.size > 0 || s.last !== null,
        ),
      ),
    },
  });

test("an index domain whose elements are treated alike is suggested to be symmetric", async () => {
  const result = await check(alike());
  expect(result.hints).toHaveLength(1);
  const [hint] = result.hints;
  expect(hint?.domain).toBe("worker");
  expect(hint?.message).toMatch(
    /^index "worker" behaves symmetrically in all \d+ states that were sampled: declare it symmetric\("worker", …\) to explore about [\d.]+ times fewer states$/,
  );
});

test("the gain that is suggested is near the number of states for one of each orbit", async () => {
  const { stats, hints } = await check(alike());
  // Subsets of 4 with a last one: orbits by size and whether the last one is in it, and the initial state.
  const orbits = 4 + 4 + 1;
  const gain = stats.distinct / orbits;
  expect(hints[0]?.times).toBeGreaterThan(gain * 0.7);
  expect(hints[0]?.times).toBeLessThan(gain * 1.3);
});

test("a oneOf whose values are only compared is suggested to be symmetric, by its field", async () => {
  const colour = oneOf("red", "green", "blue");
  const painted = machine({
    name: "painted",
    state: { wall: mapOf(range(0, 2), optional(colour)) },
    init: { wall: { 0: null, 1: null, 2: null } },
    deadlock: false,
    actions: {
      paint: {
        for: { place: range(0, 2), colour },
        then: (s, { place, colour }) => {
          s.wall[place] = colour;
        },
      },
    },
  });
  const [hint] = await hintsOf(painted);
  expect(hint?.domain).toBe("wall");
  expect(hint?.times).toBeGreaterThan(3);
});

/** A ring in which a token goes round, and one who orders. */
const ring = (more: Partial<Record<"guard", (at: string, who: string) => boolean>>) =>
  machine({
    name: "ring",
    state: { token: worker, seen: setOf(worker), marked: bool() },
    init: choose({ at: worker }, ({ at }) => ({ token: at, seen: [], marked: false })),
    deadlock: false,
    actions: {
      pass: {
        for: { who: worker },
        when: (s, { who }) => more.guard?.(s.token, who) ?? s.token !== who,
        then: (s, { who }) => {
          s.seen.add(s.token);
          s.token = who;
        },
      },
    },
  });

test("an index domain that is ordered, or a ring, is not suggested", async () => {
  expect(await hintsOf(ring({}))).toHaveLength(1);
  expect(await hintsOf(ring({ guard: (at, who) => at < who }))).toEqual([]);
  expect(await hintsOf(ring({ guard: (at, who) => worker.next(at as never) === who }))).toEqual([]);
  expect(
    await hintsOf(
      ring({ guard: (at, who) => worker.position(at as never) <= worker.position(who as never) }),
    ),
  ).toEqual([]);
});

test("a status whose values are named is not suggested, nor what starts with one of them", async () => {
  const status = machine({
    name: "status",
    state: { is: mapOf(range(0, 3), oneOf("idle", "waiting", "done")) },
    init: { is: { 0: "idle", 1: "idle", 2: "idle", 3: "idle" } },
    deadlock: false,
    actions: {
      go: {
        for: { k: range(0, 3) },
        then: (s, { k }) => {
          s.is[k] = s.is[k] === "idle" ? "waiting" : "done";
        },
      },
    },
  });
  expect(await hintsOf(status)).toEqual([]);
});

test("a domain that is named in a property only, in a state that the sample cannot miss, is not suggested", async () => {
  const base = alike();
  const named = {
    ...base,
    properties: { first: always((s) => (s as { last: string | null }).last !== "worker3") },
  };
  expect(await hintsOf(named as unknown as Machine)).toEqual([]);
});

test("a domain that is named where it never makes a difference is not suggested", async () => {
  const base = alike();
  const named = {
    ...base,
    within: (s: { last: string | null; busy: { size: number } }) =>
      s.busy.size <= 4 || s.last === "worker0",
  };
  expect(await hintsOf(named as unknown as Machine)).toEqual([]);
});

test("a domain of which one element begins otherwise is not suggested", async () => {
  const privileged = { ...alike(), init: { busy: [], last: "worker0" } };
  expect(await hintsOf(privileged as unknown as Machine)).toEqual([]);
});

test("nothing is suggested for one element, for few states, or for a search that ended early", async () => {
  expect(await hintsOf(alike(index("worker", 1) as unknown as typeof worker))).toEqual([]);
  expect(await hintsOf(alike(index("worker", 2) as unknown as typeof worker))).toEqual([]); // 8 states
  expect((await check(alike(), { maxStates: 20 })).hints).toEqual([]);
  expect((await check(ring({}), { fingerprints: true })).hints).toEqual([]);
});
