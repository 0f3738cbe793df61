/** What the command and the processes that explore for it say to each other. Plain data, but for the values of states. */
import type { CheckOptions, CheckResult, Progress, Sizes } from "../../index.ts";
import type { ErrorReport } from "../../report/report.ts";

/** To the process: explore this machine. */
export interface Errand {
  readonly kind: "explore";
  /** The absolute path of the study. */
  readonly file: string;
  readonly protocol: string;
  readonly environment: string;
  readonly sizes: Sizes;
  readonly options: CheckOptions;
  /** The directory that paths in messages are relative to. */
  readonly cwd: string;
}

/** To the process: end the search, and report what it has found. */
export interface Stop {
  readonly kind: "stop";
}

/** From the process. */
export type Answer =
  | { readonly kind: "progress"; readonly progress: Progress }
  | {
      readonly kind: "result";
      /** Its values are portable, and its fault has lost its error, which is beside it. */
      readonly result: unknown;
      readonly error: ErrorReport | undefined;
    }
  | { readonly kind: "error"; readonly error: ErrorReport }
  /** An error that no call waited for: a spec has left a timer or a promise behind. */
  | { readonly kind: "stray"; readonly error: ErrorReport };

/** A result that has arrived, and the text of the error that it speaks of. */
export interface Arrived {
  readonly result?: CheckResult;
  readonly error?: ErrorReport;
}
