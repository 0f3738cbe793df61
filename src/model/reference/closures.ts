/** Runs the functions that the author wrote, and turns whatever goes wrong in them into a fault that names the function. */
import { BugError } from "../../diagnostics/bug.ts";
import { CheckerError, type Watch, watchErrors } from "../../diagnostics/checker-error.ts";
import { SpecFault } from "../model.ts";
import { purely } from "./purity.ts";

/** A function of the author's, and how to name it. */
export interface Closure {
  /** For messages: `the guard of pin(app0)`. */
  readonly who: string;
  readonly instance?: number;
  readonly about: (...args: never[]) => unknown;
}

/**
 * Runs the author's code; whatever it throws becomes a fault that names it. What a state, a domain or a clock refused is a
 * fault even if the author's code caught it: the rest of its run is worth nothing.
 */
export function attempt<T>(closure: Closure, run: () => T): T {
  const said: Watch = { first: undefined };
  let result: T;
  try {
    result = watchErrors(said, run);
  } catch (cause) {
    if (cause instanceof BugError) throw cause;
    throw new SpecFault(said.first ?? faultOf(cause, closure), closure.instance);
  }
  if (said.first !== undefined) throw new SpecFault(said.first, closure.instance);
  return result;
}

/** Runs the author's code outside any action: initial states, bodies of forEach, actor and doc texts. */
export function asking<T>(run: () => T): T {
  return purely(() => attempt({ who: "the machine", about: run }, run));
}

function faultOf(cause: unknown, { who, about }: Closure): CheckerError {
  if (cause instanceof CheckerError) return cause;
  if (cause instanceof SpecFault) return cause.error;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new CheckerError({
    kind: "spec",
    code: "spec-threw",
    message: `${who} threw: ${said}`,
    hint: "make it total: it is called in every reachable state",
    about: cause instanceof Error ? undefined : about, // an error knows its line
    cause,
  });
}

/** The answer of a guard or predicate, which must be a boolean. */
export function answer(given: unknown, { who, about }: Closure): boolean {
  if (typeof given === "boolean") return given;
  abandon(given);
  const kind = given === null ? "null" : typeof given;
  const what = given instanceof Promise ? "a promise" : kind;
  throw new CheckerError({
    kind: "spec",
    code: "not-a-boolean",
    message: `${who} answers ${what} instead of true or false`,
    hint: "return a boolean on every path",
    about,
  });
}

/** What an effect left behind: what it returned, its draft, and whether it changed anything. */
interface Outcome {
  readonly result: unknown;
  readonly draft: unknown;
  readonly changed: boolean;
}

/**
 * An effect changes its draft; what it returns is ignored, because `(s) => s.n++` returns something too. Two results show
 * that the author expected otherwise: a promise, and fields of a state when the draft was left as it was.
 */
export function refuseResult({ result, draft, changed }: Outcome, { who, about }: Closure): void {
  const isPromise = result instanceof Promise;
  abandon(result);
  if (!isPromise && (changed || result === draft || !looksLikeState(result, draft))) return;
  throw new CheckerError({
    kind: "spec",
    code: "effect-returned",
    message: `${who} returns ${isPromise ? "a promise" : "an object"}`,
    hint: isPromise
      ? "an effect is one atomic step and cannot wait"
      : "assign to the fields of the state instead",
    about,
  });
}

/** A promise is refused; should it fail later, that is nobody's concern, and must not end the process. */
function abandon(result: unknown): void {
  if (result instanceof Promise) result.catch(() => {});
}

function looksLikeState(result: unknown, draft: unknown): boolean {
  if (typeof result !== "object" || result === null || typeof draft !== "object" || draft === null)
    return false;
  const keys = Object.keys(result);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(draft, key));
}

/** @returns the error for two runs that disagree. */
export function notAFunction({ who, about }: Closure): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "not-deterministic",
    message: `${who} gives two different results in one state`,
    hint: "it depends on something besides the state and its parameters: a captured variable, a clock, chance",
    about,
  });
}
