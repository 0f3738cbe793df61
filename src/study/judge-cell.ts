/** Compares what was found out about a cell with what the study expects of it. */
import type { Expectation } from "../spec/machine.ts";
import type { ExpectedCell, Study } from "../spec/study.ts";
import { meets } from "../verdict/expectation.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Cell } from "./plan-study.ts";

/** What was found out about a cell. */
export type Finding =
  | { readonly kind: "judged"; readonly verdict: Verdict }
  /** The protocol has no machine in the environment, or the machine not the property. */
  | { readonly kind: "not applicable" }
  /** The machine could not be made, or is ill-formed. */
  | { readonly kind: "failed" }
  /** The search was not begun. */
  | { readonly kind: "not explored" };

/**
 * How a cell stands against its expectation. `unknown`: a limit left it open. `not stated`: there is a verdict, and nobody
 * has said what to expect.
 */
export type Standing = "met" | "differs" | "not stated" | "unknown" | "failed" | "not explored";

/** The expectation of a cell: its own, else that for all environments. */
export function expectationOf(study: Study, cell: Cell): ExpectedCell | undefined {
  const byEnvironment = statedFor(study, cell);
  return byEnvironment?.[cell.environment] ?? byEnvironment?.["*"];
}

/** Whether what is expected of the cell is said of this very cell, and not of all environments. */
export function isOwn(study: Study, cell: Cell): boolean {
  return statedFor(study, cell)?.[cell.environment] !== undefined;
}

function statedFor(study: Study, { protocol, property }: Cell) {
  const ofProtocol = Object.hasOwn(study.expected, protocol) ? study.expected[protocol] : undefined;
  return ofProtocol !== undefined && Object.hasOwn(ofProtocol, property)
    ? ofProtocol[property]
    : undefined;
}

/**
 * An empty cell differs when something is expected of it alone. What is expected of all environments does not speak of those
 * in which there is nothing to ask.
 */
export function standingOf(finding: Finding, study: Study, cell: Cell): Standing {
  const expected = expectationOf(study, cell);
  switch (finding.kind) {
    case "failed":
    case "not explored":
      return finding.kind;
    case "not applicable":
      return expected === undefined || expected.verdict === "not applicable" || !isOwn(study, cell)
        ? "met"
        : "differs";
    case "judged":
      if (finding.verdict.status === "unknown") return "unknown";
      if (expected === undefined) return "not stated";
      return expected.verdict !== "not applicable" && meets(finding.verdict, expected.verdict)
        ? "met"
        : "differs";
  }
}

/**
 * Whether what is expected of all environments of the cell's protocol speaks of none: whoever wrote it believes that something
 * is checked. `findings` has all cells of the protocol and the property.
 */
export function speaksOfNothing(study: Study, cell: Cell, findings: readonly Finding[]): boolean {
  const expected = statedFor(study, cell)?.["*"];
  return (
    expected !== undefined &&
    expected.verdict !== "not applicable" &&
    findings.length === Object.keys(study.environments).length &&
    findings.every(({ kind }) => kind === "not applicable")
  );
}

/** The expectation that a verdict would meet; undefined for one that says nothing. */
export function expectationFor(
  verdict: Verdict,
  before: ExpectedCell["verdict"] | undefined,
): Expectation | undefined {
  if (verdict.status === "unknown") return undefined;
  if (verdict.status !== "violated" || typeof before !== "object") return verdict.status;
  if (meets(verdict, before)) return before;
  const { steps, loopAfter } = verdict.counterexample;
  const last = steps.at(-1)?.action;
  return loopAfter === undefined && last !== undefined ? { violated: last } : "violated";
}
