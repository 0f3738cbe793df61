/**
 * The closed set of verdicts. Each says no more than what was shown: a limit never reads as success, and what a verdict
 * claims to have found, it carries.
 */
import type { Ending } from "../explore/limits.ts";
import type { Trace } from "../trace/trace.ts";

export type Verdict =
  /** Every reachable state and behaviour was examined. */
  | ({ readonly status: "holds" } & Completeness)
  /** The same, of the states within the bounds that the machine declares; `cut` states lie just outside. */
  | ({ readonly status: "holds within bounds"; readonly cut: number } & Completeness)
  | { readonly status: "violated"; readonly counterexample: Trace; readonly of: string }
  | { readonly status: "reachable"; readonly witness: Trace }
  /** No reachable state satisfies it; `of` names the element for which that is so. */
  | ({ readonly status: "unreachable"; readonly of: string } & Completeness)
  /** It holds, and says nothing: what it speaks about never happens. */
  | ({ readonly status: "vacuous"; readonly because: string } & Completeness)
  | { readonly status: "unknown"; readonly because: string };

/** How sure it is that nothing was left out, of a verdict that depends on it. */
export interface Completeness {
  /**
   * With fingerprints: a state was missed, and with it perhaps a violation or a witness, with at most this probability.
   * Absent where whole states were compared: then none was.
   */
  readonly omission?: number;
}

/** Why a search that did not end by itself says nothing about what it did not find. */
export function whyUnknown(ending: Exclude<Ending, { because: "complete" }>): string {
  switch (ending.because) {
    case "interrupted":
      return "interrupted";
    case "fault":
      return "the spec is ill-formed";
    case "time limit":
      return `time limit of ${ending.limit / 1000} s`;
    case "memory limit":
      return `memory limit of ${Math.round(ending.limit / 2 ** 20)} MB`;
    default:
      return `${ending.because} of ${ending.limit.toLocaleString("en-US")}`;
  }
}
