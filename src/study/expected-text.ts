/**
 * The expectations of a study as the text of their file: the same text for the same expectations, and a cell in a line of its
 * own, so that a difference shows which cell has changed. Formatters of JSON leave it as it is.
 */
import type { Expected, ExpectedCell } from "../spec/study.ts";

/** A cell longer than this many columns is written in several lines. */
const longestLine = 100;
const cellKeys = ["verdict", "basis", "source", "sourceSays", "note"] as const;

/** JSON; ends with a line break. */
export function expectedText(expected: Expected): string {
  const text = object(expected, 0, (byProperty, depth) =>
    object(byProperty, depth, (byEnvironment, inner, taken) => {
      const lines = object(byEnvironment, inner, cellText);
      const inline = inlineText(ordered(byEnvironment));
      const isShort = Object.keys(byEnvironment).length === 1 && fits(inline, taken);
      return isShort ? inline : lines;
    }),
  );
  return `${text}\n`;
}

/** An object with an entry in each line; `taken` are the columns before a value. */
function object<T>(
  entries: Readonly<Record<string, T>>,
  depth: number,
  textOf: (value: T, depth: number, taken: number) => string,
): string {
  const margin = "  ".repeat(depth + 1);
  const lines = Object.entries(entries).map(([key, value]) => {
    const name = `${margin}${JSON.stringify(key)}: `;
    return `${name}${textOf(value, depth + 1, name.length)}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${"  ".repeat(depth)}}`;
}

function cellText(cell: ExpectedCell, depth: number, taken: number): string {
  const entries = inOrder(cell);
  const inline = inlineText(entries);
  return fits(inline, taken) ? inline : object(entries, depth, inlineText);
}

/** With the comma that may follow. */
function fits(inline: string, taken: number): boolean {
  return taken + inline.length + 1 <= longestLine;
}

function ordered(cells: Readonly<Record<string, ExpectedCell>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(cells).map(([key, cell]) => [key, inOrder(cell)]));
}

function inOrder(cell: ExpectedCell): Readonly<Record<string, unknown>> {
  const given = cellKeys.filter((key) => cell[key] !== undefined);
  return Object.fromEntries(given.map((key) => [key, cell[key]]));
}

/** `{ "verdict": "holds", "basis": "computed" }`. */
function inlineText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}: ${inlineText(inner)}`,
  );
  return `{ ${entries.join(", ")} }`;
}
