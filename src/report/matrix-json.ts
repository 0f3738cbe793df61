/**
 * The report of `everystate matrix` for other programs, as `matrix.schema.json` describes it: every cell with its finding, its
 * expectation and its trace, and every exploration with its numbers. Keys stand in a fixed order.
 */
import type { CellResult, ExplorationResult, StudyResult } from "../check-study.ts";
import { expectationOf } from "../study/judge-cell.ts";
import { errorData, evidence, failureData, type Json } from "./json-report.ts";
import { type MatrixReport, matrixExitCode, type StudyReport } from "./matrix-report.ts";

/** Changes whenever a program that reads the report would have to. */
export const MATRIX_SCHEMA_VERSION = 1;

/** JSON text; ends with a line break. */
export function matrixJson(report: MatrixReport): string {
  const data: Json = {
    schemaVersion: MATRIX_SCHEMA_VERSION,
    everystate: report.version,
    exitCode: matrixExitCode(report),
    interrupted: report.interrupted,
    seconds: report.seconds,
    studies: report.studies.map(studyData),
    errors: report.failures.map(failureData),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function studyData({ file, result, faults }: StudyReport): Json {
  const { study, sizes } = result;
  return {
    study: study.name,
    file,
    sizes: { ...study.sizes, ...sizes } as Json,
    protocols: named(study.protocols, ({ title, source }) => ({ title, source })),
    environments: named(study.environments, ({ title }) => ({ title })),
    properties: named(study.properties, ({ title, name }) => ({
      title,
      ...(name === undefined ? {} : { name }),
    })),
    explorations: result.explorations.map(explorationData),
    cells: result.cells.map((cell) => cellData(cell, result)),
    faults: faults.map(({ protocol, environment, error }) => ({
      protocol,
      environment,
      ...errorData(error),
    })),
  };
}

function named<T>(all: Readonly<Record<string, T>>, dataOf: (value: T) => Json): Json {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, dataOf(value)]));
}

function explorationData({
  protocol,
  environment,
  sizes,
  machine,
  result,
}: ExplorationResult): Json {
  const of = { protocol, environment, sizes: { ...sizes } };
  if (machine === undefined || result === undefined) return of;
  const { distinct, generated, depth, seconds } = result.stats;
  return {
    ...of,
    machine: machine.name,
    outcome: result.outcome,
    engine: result.engine,
    stats: { distinct, generated, depth, seconds },
    neverEnabled: result.neverEnabled,
  };
}

function cellData(cell: CellResult, { study, explorations }: StudyResult): Json {
  const { protocol, environment, property, finding, standing, exploration } = cell;
  const expected = expectationOf(study, cell);
  const verdict = finding.kind === "judged" ? finding.verdict : undefined;
  return {
    protocol,
    environment,
    property,
    standing,
    finding: verdict?.status ?? finding.kind,
    ...(verdict !== undefined && "of" in verdict && verdict.of !== "" ? { of: verdict.of } : {}),
    ...(verdict !== undefined && "because" in verdict ? { because: verdict.because } : {}),
    ...(expected === undefined ? {} : { expected: { ...expected } as unknown as Json }), // checked when the study was made
    ...(exploration === undefined ? {} : { exploration: explorations.indexOf(exploration) }),
    ...(verdict === undefined ? {} : evidence(verdict)),
  };
}
