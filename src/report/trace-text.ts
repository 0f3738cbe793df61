/**
 * A behaviour as people read it: the initial state in full, then numbered steps, each with what it changed and nothing
 * else. The steps of a loop are bracketed in the margin.
 */
import type { Trace, TraceStep } from "../trace/trace.ts";
import type { Change } from "../value/difference.ts";
import { show } from "../value/show.ts";
import { draw, flow, type Item, type Span, widthOf, words } from "./flow.ts";
import type { TextOptions } from "./text-style.ts";

/** What follows the last step of a trace that ends with an error. */
export interface TraceEnd {
  /** The label of the step that failed; undefined when the last state is at fault. */
  readonly failed: string | undefined;
}

interface Drawing extends TextOptions {
  /** Columns to the left of everything. */
  readonly indent: number;
  /** Digits of the largest step number. */
  readonly digits: number;
  /** Columns for the labels of the steps, so that what is said about them stands in one column. */
  readonly labelWidth: number;
}

/** A row of the trace: where it stands, and whether it is inside the loop. */
interface Row {
  readonly margin: "none" | "enters" | "inside";
  readonly number: string;
}

const indent = 2;
/** The share of a line that labels may take before they push what is said about them to the right. */
const labelShare = 0.36;
/** A column narrower than this is not worth having. */
const narrowestColumn = 30;

/** The lines of a trace. */
export function traceText(trace: Trace, options: TextOptions, end?: TraceEnd): readonly string[] {
  const { steps, loopAfter } = trace;
  const drawing: Drawing = {
    ...options,
    indent,
    digits: String(steps.length + (end?.failed === undefined ? 0 : 1)).length,
    labelWidth: Math.min(
      Math.floor(options.width * labelShare),
      Math.max(...steps.map(({ label }) => widthOf([{ text: label }])), 0),
    ),
  };
  // A loop in which nothing happens needs no bracket: its one line says all.
  const standsStill = steps.slice(loopAfter).every((step) => step.action === undefined);
  const loopFrom = standsStill ? steps.length : (loopAfter ?? steps.length);
  const lines = [...initialState(trace, drawing)];
  for (const [i, step] of steps.entries()) {
    const margin = i < loopFrom ? "none" : i === loopFrom ? "enters" : "inside";
    lines.push(...stepLines(step, { margin, number: String(i + 1) }, drawing));
    if (standsStill && loopAfter !== undefined && i >= loopAfter) break;
  }
  if (loopFrom < steps.length) lines.push(backTo(loopFrom, drawing));
  if (end !== undefined) lines.push(...endLines(end, steps.length, drawing));
  return lines;
}

function initialState({ start }: Trace, drawing: Drawing): readonly string[] {
  const row: Row = { margin: "none", number: "0" };
  const fields = Object.entries(start).map(([field, value]): Item => {
    return [{ text: `${field}: `, style: drawing.colors.dim }, { text: show(value) }];
  });
  return [
    draw([...head(row, drawing), { text: "initially", style: drawing.colors.dim }]),
    ...details(fields, row, drawing),
  ];
}

function stepLines(step: TraceStep, row: Row, drawing: Drawing): readonly string[] {
  const { colors } = drawing;
  if (step.action === undefined) {
    const said = row.margin === "none" ? "(nothing more happens)" : "(nothing happens)";
    return [draw([...head(row, drawing), { text: said, style: colors.dim }])];
  }
  const unchanged: readonly Item[] = [[{ text: "(nothing changes)", style: colors.dim }]];
  const changes = step.changes.map((change) => changeItem(change, drawing));
  return [
    ...titleLines(step, row, drawing),
    ...details(changes.length === 0 ? unchanged : changes, row, drawing),
  ];
}

/** The label of a step, and beside it who takes it and what it means. */
function titleLines(step: TraceStep, row: Row, drawing: Drawing): readonly string[] {
  const { colors, width, labelWidth } = drawing;
  const { actor, doc } = step;
  const said = [actor === undefined ? undefined : `[${actor}]`, doc].filter((s) => s !== undefined);
  const label: Span = { text: step.label, style: colors.bold };
  const first = [...head(row, drawing), label];
  if (said.length === 0) return flow([[label]], { width, first: first.slice(0, -1), rest: [] });
  const column = widthOf(head(row, drawing)) + labelWidth + 2;
  const isNarrow = width - column < narrowestColumn;
  const padding = isNarrow ? 0 : Math.max(labelWidth - widthOf([label]), 0);
  const gap = " ".repeat(padding + 2);
  const rest = isNarrow ? inner(row, drawing, 4) : inner(row, drawing, labelWidth + 2);
  return flow(words(said.join(" "), colors.dim), { width, first: [...first, { text: gap }], rest });
}

/** Lines beneath the label of a step. */
function details(items: readonly Item[], row: Row, drawing: Drawing): readonly string[] {
  const { colors, width } = drawing;
  const margin = inner(row, drawing, 2);
  const separator = { text: " · ", style: colors.dim };
  return flow(items, { width, first: margin, rest: margin, separator });
}

/** `field: before → after`. */
export function changeItem(
  { path, before, after }: Change,
  { colors }: Pick<TextOptions, "colors">,
): Item {
  return [
    { text: `${path}: ` },
    { text: show(before), style: colors.dim },
    { text: " → ", style: colors.dim },
    { text: show(after), style: colors.bold },
  ];
}

/** How a trace to an error ends: with the step that could not be taken, or in a state that could not be judged. */
function endLines({ failed }: TraceEnd, steps: number, drawing: Drawing): readonly string[] {
  const { colors, width } = drawing;
  const row: Row = { margin: "none", number: failed === undefined ? "" : String(steps + 1) };
  const label: Item = [{ text: failed ?? "", style: colors.bold }];
  const said: Item = [
    { text: failed === undefined ? "(fails here)" : "(fails)", style: colors.red },
  ];
  return flow(failed === undefined ? [said] : [label, said], {
    width,
    first: head(row, drawing),
    rest: inner(row, drawing, 2),
    separator: { text: "  " },
  });
}

function backTo(loopFrom: number, { colors, digits, indent }: Drawing): string {
  const where =
    loopFrom === 0 ? "the initial state" : `the state before step ${loopFrom + 1}, for ever`;
  return draw([
    { text: " ".repeat(indent) },
    { text: "╰──", style: colors.cyan },
    { text: " ".repeat(digits + 3) },
    { text: `back to ${where}`, style: colors.cyan },
  ]);
}

/** Margin and number: what the first line of a row begins with. */
function head(row: Row, { colors, digits, indent }: Drawing): Item {
  const marks = { none: "    ", enters: "╭─▶ ", inside: "│   " };
  return [
    { text: " ".repeat(indent) },
    { text: marks[row.margin], style: colors.cyan },
    { text: row.number.padStart(digits), style: colors.dim },
    { text: "  " },
  ];
}

/** What further lines of a row begin with; `deeper` columns to the right of the label. */
function inner(row: Row, { colors, digits, indent }: Drawing, deeper: number): Item {
  return [
    { text: " ".repeat(indent) },
    { text: row.margin === "none" ? "    " : "│   ", style: colors.cyan },
    { text: " ".repeat(digits + 2 + deeper) },
  ];
}
