/** What may stop a search before it is complete. Reaching a limit is a result, and never a verdict of success. */

export interface Limits {
  /** Most distinct states to store. */
  readonly states?: number | undefined;
  /** States at a larger depth are not visited. */
  readonly depth?: number | undefined;
  readonly milliseconds?: number | undefined;
  /** Memory of the whole process. */
  readonly bytes?: number | undefined;
}

/** Where a search looks at its limits: time, memory and interruption come from outside the checker. */
export interface Surroundings {
  /** Milliseconds from an arbitrary origin, never decreasing. */
  readonly clock: () => number;
  /** Bytes in use by the process. */
  readonly memory: () => number;
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
