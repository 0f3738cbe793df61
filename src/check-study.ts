/** The pipeline of a study, top to bottom: study → machines → explorations → cells, each against its expectation. */
import { type CheckResult, check } from "./check.ts";
import type { Sizes, Study } from "./spec/study.ts";
import { type Finding, type Standing, speaksOfNothing, standingOf } from "./study/judge-cell.ts";
import {
  type Cell,
  cellsOf,
  machineNameOf,
  nameOfCell,
  type PlannedExploration,
  planStudy,
  type StudyQuestion,
} from "./study/plan-study.ts";
import type { CheckOptions } from "./verdict/plan.ts";

/** What became of an exploration: a result, an error, or neither where it was not begun. */
export interface Explored {
  readonly result?: CheckResult;
  readonly error?: unknown;
}

/** A machine of a study, and what was found out about it. */
export interface ExplorationResult extends Explored, Omit<PlannedExploration, "error"> {}

/** A cell of the table. */
export interface CellResult extends Cell {
  readonly finding: Finding;
  readonly standing: Standing;
  /** The exploration that answers it; undefined where there is nothing to ask. */
  readonly exploration: ExplorationResult | undefined;
}

/** The answer about a study. */
export interface StudyResult {
  readonly study: Study;
  /** The sizes that were asked for in place of those of the study. */
  readonly sizes: Sizes;
  readonly explorations: readonly ExplorationResult[];
  /** The cells that were asked for, in the order of the table. */
  readonly cells: readonly CellResult[];
}

/** Explores machines and answers in their order; how many at a time is its own matter. */
export type ExploreAll = (
  explorations: readonly PlannedExploration[],
) => Promise<readonly Explored[]>;

/**
 * Explores the machines of a study, each once, and compares every cell with its expectation.
 * @throws CheckerError kind `usage` or `spec` for what cannot be asked; a misbehaving machine is a result
 */
export async function checkStudy(
  study: Study,
  question: StudyQuestion = {},
  exploreAll: ExploreAll = oneAfterTheOther(),
): Promise<StudyResult> {
  const plan = planStudy(study, question);
  const explored = await exploreAll(plan.explorations);
  const explorations = plan.explorations.map(({ error, ...planned }, i): ExplorationResult => {
    const found = error === undefined ? explored[i] : { error };
    return { ...planned, ...found };
  });
  const byCell = new Map(
    explorations.flatMap((exploration) =>
      exploration.cells.map((cell) => [nameOfCell(cell), exploration] as const),
    ),
  );
  const { only = () => true, sizes = {} } = question;
  const found = cellsOf(study)
    .filter(only)
    .map((cell) => {
      const exploration = byCell.get(nameOfCell(cell));
      return {
        ...cell,
        exploration,
        finding: findingOf(exploration, machineNameOf(study, cell.property)),
      };
    });
  const cells = found.map((cell): CellResult => {
    const isAlike = (other: Cell) =>
      other.protocol === cell.protocol && other.property === cell.property;
    const alike = (): readonly Finding[] => found.filter(isAlike).map(({ finding }) => finding);
    const standing = standingOf(cell.finding, study, cell);
    const isIdle = cell.finding.kind === "not applicable" && speaksOfNothing(study, cell, alike());
    return { ...cell, standing: isIdle ? "differs" : standing };
  });
  return { study, sizes, explorations, cells };
}

/** Explores in this very process, one machine after the other. */
export function oneAfterTheOther(options: CheckOptions = {}): ExploreAll {
  return async (explorations) => {
    const results: Explored[] = [];
    for (const { machine, properties } of explorations) {
      if (machine === undefined) results.push({});
      else results.push({ result: await check(machine, { ...options, properties }) });
    }
    return results;
  };
}

function findingOf(exploration: ExplorationResult | undefined, property: string): Finding {
  if (exploration === undefined) return { kind: "not applicable" };
  const { result, error } = exploration;
  if (result === undefined) return { kind: error === undefined ? "not explored" : "failed" };
  const judged = result.properties.find(({ name }) => name === property);
  const isOpen = judged === undefined || judged.verdict.status === "unknown";
  if (isOpen && result.outcome === "ill-formed") return { kind: "failed" };
  return judged === undefined ? { kind: "failed" } : { kind: "judged", verdict: judged.verdict };
}
