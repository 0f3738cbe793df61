import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check.ts";
import { explore } from "../../src/explore/explore.ts";
import type { CheckResult, Trace } from "../../src/index.ts";
import { referenceModel } from "../../src/model/reference/reference-model.ts";
import { plain } from "../../src/value/plain.ts";
import type { Verdict } from "../../src/verdict/verdict.ts";
import { leastLassoSize } from "../temporal/brute-force.ts";
import type { FORMULAS } from "../temporal/lasso-word.ts";
import {
  type Explored,
  expectedVerdicts,
  exploreAll,
  keyOf,
  type Oracle,
  oracleOf,
  type PropertyPart,
  partsOf,
  questionOf,
} from "./oracle.ts";
import { type RandomMachine, randomMachine } from "./random-machine.ts";
import { flawIn } from "./trace-audit.ts";

// FUZZ_RUNS=10000 in the night (npm run fuzz); with FUZZ_SEED another part of the space.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 300);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 60_000 + numRuns * 60;

/** Enumerating all behaviours costs 2^states, and more for stems. */
const largestForLiveness = 6;

async function forAllMachines(
  test: (random: RandomMachine, oracle: Oracle, explored: Explored) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(randomMachine, async (random) => {
    const oracle = oracleOf(random);
    fc.pre(oracle.initial.length > 0);
    await test(random, oracle, exploreAll(oracle));
  });
  await fc.assert(property, { numRuns, seed });
}

function evidenceOf(verdict: Verdict): Trace | undefined {
  if (verdict.status === "violated") return verdict.counterexample;
  return verdict.status === "reachable" ? verdict.witness : undefined;
}

/** The part of a property that its verdict is about. */
function partOf(name: string, verdict: Verdict, random: RandomMachine): PropertyPart {
  const property = random.properties.find((one) => one.name === name);
  if (property === undefined) return { label: "", form: "deadlock", holds: [] };
  const parts = partsOf(property);
  const of = verdict.status === "violated" ? verdict.of : parts[0]?.label;
  return parts.find((part) => part.label === of) as PropertyPart;
}

/** Every counterexample and witness is real, whatever stopped the search. */
function expectRealEvidence(result: CheckResult, oracle: Oracle): void {
  for (const { name, verdict } of result.properties) {
    const trace = evidenceOf(verdict);
    if (trace === undefined) continue;
    const flaw = flawIn(trace, partOf(name, verdict, oracle.random), oracle);
    expect({ name, flaw }).toEqual({ name, flaw: undefined });
  }
}

/** Verdict and, where it is defined, the length of a shortest finite trace: what both checkers can say. */
function summary(verdict: Verdict, steps: number | undefined) {
  const trace = evidenceOf(verdict);
  return {
    status: verdict.status,
    steps: steps === undefined ? undefined : trace?.steps.length,
  };
}

function expectVerdicts(result: CheckResult, about: { oracle: Oracle; explored: Explored }): void {
  const { oracle, explored } = about;
  const expected = expectedVerdicts(oracle, explored, largestForLiveness);
  expect(result.properties.map(({ name }) => name)).toEqual([...expected.keys()]);
  const passes = oracle.random.within === undefined ? "holds" : "holds within bounds";
  for (const { name, kind, verdict, expected: hoped } of result.properties) {
    expect(hoped).toBe(kind === "reachable" ? "reachable" : passes);
    const { status, of, steps } = expected.get(name) ?? { status: "not asked" };
    if (status === "not asked") continue;
    const about = "of" in verdict ? verdict.of : undefined;
    expect(of ?? [undefined]).toContain(about);
    expect({ name, ...summary(verdict, steps) }).toEqual({ name, status, steps });
  }
}

const safetyForms: readonly string[] = ["always", "never", "reachable", "step"];

/** The names of the properties of safety, deadlock among them. */
function safetyOf({ properties, deadlock }: RandomMachine): readonly string[] {
  const safe = properties.filter(({ form }) => safetyForms.includes(form));
  return [...safe.map(({ name }) => name), ...(deadlock ? ["deadlock"] : [])];
}

/** What a verdict says; traces may be different ones, of the same length. */
function shown({ name, verdict }: CheckResult["properties"][number]) {
  const of = "of" in verdict ? verdict.of : undefined;
  const steps = evidenceOf(verdict)?.steps.length;
  return { name, status: verdict.status, of, steps };
}

/** The states that a search visits, as the oracle writes them. */
function visited(random: RandomMachine, search: "bfs" | "dfs", depth: number) {
  const model = referenceModel(random.machine);
  const seen: string[] = [];
  const run = explore(model, {
    search,
    limits: { depth },
    surroundings: { clock: () => 0, memory: () => 0, heap: () => 0, interrupted: () => false },
    observers: [{ state: (_id, code) => void seen.push(keyOf(plain(model.read(code)))) }],
    recordTransitions: true,
  });
  for (;;) {
    const step = run.next();
    if (step.done) return { seen, exploration: step.value };
  }
}

