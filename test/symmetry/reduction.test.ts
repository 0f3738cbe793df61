import { describe, expect, test } from "vitest";
import { spinlock } from "../../specs/classics/spinlock.machine.ts";
import { twoPhaseCommit } from "../../specs/classics/two-phase-commit.machine.ts";
import { noProtection } from "../../specs/pinned-pages/no-protection.machine.ts";
import {
  type CheckOptions,
  type CheckResult,
  check,
  choose,
  forEach,
  listOf,
  type Machine,
  machine,
  mapOf,
  never,
  oneOf,
  optional,
  range,
  reachable,
  record,
  setOf,
  step,
  symmetric,
} from "../../src/index.ts";

const safety = ["mutualExclusion", "lockedWhileCritical", "deadlock"];

const orbitStates = ({ symmetry }: CheckResult): bigint | undefined =>
  symmetry?.reduced === true ? symmetry.states : undefined;

const ways: readonly CheckOptions[] = [
  { engine: "reference", search: "dfs" },
  { engine: "compiled", workers: 1 },
  { engine: "compiled", search: "dfs" },
  { engine: "compiled", fingerprints: true },
];

describe("the orbits of two-phase commit", () => {
  test.each([
    [2, 34, 56n],
    [3, 80, 288n],
  ])("%i resource managers: %i orbits, in all searches", async (n, orbits, states) => {
    for (const way of ways) {
      const result = await check(twoPhaseCommit(n), way);
      expect(result.stats.distinct).toBe(orbits);
      expect(orbitStates(result)).toBe(states);
    }
  });

  test.each([
    [4, 166, 1568n],
    [5, 314, 8832n],
    [6, 553, 50_816n],
    [7, 920, 296_448n],
    [8, 1461, 1_745_408n],
    [9, 2232, 10_340_352n],
    [10, 3300, 61_515_776n],
  ])("%i resource managers: %i orbits", async (n, orbits, states) => {
    const result = await check(twoPhaseCommit(n));
    expect(result.outcome).toBe("passed");
    expect(result.stats.distinct).toBe(orbits);
    expect(orbitStates(result)).toBe(states);
  });
});

test.each([1, 2, 3, 5, 8])("a spinlock for %i processes has 2n + 1 orbits", async (processes) => {
  const result = await check(spinlock({ processes, acquire: "weak" }), { properties: safety });
  const n = BigInt(processes);
  expect(result.stats.distinct).toBe(2 * processes + 1);
  expect(orbitStates(result) ?? BigInt(result.stats.distinct)).toBe(2n ** n + n * 2n ** (n - 1n));
});

const node = symmetric("node", 4);

/** A token goes from node to node; whoever had it remembers from whom. */
const ring = machine({
  name: "ring",
  state: {
    next: mapOf(node, optional(node)),
    at: node,
    seen: setOf(record({ from: node, to: node })),
    queue: listOf(node, 2),
    hops: range(0, 4),
  },
  init: choose({ node }, ({ node: at }) => ({
    ...{ at, next: node.each(null), seen: [], queue: [], hops: 0 },
  })),
  actions: {
    pass: {
      for: { node },
      when: (s, { node }) => s.hops < 4 && s.at !== node,
      then: (s, { node }) => {
        s.next[s.at] = node;
        s.seen.add({ from: s.at, to: node });
        s.at = node;
        s.hops += 1;
      },
    },
    enqueue: {
      for: { node },
      when: (s, { node }) => s.queue.length < 2 && s.next[node] !== null,
      then: (s, { node }) => {
        s.queue.push(node);
      },
    },
  },
  deadlock: false,
  properties: {
    backAtOnce: forEach(node, (a) =>
      forEach(node, (b) =>
        never((s) => a !== b && s.seen.has({ from: a, to: b }) && s.seen.has({ from: b, to: a })),
      ),
    ),
    everyoneGetsIt: forEach(node, (n) => reachable((s) => s.hops > 1 && s.at === n)),
    noTwice: forEach(node, (n) =>
      step((before, after) => before.next[n] === null || after.next[n] === before.next[n]),
    ),
    noQueueOfTwo: never((s) => s.queue.length === 2 && s.queue[0] === s.queue[1]),
  },
});

const app = symmetric("app", 3);
const page = symmetric("page", 3);

/** Applications hold pages; a relation between two domains, without anything that orders either. */
const holders = machine({
  name: "holders",
  state: { held: mapOf(app, setOf(page)), first: optional(page), at: mapOf(page, oneOf("a", "b")) },
  init: { held: app.each([]), first: null, at: page.each("a") },
  actions: {
    take: {
      for: { app, page },
      then: (s, { app, page }) => {
        s.held[app].add(page);
        if (s.first === null) s.first = page;
      },
    },
    move: {
      for: { page },
      when: (s, { page }) => app.count((a) => s.held[a].has(page)) === 2,
      then: (s, { page }) => {
        s.at[page] = "b";
      },
    },
  },
  deadlock: false,
  properties: {
    neverAll: never((s) => app.every((a) => s.held[a].size === 3)),
    onlyFirst: forEach(page, (p) => never((s) => s.at[p] === "b" && s.first !== p)),
  },
});

