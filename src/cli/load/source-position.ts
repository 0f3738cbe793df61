/**
 * Offsets, lines and columns. Parsers count characters from the start of the file, people and stack traces count lines
 * and columns from 1, and one parser counts bytes; this is the one place that converts.
 */
import type { SourceLocation } from "../../diagnostics/checker-error.ts";
import { LINE_BREAK } from "../../diagnostics/code-frame.ts";

/** The source of a file, named by its absolute path. */
export interface SourceFile {
  readonly file: string;
  /** The text without a byte order mark. */
  readonly text: string;
}

/** Line and column (from 1) of an offset in UTF-16 units (from 0); an offset past the end counts as the end. */
export function locationAt({ file, text }: SourceFile, offset: number): SourceLocation {
  const before = text.slice(0, offset).split(LINE_BREAK);
  return { file, line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** The offset in UTF-16 units of an offset in UTF-8 bytes. */
export function fromByteOffset(text: string, byteOffset: number): number {
  return Buffer.from(text).subarray(0, byteOffset).toString().length;
}

/** The text of a file without its byte order mark, which no column counts. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
