/** Verdicts in words, one line a property: what was found out, and how that compares with what the author expects. */
import type { PropertyResult } from "../check.ts";
import { unreachable } from "../diagnostics/bug.ts";
import type { Trace } from "../trace/trace.ts";
import { describeExpectation } from "../verdict/expectation.ts";
import type { Completeness, Verdict } from "../verdict/verdict.ts";
import { probability } from "./numbers.ts";

/** How a property stands against its expectation. */
export type Standing = "met" | "not met" | "unknown";

export function standingOf({ verdict, met }: PropertyResult): Standing {
  if (verdict.status === "unknown") return "unknown";
  return met ? "met" : "not met";
}

/** `violated for page0, as expected`; `holds, but expected violated`. */
export function verdictText(property: PropertyResult): string {
  const { verdict, expected } = property;
  const found = finding(property);
  if (verdict.status === "unknown") {
    return isPass(expected) ? found : `${found}; expected ${describeExpectation(expected)}`;
  }
  if (!property.met) return `${found}, but expected ${describeExpectation(expected)}`;
  return isPass(expected) ? found : `${found}, as expected`;
}

/** What an author expects, in words. */
export function expectationText(expected: PropertyResult["expected"]): string {
  return describeExpectation(expected);
}

/** What an author who says nothing expects. */
function isPass(expected: PropertyResult["expected"]): boolean {
  return ["holds", "holds within bounds", "reachable"].includes(expected as string);
}

function finding({ verdict, expected }: Pick<PropertyResult, "verdict" | "expected">): string {
  switch (verdict.status) {
    case "reachable":
      return verdict.status;
    case "holds":
    case "holds within bounds":
      return `${verdict.status}${inParentheses(doubt(verdict))}`;
    case "violated": {
      // The action is of interest where the author has named one.
      const by =
        typeof expected === "string" ? undefined : endOf(verdict.counterexample, expected.violated);
      return `violated${forElement(verdict.of)}${by === undefined ? "" : ` by ${by}`}`;
    }
    case "unreachable":
      return `unreachable${forElement(verdict.of)}${inParentheses(doubt(verdict))}`;
    case "vacuous":
      return `vacuous${inParentheses([verdict.because, ...doubt(verdict)])}`;
    case "unknown":
      return `unknown: ${verdict.because}`;
    default:
      return unreachable(verdict);
  }
}

/** What keeps a verdict from being exact. */
function doubt({ omission }: Completeness): readonly string[] {
  if (omission === undefined || omission === 0) return [];
  return [`a state was missed with probability ≤ ${probability(omission)}`];
}

function inParentheses(remarks: readonly string[]): string {
  return remarks.length === 0 ? "" : ` (${remarks.join("; ")})`;
}

/** What ends a counterexample, in the terms of an expectation: an action, or the action of a loop if it is there. */
function endOf({ steps, loopAfter }: Trace, expected: string): string | undefined {
  const actions = steps.map((step) => step.action);
  if (loopAfter === undefined) return actions.at(-1);
  const loop = actions.slice(loopAfter).filter((action) => action !== undefined);
  if (loop.length === 0) return actions[loopAfter - 1];
  return loop.includes(expected) ? expected : "another loop";
}

function forElement(element: string): string {
  return element === "" ? "" : ` for ${element}`;
}

/** A verdict on its own, in a few words: `violated by dmaComplete`, `violated by a loop of wake, sleep`. */
export function verdictSummary(verdict: Verdict): string {
  if (verdict.status !== "violated") {
    return finding({ verdict, expected: "holds" });
  }
  const { steps, loopAfter } = verdict.counterexample;
  const actions = steps.map((step) => step.action);
  const loop = loopAfter === undefined ? [] : actions.slice(loopAfter);
  const repeated = [...new Set(loop.filter((action) => action !== undefined))];
  const how =
    repeated.length > 0
      ? `a loop of ${repeated.join(", ")}`
      : actions.findLast((action) => action !== undefined);
  return `violated${forElement(verdict.of)}${how === undefined ? "" : ` by ${how}`}`;
}
