/**
 * The same study at several sizes: counts and times at each, and where a verdict is another one than at the size before. From
 * where no verdict changes any more, more of the same brings nothing new, as far as was looked.
 */
import type { CellResult, StudyResult } from "../check-study.ts";
import type { Sizes } from "../spec/study.ts";
import { codeOfError, type ExitCode, strongest } from "./exit-code.ts";
import { draw, flow, type Item } from "./flow.ts";
import { errorData, failureData, type Json } from "./json-report.ts";
import type { MatrixReport, StudyReport } from "./matrix-report.ts";
import { cellText, findingText, sizesText } from "./matrix-table.ts";
import { count, duration } from "./numbers.ts";
import { textFailure } from "./text-report.ts";
import type { TextOptions } from "./text-style.ts";

type Options = Pick<TextOptions, "colors" | "width">;

/** As the report of a matrix, with an entry in `studies` for every study at every size, sizes in the order of the sweep. */
export type SweepReport = MatrixReport;

/** A machine of a study at one size. */
interface SweepRow {
  readonly protocol: string;
  readonly environment: string;
  readonly sizes: Sizes;
  readonly cells: readonly CellResult[];
  /** The verdicts that are other than at the size before: `L1: H → V5∞`; undefined at the first size. */
  readonly news: readonly string[] | undefined;
}

/** The rows of one study, by protocol and environment, in each by size. */
export function sweepRows(results: readonly StudyResult[]): readonly SweepRow[] {
  const places = new Map(
    results.flatMap(({ cells }) =>
      cells.map(
        ({ protocol, environment }) =>
          [`${protocol}/${environment}`, { protocol, environment }] as const,
      ),
    ),
  );
  return [...places.values()].flatMap(({ protocol, environment }) => {
    const rows: SweepRow[] = [];
    for (const { cells, sizes } of results) {
      const mine = cells.filter(
        (cell) => cell.protocol === protocol && cell.environment === environment,
      );
      if (mine.every(({ exploration }) => exploration === undefined)) continue;
      const before = rows.at(-1);
      const news = before && mine.flatMap((cell) => change(before.cells, cell));
      rows.push({ protocol, environment, sizes, cells: mine, news });
    }
    return rows;
  });
}

function change(before: readonly CellResult[], cell: CellResult): readonly string[] {
  const old = before.find(({ property }) => property === cell.property);
  if (old === undefined || statusOf(old) === statusOf(cell)) return [];
  return [`${cell.property}: ${cellText(old)} → ${cellText(cell)}`];
}

/** The verdict without its trace, which may well be longer with more of everything. */
function statusOf({ finding }: CellResult): string {
  return finding.kind === "judged" ? finding.verdict.status : finding.kind;
}

/** The text for a terminal; ends with a line break. */
export function sweepText(report: SweepReport, options: Options): string {
  const { colors } = options;
  const failures = report.failures.map((failure) => textFailure(failure, options));
  const blocks = byStudy(report.studies).map(([first, ...more]) => {
    const { study } = first.result;
    const rows = sweepRows([first, ...more].map(({ result }) => result));
    const title = draw([
      { text: study.name, style: colors.bold },
      { text: `  ${first.file}`, style: colors.dim },
    ]);
    const faults = [first, ...more].flatMap(({ faults }) => faults.map(({ error }) => error.text));
    return [title, "", ...rowLines(rows, options), ...faults, ""]
      .map((line) => `${line}\n`)
      .join("");
  });
  const cut = report.interrupted ? "interrupted: the table is not complete\n" : "";
  return [...failures, ...blocks, cut, `${duration(report.seconds)}\n`].join("");
}

