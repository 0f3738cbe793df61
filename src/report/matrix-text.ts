/** The table of a study on a terminal: as many columns beside one another as fit, cells that need attention in red. */
import type { CellResult, StudyResult } from "../check-study.ts";
import type { Standing } from "../study/judge-cell.ts";
import { nameOfCell } from "../study/plan-study.ts";
import { displayWidth, visible } from "./display-width.ts";
import { draw, flow, type Item, type Span, type Style, words } from "./flow.ts";
import type { MatrixReport, StudyReport } from "./matrix-report.ts";
import {
  cellText,
  environmentsText,
  findingText,
  legendFor,
  type MatrixRow,
  matrixTable,
  sizesOf,
  standingText,
} from "./matrix-table.ts";
import { count, counted, duration } from "./numbers.ts";
import { textFailure } from "./text-report.ts";
import type { ReportColors, TextOptions } from "./text-style.ts";

type Options = Pick<TextOptions, "colors" | "width">;

/** The whole report; ends with a line break. */
export function matrixText(report: MatrixReport, options: Options): string {
  const failures = report.failures.map((failure) => textFailure(failure, options));
  return [
    ...failures,
    ...report.studies.map((study) => studyText(study, options)),
    summary(report, options),
  ].join("");
}

function studyText({ file, result, faults }: StudyReport, options: Options): string {
  const { colors, width } = options;
  const { study } = result;
  const title: readonly Item[] = [
    [{ text: study.name, style: colors.bold }],
    [{ text: file, style: colors.dim }],
    [{ text: sizesOf(result), style: colors.dim }],
  ];
  const key = legendFor(result).map(
    ([symbol, meaning]): Item => [{ text: `${symbol} ${meaning}` }],
  );
  const lines = [
    ...flow(title, { width, first: [], rest: [{ text: "  " }], separator: { text: "  " } }),
    "",
    ...tableLines(result, options),
    "",
    ...flow(key, {
      width,
      first: [{ text: "  " }],
      rest: [{ text: "  " }],
      separator: { text: " · " },
    }),
    ...attention(result, options),
    ...faults.flatMap(({ protocol, environment, error }) => [
      "",
      draw([{ text: `${protocol}/${environment}`, style: colors.bold }]),
      error.text,
    ]),
  ];
  return `${lines.join("\n")}\n\n`;
}

const gap = "  ";

/** One table, or several below one another where the columns do not fit. */
function tableLines(result: StudyResult, options: Options): readonly string[] {
  const { columns, rows } = matrixTable(result);
  const labels = rows.map((row, i) => [
    rows[i - 1]?.protocol === row.protocol ? "" : row.protocol,
    environmentsText(result, row.environments),
  ]);
  const wide = [0, 1].map((k) =>
    Math.max(...labels.map((label) => displayWidth(label[k] ?? "")), 0),
  );
  const taken = 2 + (wide[0] ?? 0) + gap.length + (wide[1] ?? 0);
  const widths = columns.map((name, k) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(textOf(row, k)))),
  );
  const lines: string[] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    let used = taken + gap.length + (widths[from] ?? 0);
    while (to < columns.length && used + gap.length + (widths[to] ?? 0) <= options.width) {
      used += gap.length + (widths[to++] ?? 0);
    }
    if (from > 0) lines.push("");
    const shown = columns.slice(from, to);
    const head = shown.map((name, k) => name.padEnd(widths[from + k] ?? 0));
    lines.push(draw([{ text: [" ".repeat(taken), ...head].join(gap), style: options.colors.dim }]));
    for (const [i, row] of rows.entries()) {
      const label = (labels[i] ?? []).map((text, k) => padded(text, wide[k] ?? 0)).join(gap);
      const cells = shown.flatMap((_, k): readonly Span[] => {
        const cell = row.cells[from + k];
        const text = textOf(row, from + k);
        const padding = " ".repeat((widths[from + k] ?? 0) - displayWidth(text));
        return [{ text: gap }, { text, style: styleOf(cell, options.colors) }, { text: padding }];
      });
      lines.push(draw([{ text: `  ${label}` }, ...cells]));
    }
    from = to;
  }
  return lines;
}

function padded(text: string, width: number): string {
  return visible(text) + " ".repeat(Math.max(width - displayWidth(text), 0));
}

/** With a mark that needs no colours where a cell is not as expected. */
function textOf(row: MatrixRow, column: number): string {
  const cell = row.cells[column];
  if (cell === undefined) return "";
  return (
    cellText(cell) + (cell.standing === "differs" || cell.standing === "not stated" ? "*" : "")
  );
}

function styleOf(cell: CellResult | undefined, colors: ReportColors): Style | undefined {
  return cell === undefined ? undefined : styles(colors)[cell.standing];
}

function styles(colors: ReportColors): Readonly<Record<Standing, Style | undefined>> {
  return {
    met: undefined,
    differs: colors.red,
    "not stated": colors.yellow,
    unknown: colors.yellow,
    failed: colors.red,
    "not explored": colors.yellow,
  };
}

/** What is not as expected, cell by cell. */
function attention(result: StudyResult, { colors, width }: Options): readonly string[] {
  const cells = result.cells.filter(
    ({ standing }) => standing !== "met" && standing !== "failed" && standing !== "not explored",
  );
  const lines = cells.flatMap((cell) => {
    const symbol = cell.standing === "unknown" ? "?" : "✗";
    const said = [findingText(cell), standingText(result, cell)].filter((text) => text !== "");
    const items = [...words(`${nameOfCell(cell)}:`), ...words(said.join(", "))];
    const first = [{ text: symbol, style: styles(colors)[cell.standing] }, { text: " " }];
    return flow(items, { width, first, rest: [{ text: "    " }] });
  });
  return lines.length === 0 ? [] : ["", ...lines];
}

function summary(
  { studies, interrupted, seconds }: MatrixReport,
  { colors, width }: Options,
): string {
  const cells = studies.flatMap(({ result }) => result.cells);
  const explorations = studies.flatMap(({ result }) => result.explorations);
  const states = explorations.reduce((sum, { result }) => sum + (result?.stats.distinct ?? 0), 0);
  const standings = Object.entries(styles(colors)).flatMap(([standing, style]): readonly Item[] => {
    const howMany = cells.filter((cell) => cell.standing === standing).length;
    if (howMany === 0) return [];
    const shown =
      standing === "met" ? "as expected" : standing === "differs" ? "not as expected" : standing;
    return [[{ text: `${count(howMany)} ${shown}`, style }]];
  });
  const explored = explorations.filter(({ result }) => result !== undefined).length;
  const machines = `${counted(explored, "machine")}, ${count(states)} distinct states, ${duration(seconds)}`;
  const separator = { text: ", " };
  const row = (name: string, items: readonly Item[]): readonly string[] =>
    flow(items, {
      width,
      first: [{ text: name.padEnd(10), style: colors.dim }],
      rest: [{ text: " ".repeat(10) }],
      separator,
    });
  const lines = [
    ...(interrupted
      ? [draw([{ text: "interrupted: the table is not complete", style: colors.yellow }])]
      : []),
    ...(cells.length === 0 ? [] : row("Cells", standings)),
    ...row("Explored", [[{ text: machines }]]),
    ...(cells.some(({ standing }) => standing === "not stated" || standing === "differs")
      ? flow(
          words(
            "--update writes the verdicts into the file of the study, --cell shows the trace of one",
          ),
          { width, first: [{ text: "  " }], rest: [{ text: "  " }] },
        )
      : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
