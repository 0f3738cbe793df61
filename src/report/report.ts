/**
 * What a reporter is given: everything that a run of the command found out, as data. Reporters are pure functions of it,
 * so the same report can be printed, written to a file and judged for the exit code, and nothing is decided twice.
 */
import type { CheckResult } from "../check.ts";
import type { ErrorKind, SourceLocation } from "../diagnostics/checker-error.ts";

/** An error as reporters need it. Only who loads the specs can read their sources, so the text is made there. */
export interface ErrorReport {
  /** Who has to act; `bug` for a defect of everystate. */
  readonly kind: ErrorKind | "bug";
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** In the author's source; the file is relative to the working directory if it lies below it. */
  readonly location: SourceLocation | undefined;
  /** The whole error for a person: the message, the lines of the source, the hint. */
  readonly text: string;
}

/** The answer about one machine. */
export interface Run {
  /** Relative to the working directory if it lies below it, with `/` between its parts. */
  readonly file: string;
  readonly result: CheckResult;
  /** The error of `result.fault`. */
  readonly error: ErrorReport | undefined;
}

/** What could not be checked at all, and why. */
export interface Failure {
  /** Like that of a run; undefined when the error is no matter of a file. */
  readonly file: string | undefined;
  /** Undefined when the error is a matter of the whole file. */
  readonly machine: string | undefined;
  readonly error: ErrorReport;
}

export interface Report {
  /** The version of everystate. */
  readonly version: string;
  readonly runs: readonly Run[];
  readonly failures: readonly Failure[];
  /** Machines that were not begun because the command was interrupted. */
  readonly notStarted: readonly { readonly file: string; readonly machine: string }[];
  /** Whether the command was stopped before it had done all it was asked. */
  readonly interrupted: boolean;
  /** Seconds from the start of the command to its end. */
  readonly seconds: number;
}
