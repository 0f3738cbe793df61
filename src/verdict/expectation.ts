/** Compares a verdict with what the author of the property expects. */
import type { Expectation } from "../spec/machine.ts";
import type { StatedVerdict } from "../spec/study.ts";
import type { Trace } from "../trace/trace.ts";
import type { Verdict } from "./verdict.ts";

/** Whether the verdict is the expected one. An unknown verdict meets no expectation; an unexpected pass does not either. */
export function meets(verdict: Verdict, expected: Expectation): boolean {
  if (typeof expected === "string") {
    return (
      verdict.status === expected ||
      (expected === "holds within bounds" && verdict.status === "holds")
    );
  }
  return verdict.status === "violated" && isEndedBy(verdict.counterexample, expected.violated);
}

/** The action that ends a finite counterexample; for a lasso, an action of the loop, or the last one before all stands still. */
function isEndedBy({ steps, loopAfter }: Trace, action: string): boolean {
  const actions = steps.map((step) => step.action);
  if (loopAfter === undefined) return actions.at(-1) === action;
  const loop = actions.slice(loopAfter).filter((name) => name !== undefined);
  return loop.length > 0 ? loop.includes(action) : actions[loopAfter - 1] === action;
}

/** The expectation in words. */
export function describeExpectation(expected: StatedVerdict): string {
  return typeof expected === "string" ? expected : `violated by ${expected.violated}`;
}
