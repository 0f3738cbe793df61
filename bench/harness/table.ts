/** The results as one table, in Markdown that a terminal shows as well. */
import { type Case, caseId } from "./cases.ts";
import { type Result, summarize } from "./result.ts";

export interface Row {
  readonly subject: Case;
  readonly tool: { readonly id: string; readonly title: string };
  readonly result: Result;
}

const header = [
  "tool",
  "seconds",
  "CPU seconds",
  "states/s",
  "time ÷ everystate",
  "peak memory",
  "bytes/state",
];

/** Below this, memory is that of the program and not of the states. */
const fewStates = 1_000_000;

/** One block of rows for each case, with the ratios to the tool `everystate` of the same case. */
export function table(rows: readonly Row[]): string {
  const ids = [...new Set(rows.map(({ subject }) => caseId(subject)))];
  const cells = ids.flatMap((id) => block(rows.filter(({ subject }) => caseId(subject) === id)));
  const full = cells.filter((row) => row.length === header.length);
  const widths = header.map((name, i) =>
    Math.max(name.length, ...full.map((row) => row[i]?.length ?? 0)),
  );
  const aligned = (row: readonly string[]): string =>
    `| ${widths.map((width, i) => pad(row[i] ?? "", width, i)).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const body = cells.map((row) => (full.includes(row) ? aligned(row) : sentence(row)));
  return [aligned(header), `| ${rule.join(" | ")} |`, ...body].join("\n");
}

function block(rows: readonly Row[]): readonly (readonly string[])[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { subject } = first;
  const what = subject.symmetry === "on" ? "orbits" : "states";
  const title = `**${subject.system.title}, ${subject.n}**: ${whole(subject.states)} ${what}, ${whole(subject.transitions)} transitions`;
  const base = secondsOf(rows.find(({ tool }) => tool.id === "everystate"));
  return [[title], ...rows.map((row) => cellsOf(row, base))];
}

function cellsOf({ subject, tool, result }: Row, base: number | undefined): readonly string[] {
  switch (result.status) {
    case "not installed":
      return [tool.title, `not installed: ${result.install}`];
    case "time limit": {
      const ratio = base === undefined ? "" : `> ${digits(result.limitSeconds / base)}`;
      return [tool.title, `> ${result.limitSeconds}`, "", "", ratio, "", ""];
    }
    case "failed":
      return [tool.title, `failed: ${result.problem}`];
    case "measured": {
      const { seconds, cpuSeconds, peakBytes } = summarize(result.samples);
      return [
        tool.title,
        seconds.toFixed(2),
        cpuSeconds === undefined ? "" : cpuSeconds.toFixed(2),
        whole(significant(subject.states / seconds)),
        base === undefined ? "" : digits(seconds / base),
        peakBytes === undefined ? "" : `${whole(peakBytes / 2 ** 20)} MiB`,
        peakBytes === undefined || subject.states < fewStates
          ? ""
          : whole(peakBytes / subject.states),
      ];
    }
  }
}

function secondsOf(row: Row | undefined): number | undefined {
  return row?.result.status === "measured" ? summarize(row.result.samples).seconds : undefined;
}

/** A row of words that fit no column. */
function sentence(row: readonly string[]): string {
  return `| ${row.join(" | ")} |${" |".repeat(header.length - row.length)}`;
}

/** Left for names, right for numbers. */
function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Rounded to three digits. */
function significant(value: number): number {
  return Number(value.toPrecision(3));
}

function digits(value: number): string {
  return value >= 100 ? whole(value) : value.toPrecision(2);
}
