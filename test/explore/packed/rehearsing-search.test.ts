import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tuning } from "../../../src/explore/packed/packed-exploration.ts";
import type { Run } from "../../../src/explore/packed/packed-run.ts";
import { rehearsalOf, rehearsesNow } from "../../../src/explore/packed/rehearsal.ts";
import type { PackedQuestion } from "../../../src/model/compiled/generated-module.ts";
import {
  awaited,
  type How,
  outcomeOf,
  packedExploration,
  packedInput,
  packedOutcome,
  packedSearch,
  referenceOutcome,
} from "./compare.ts";
import { pretending } from "./pretending.ts";
import {
  and,
  answering,
  compiled,
  counting,
  type Example,
  instance,
  is,
  layoutOf,
  not,
  num,
  set,
  slot,
  twoPhaseCommit,
  withOneDead,
  yes,
} from "./programs.ts";
import { randomProgram } from "./random-programs.ts";

const questions: readonly PackedQuestion[] = [
  { kind: "state", predicate: 0, wanted: 0 },
  { kind: "state", predicate: 1, wanted: 1 },
  { kind: "step", predicate: 0 },
  { kind: "deadlock" },
];

describe("a search rehearses", () => {
  /** The example, and how often the tree of its layout was read since: once for each state of chance. */
  function watched({ program, layout }: Example) {
    let reads = 0;
    const example: Example = {
      program,
      layout: {
        ...layout,
        get root() {
          reads++;
          return layout.root;
        },
      },
    };
    return { example, reads: () => reads };
  }

  function readsOf(how: Partial<How>): number {
    const { example, reads } = watched(twoPhaseCommit(3));
    packedExploration(example, { initial: [Array<number>(7).fill(0)], ...how });
    return reads();
  }

  test("once, if it has so many states", () => {
    expect(readsOf({ tuning: { rehearsesFrom: 1 } })).toBe(128);
    expect(readsOf({ tuning: { rehearsesFrom: 200, batch: 3 } })).toBe(128);
    expect(readsOf({ tuning: { rehearsesFrom: 289 } })).toBe(0); // it has 288
  });

  test("and gives its threads the same to rehearse", async () => {
    const example = twoPhaseCommit(3);
    const states = rehearsalOf(packedInput(example, { initial: [] }))?.states.join() ?? "none";
    const thread = new URL(
      `data:text/javascript,import { workerData } from "node:worker_threads";
      throw new Error(workerData.rehearsal.states.join());`,
    );
    const tuning: Tuning = { parallelFrom: 1, waitsForThreads: true, thread };
    const how: How = { initial: [Array<number>(7).fill(0)], workers: 2, tuning };
    await expect(awaited(packedSearch(example, how))).rejects.toThrow(states);
  });

  test("not if it is small, unless told", () => {
    expect(readsOf({})).toBe(0);
    const now = (states: number): boolean =>
      rehearsesNow({ input: {}, store: { size: () => states } } as unknown as Run);
    expect([2047, 2048].map(now)).toEqual([false, true]);
  });
});

