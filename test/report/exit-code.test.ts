import { describe, expect, test } from "vitest";
import { type ExitCode, exitCode } from "../../src/report/exit-code.ts";
import type { Failure, Report } from "../../src/report/report.ts";
import { counter, errorOf, light, reportOf, run } from "./machines.ts";

const passed = await run(counter());
const failed = await run(light);
const unexpectedPass = await run(counter({ low: "violated" }));
const inconclusive = await run(counter(), { maxStates: 2 });
const illFormed = await run(counter({}, 1));
const interrupted = {
  ...passed,
  result: { ...passed.result, outcome: "interrupted" },
} as const;

function failure(kind: Failure["error"]["kind"]): Failure {
  const error = errorOf({ kind, code: "some-code", message: "something is wrong" });
  return { file: "a", machine: undefined, error };
}

describe("the exit code", () => {
  test.each<[string, ExitCode, Report]>([
    ["0 when every expectation is met", 0, reportOf([passed, passed])],
    ["1 when one is not", 1, reportOf([passed, failed])],
    ["1 for an unexpected pass", 1, reportOf([unexpectedPass])],
    ["2 when a spec cannot be loaded", 2, reportOf([passed], { failures: [failure("load")] })],
    ["2 for wrong usage", 2, reportOf([passed], { failures: [failure("usage")] })],
    ["2 when nothing was checked", 2, reportOf([])],
    ["3 for a spec that misbehaves", 3, reportOf([passed, illFormed])],
    ["3 for a definition that is wrong", 3, reportOf([], { failures: [failure("spec")] })],
    ["4 when a limit left something open", 4, reportOf([passed, inconclusive])],
    ["70 for a defect of everystate", 70, reportOf([], { failures: [failure("bug")] })],
    ["130 when a machine was interrupted", 130, reportOf([passed, interrupted])],
    ["130 when nothing could begin", 130, reportOf([], { interrupted: true })],
  ])("is %s", (_, code, report) => {
    expect(exitCode(report)).toBe(code);
  });

  test("is the one that leaves most unsaid when several apply", () => {
    const everything = {
      130: { interrupted: true },
      70: { failures: [failure("bug")] },
      2: { failures: [failure("load")] },
      3: { runs: [illFormed] },
      1: { runs: [failed] },
      4: { runs: [inconclusive] },
    } as const satisfies Partial<Record<ExitCode, Partial<Report>>>;
    const order: readonly (keyof typeof everything)[] = [130, 70, 2, 3, 1, 4];
    for (const [i, code] of order.entries()) {
      const parts: readonly Partial<Report>[] = order.slice(i).map((other) => everything[other]);
      const together = reportOf(parts.flatMap(({ runs }) => runs ?? []).toReversed(), {
        failures: parts.flatMap(({ failures }) => failures ?? []).toReversed(),
        interrupted: parts.some((part) => part.interrupted),
      });
      expect(exitCode(together)).toBe(code);
    }
  });
});
