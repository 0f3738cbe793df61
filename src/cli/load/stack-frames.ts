/**
 * Reads the text of a stack. Node gives no other access to the frames of an error that somebody else has made: they are
 * text as soon as anyone has looked at `stack`. Pure; knows all the shapes that V8 writes, on Unix and on Windows.
 */
import { fileURLToPath } from "node:url";

/** One line of a stack. Line and column count from 1. */
export interface StackFrame {
  /** The function as V8 names it, e.g. `Object.then`; undefined at a module's top level. */
  readonly caller: string | undefined;
  /** The file or URL as it is written. */
  readonly written: string;
  readonly line: number;
  readonly column: number;
}

/** The frames of a stack that have a position, innermost first. For code made by `eval`, the position of the `eval`. */
export function framesOf(error: Error): readonly StackFrame[] {
  if (typeof error.stack !== "string") return [];
  return withoutMessage(error.stack, String(error.message))
    .split("\n")
    .map(parseFrame)
    .filter((frame) => frame !== undefined);
}

/** Cuts off the message, lines of which may look like frames. */
function withoutMessage(stack: string, message: string): string {
  const start = stack.indexOf(message);
  return start === -1 ? stack : stack.slice(start + message.length);
}

/** One line of a stack; undefined if it is no frame or has no position, such as `at Array.map (<anonymous>)`. */
export function parseFrame(text: string): StackFrame | undefined {
  const [, frame] = /^\s*at (.+?)\s*$/.exec(text) ?? [];
  if (frame === undefined) return undefined;
  const evaluated = /\beval at [^(]*\((?!eval at )(.+?:\d+:\d+)\)/.exec(frame);
  const open = frame.indexOf(" (");
  const isNamed = frame.endsWith(")") && open !== -1;
  const place = evaluated?.[1] ?? (isNamed ? frame.slice(open + 2, -1) : frame);
  const [, written, line, column] = /^(?:async )?(.+):(\d+):(\d+)$/.exec(place) ?? [];
  if (written === undefined) return undefined;
  const caller = isNamed ? frame.slice(0, open).replace(/^async /, "") : undefined;
  return { caller, written, line: Number(line), column: Number(column) };
}

/** The absolute path that a frame or URL means; undefined for Node's own modules and for code that is in no file. */
export function pathOfFrame(written: string): string | undefined {
  if (/^file:/i.test(written)) return pathOfUrl(written);
  return /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(written) ? written : undefined;
}

function pathOfUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  try {
    // A drive letter tells a path of Windows, wherever the stack is read.
    return fileURLToPath(url, { windows: /^file:\/\/\/[A-Za-z]:/i.test(url) });
  } catch {
    // A URL with a host or an encoded separator: no file of ours, and a stack must be readable all the same.
    return undefined;
  }
}