describe("a search that rehearses", () => {
  const never: Tuning = { rehearsesFrom: Number.POSITIVE_INFINITY };

  const cases = fc.record({
    tuning: fc.oneof(
      fc.constantFrom<Tuning>({}, { batch: 1, initialCapacity: 4 }, { batch: 3, store: "index" }),
      fc.nat().map((seed) => pretending(seed, { chunk: 2, batch: 2, initialCapacity: 4 })),
    ),
    rehearsesFrom: fc.constantFrom(1, 1, 2, 5),
    workers: fc.constantFrom(1, 2, 3),
    limits: fc.oneof(
      fc.constant({}),
      fc.record({ states: fc.nat(40) }),
      fc.record({ depth: fc.nat(6) }),
    ),
    columns: fc.constantFrom([], [2], [1, 2]),
    questions: fc.subarray([...questions]),
    fingerprints: fc.constantFrom(false, false, true),
  });

  test.each([
    ["without faults", false],
    ["with faults", true],
  ])("finds what one finds that does not: random programs %s", (_, faults) => {
    const property = fc.property(randomProgram(faults), cases, ({ example, initial }, rest) => {
      const { tuning, rehearsesFrom, columns, fingerprints } = rest;
      const how: How = { ...rest, initial, columns: fingerprints ? [] : columns };
      const expected = packedOutcome(example, { ...how, tuning: { ...tuning, ...never } });
      const found = packedOutcome(example, { ...how, tuning: { ...tuning, rehearsesFrom } });
      expect(found).toEqual(expected);
      if (!fingerprints) expect(found).toEqual(referenceOutcome(example, how));
    });
    fc.assert(property, {
      ...{ numRuns: Number(process.env["RUNS"] ?? 200), seed: Number(process.env["SEED"] ?? 11) },
    });
  });

  /**
   * A square that is walked through without a ghost. Where it is, which no step leads to, everything goes wrong: a guard and a
   * predicate fail, steps change nothing, nothing holds that is asked.
   */
  function haunted(size: number): Example {
    const ghost = is(slot(2), 1);
    const alive = (number: number) =>
      instance(
        and(not(ghost), not(is(slot(number), size - 1))),
        set(number, { op: "+", a: slot(number), b: num(1) }),
      );
    const failing = (when: typeof ghost) =>
      answering(yes, [{ do: "if", if: when, then: [{ do: "fault" }], else: [] }]);
    const low = (number: number) => ({ op: "<", a: slot(number), b: num(size / 2) }) as const;
    return {
      layout: layoutOf([size, size, 2]),
      program: {
        instances: [
          alive(0),
          { kind: "compiled", guard: failing(and(ghost, low(0))), effect: answering(yes) },
          alive(1),
          instance(ghost),
        ],
        predicates: [
          compiled(not(ghost)),
          compiled(ghost),
          compiled(not(is(slot(1), 5))),
          { kind: "compiled", procedure: failing(and(ghost, low(1))) },
        ],
        stepPredicates: [compiled(not(ghost))],
        final: undefined,
        within: compiled(
          and(not(and(ghost, low(0), low(1))), not(and(is(slot(0), 20), is(slot(1), 20)))),
        ),
      },
    };
  }

  const house = haunted(40);
  const visit: How = {
    initial: [[0, 0, 0]],
    questions: [...questions, { kind: "state", predicate: 3, wanted: 0 }],
    columns: [2, 3],
  };
  const seen = packedOutcome(house, { ...visit, tuning: never });

  test("finds nothing of what it rehearsed: there is no ghost where one walks", () => {
    expect(seen).toEqual(referenceOutcome(house, visit));
    expect(seen.fault).toBe(undefined);
    for (const rehearsesFrom of [1, 2, 500]) {
      expect(packedOutcome(house, { ...visit, tuning: { rehearsesFrom } })).toEqual(seen);
      for (let seed = 0; seed < 3; seed++) {
        const tuning = { ...pretending(seed), rehearsesFrom };
        expect(packedOutcome(house, { ...visit, workers: 3, tuning })).toEqual(seen);
      }
    }
  });

  test.each([2, 3])("finds it with %i real threads, which rehearse too", async (workers) => {
    for (const rehearsesFrom of [1, 100]) {
      const tuning: Tuning = {
        ...{ rehearsesFrom, parallelFrom: 1, chunk: 4, waitsForThreads: true },
      };
      const found = await awaited(packedSearch(house, { ...visit, workers, tuning }));
      expect(outcomeOf(house, visit, found)).toEqual(seen);
      expect(found.workers).toBe(workers);
    }
  });

  const all32: How = {
    initial: Array.from({ length: 32 }, (_, x) => [x, 0]),
    questions: [{ kind: "deadlock" }],
  };

  test.each([0, 1, 2, 31])("finds the deadlock of state %i", async (dead) => {
    const example = withOneDead(dead);
    const expected = referenceOutcome(example, all32);
    expect(expected.findings).toEqual([`${dead} by undefined`]);
    for (const batch of [1, 3, 64]) {
      const tuning: Tuning = { rehearsesFrom: 1, batch };
      expect(packedOutcome(example, { ...all32, tuning })).toEqual(expected);
    }
    const tuning: Tuning = { parallelFrom: 1, waitsForThreads: true, chunk: 1 };
    const found = await awaited(packedSearch(example, { ...all32, workers: 2, tuning }));
    expect(found.workers).toBe(2);
    expect(outcomeOf(example, all32, found)).toEqual(expected);
  });

  test("knows where the states begin of which it still has the words", () => {
    const example: Example = {
      layout: layoutOf([20_000, 2]),
      program: {
        ...{ instances: [counting(0, 19_999)], predicates: [compiled(not(is(slot(0), 15_000)))] },
        ...{ stepPredicates: [], final: undefined, within: undefined },
      },
    };
    const outcome = (rehearsesFrom: number): unknown => {
      const found = packedExploration(example, {
        ...{ initial: [[0, 0]], questions: [questions[0] as PackedQuestion, { kind: "deadlock" }] },
        ...{ fingerprints: true, tuning: { rehearsesFrom } },
      });
      const { distinct, generated, depth, findings } = found;
      return { distinct, generated, depth, findings };
    };
    const expected = outcome(Number.POSITIVE_INFINITY);
    expect(expected).toMatchObject({ distinct: 20_000, findings: [{ state: 15_000 }, {}] });
    for (const rehearsesFrom of [1, 5000, 10_000]) expect(outcome(rehearsesFrom)).toEqual(expected);
  });
});
