/**
 * The one error that the checker throws for what a person got wrong: what is wrong, where, and what to do about it.
 * A violated property is never an error; it is a result.
 */

import type { ErrorCode } from "./error-codes.ts";

/** Who has to act: `usage` the caller of the command or API, `load` a file that cannot be read or compiled, `spec` the author. */
export type ErrorKind = "usage" | "load" | "spec";

/** A position in a source file; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface CheckerErrorDetails {
  readonly kind: ErrorKind;
  /** Stable and readable; see docs/diagnostics.md. */
  readonly code: ErrorCode;
  /** What is wrong, one sentence without a full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Where, when the thrower knows it. Otherwise the place is read from the stack or from `about`. */
  readonly location?: SourceLocation | undefined;
  /** The author's function that the error is about, when no frame of it is on the stack. */
  readonly about?: ((...args: never[]) => unknown) | undefined;
  readonly cause?: unknown;
}

/** The first error made since somebody began to watch. */
export interface Watch {
  first: CheckerError | undefined;
}

let watch: Watch | undefined;

/**
 * Runs code of others and notes the first error that is made meanwhile, in `into`: an author's `catch` may swallow what a
 * state has to say, but it cannot make it unsaid.
 */
export function watchErrors<T>(into: Watch, run: () => T): T {
  const before = watch;
  watch = into;
  try {
    return run();
  } finally {
    watch = before;
  }
}

export class CheckerError extends Error {
  override readonly name = "CheckerError";
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly location: SourceLocation | undefined;
  readonly about: ((...args: never[]) => unknown) | undefined;

  constructor(details: CheckerErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.code = details.code;
    this.hint = details.hint;
    this.location = details.location;
    this.about = details.about;
    if (watch !== undefined) watch.first ??= this;
  }
}
