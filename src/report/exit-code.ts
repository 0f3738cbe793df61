/**
 * The exit code of a report, the part of it that scripts read.
 *
 * When several apply, the one wins that leaves the most unsaid, because a script that acts on the others must know. An
 * interrupted command (130) has not said all it was asked. After a defect of everystate (70) nothing it says can be
 * relied on. A file that was not loaded (2) was not checked at all, an ill-formed spec (3) only in part. Next to those, an
 * expectation that is not met (1) is a definite answer. It comes before a search that a limit has stopped (4), because no
 * more searching can take a counterexample back.
 */
import { unreachable } from "../diagnostics/bug.ts";
import type { Report } from "./report.ts";

/**
 * 0: every expectation met, every search complete. 1: an expectation not met, an unexpected pass included. 2: wrong usage,
 * or a spec that cannot be loaded. 3: a spec is ill-formed. 4: inconclusive, a limit was reached. 70: a defect of
 * everystate. 130: interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70 | 130;

const strongestFirst: readonly ExitCode[] = [130, 70, 2, 3, 1, 4];

/** The exit code of a report. One in which nothing was checked is a matter of usage and never a success. */
export function exitCode({ runs, failures, interrupted }: Report): ExitCode {
  if (runs.length + failures.length === 0 && !interrupted) return 2;
  return strongest([
    ...(interrupted ? [130 as const] : []),
    ...failures.map(({ error }) => codeOfError(error.kind)),
    ...runs.map(({ result }) => codeOfOutcome(result.outcome)),
  ]);
}

/** The one of several exit codes that wins. */
export function strongest(codes: readonly ExitCode[]): ExitCode {
  return strongestFirst.find((code) => codes.includes(code)) ?? 0;
}

/** The exit code for an error of this kind, if there is nothing else to report. */
export function codeOfError(kind: Report["failures"][number]["error"]["kind"]): ExitCode {
  switch (kind) {
    case "usage":
    case "load":
      return 2;
    case "spec":
      return 3;
    case "bug":
      return 70;
    default:
      return unreachable(kind);
  }
}

function codeOfOutcome(outcome: Report["runs"][number]["result"]["outcome"]): ExitCode {
  switch (outcome) {
    case "passed":
      return 0;
    case "failed":
      return 1;
    case "ill-formed":
      return 3;
    case "inconclusive":
      return 4;
    case "interrupted":
      return 130;
    default:
      return unreachable(outcome);
  }
}
