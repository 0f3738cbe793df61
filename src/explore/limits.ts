/** What may stop a search before it is complete. Reaching a limit is a result, and never a verdict of success. */

export interface Limits {
  /** Most distinct states to store. */
  readonly states?: number | undefined;
  /** States at a larger depth are not visited. */
  readonly depth?: number | undefined;
  readonly milliseconds?: number | undefined;
  /** Memory of the whole process. */
  readonly bytes?: number | undefined;
  /** The part of it in which values of JavaScript live. */
  readonly heapBytes?: number | undefined;
}

/** Where a search looks at its limits: time, memory and interruption come from outside the checker. */
export interface Surroundings {
  /** Milliseconds from an arbitrary origin, never decreasing. */
  readonly clock: () => number;
  /** Bytes in use by the process. */
  readonly memory: () => number;
  /** Bytes of it in use on the JavaScript heap. */
  readonly heap: () => number;
  readonly interrupted: () => boolean;
}

/** How a search ended. */
export type Ending =
  | { readonly because: "complete" }
  | {
      readonly because: "state limit" | "depth limit" | "time limit" | "memory limit";
      readonly limit: number;
    }
  | { readonly because: "interrupted" }
  | { readonly because: "fault" };

/** What a search sees when it looks around. */
export interface Look {
  readonly milliseconds: number;
  readonly bytes: number;
  /** How the search has to end, if it has to. */
  readonly ending: Ending | undefined;
}

/** Looks at the limits that come from outside, for a search that began at `started`. */
export function lookOutside(limits: Limits, surroundings: Surroundings, started: number): Look {
  const milliseconds = surroundings.clock() - started;
  const bytes = surroundings.memory();
  const ending = (): Ending | undefined => {
    if (surroundings.interrupted()) return { because: "interrupted" };
    if (limits.milliseconds !== undefined && milliseconds > limits.milliseconds) {
      return { because: "time limit", limit: limits.milliseconds };
    }
    if (limits.bytes !== undefined && bytes > limits.bytes) {
      return { because: "memory limit", limit: limits.bytes };
    }
    if (limits.heapBytes !== undefined && surroundings.heap() > limits.heapBytes) {
      return { because: "memory limit", limit: limits.heapBytes };
    }
    return undefined;
  };
  return { milliseconds, bytes, ending: ending() };
}