function rowLines(rows: readonly SweepRow[], { colors, width }: Options): readonly string[] {
  const texts = rows.map((row, i) => {
    const isFirst =
      rows[i - 1]?.protocol !== row.protocol || rows[i - 1]?.environment !== row.environment;
    const stats = row.cells.find(({ exploration }) => exploration?.result)?.exploration?.result
      ?.stats;
    return [
      isFirst ? `${row.protocol}/${row.environment}` : "",
      sizesText(row.sizes),
      ...(stats === undefined
        ? ["–", "–", "–", "–"]
        : [
            count(stats.distinct),
            count(stats.generated),
            count(stats.depth),
            duration(stats.seconds),
          ]),
    ];
  });
  const head = ["", "sizes", "distinct", "generated", "depth", "time"];
  const widths = head.map((name, k) =>
    Math.max(name.length, ...texts.map((text) => (text[k] ?? "").length)),
  );
  const line = (text: readonly string[]): string =>
    text
      .map((cell, k) => (k < 2 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0)))
      .join("  ");
  return [
    draw([{ text: `  ${line(head)}  verdicts`, style: colors.dim }]),
    ...rows.flatMap((row, i) => {
      const first = [{ text: `  ${line(texts[i] ?? [])}  ` }];
      return flow(verdictItems(row, colors.red), {
        width: Math.max(width, 100),
        first,
        rest: [{ text: "      " }],
      });
    }),
  ];
}

/** All verdicts at the first size, then what is new. */
function verdictItems({ cells, news }: SweepRow, style: (text: string) => string): readonly Item[] {
  if (news === undefined) {
    return cells
      .filter(({ finding }) => finding.kind !== "not applicable")
      .map((cell) => [{ text: `${cell.property}: ${cellText(cell)}` }]);
  }
  return news.length === 0 ? [[{ text: "the same" }]] : news.map((text) => [{ text, style }]);
}

/** The JSON of a sweep; ends with a line break. */
export function sweepJson(report: SweepReport): string {
  const data: Json = {
    schemaVersion: 1,
    everystate: report.version,
    exitCode: sweepExitCode(report),
    interrupted: report.interrupted,
    seconds: report.seconds,
    studies: byStudy(report.studies).map((runs) => ({
      study: runs[0].result.study.name,
      file: runs[0].file,
      rows: sweepRows(runs.map(({ result }) => result)).map(rowData),
      faults: runs.flatMap(({ result, faults }) =>
        faults.map(({ protocol, environment, error }) => ({
          ...{ protocol, environment, sizes: { ...result.sizes } },
          ...errorData(error),
        })),
      ),
    })),
    errors: report.failures.map(failureData),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function rowData({ protocol, environment, sizes, cells, news }: SweepRow): Json {
  const result = cells.find(({ exploration }) => exploration?.result)?.exploration?.result;
  return {
    protocol,
    environment,
    sizes: { ...sizes },
    ...(result === undefined
      ? {}
      : {
          stats: {
            ...{ distinct: result.stats.distinct, generated: result.stats.generated },
            ...{ depth: result.stats.depth, seconds: result.stats.seconds },
          },
        }),
    verdicts: Object.fromEntries(cells.map((cell) => [cell.property, findingText(cell)])),
    new: news ?? [],
  };
}

/** As that of a check, but that nothing is expected of a sweep: it compares sizes with each other. */
export function sweepExitCode({ studies, failures, interrupted }: SweepReport): ExitCode {
  if (studies.length + failures.length === 0 && !interrupted) return 2;
  const standings = new Set(
    studies.flatMap(({ result }) => result.cells.map(({ standing }) => standing)),
  );
  return strongest([
    ...(interrupted || standings.has("not explored") ? [130 as const] : []),
    ...failures.map(({ error }) => codeOfError(error.kind)),
    ...studies.flatMap(({ faults }) => faults.map(({ error }) => codeOfError(error.kind))),
    ...(standings.has("failed") ? [3 as const] : []),
    ...(standings.has("unknown") ? [4 as const] : []),
  ]);
}

function byStudy(
  studies: readonly StudyReport[],
): readonly (readonly [StudyReport, ...StudyReport[]])[] {
  const found = new Map<string, [StudyReport, ...StudyReport[]]>();
  for (const study of studies) {
    const runs = found.get(study.file);
    if (runs === undefined) found.set(study.file, [study]);
    else runs.push(study);
  }
  return [...found.values()];
}
