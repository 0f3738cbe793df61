/**
 * What is wrong with a file, in a form that survives the way from the module hooks to `loadSpec`. On Node 20 the hooks
 * run in a thread of their own: errors arrive there as copies that have lost their class but kept their plain
 * properties. So the hooks throw ordinary errors (or let Node's own pass) with the problem attached as plain data.
 *
 * For a related reason errors of this project are recognised by name and not by `instanceof`: a spec may have been built
 * with a second copy of the package.
 */
import type { BugError } from "../../diagnostics/bug.ts";
import type { CheckerError, SourceLocation } from "../../diagnostics/checker-error.ts";

/** The details of a `CheckerError` of kind `load`; plain data. */
export interface LoadProblem {
  readonly code: "spec-syntax-error" | "spec-not-found" | "import-not-found" | "duplicate-name";
  readonly message: string;
  readonly hint?: string | undefined;
  readonly location?: SourceLocation | undefined;
}

/** A string and not a symbol, because symbols are lost between threads. */
const PROPERTY = "everystateProblem";

/** Attaches the problem to an error that Node has thrown; its own `code` stays, for code that catches and looks at it. */
export function attachProblem(error: Error, problem: LoadProblem): Error {
  return Object.assign(error, { [PROPERTY]: problem });
}

/** An error to throw from a hook for a problem that Node knows nothing about. */
export function problemError(problem: LoadProblem): Error {
  return attachProblem(new Error(problem.message), problem);
}

/** The problem that an error carries, if any. */
export function problemOf(error: unknown): LoadProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  // Only `attachProblem` writes this property.
  return (error as { [PROPERTY]?: LoadProblem })[PROPERTY];
}

/** Whether this is a `CheckerError`, from whichever copy of the package. */
export function isCheckerError(error: unknown): error is CheckerError {
  return error instanceof Error && error.name === "CheckerError";
}

/** Whether this is a `BugError`, from whichever copy of the package. */
export function isBugError(error: unknown): error is BugError {
  return error instanceof Error && error.name === "BugError";
}
