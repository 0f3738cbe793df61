/** Searches whose buffers are replaced while they run, and searches that get no more memory. */
import { describe, expect, test } from "vitest";
import type { Tuning } from "../../../src/explore/packed/packed-exploration.ts";
import type { BufferLimits } from "../../../src/store/packed-memory.ts";
import {
  awaited,
  type How,
  outcomeOf,
  packedExploration,
  packedOutcome,
  packedSearch,
} from "./compare.ts";
import { pretending } from "./pretending.ts";
import { compiled, counting, layoutOf, num, slot, twoPhaseCommit } from "./programs.ts";
import { graphOfSpace } from "./space-graph.ts";

const example = twoPhaseCommit(4);
const how: How = {
  initial: [Array<number>(8).fill(0)],
  questions: [
    { kind: "state", predicate: 0, wanted: 0 },
    { kind: "state", predicate: 1, wanted: 1 },
    { kind: "deadlock" },
  ],
  columns: [1],
};

/** Threads, and chunks that are small enough for all of them to have some. */
const real: Tuning = { parallelFrom: 8, chunk: 8, waitsForThreads: true };

const ways: readonly (readonly [name: string, way: Partial<How>])[] = [
  ["breadth-first", {}],
  ["breadth-first with ids", { tuning: { store: "index" } }],
  ["depth-first", { search: "dfs" }],
  ["with fingerprints", { fingerprints: true, columns: [] }],
  ["by three that pretend", { workers: 3, tuning: { ...pretending(5), store: "index" } }],
  ["by two", { workers: 2, tuning: { ...real, store: "index" } }],
  ["by two without ids", { workers: 2, tuning: real }],
];

function withBuffers(way: Partial<How>, buffers: BufferLimits): How {
  return { ...how, ...way, tuning: { initialCapacity: 4, batch: 8, ...way.tuning, buffers } };
}

test("a search for which the memory that threads share cannot be had goes on alone", async () => {
  const tuning = { parallelFrom: 8, waitsForThreads: true, arena: 2 ** 45 };
  const found = await awaited(packedSearch(example, { ...how, workers: 2, tuning }));
  expect(found.workers).toBe(1);
  expect(outcomeOf(example, how, found)).toEqual(packedOutcome(example, how));
});

test("a search in a host without shared memory has one thread", () => {
  const expected = packedOutcome(example, how);
  const Shared = globalThis.SharedArrayBuffer;
  try {
    Object.assign(globalThis, { SharedArrayBuffer: undefined });
    const alone: How = { ...how, workers: 4, tuning: { parallelFrom: 8, waitsForThreads: true } };
    const found = packedExploration(example, alone);
    expect(found.workers).toBe(1);
    expect(outcomeOf(example, alone, found)).toEqual(expected);
  } finally {
    Object.assign(globalThis, { SharedArrayBuffer: Shared });
  }
});

describe.each(ways)("a search %s", (_, way) => {
  test("finds the same when its buffers are replaced while it runs", async () => {
    const { search, columns, fingerprints } = way;
    const expected = packedOutcome(example, {
      ...how,
      ...(search && { search }),
      ...(columns && { columns }),
      ...(fingerprints && { fingerprints }),
    });
    for (const growable of [64, 2048]) {
      const buffers = { growable, reserved: 4 * growable, most: Number.POSITIVE_INFINITY };
      const all = withBuffers(way, buffers);
      expect(outcomeOf(example, all, await awaited(packedSearch(example, all)))).toEqual(expected);
    }
  });

  test("ends where there is no memory, with what it covered", async () => {
    const { search = "bfs", fingerprints = false, columns = [1] } = way;
    const whole = packedOutcome(example, { ...how, search, fingerprints, columns });
    const sizes = new Set<number>();
    for (let most = fingerprints ? 4200 : 1500; most < 60_000; most = Math.floor(most * 1.12)) {
      const all = withBuffers(way, { growable: 256, reserved: 1024, most });
      const found = await awaited(packedSearch(example, all));
      if (found.ending.because === "complete") break;
      expect(found.ending.because).toBe("memory limit");
      const { distinct, generated } = found;
      const outcome = outcomeOf(example, all, found);
      expect(outcome.states).toEqual(whole.states.slice(0, distinct));
      expect(outcome.columns).toEqual(whole.columns.map((column) => column.slice(0, distinct)));
      expect(generated).toBeGreaterThanOrEqual(distinct);
      if (search === "bfs") expect(outcome.parents).toEqual(whole.parents.slice(0, distinct));
      for (const [question, finding] of outcome.findings.entries()) {
        expect([whole.findings[question], "nothing"]).toContain(finding);
      }
      sizes.add(distinct);
    }
    expect(sizes.size).toBeGreaterThan(0);
  });
});

describe("a round for which there is no memory", () => {
  // levels are the diagonals of a square; from some column on, every step is worth reporting
  const initial = [[0, 0]];
  const questions = [{ kind: "step", predicate: 0 }] as const;
  const squareWith = (column: number) => ({
    layout: layoutOf([30, 30], 3),
    program: {
      ...{ instances: [counting(0, 29), counting(1, 29)], predicates: [] },
      stepPredicates: [compiled({ op: "<", a: slot(0), b: num(column) })],
      ...{ final: undefined, within: undefined },
    },
  });

  test.each([1, 2])("was not done: nothing is counted or found in it, seed %i", (seed) => {
    let begun = 0;
    for (let column = 1; column < 29; column++) {
      const square = squareWith(column);
      const [whole] = packedExploration(square, { initial, questions }).findings;
      for (let most = 250; ; most *= 2) {
        const found = packedExploration(square, {
          ...{ initial, questions, workers: 2 },
          tuning: {
            ...pretending(seed, { chunk: 1, batch: 1, initialCapacity: 4, arena: 8 }),
            buffers: { growable: 64, reserved: 64, most },
          },
        });
        if (found.ending.because === "complete") break;
        const { offsets, expanded } = graphOfSpace(found.space());
        expect(found.generated).toBe(1 + (offsets.at(-1) as number));
        const [finding] = found.findings;
        if (finding === undefined) continue;
        expect(finding).toEqual(whole);
        expect(expanded[finding.state]).toBe(1);
        begun++;
      }
    }
    expect(begun).toBeGreaterThan(0);
  });
});
