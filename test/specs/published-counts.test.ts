/**
 * The published counts of the classics under every engine, search, store and number of threads, and with everything that is
 * tuned as it never is outside of tests. What was found, and how many steps away, is the same as well.
 */
import type { Machine } from "everystate";
import { describe, expect, test } from "vitest";
import { dieHard } from "../../specs/classics/die-hard.machine.ts";
import { diningPhilosophers } from "../../specs/classics/dining-philosophers.machine.ts";
import { german } from "../../specs/classics/german.machine.ts";
import { peterson } from "../../specs/classics/peterson.machine.ts";
import { spinlock } from "../../specs/classics/spinlock.machine.ts";
import { twoPhaseCommit } from "../../specs/classics/two-phase-commit.machine.ts";
import { explore } from "../../src/explore/explore.ts";
import { explorePacked } from "../../src/explore/packed/explore-packed.ts";
import type { PackedExploration, Tuning } from "../../src/explore/packed/packed-exploration.ts";
import { compiledMachine } from "../../src/model/compiled/compiled-machine.ts";
import { referenceModel } from "../../src/model/reference/reference-model.ts";
import { watchSafety } from "../../src/verdict/safety.ts";
import { awaited, quiet } from "../explore/packed/compare.ts";
import { safetyOf } from "../support/safety-questions.ts";

interface System {
  readonly name: string;
  readonly make: () => Machine;
  readonly distinct: number;
  /** With initial states. */
  readonly generated: number;
}

const philosophers = (count: number): Machine =>
  diningPhilosophers({
    ...{ philosophers: count, order: "one takes right first" },
    ...{ takeFirst: "strong", takeSecond: "strong" },
  });

/** Free: each process requests or acquires. Taken: it is released, or one of the others, half of which are idle, requests. */
const spinning = (n: number): System => ({
  name: `spinlock ${n}`,
  make: () => spinlock({ processes: n, acquire: "strong" }),
  distinct: 2 ** n + n * 2 ** (n - 1),
  generated: 1 + n * 2 ** n + (n * 2 ** (n - 1) * (n + 1)) / 2,
});

const small: readonly System[] = [
  { name: "die hard", make: () => dieHard, distinct: 16, generated: 97 },
  { name: "two-phase commit 3", make: () => twoPhaseCommit(3), distinct: 288, generated: 1146 },
  { name: "two-phase commit 4", make: () => twoPhaseCommit(4), distinct: 1568, generated: 8258 },
  { name: "peterson 3", make: () => peterson(3), distinct: 882, generated: 1 + 3 * 882 },
  ...[1, 3, 6].map(spinning),
];

const medium: readonly System[] = [
  { name: "two-phase commit 5", make: () => twoPhaseCommit(5), distinct: 8832, generated: 58_146 },
  { name: "peterson 4", make: () => peterson(4), distinct: 22_281, generated: 89_125 },
  { name: "philosophers 8", make: () => philosophers(8), distinct: 24_126, generated: 158_930 },
];

/** For the compiled engine only, but in the night. */
const large: readonly System[] = [
  { name: "german 3", make: () => german(3), distinct: 58_104, generated: 235_874 },
  {
    name: "two-phase commit 6",
    make: () => twoPhaseCommit(6),
    distinct: 50_816,
    generated: 402_306,
  },
];

const huge: readonly System[] = [
  {
    ...{ name: "two-phase commit 7", make: () => twoPhaseCommit(7) },
    ...{ distinct: 296_448, generated: 2_744_706 },
  },
];

/** For the night: `npm run fuzz`. */
const vast: readonly System[] = [
  {
    ...{ name: "two-phase commit 8", make: () => twoPhaseCommit(8) },
    ...{ distinct: 1_745_408, generated: 18_507_778 },
  },
  {
    ...{ name: "two-phase commit 9", make: () => twoPhaseCommit(9) },
    ...{ distinct: 10_340_352, generated: 123_558_402 },
  },
];

const isNight = process.env["FUZZ_RUNS"] !== undefined;

interface Way {
  readonly search?: "bfs" | "dfs";
  readonly workers?: number;
  readonly fingerprints?: boolean;
  readonly tuning?: Tuning;
}

