/**
 * A text with pieces of code put into it, and the way back from its positions to those of the text as it was. No piece
 * contains a line break, so that lines stay lines. A position in a piece is, in the original, where the piece was put.
 */
import {
  decodedMappings,
  encodedMappings,
  type SourceMapSegment,
  TraceMap,
} from "@jridgewell/trace-mapping";
import { LINE_BREAK } from "../../diagnostics/code-frame.ts";

export interface Insertion {
  /** The offset in the original before which the text is put. */
  readonly offset: number;
  readonly text: string;
}

export interface EditedText {
  readonly original: string;
  readonly text: string;
  /** By offset. */
  readonly insertions: readonly Insertion[];
}

/** Insertions at one offset keep their order. */
export function insertInto(original: string, unordered: readonly Insertion[]): EditedText {
  const insertions = unordered.toSorted((left, right) => left.offset - right.offset);
  const pieces: string[] = [];
  let from = 0;
  for (const { offset, text } of insertions) {
    pieces.push(original.slice(from, offset), text);
    from = offset;
  }
  return { original, text: pieces.join("") + original.slice(from), insertions };
}

/** The offset in the original for one in the edited text. */
export function originalOffset({ insertions }: EditedText, offset: number): number {
  return columnBefore(shiftsOf(insertions), offset);
}

/** For a map to the edited text, one to the original: its `mappings`, decoded or not. */
export function mappingsToOriginal(mappings: string, edited: EditedText): string {
  const before = columnsBefore(edited);
  return encoded(
    decoded(mappings).map((segments) =>
      segments.map((segment) => {
        if (segment.length === 1) return [...segment];
        const [column, file, line, sourceColumn, ...name] = segment;
        return [column, file, line, before(line, sourceColumn), ...name] as SourceMapSegment;
      }),
    ),
  );
}

/** The `mappings` from the edited text to the original, with a segment for every token. */
export function ownMappings(edited: EditedText): string {
  const before = columnsBefore(edited);
  return encoded(
    edited.text.split(LINE_BREAK).map((text, line) => {
      const segments: SourceMapSegment[] = [];
      for (const { index } of text.matchAll(/[\w$]+|[^\s\w$]/g)) {
        const column = before(line, index);
        if (segments.at(-1)?.[3] !== column) segments.push([index, 0, line, column]);
      }
      return segments;
    }),
  );
}

/** Adds to a map of `code` that the line after it stands for nothing in the source. */
export function withUnmappedLine(mappings: string, code: string): string {
  const rows = mappings.split(";").length;
  return `${mappings}${";".repeat(code.split(LINE_BREAK).length - rows + 1)}A`;
}

function decoded(mappings: string): readonly (readonly Readonly<SourceMapSegment>[])[] {
  return decodedMappings(new TraceMap({ version: 3, names: [], sources: ["spec"], mappings }));
}

function encoded(mappings: SourceMapSegment[][]): string {
  return encodedMappings(new TraceMap({ version: 3, names: [], sources: ["spec"], mappings }));
}

/** A piece in a line or text: where it starts and ends in the edited one, and where it was put in the original. */
interface Shift {
  readonly start: number;
  readonly end: number;
  readonly original: number;
}

function shiftsOf(insertions: readonly Insertion[]): readonly Shift[] {
  let added = 0;
  return insertions.map(({ offset, text }) => {
    const start = offset + added;
    added += text.length;
    return { start, end: start + text.length, original: offset };
  });
}

function columnBefore(shifts: readonly Shift[], column: number): number {
  // The last shift that starts at or before the column, by bisection: a whole module may be one line.
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shifts[middle]?.start ?? 0) <= column) low = middle + 1;
    else high = middle;
  }
  const last = shifts[low - 1];
  if (last === undefined) return column;
  return last.original + Math.max(0, column - last.end);
}

/** The column in the original for a line and column in the edited text. */
function columnsBefore({
  original,
  insertions,
}: EditedText): (line: number, column: number) => number {
  const lineStarts = [0];
  for (const { index, 0: lineBreak } of original.matchAll(new RegExp(LINE_BREAK, "g"))) {
    lineStarts.push(index + lineBreak.length);
  }
  const byLine = new Map<number, Insertion[]>();
  let line = 0;
  for (const { offset, text } of insertions) {
    while ((lineStarts[line + 1] ?? Number.POSITIVE_INFINITY) <= offset) line += 1;
    const inLine = byLine.get(line) ?? [];
    byLine.set(line, inLine);
    inLine.push({ offset: offset - (lineStarts[line] ?? 0), text });
  }
  const shifts = new Map([...byLine].map(([number, inLine]) => [number, shiftsOf(inLine)]));
  return (number, column) => columnBefore(shifts.get(number) ?? [], column);
}
