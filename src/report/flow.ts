/**
 * Lays text out in lines of a given width, the way a paragraph flows. What flows are items, such as the changes of a
 * step: an item stays in one line if it fits into one, is broken after commas if it does not, and at any space only if
 * that is not enough. Styles are applied after the layout, so colours never count as width.
 */
import { displayWidth, printable, visible } from "./display-width.ts";

export type Style = (text: string) => string;

/** A piece of text in one style; with a style it is coloured when the line is drawn. */
export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** What is kept together when possible. */
export type Item = readonly Span[];

export interface Layout {
  /** Columns of a line. A word longer than that is not broken: it would not be the same word. */
  readonly width: number;
  /** Begins the first line. */
  readonly first: Item;
  /** Begins every further line. */
  readonly rest: Item;
  /** Stands between two items of a line; a space unless given. */
  readonly separator?: Span | undefined;
}

/** Where an item may be broken, gentlest first; the space at the break is dropped. */
const breaks: readonly RegExp[] = [/(?<=,) /, / /];

/** What is broken within an item continues this much further to the right, so that items can be told apart. */
const hanging = "  ";

const space: Span = { text: " " };

/** The lines, at least one; nothing at their ends. */
export function flow(items: readonly Item[], layout: Layout): readonly string[] {
  const lines: Span[][] = [[...layout.first]];
  let isFresh = true;

  const current = (): Span[] => lines.at(-1) ?? [];
  const fits = (item: Item, glue: Span): boolean =>
    widthOf(isFresh ? current() : [...current(), glue]) + widthOf(item) <= layout.width;
  const append = (item: Item, glue: Span): void => {
    const before = current().at(-1)?.style;
    const style = glue.style ?? (before === item[0]?.style ? before : undefined);
    if (!isFresh) current().push({ text: glue.text, style });
    current().push(...item);
    isFresh = false;
  };
  const newLine = (depth: number): void => {
    lines.push(depth === 0 ? [...layout.rest] : [...layout.rest, { text: hanging }]);
    isFresh = true;
  };
  const place = (item: Item, depth: number): void => {
    const glue = (depth === 0 ? layout.separator : undefined) ?? space;
    const breakAt = breaks[depth];
    const indent = widthOf(layout.rest) + (depth === 0 ? 0 : hanging.length);
    const isHelpedByNewLine =
      depth === 0 || breakAt === undefined || indent + widthOf(item) <= layout.width;
    if (!isFresh && !fits(item, glue) && isHelpedByNewLine) newLine(depth);
    if (breakAt === undefined || fits(item, glue)) append(item, glue);
    else for (const part of split(item, breakAt)) place(part, depth + 1);
  };

  for (const item of items) place(item.map(printed), 0);
  return lines.map(draw);
}

/** The columns that spans take. */
export function widthOf(spans: Item): number {
  return spans.reduce((width, { text }) => width + displayWidth(visible(text)), 0);
}

/** Draws one line, without breaking it; control characters are shown and not printed. */
export function draw(spans: Item): string {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && last.style === span.style) {
      merged[merged.length - 1] = { text: last.text + span.text, style: span.style };
    } else merged.push(span);
  }
  return merged
    .map(({ text, style }) => {
      const shown = visible(text);
      return style === undefined || shown.trim() === "" ? shown : style(shown);
    })
    .join("")
    .trimEnd();
}

/** One item for every word of a text. */
export function words(text: string, style?: Style): readonly Item[] {
  return printable(text)
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => [{ text: word, style }]);
}

function printed({ text, style }: Span): Span {
  return { text: visible(text), style };
}

/** The parts of an item between its breaks; a part may take in several spans. */
function split(item: Item, breakAt: RegExp): readonly Item[] {
  const parts: Span[][] = [[]];
  for (const { text, style } of item) {
    for (const [i, piece] of text.split(breakAt).entries()) {
      if (i > 0) parts.push([]);
      if (piece !== "") parts.at(-1)?.push({ text: piece, style });
    }
  }
  return parts.filter((part) => part.length > 0);
}
