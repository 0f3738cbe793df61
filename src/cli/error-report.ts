/** Errors as reporters need them. Only the command line may read the sources that an error points to. */
import { isAbsolute, relative, sep } from "node:path";
import { CheckerError, type SourceLocation } from "../diagnostics/checker-error.ts";
import type { ErrorReport } from "../report/report.ts";
import { isBugError, isCheckerError } from "./load/carried-problem.ts";
import { describeError } from "./load/describe-error.ts";
import { locationOf } from "./load/source-location.ts";
import type { Look } from "./terminal.ts";

/** What the error says, and its text in the look of where it will be shown. Reads source files; never throws. */
export function errorReport(error: unknown, cwd: string, look: Look): ErrorReport {
  const text = describeError(error, { ...look, cwd });
  const at = error instanceof Error ? locationOf(error) : undefined;
  const location = at === undefined ? undefined : shownLocation(at, cwd);
  if (isCheckerError(error)) {
    const { kind, code, message, hint } = error;
    return { kind, code, message, hint, location, text };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = isBugError(error) ? "bug" : "unexpected-error";
  return { kind: "bug", code, message, hint: undefined, location, text };
}

/** A path for people and reports: relative if it lies below the working directory, with `/` between its parts. */
export function shownPath(file: string, cwd: string): string {
  const below = relative(cwd, file);
  const isBelow = below !== "" && below !== ".." && !below.startsWith(`..${sep}`);
  return (isBelow && !isAbsolute(below) ? below : file).split(sep).join("/");
}

/** @returns the error for a call that cannot be honoured. */
export function usageError(message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "usage", code: "bad-option", message, hint });
}

function shownLocation({ file, line, column }: SourceLocation, cwd: string): SourceLocation {
  return { file: shownPath(file, cwd), line, column };
}
