/** The table of the benchmark, and the figures in it. */
import { describe, expect, test } from "vitest";
import { cases } from "../../bench/harness/cases.ts";
import { parseUsage } from "../../bench/harness/measure.ts";
import { median, type Result, ratio, summarize } from "../../bench/harness/result.ts";
import { table } from "../../bench/harness/table.ts";

function measured(...seconds: readonly number[]): Result {
  return {
    status: "measured",
    samples: seconds.map((s) => ({ seconds: s, cpuSeconds: s + 1, peakBytes: 310_210_560 })),
  };
}

describe("median", () => {
  test.each([
    { values: [3], expected: 3 },
    { values: [10, 9, 100], expected: 10 },
    { values: [4, 1, 3, 2], expected: 2.5 },
  ])("of $values is $expected", ({ values, expected }) => {
    expect(median(values)).toBe(expected);
  });

  test("of nothing there is none", () => {
    expect(() => median([])).toThrow("the median of nothing");
  });
});

test("a summary has medians, and the extremes of time", () => {
  const samples = [
    { seconds: 2, cpuSeconds: 2, peakBytes: 30 },
    { seconds: 1, cpuSeconds: 3, peakBytes: 10 },
    { seconds: 6, cpuSeconds: 4, peakBytes: 20 },
  ];
  expect(summarize(samples)).toEqual({
    ...{ seconds: 2, fastest: 1, slowest: 6 },
    ...{ cpuSeconds: 3, peakBytes: 20 },
  });
  const unknown = summarize([{ seconds: 2, cpuSeconds: undefined, peakBytes: undefined }]);
  expect(unknown).toMatchObject({ cpuSeconds: undefined, peakBytes: undefined });
});

test("GNU time's figures", () => {
  expect(parseUsage("1.25 0.50 2048\n")).toEqual({ cpuSeconds: 1.75, peakBytes: 2_097_152 });
  expect(() => parseUsage("")).toThrow("GNU time wrote");
});

test("a ratio needs two measurements", () => {
  expect(ratio(measured(12), measured(2))).toBe(6);
  expect(ratio(measured(12), undefined)).toBeUndefined();
  expect(ratio({ status: "time limit", limitSeconds: 9 }, measured(2))).toBeUndefined();
});

test("the table has a block for every case and ratios to everystate", () => {
  const subject = cases.find(({ system, n }) => system.id === "two-phase-commit" && n === 9);
  if (subject === undefined) throw new Error("no such case");
  const row = (id: string, result: Result) => ({ subject, tool: { id, title: id }, result });
  const lines = table([
    row("everystate", measured(2, 1, 3)),
    row("spin-dfs", measured(12)),
    row("rumur", { status: "time limit", limitSeconds: 100 }),
    row("tlc", { status: "not installed", install: "get it" }),
    row("cmurphi", { status: "failed", problem: "1 states instead of 2" }),
  ]).split("\n");
  expect(lines).toEqual([
    "| tool       | seconds | CPU seconds |  states/s | time ÷ everystate | peak memory | bytes/state |",
    "| ---------- | ------: | ----------: | --------: | ----------------: | ----------: | ----------: |",
    "| **two-phase commit, 9**: 10,340,352 states, 123,558,401 transitions | | | | | | |",
    "| everystate |    2.00 |        3.00 | 5,170,000 |               1.0 |     296 MiB |          30 |",
    "| spin-dfs   |   12.00 |       13.00 |   862,000 |               6.0 |     296 MiB |          30 |",
    "| rumur      |   > 100 |             |           |              > 50 |             |             |",
    "| tlc | not installed: get it | | | | | |",
    "| cmurphi | failed: 1 states instead of 2 | | | | | |",
  ]);
});
