/** What came out of measuring one tool on one case, and what the table says of it. */

import type { Usage } from "./measure.ts";

export interface Sample extends Usage {
  /** Wall time. */
  readonly seconds: number;
}

export type Result =
  | { readonly status: "measured"; readonly samples: readonly Sample[] }
  | { readonly status: "not installed"; readonly install: string }
  | { readonly status: "time limit"; readonly limitSeconds: number }
  | { readonly status: "failed"; readonly problem: string };

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("the median of nothing");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number; // not empty
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

export interface Summary extends Sample {
  readonly fastest: number;
  readonly slowest: number;
}

export function summarize(samples: readonly Sample[]): Summary {
  const seconds = samples.map((sample) => sample.seconds);
  return {
    seconds: median(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    cpuSeconds: medianOfKnown(samples.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: medianOfKnown(samples.map(({ peakBytes }) => peakBytes)),
  };
}

function medianOfKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}

/** How many times as long as the other it took; undefined unless both were measured. */
export function ratio(result: Result, base: Result | undefined): number | undefined {
  if (result.status !== "measured" || base?.status !== "measured") return undefined;
  return summarize(result.samples).seconds / summarize(base.samples).seconds;
}
