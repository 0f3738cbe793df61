/** What the reporters of `everystate matrix` are given, and the exit code of it. */
import type { StudyResult } from "../check-study.ts";
import { unreachable } from "../diagnostics/bug.ts";
import type { Standing } from "../study/judge-cell.ts";
import { codeOfError, type ExitCode, strongest } from "./exit-code.ts";
import type { ErrorReport, Failure } from "./report.ts";

/** An exploration of a study that came to nothing, or to nothing more. */
export interface StudyFault {
  readonly protocol: string;
  readonly environment: string;
  readonly error: ErrorReport;
}

/** A study that has been run. */
export interface StudyReport {
  /** Relative to the working directory if it lies below it, with `/` between its parts. */
  readonly file: string;
  readonly result: StudyResult;
  readonly faults: readonly StudyFault[];
}

export interface MatrixReport {
  /** The version of everystate. */
  readonly version: string;
  readonly studies: readonly StudyReport[];
  /** Files that could not be loaded, and studies that could not be asked. */
  readonly failures: readonly Failure[];
  readonly interrupted: boolean;
  /** Seconds from the start of the command to its end. */
  readonly seconds: number;
}

/** As that of a check: a cell that differs from its expectation, or has none, counts as an expectation that is not met. */
export function matrixExitCode({ studies, failures, interrupted }: MatrixReport): ExitCode {
  if (studies.length + failures.length === 0 && !interrupted) return 2;
  return strongest([
    ...(interrupted ? [130 as const] : []),
    ...failures.map(({ error }) => codeOfError(error.kind)),
    ...studies.flatMap(({ result, faults }) => [
      ...faults.map(({ error }) => codeOfError(error.kind)),
      ...result.cells.map(({ standing }) => codeOfStanding(standing)),
    ]),
  ]);
}

function codeOfStanding(standing: Standing): ExitCode {
  switch (standing) {
    case "met":
      return 0;
    case "differs":
    case "not stated":
      return 1;
    case "failed":
      return 3;
    case "unknown":
      return 4;
    case "not explored":
      return 130;
    default:
      return unreachable(standing);
  }
}
