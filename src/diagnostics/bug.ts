/** Assertions about the checker itself: a failure here is a defect of everystate, never of a spec. */

export class BugError extends Error {
  override readonly name = "BugError";
}

/** Stops with a report that the checker is wrong; use where an invariant of the checker's own code is broken. */
export function bug(what: string): never {
  throw new BugError(`everystate is wrong here, please report it: ${what}`);
}

/** Marks the end of an exhaustive switch; does not compile when a case is missing. */
export function unreachable(value: never): never {
  return bug(`unexpected ${JSON.stringify(value)}`);
}