/** A chance that comes in an order of its own for every seed. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

const realThreads: Tuning = { parallelFrom: 1, chunk: 8, waitsForThreads: true };
const pretended = (seed: number): Tuning => ({
  ...{ parallelFrom: 1, chunk: 8, arena: 1, initialCapacity: 4 },
  chance: chanceOf(seed),
});

const usual: readonly Way[] = [
  { search: "bfs" },
  { search: "dfs" },
  { fingerprints: true },
  { workers: 2, tuning: realThreads },
  { workers: 3, tuning: realThreads },
];

const strange: readonly Way[] = [
  { tuning: { store: "index" } },
  { tuning: { store: "index", initialCapacity: 4, batch: 3 } },
  { search: "dfs", tuning: { initialCapacity: 4 } },
  { fingerprints: true, tuning: { initialCapacity: 4, batch: 1 } },
  { workers: 2, tuning: pretended(1) },
  { workers: 5, tuning: { ...pretended(2), store: "index" } },
  { workers: 3, tuning: { ...realThreads, store: "index", initialCapacity: 4 } },
];

/** Slow: chains of states with the same hash. */
const colliding: readonly Way[] = [4, 8].flatMap((hashBits): Way[] => [
  { tuning: { hashBits, store: "index", initialCapacity: 4 } },
  { search: "dfs", tuning: { hashBits } },
  { workers: 3, tuning: { ...pretended(3), hashBits, store: "index" } },
]);

/** So many states have levels for several threads. */
const wide = 1000;

const searches = ["bfs", "dfs"] as const;
/** The reference engine takes its time: what it finds depth-first in larger spaces is compared in the night. */
const shortest = ["bfs"] as const;

interface Answer {
  readonly ending: string;
  readonly distinct: number;
  readonly generated: number;
  /** By question about states and steps: how many steps away it was found. */
  readonly lengths: readonly (number | undefined)[];
}

function answerOf(
  found: Pick<PackedExploration, "ending" | "distinct" | "generated" | "parent">,
  findings: readonly ({ readonly state: number } | undefined)[],
): Answer {
  const stepsTo = (state: number): number => {
    let steps = 0;
    for (let at = found.parent(state); at >= 0; at = found.parent(at)) steps++;
    return steps;
  };
  const { ending, distinct, generated } = found;
  const lengths = findings.map((finding) => finding && stepsTo(finding.state));
  return { ending: ending.because, distinct, generated, lengths };
}

async function byReference(machine: Machine, search: "bfs" | "dfs"): Promise<Answer> {
  const model = referenceModel(machine);
  const { parts } = safetyOf(model);
  const safety = watchSafety(model, parts);
  const found = await awaited(
    explore(model, {
      ...{ search, limits: {}, surroundings: quiet },
      ...{ observers: [safety.observer], recordTransitions: false },
    }),
  );
  return answerOf(
    found,
    parts.map((part) => safety.found(part)),
  );
}

async function byPacked(machine: Machine, way: Way): Promise<Answer> {
  const model = referenceModel(machine);
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) throw new Error(compiled.notPackable);
  const { program, layout, host } = compiled;
  const found = await awaited(
    explorePacked({
      ...{ program, layout, host, initial: compiled.initial(), surroundings: quiet, limits: {} },
      ...{ questions: safetyOf(model).questions, columns: [], workers: 1, search: "bfs" },
      fingerprints: false,
      ...way,
    }),
  );
  // levels of few states are the leader's alone
  if (way.workers !== undefined && found.distinct >= wide) expect(found.workers).toBe(way.workers);
  return answerOf(found, found.findings);
}

function textOf({ search = "bfs", workers = 1, fingerprints = false, tuning = {} }: Way): string {
  return JSON.stringify({ search, workers, fingerprints, ...tuning });
}

/** All ways find what the first of the same search finds, and what is published. */
async function expectAlike({ make, distinct, generated }: System, ways: readonly Way[]) {
  const machine = make();
  const first = new Map<string, Answer>();
  for (const way of ways) {
    const { search = "bfs" } = way;
    const found = await byPacked(machine, way);
    const { lengths } = first.get(search) ?? found;
    first.set(search, { ...found, lengths });
    const expected = { ending: "complete", distinct, generated, lengths };
    expect({ way: textOf(way), ...found }).toEqual({ way: textOf(way), ...expected });
  }
  return first;
}

describe.each([...small, ...medium, ...(isNight ? large : [])])("$name", (system) => {
  test("has the published counts under both engines and searches", async () => {
    const compiled = await expectAlike(system, [{ search: "bfs" }, { search: "dfs" }]);
    for (const search of small.includes(system) || isNight ? searches : shortest) {
      expect(await byReference(system.make(), search)).toEqual(compiled.get(search));
    }
  });
});

describe.each([...small, ...medium, ...large, ...huge])("$name", (system) => {
  test("has the published counts with every store, and with several threads", async () => {
    await expectAlike(system, [...usual, ...(huge.includes(system) ? [] : strange)]);
  });
});

describe.each(small)("$name", (system) => {
  test("has the published counts when hashes collide", async () => {
    await expectAlike(system, [{ search: "bfs" }, { search: "dfs" }, ...colliding]);
  });
});

describe.runIf(isNight).each(vast)("$name", (system) => {
  test("has the published counts, in the night", { timeout: 1_800_000 }, async () => {
    await expectAlike(system, [{ search: "bfs" }, { search: "dfs" }, { workers: 2 }]);
  });
});
