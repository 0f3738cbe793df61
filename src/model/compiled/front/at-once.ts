/** Functions of the library that only look at their arguments: where these are known, so is the answer. */
import { isKnown, known, type Value } from "./values.ts";

type AnyFunction = (...args: never[]) => unknown;

const functions = new WeakSet<AnyFunction>();

export function answersAtOnce(fn: AnyFunction): void {
  functions.add(fn);
}

/** The answer, if the function is one of these and the arguments are known. What it throws stops the compiler. */
export function answerAtOnce(fn: unknown, args: () => readonly Value[]): Value | undefined {
  if (typeof fn !== "function" || !functions.has(fn as AnyFunction)) return undefined;
  const given = args();
  if (!given.every(isKnown)) return undefined;
  return known(
    Reflect.apply(
      fn,
      undefined,
      given.map(({ value }) => value),
    ),
  );
}
