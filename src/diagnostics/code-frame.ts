/**
 * Draws the lines of a source file around one position, with a caret under the column, the way compilers do. Pure: the
 * caller reads the file. A position outside the source is moved to the nearest one inside, because the file may have
 * changed since the position was taken, and an error message must not fail over its own illustration.
 */

/** What ends a line, for TypeScript, for V8 and therefore for every position in this project. */
export const LINE_BREAK: RegExp = /\r\n|[\n\r\u2028\u2029]/;

/** Colours for the parts of a frame; the result of `createColors` of picocolors fits. */
export interface FrameColors {
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly bold: (text: string) => string;
}

export interface CodeFrameOptions {
  /** Lines shown before and after the one that is meant; 2 unless given. */
  readonly context?: number | undefined;
  /** Characters that a line of the frame may take, the gutter included; 100 unless given. */
  readonly width?: number | undefined;
  /** No colours unless given. */
  readonly colors?: FrameColors | undefined;
}

const TAB_STOP = 4;
const DEFAULT_CONTEXT = 2;
const DEFAULT_WIDTH = 100;
/** However narrow the terminal, this much of the source is shown. */
const NARROWEST = 20;
const CUT = "…";

const PLAIN: FrameColors = { dim: (text) => text, red: (text) => text, bold: (text) => text };

/** The part of every line that is shown: `from` (inclusive) to `from + length`, in displayed characters. */
interface Window {
  readonly from: number;
  readonly length: number;
}

/**
 * The frame, lines joined with `\n`, none at the end. Line and column count from 1; a column counts UTF-16 units, as V8
 * and TypeScript do. Tabs become spaces, control characters become `�`. Lines too long for `width` are cut, all at the
 * same columns, so that the caret stays in view and indentation stays comparable.
 */
export function codeFrame(
  source: string,
  at: { readonly line: number; readonly column: number },
  options: CodeFrameOptions = {},
): string {
  const lines = source.split(LINE_BREAK);
  const { dim, red, bold } = options.colors ?? PLAIN;
  const line = clamp(at.line, 1, lines.length);
  const meant = lines[line - 1] ?? "";
  const caret = displayed(meant.slice(0, clamp(at.column, 1, meant.length + 1) - 1)).length;

  const context = clamp(options.context ?? DEFAULT_CONTEXT, 0, lines.length);
  const first = Math.max(1, line - context);
  // What follows the last line break is no line, unless it is meant.
  const count = lines.length > line && lines.at(-1) === "" ? lines.length - 1 : lines.length;
  const last = Math.min(count, line + context);
  const shown = lines.slice(first - 1, last).map(displayed);

  const digits = String(last).length;
  const gutter = digits + 7; // "  > 12 | " without the number
  const width = clamp(options.width ?? DEFAULT_WIDTH, gutter + NARROWEST, Number.MAX_SAFE_INTEGER);
  const window = around(caret, Math.max(...shown.map((text) => text.length)), width - gutter);

  const frame: string[] = [];
  for (const [index, text] of shown.entries()) {
    const number = String(first + index).padStart(digits);
    const isMeant = first + index === line;
    const margin = isMeant ? `  ${red(">")} ${bold(number)} ${dim("|")}` : dim(`    ${number} |`);
    const visible = cut(text, window);
    frame.push(visible === "" ? margin : `${margin} ${visible}`);
    if (isMeant) {
      const blank = " ".repeat(caret - window.from);
      frame.push(`${dim(`    ${" ".repeat(digits)} |`)} ${blank}${red("^")}`);
    }
  }
  return frame.join("\n");
}

/** A line as it is printed: tabs up to the next tab stop, nothing that a terminal would obey. */
function displayed(line: string): string {
  let text = "";
  for (const unit of line.split("")) {
    if (unit === "\t") text += " ".repeat(TAB_STOP - (text.length % TAB_STOP));
    else text += /\p{Cc}/u.test(unit) ? "�" : unit;
  }
  return text;
}

/** The window of `length` characters that shows the caret: the line's start when possible, else the caret in its middle. */
function around(caret: number, longest: number, length: number): Window {
  const needed = Math.max(longest, caret + 1);
  if (needed <= length || caret < length - 1) return { from: 0, length };
  return { from: Math.min(caret - Math.floor(length / 2), needed - length), length };
}

/** The visible part of a line, with `…` in place of the outermost character where something is hidden. */
function cut(text: string, { from, length }: Window): string {
  let visible = text.slice(from, from + length).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/gu, " ");
  if (from > 0 && text.length > 0) visible = CUT + visible.slice(1);
  if (text.length > from + length) visible = visible.slice(0, -1) + CUT;
  return visible.trimEnd();
}

/** `value` as a whole number within the bounds; the lower bound for what is not a number. */
function clamp(value: number, lowest: number, highest: number): number {
  if (Number.isNaN(value)) return lowest;
  return Math.min(Math.max(Math.trunc(value), lowest), highest);
}
