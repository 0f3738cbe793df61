/** Random symmetric machines: the same answers from one state for each orbit as from all states. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { check } from "../../src/check.ts";
import type { CheckResult } from "../../src/index.ts";
import type { Verdict } from "../../src/verdict/verdict.ts";
import { type RandomSymmetricMachine, randomSymmetricMachine } from "./random-symmetric-machine.ts";

// FUZZ_RUNS=10000 in the night (npm run fuzz); with FUZZ_SEED another part of the space.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 200);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 120_000 + numRuns * 200;

const mostStates = 150;

/** What is the same with and without reduction; the size of a lasso only where it is exactly the shortest. */
function summary({ verdict, name }: { verdict: Verdict; name: string }, isExact: boolean) {
  const trace =
    verdict.status === "violated"
      ? verdict.counterexample
      : verdict.status === "reachable"
        ? verdict.witness
        : undefined;
  const isComparable = trace?.loopAfter === undefined || isExact;
  return {
    name,
    status: verdict.status,
    of: isExact && "of" in verdict ? verdict.of : undefined,
    because: verdict.status === "vacuous" ? verdict.because : undefined,
    isLasso: trace?.loopAfter !== undefined,
    steps: isComparable ? trace?.steps.length : undefined,
  };
}

function answers({ outcome, fault, properties, neverEnabled }: CheckResult, isExact: boolean) {
  // lassos of formulas are short, not shortest
  const verdicts = properties.map((property) =>
    summary(property, isExact && property.kind !== "ltl"),
  );
  return { outcome, fault: fault?.error.message, neverEnabled, verdicts };
}

async function compare({ machine, constraints }: RandomSymmetricMachine): Promise<void> {
  const all = await check(machine, {
    ...{ engine: "reference", symmetry: "off", maxStates: mostStates },
  });
  fc.pre(all.ending.because === "complete");
  const isExact = all.stats.distinct <= 32 && constraints <= 4;
  for (const engine of ["reference", "compiled"] as const) {
    const reduced = await check(machine, { engine, symmetry: "on" });
    expect(answers(reduced, isExact)).toEqual(answers(all, isExact));
    expect(reduced.stats.distinct).toBeLessThanOrEqual(all.stats.distinct);
    expect(reduced.symmetry).toEqual({ reduced: true, states: BigInt(all.stats.distinct) });
  }
}

it("symmetric machines have the same verdicts with and without reduction", {
  timeout,
}, async () => {
  await fc.assert(fc.asyncProperty(randomSymmetricMachine, compare), { numRuns, seed });
});