const pinSafety = [
  ...["noStaleDmaWrite", "noStaleDmaRead", "otherFilesAreLeftAlone", "notFreedWhilePinned"],
  ...["referencesBalance", "registrationSucceeds", "deadlock"],
];

const machines: readonly (readonly [Machine, readonly string[] | undefined])[] = [
  [ring, undefined],
  [holders, undefined],
  [twoPhaseCommit(3), undefined],
  [spinlock({ acquire: "weak" }), safety],
  [noProtection("cooperative", { pages: 2, apps: 1 }), pinSafety],
];

const about = ({ name, verdict }: CheckResult["properties"][number]): unknown => ({
  name,
  status: verdict.status,
  of: "of" in verdict ? verdict.of : undefined,
  steps: "counterexample" in verdict ? verdict.counterexample.steps.length : undefined,
  witness: "witness" in verdict ? verdict.witness.steps.length : undefined,
});

describe.each(machines)("$name with and without reduction", (one, properties) => {
  const given: CheckOptions = properties === undefined ? {} : { properties };

  test("has the same verdicts, with counterexamples of the same length, and the same depth", async () => {
    const full = await check(one, { ...given, symmetry: "off" });
    const reduced = await check(one, { ...given, symmetry: "on" });
    expect(reduced.properties.map(about)).toEqual(full.properties.map(about));
    expect(reduced.stats.depth).toBe(full.stats.depth);
    expect(orbitStates(reduced)).toBe(BigInt(full.stats.distinct));
    expect(reduced.stats.distinct).toBeLessThan(full.stats.distinct);
    expect(reduced.neverEnabled).toEqual(full.neverEnabled);
  });

  test("has the same orbits in all searches, and the same counterexamples in both engines", async () => {
    const expected = await check(one, { ...given, engine: "reference" });
    for (const way of [...ways, { maxStates: 20 }, { maxDepth: 3 }]) {
      if (way.maxStates === undefined && way.maxDepth === undefined) {
        const { stats, symmetry, properties: found } = await check(one, { ...given, ...way });
        expect(stats.distinct).toBe(expected.stats.distinct);
        expect(stats.generated).toBe(expected.stats.generated);
        expect(symmetry).toEqual(expected.symmetry);
        const isFirst = way.search !== "dfs" && way.fingerprints !== true;
        if (isFirst) expect(found).toEqual(expected.properties);
        continue;
      }
      const byReference = await check(one, { ...given, ...way, engine: "reference" });
      const byCompiled = await check(one, { ...given, ...way, engine: "compiled" });
      const same = ({ properties: found, ending, stats, symmetry }: CheckResult): unknown => ({
        ...{ found, ending, symmetry },
        stats: { ...stats, seconds: 0 },
      });
      expect(same(byCompiled)).toEqual(same(byReference));
    }
  });
});

describe("what cannot be reduced", () => {
  test("is not what liveness is asked of", async () => {
    const result = await check(spinlock({ acquire: "strong" }));
    expect(result.stats.distinct).toBeLessThan(20);
    expect(result.symmetry).toEqual({ reduced: true, states: 20n });
  });

  test("is what is told to be explored as it is, and the result says why", async () => {
    const result = await check(spinlock({ acquire: "strong" }), { symmetry: "off" });
    expect(result.stats.distinct).toBe(20);
    expect(result.symmetry).toEqual({ reduced: false, because: "symmetry is off" });
  });

  test("has nothing to say about symmetry where no domain is symmetric", async () => {
    const counter = machine({
      name: "counter",
      state: { n: range(0, 2) },
      init: { n: 0 },
      actions: { up: { when: (s) => s.n < 2, then: (s) => void s.n++ } },
      deadlock: false,
    });
    expect((await check(counter, { symmetry: "on" })).symmetry).toBeUndefined();
  });
});

describe("a spec that tells symmetric elements apart", () => {
  test("gets no verdict when its only initial state names one", async () => {
    const owned = machine({
      name: "owned",
      state: { owner: app },
      init: { owner: "app1" },
      actions: {},
      deadlock: false,
      properties: { notTheFirst: never((s) => s.owner === "app0") },
    });
    const { outcome, fault } = await check(owned);
    expect(outcome).toBe("ill-formed");
    expect(fault?.error.code).toBe("not-symmetric");
  });
});