describe("random machines, against a naive checker", () => {
  it("agree on counts, depth, every verdict and the length of every shortest trace", {
    timeout,
  }, async () => {
    await forAllMachines(async (random, oracle, explored) => {
      const result = await check(random.machine, { symmetry: "off" });
      expect(result.fault).toBeUndefined();
      const { distinct, generated, depth } = result.stats;
      expect({ distinct, generated, depth }).toEqual({
        distinct: explored.states.length,
        generated: explored.generated,
        depth: Math.max(...explored.distance),
      });
      expectVerdicts(result, { oracle, explored });
      expectRealEvidence(result, oracle);
    });
  });

  it("have as many states in their orbits, the same verdicts and shortest traces under symmetry", {
    timeout,
  }, async () => {
    await forAllMachines(async (random, oracle, explored) => {
      const properties = safetyOf(random);
      const full = await check(random.machine, { properties, symmetry: "off" });
      for (const engine of ["reference", "compiled"] as const) {
        const reduced = await check(random.machine, { properties, symmetry: "on", engine });
        expect(reduced.fault).toBeUndefined();
        const { symmetry } = reduced;
        const states = symmetry?.reduced ? symmetry.states : BigInt(reduced.stats.distinct);
        expect(states).toBe(BigInt(explored.states.length));
        expect(reduced.stats.depth).toBe(full.stats.depth);
        expect(reduced.neverEnabled).toEqual(full.neverEnabled);
        expect(reduced.properties.map(shown)).toEqual(full.properties.map(shown));
        expectRealEvidence(reduced, oracle);
        const live = await check(random.machine, { symmetry: "on", engine });
        expectVerdicts(live, { oracle, explored });
        expectRealEvidence(live, oracle);
      }
    });
  });

  it("give lassos of the least possible size", { timeout }, async () => {
    await forAllMachines(async (random, oracle, explored) => {
      // Beyond 5 · 2^12 nodes the checker looks for short lassos, not for shortest ones; the enumeration ends there too.
      if (explored.states.length > 5 || oracle.fairness.length > 6) return;
      const result = await check(random.machine);
      for (const { name, verdict } of result.properties) {
        const trace = evidenceOf(verdict);
        if (trace?.loopAfter === undefined) continue;
        const part = partOf(name, verdict, random);
        const question = questionOf(part, { oracle, explored, largest: largestForLiveness });
        const least = leastLassoSize(question, part.form as keyof typeof FORMULAS);
        expect({ name, size: trace.steps.length }).toEqual({ name, size: least });
      }
    });
  });

  it("get the same answers from depth-first search", { timeout }, async () => {
    await forAllMachines(async (random, oracle) => {
      const [bfs, dfs] = [
        await check(random.machine),
        await check(random.machine, { search: "dfs" }),
      ];
      expect(dfs.ending).toEqual(bfs.ending);
      expect(dfs.stats.distinct).toBe(bfs.stats.distinct);
      expect(dfs.stats.generated).toBe(bfs.stats.generated);
      expect(dfs.neverEnabled).toEqual(bfs.neverEnabled);
      const verdicts = ({ properties }: CheckResult) =>
        properties.map(({ name, verdict }) => ({ name, ...summary(verdict, undefined) }));
      expect(verdicts(dfs)).toEqual(verdicts(bfs));
      expectRealEvidence(dfs, oracle);
    });
  });

  it("are never said to be right when a limit stopped the search", { timeout }, async () => {
    const limits = fc.record({
      search: fc.constantFrom("bfs" as const, "dfs" as const),
      limit: fc.constantFrom("maxStates" as const, "maxDepth" as const),
      most: fc.nat(12),
    });
    const property = fc.asyncProperty(
      randomMachine,
      limits,
      async (random, { search, limit, most }) => {
        const oracle = oracleOf(random);
        fc.pre(oracle.initial.length > 0);
        const explored = exploreAll(oracle);
        const bound = limit === "maxStates" ? most + 1 : most;
        const result = await check(random.machine, { search, [limit]: bound, symmetry: "off" });
        const reached =
          limit === "maxStates" ? explored.states.length : Math.max(...explored.distance);
        const isCut = reached > bound;
        expect(result.ending.because).toBe(
          isCut ? (limit === "maxStates" ? "state limit" : "depth limit") : "complete",
        );
        expectRealEvidence(result, oracle);
        if (!isCut) {
          if (search === "bfs") expectVerdicts(result, { oracle, explored });
          return;
        }
        if (limit === "maxStates") expect(result.stats.distinct).toBe(bound);
        for (const { verdict } of result.properties) {
          expect(["violated", "reachable", "unknown"]).toContain(verdict.status);
        }
        expect(["failed", "inconclusive"]).toContain(result.outcome);
      },
    );
    await fc.assert(property, { numRuns, seed });
  });

  it("have the same states and transitions within a depth for both searches", {
    timeout,
  }, async () => {
    const property = fc.property(randomMachine, fc.nat(6), (random, depth) => {
      const oracle = oracleOf(random);
      fc.pre(oracle.initial.length > 0);
      const near = exploreAll(oracle, depth);
      for (const search of ["bfs", "dfs"] as const) {
        const { seen, exploration } = visited(random, search, depth);
        expect(new Set(seen)).toEqual(new Set(near.keys));
        expect(seen.length).toBe(near.keys.length);
        expect({ search, generated: exploration.generated }).toEqual({
          search,
          generated: near.generated,
        });
        expect(exploration.graph?.initialCount).toBe(near.initialCount);
        expect(exploration.ending.because).toBe(
          near.states.length < exploreAll(oracle).states.length ? "depth limit" : "complete",
        );
      }
    });
    fc.assert(property, { numRuns, seed });
  });
});
