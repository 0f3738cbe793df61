/** The table of a study for a README: rows as on a terminal, titles of rows and columns beneath it. */
import { expectationOf } from "../study/judge-cell.ts";
import { nameOfCell } from "../study/plan-study.ts";
import type { MatrixReport, StudyReport } from "./matrix-report.ts";
import {
  cellText,
  environmentsText,
  findingText,
  isOdd,
  legendFor,
  matrixTable,
  standingText,
} from "./matrix-table.ts";

/** Markdown; ends with a line break. */
export function matrixMarkdown({ studies }: MatrixReport): string {
  return studies.map(studyMarkdown).join("\n");
}

function studyMarkdown({ result }: StudyReport): string {
  const { study, cells } = result;
  const { columns, rows } = matrixTable(result);
  const table = [
    ["protocol", "environment", ...columns],
    ["---", "---", ...columns.map(() => "---")],
    ...rows.map(({ protocol, environments, cells }) => [
      `**${text(protocol)}** ${text(study.protocols[protocol]?.title ?? "")}`,
      text(environmentsText(result, environments)),
      ...cells.map((cell) => {
        if (cell === undefined) return "";
        return isOdd(cell.standing) ? `**${cellText(cell)}** ❗` : cellText(cell);
      }),
    ]),
  ];
  const key = legendFor(result).map(([symbol, meaning]) => `${symbol} ${meaning}`);
  const odd = cells.filter(({ standing }) => isOdd(standing));
  const disagreements = cells.filter(
    (cell) =>
      cell.finding.kind !== "not applicable" &&
      expectationOf(study, cell)?.sourceSays !== undefined &&
      !isOdd(cell.standing),
  );
  const lines = [
    `## ${text(study.name)}`,
    "",
    ...table.map((row) => `| ${row.join(" | ")} |`),
    "",
    `${key.join("; ")}.`,
    "",
    ...columns.map((name) => `- **${text(name)}**: ${text(study.properties[name]?.title ?? "")}`),
    "",
    ...Object.entries(study.environments).map(
      ([name, { title }]) => `- **${text(name)}**: ${text(title)}`,
    ),
    ...section(
      "Not as expected",
      odd.map(
        (cell) =>
          `- \`${nameOfCell(cell)}\`: ${[findingText(cell), standingText(result, cell)]
            .filter((t) => t !== "")
            .map(text)
            .join(", ")}`,
      ),
    ),
    ...section(
      "Where the checker and the source disagree",
      disagreements.map((cell) => {
        const expected = expectationOf(study, cell);
        const said = JSON.stringify(expected?.sourceSays);
        const why = expected?.note === undefined ? "" : `: ${text(expected.note)}`;
        return `- \`${nameOfCell(cell)}\`: ${text(findingText(cell))}; the source (${text(expected?.source ?? "")}) says ${said}${why}`;
      }),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `### ${title}`, "", ...lines];
}

/** Text that cannot be taken for markup of a table. */
function text(raw: string): string {
  return raw.replace(/\s+/g, " ").replace(/[\\|<>*_`]/g, (character) => `\\${character}`);
}
