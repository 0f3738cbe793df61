/**
 * The report for other programs, as `report.schema.json` describes it. Everything is in it, traces of every verdict
 * included. Keys stand in a fixed order, so that two reports of the same specs differ in their times only.
 */
import type { CheckResult, PropertyResult } from "../check.ts";
import type { Trace } from "../trace/trace.ts";
import { type Plain, plain } from "../value/plain.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { exitCode } from "./exit-code.ts";
import type { ErrorReport, Failure, Report, Run } from "./report.ts";

/** Changes whenever a program that reads the report would have to. */
export const SCHEMA_VERSION = 1;

type Answer = NonNullable<NonNullable<CheckResult["fault"]>["divergence"]>["actual"];

export type Json = { readonly [key: string]: Plain };

/** JSON text; ends with a line break. */
export function jsonReport(report: Report): string {
  const data: Json = {
    schemaVersion: SCHEMA_VERSION,
    everystate: report.version,
    exitCode: exitCode(report),
    interrupted: report.interrupted,
    seconds: report.seconds,
    runs: report.runs.map(runData),
    errors: report.failures.map(failureData),
    notStarted: report.notStarted.map(({ file, machine }) => ({ file, machine })),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function runData({ file, result, error }: Run): Json {
  const { machine, outcome, engine, workers, omission, symmetry } = result;
  const { ending, stats, properties, neverEnabled, hints } = result;
  const { distinct, generated, depth, seconds } = stats;
  return {
    machine,
    file,
    outcome,
    engine,
    workers,
    ...(omission === undefined ? {} : { omission }),
    ...(symmetry === undefined ? {} : { symmetry: symmetryData(symmetry) }),
    ending: { because: ending.because, ...("limit" in ending ? { limit: ending.limit } : {}) },
    stats: { distinct, generated, depth, seconds },
    properties: properties.map(propertyData),
    neverEnabled,
    ...(hints.length === 0
      ? {}
      : { hints: hints.map(({ domain, times, message }) => ({ domain, times, message })) }),
    ...(result.fault === undefined ? {} : { error: faultData(result.fault, error) }),
  };
}

function symmetryData(symmetry: NonNullable<CheckResult["symmetry"]>): Json {
  if (!symmetry.reduced) return { reduced: false, because: symmetry.because };
  const { states } = symmetry;
  return { reduced: true, ...(states === undefined ? {} : { states: wholeNumber(states) }) };
}

/** A number as long as JSON readers keep all its digits, from then on its digits. */
function wholeNumber(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

function propertyData({ name, kind, verdict, expected, met }: PropertyResult): Json {
  return {
    name,
    kind,
    verdict: verdict.status,
    ...("of" in verdict && verdict.of !== "" ? { of: verdict.of } : {}),
    ...("because" in verdict ? { because: verdict.because } : {}),
    ...("cut" in verdict ? { cut: verdict.cut } : {}),
    ...("omission" in verdict ? { omission: verdict.omission } : {}),
    expected: typeof expected === "string" ? expected : { violated: expected.violated },
    met,
    ...evidence(verdict),
  };
}

/** The trace of a verdict that has one. */
export function evidence(verdict: Verdict): Json {
  if (verdict.status === "violated") return { trace: traceData(verdict.counterexample) };
  if (verdict.status === "reachable") return { trace: traceData(verdict.witness) };
  return {};
}

function traceData({ start, steps, loopAfter }: Trace): Json {
  return {
    start: plain(start),
    steps: steps.map(({ label, action, args, actor, doc, state, changes }) => ({
      label,
      action: action ?? null,
      args: plain(args),
      ...(actor === undefined ? {} : { actor }),
      ...(doc === undefined ? {} : { doc }),
      state: plain(state),
      changes: changes.map(({ path, before, after }) => ({
        path,
        before: plain(before),
        after: plain(after),
      })),
    })),
    ...(loopAfter === undefined ? {} : { loopAfter }),
  };
}

function faultData(
  { error, trace, step, divergence }: NonNullable<CheckResult["fault"]>,
  reported: ErrorReport | undefined,
): Json {
  const { kind, code, message, hint } = error;
  const location = reported?.location;
  return {
    ...errorData(reported ?? { kind, code, message, hint, location }),
    ...(step === undefined ? {} : { step }),
    ...(divergence === undefined ? {} : { divergence: divergenceData(divergence) }),
    ...(trace === undefined ? {} : { trace: traceData(trace) }),
  };
}

function divergenceData({
  exchange,
  state,
  mirrored,
  ...answers
}: NonNullable<NonNullable<CheckResult["fault"]>["divergence"]>): Json {
  const { here, expected, actual } = answers;
  return {
    exchange: exchange.map(({ from, to }) => ({ from, to })),
    state: plain(state),
    mirrored: plain(mirrored),
    ...(here === undefined ? {} : { here: answerData(here) }),
    ...(expected === undefined ? {} : { expected: answerData(expected) }),
    actual: answerData(actual),
  };
}

function answerData({ who, says }: Answer): Json {
  switch (says.kind) {
    case "leads to":
      return { who, state: plain(says.state) };
    case "is not enabled":
      return { who, enabled: false };
    case "answers":
      return { who, answer: says.answer };
    case "fails":
      return { who, message: says.message };
  }
}

/** What could not be checked at all. */
export function failureData({ file, machine, error }: Failure): Json {
  return {
    ...(file === undefined ? {} : { file }),
    ...(machine === undefined ? {} : { machine }),
    ...errorData(error),
  };
}

/** An error without its text. */
export function errorData({
  kind,
  code,
  message,
  hint,
  location,
}: Omit<ErrorReport, "text">): Json {
  return {
    kind,
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(location === undefined
      ? {}
      : { location: { file: location.file, line: location.line, column: location.column } }),
  };
}
