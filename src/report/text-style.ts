/** How the text reporter looks: colours and width come from outside, so that a report is the same text everywhere. */
import type { Style } from "./flow.ts";

/** The colours in use; the result of `createColors` of picocolors fits. */
export interface ReportColors {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

/** Which traces are shown: of verdicts that are not the expected ones, of all violations, or witnesses as well. */
export type TracesShown = "unexpected" | "violations" | "all";

export interface TextOptions {
  readonly colors: ReportColors;
  /** Columns of a line. */
  readonly width: number;
  readonly traces: TracesShown;
}
