/**
 * The table of a study as rows and texts, which all of its reporters draw: a row for each protocol in each environment, and
 * one row for environments in which a protocol has the same answers.
 */
import type { CellResult, StudyResult } from "../check-study.ts";
import type { Sizes } from "../spec/study.ts";
import { expectationOf, type Standing } from "../study/judge-cell.ts";
import { describeExpectation } from "../verdict/expectation.ts";
import { verdictSummary } from "./verdict-text.ts";

/** A row of the table. */
export interface MatrixRow {
  readonly protocol: string;
  /** More than one where the protocol answers all questions alike in them. */
  readonly environments: readonly string[];
  /** For every column; undefined where the cell was not asked for. */
  readonly cells: readonly (CellResult | undefined)[];
}

export interface MatrixTable {
  /** The properties with a cell in some row. */
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

/** The rows in the order of the study; environments that a protocol leaves out have none, if that is as expected. */
export function matrixTable({ study, cells }: StudyResult): MatrixTable {
  const asked = new Set(cells.map(({ property }) => property));
  const columns = Object.keys(study.properties).filter((property) => asked.has(property));
  const byPlace = new Map(cells.map((cell) => [placeOf(cell), cell]));
  const rows: MatrixRow[] = [];
  for (const protocol of Object.keys(study.protocols)) {
    const alike = new Map<
      string,
      { readonly environments: string[]; readonly cells: MatrixRow["cells"] }
    >();
    for (const environment of Object.keys(study.environments)) {
      const row = columns.map((property) =>
        byPlace.get(placeOf({ protocol, environment, property })),
      );
      if (row.every((cell) => cell === undefined || isLeftOut(cell))) continue;
      const key = JSON.stringify(row.map((cell) => cell && [cellText(cell), cell.standing]));
      const same = alike.get(key);
      if (same === undefined) alike.set(key, { environments: [environment], cells: row });
      else same.environments.push(environment);
    }
    for (const row of alike.values()) rows.push({ protocol, ...row });
  }
  return { columns, rows };
}

/** Whether there is nothing to ask, nor to complain of. */
function isLeftOut({ finding, standing }: CellResult): boolean {
  return finding.kind === "not applicable" && !isOdd(standing);
}

function placeOf({
  protocol,
  environment,
  property,
}: {
  readonly protocol: string;
  readonly environment: string;
  readonly property: string;
}): string {
  return `${protocol}/${environment}/${property}`;
}

/** `all` for all environments of the study, else their names. */
export function environmentsText({ study }: StudyResult, environments: readonly string[]): string {
  const all = Object.keys(study.environments);
  return environments.length === all.length && all.length > 1 ? "all" : environments.join(", ");
}

/** `pages: 1, applications: 2`. */
export function sizesText(sizes: Sizes): string {
  return Object.entries(sizes)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
}

/** The sizes that were asked for, and those of the study for the rest. */
export function sizesOf({ study, sizes }: StudyResult): string {
  return sizesText({ ...study.sizes, ...sizes } as Sizes); // no size is undefined
}

/** A cell in a few characters: `H`, `V 10` with the steps of the counterexample, `R`, `U`, `–` where nothing is asked. */
export function cellText({ finding }: CellResult): string {
  switch (finding.kind) {
    case "not applicable":
      return "–";
    case "failed":
      return "!";
    case "not explored":
      return "…";
    case "judged":
      return verdictSymbol(finding.verdict);
  }
}

function verdictSymbol(
  verdict: Extract<CellResult["finding"], { kind: "judged" }>["verdict"],
): string {
  switch (verdict.status) {
    case "holds":
      return "H";
    case "holds within bounds":
      return "Hb";
    case "violated": {
      const { steps, loopAfter } = verdict.counterexample;
      const taken = steps.filter((step) => step.action !== undefined).length;
      if (loopAfter === undefined) return `V${taken}`;
      const goesOn = steps.slice(loopAfter).some((step) => step.action !== undefined);
      return `V${taken}${goesOn ? "∞" : "⊣"}`;
    }
    case "reachable":
      return "R";
    case "unreachable":
      return "U";
    case "vacuous":
      return "0";
    case "unknown":
      return "?";
  }
}

/** What the texts of cells mean, for beneath the table. */
export const legend: readonly (readonly [string, string])[] = [
  ["H", "holds"],
  ["Hb", "holds within the bounds of the machine"],
  ["V7", "violated, shown by 7 steps"],
  ["V7∞", "violated, shown by 7 steps, the last of which repeat for ever"],
  ["V7⊣", "violated, shown by 7 steps after which nothing happens"],
  ["R", "reachable"],
  ["U", "unreachable"],
  ["0", "vacuous"],
  ["?", "unknown, not all was explored"],
  ["!", "ill-formed"],
  ["…", "not explored"],
  ["–", "not applicable"],
];

/** The entries of the legend that the table needs, and what it means where it has no row. */
export function legendFor(result: StudyResult): readonly (readonly [string, string])[] {
  const { rows } = matrixTable(result);
  const shown = rows.flatMap(({ cells }) => cells.filter((cell) => cell !== undefined));
  const used = new Set(shown.map((cell) => cellText(cell).replace(/^V\d+/, "V7")));
  const needed = legend.filter(([symbol]) => used.has(symbol));
  const withRow = new Set(
    rows.flatMap(({ protocol, environments }) =>
      environments.map((environment) => `${protocol}/${environment}`),
    ),
  );
  const isOmitted = result.cells.some(
    ({ protocol, environment }) => !withRow.has(`${protocol}/${environment}`),
  );
  return isOmitted ? [...needed, ["no row", "the protocol leaves the environment out"]] : needed;
}

/** Whether a cell is what the command fails for, or leaves open. */
export function isOdd(standing: Standing): boolean {
  return standing !== "met";
}

/** The finding in words: `violated by dmaComplete`. */
export function findingText({ finding }: CellResult): string {
  if (finding.kind === "judged") return verdictSummary(finding.verdict);
  return finding.kind === "failed" ? "ill-formed" : finding.kind;
}

/** What stands beside a finding that is not the expected one. */
export function standingText(result: StudyResult, cell: CellResult): string {
  const expected = expectationOf(result.study, cell);
  switch (cell.standing) {
    case "met":
    case "failed":
    case "not explored":
      return "";
    case "unknown":
    case "differs":
      return expected === undefined ? "" : `expected ${describeExpectation(expected.verdict)}`;
    case "not stated":
      return "no expectation is stated";
  }
}
