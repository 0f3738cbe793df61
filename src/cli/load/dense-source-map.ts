/**
 * Adds the positions between the segments of a source map. The compiler's map has a segment for every syntax node, while
 * V8 reports positions at punctuation: the `=` of a forbidden assignment, the `(` where an arrow function starts. A
 * lookup falls back to the nearest segment on the left, so the reported column would be several characters off. Between
 * two segments, however, the compiled text is the source text up to white space, comments and removed types; walking
 * along both as far as they agree gives the missing segments. Where they disagree nothing is added, so a position is
 * never made worse. Linear in the compiled text, apart from skipped comments.
 */
import {
  decodedMappings,
  encodedMappings,
  type SourceMapSegment,
  TraceMap,
} from "@jridgewell/trace-mapping";
import { LINE_BREAK } from "../../diagnostics/code-frame.ts";

/** The fields of a source map of version 3 that the compiler fills; a single source. */
export interface CompilerMap {
  readonly mappings: string;
  readonly names: readonly string[];
}

/** The `mappings` of `map`, made denser. `source` is the text that was compiled to `compiled`. */
export function denseMappings(map: CompilerMap, source: string, compiled: string): string {
  const sourceLines = source.split(LINE_BREAK);
  const compiledLines = compiled.split(LINE_BREAK);
  const names = [...map.names];
  const shared = { version: 3 as const, names, sources: ["spec"] };
  const sparse = decodedMappings(new TraceMap({ ...shared, mappings: map.mappings }));
  const dense = sparse.map((segments, row) => {
    const text = compiledLines[row] ?? "";
    return segments.flatMap((segment, index) => {
      const end = segments[index + 1]?.[0] ?? text.length;
      return [
        [...segment] as SourceMapSegment,
        ...segmentsWithin(segment, text.slice(segment[0], end), sourceLines),
      ];
    });
  });
  return encodedMappings(new TraceMap({ ...shared, mappings: dense }));
}

/** Segments for the tokens of `text`, the compiled text that `segment` stands for, after the first. */
function segmentsWithin(
  segment: Readonly<SourceMapSegment>,
  text: string,
  sourceLines: readonly string[],
): readonly SourceMapSegment[] {
  if (segment.length === 1) return [];
  const [start, file, line, column] = segment;
  const found: SourceMapSegment[] = [];
  let place: Place | undefined = { line, column };
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (/\s/.test(character)) continue;
    place = nextToken(place, sourceLines);
    if (place === undefined || sourceLines[place.line]?.[place.column] !== character) break;
    if (index > 0 && startsToken(text, index)) {
      found.push([start + index, file, place.line, place.column]);
    }
    place = { line: place.line, column: place.column + 1 };
  }
  return found;
}

function startsToken(text: string, index: number): boolean {
  return !(/[\w$]/.test(text[index] ?? "") && /[\w$]/.test(text[index - 1] ?? ""));
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Steps over white space, line ends and comments. */
function nextToken(from: Place, lines: readonly string[]): Place | undefined {
  let { line, column } = from;
  let inComment = false;
  while (line < lines.length) {
    const text = lines[line] ?? "";
    if (inComment) {
      const end = text.indexOf("*/", column);
      if (end === -1) {
        line += 1;
        column = 0;
        continue;
      }
      inComment = false;
      column = end + 2;
    }
    while (/\s/.test(text[column] ?? "")) column += 1;
    if (text.startsWith("/*", column)) {
      inComment = true;
      column += 2;
    } else if (column >= text.length || text.startsWith("//", column)) {
      line += 1;
      column = 0;
    } else {
      return { line, column };
    }
  }
  return undefined;
}
