/**
 * A behaviour in the form that mails about the kernel have for races: a column for every thread, the steps numbered from top to
 * bottom, each in the column of whoever takes it, and what it comes to at the end. Plain text, to be quoted in a mail: no
 * colours, and no more than 79 columns as long as three threads at most take part and words allow it. Who has little to say gets
 * little room (lane-widths.ts).
 *
 * The columns are the actors of the machine's actions, in the order in which they first act; what a step says is the `doc` of
 * its action, or its label.
 */
import type { Trace, TraceStep } from "../trace/trace.ts";
import { show } from "../value/show.ts";
import { displayWidth, printable } from "./display-width.ts";
import { flow, words } from "./flow.ts";
import { laneWidths } from "./lane-widths.ts";

export interface KernelTraceOptions {
  /** What the trace shows, in a line of its own above it; nothing stands there unless given. */
  readonly heading?: string;
  /** The consequence, in one phrase. */
  readonly consequence: string;
  /** What happens without an actor; `machine` unless given. */
  readonly nobody?: string;
}

/** Columns of a mail. */
const width = 79;
const between = 2;
/** A narrower column than this cannot hold the names of functions. */
const narrowest = 22;
/** Unless more threads take part than fit a mail beside one another: then it is a little less wide and a little longer. */
const narrowestOfMany = 18;

/** Lines of text, each with a line break. */
export function kernelTrace(trace: Trace, options: KernelTraceOptions): string {
  const { steps, loopAfter } = trace;
  const actorOf = ({ actor }: TraceStep): string => printable(actor ?? options.nobody ?? "machine");
  const acting = steps.filter((step) => step.action !== undefined);
  const actors = [...new Set(acting.map(actorOf))];
  const lanes = actors.map((actor) => [
    actor,
    ...acting.filter((step) => actorOf(step) === actor).map(textOf),
  ]);
  const sheet = sheetFor(lanes, acting.length);
  const hasLoop = loopAfter !== undefined && steps.slice(loopAfter).some(isTaken);
  const first = hasLoop ? acting.indexOf(steps.slice(loopAfter).find(isTaken) as TraceStep) : -1; // one is taken
  const rows = acting.flatMap((step, i) => [
    ...(i === first ? [`${" ".repeat(sheet.digits)} .-- from here on for ever:`] : []),
    ...stepRows(step, {
      sheet,
      number: i + 1,
      column: actors.indexOf(actorOf(step)),
      inLoop: hasLoop && i >= first,
    }),
  ]);
  const lines = [
    ...(options.heading === undefined
      ? []
      : [...flow(words(options.heading), { width, first: [], rest: [{ text: "  " }] }), ""]),
    ...(actors.length === 0 ? [] : [row(actors, sheet), row(actors.map(underline), sheet)]),
    ...rows,
    ...(hasLoop ? [`${" ".repeat(sheet.digits)} '-- back to step ${first + 1}`] : []),
    ...(loopAfter !== undefined && !hasLoop
      ? [`${" ".repeat(sheet.digits + 4)}(nothing more happens)`]
      : []),
    "",
    ...flow(words(options.consequence), {
      width,
      first: [{ text: "=> " }],
      rest: [{ text: "   " }],
    }),
    ...lastChanges(trace),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

interface Sheet {
  /** Digits of the largest number of a step. */
  readonly digits: number;
  /** Columns of the text of each thread. */
  readonly columns: readonly number[];
}

function sheetFor(lanes: readonly (readonly string[])[], steps: number): Sheet {
  const digits = Math.max(String(steps).length, 2);
  const room = width - (digits + 4) - between * Math.max(lanes.length - 1, 0);
  const least = lanes.length > 3 ? narrowestOfMany : narrowest;
  return { digits, columns: laneWidths(lanes, { room, narrowest: least }) };
}

function textOf({ doc, label }: TraceStep): string {
  return printable(doc ?? label);
}

function isTaken(step: TraceStep): boolean {
  return step.action !== undefined;
}

function stepRows(
  step: TraceStep,
  at: {
    readonly sheet: Sheet;
    readonly number: number;
    readonly column: number;
    readonly inLoop: boolean;
  },
): readonly string[] {
  const { sheet, number, column, inLoop } = at;
  const margin = inLoop ? " |  " : "    ";
  const before = sheet.columns.slice(0, column);
  const indent = " ".repeat(before.reduce((sum, one) => sum + one + between, 0));
  const texts = flow(words(textOf(step)), {
    width: sheet.columns[column] ?? narrowest,
    first: [],
    rest: [{ text: "  " }],
  });
  return texts.map((text, i) => {
    const shown = i === 0 ? String(number) : "";
    return `${shown.padStart(sheet.digits)}${margin}${indent}${text}`;
  });
}

/** One line with a text for every column. */
function row(texts: readonly string[], { digits, columns }: Sheet): string {
  const cells = texts.map((text, i) => {
    const padding = (columns[i] ?? 0) + between - displayWidth(text);
    return text + " ".repeat(Math.max(padding, 1));
  });
  return `${" ".repeat(digits + 4)}${cells.join("")}`.trimEnd();
}

function underline(): string {
  return "----";
}

/** What the last step of a finite behaviour changed: where the consequence can be seen. */
function lastChanges({ steps, loopAfter }: Trace): readonly string[] {
  const last = steps.at(-1);
  if (loopAfter !== undefined || last === undefined) return [];
  const items = last.changes.map(({ path, before, after }) => [
    { text: `${path}: ${show(before)} -> ${show(after)}` },
  ]);
  if (items.length === 0) return [];
  const rest = [{ text: "   " }];
  return flow(items, { width, first: rest, rest, separator: { text: "; " } });
}
