/**
 * An error as a person reads it in a terminal: what is wrong, the line of their source with a caret, and what to do. The
 * three kinds of errors get three forms: one that the checker throws on purpose, one that comes out of the author's own
 * code, and one that shows a defect of the checker.
 */
import { readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { inspect } from "node:util";
import type picocolors from "picocolors";
import type { CheckerError, SourceLocation } from "../../diagnostics/checker-error.ts";
import { codeFrame } from "../../diagnostics/code-frame.ts";
import { visible } from "../../report/display-width.ts";
import { isBugError, isCheckerError } from "./carried-problem.ts";
import { locationOf, type UserFrame, userFrames } from "./source-location.ts";
import { withoutByteOrderMark } from "./source-position.ts";

export interface DescribeErrorOptions {
  /** The result of `createColors` of picocolors, on or off. */
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** Files below this directory are shown relative to it. */
  readonly cwd: string;
  /** Characters in a line of the frame. */
  readonly width?: number | undefined;
}

/** Lines joined with `\n`, none at the end. Reads the source files that the error points to; never throws. */
export function describeError(error: unknown, options: DescribeErrorOptions): string {
  if (isBugError(error)) return describeBug(error, options);
  if (isCheckerError(error)) return describeCheckerError(error, options);
  return describeForeignError(error, options);
}

function describeCheckerError(error: CheckerError, options: DescribeErrorOptions): string {
  const { colors } = options;
  const { cause } = error;
  const title = `${colors.bold(colors.red(`error[${error.code}]`))}: ${visibleLines(error.message)}`;
  const lines = [title, ...place(locationOf(error), options)];
  if (cause instanceof Error) {
    if (!error.message.includes(cause.message)) lines.push(`caused by ${nameAndMessage(cause)}`);
    if (error.location === undefined || error.code === "spec-threw-on-load") {
      lines.push(...callers(userFrames(cause).slice(1), options));
    }
  }
  if (error.hint !== undefined) lines.push(`${colors.cyan("hint")}: ${visibleLines(error.hint)}`);
  return lines.join("\n");
}

function describeForeignError(error: unknown, options: DescribeErrorOptions): string {
  const { colors } = options;
  const label = colors.bold(colors.red("error"));
  if (!(error instanceof Error)) return `${label}: ${inspect(error)} was thrown, which is no error`;
  const lines = [`${label}: ${nameAndMessage(error)}`, ...place(locationOf(error), options)];
  lines.push(...callers(userFrames(error).slice(1), options));
  return lines.join("\n");
}

function describeBug(error: Error, { colors }: DescribeErrorOptions): string {
  return [
    `${colors.bold(colors.red("bug"))}: ${error.message}`,
    "This is a defect of everystate and not of your spec. Please report it, with your spec and this stack:",
    error.stack ?? "(no stack)",
  ].join("\n");
}

/** ` --> file:line:column` and the frame below it; nothing for an unknown place, no frame for an unreadable file. */
function place(
  location: SourceLocation | undefined,
  options: DescribeErrorOptions,
): readonly string[] {
  if (location === undefined) return [];
  const { colors, width } = options;
  const pointer = ` ${colors.blue("-->")} ${visible(shown(location, options))}`;
  const source = readIfPossible(location.file);
  return source === undefined
    ? [pointer]
    : [pointer, codeFrame(source, location, { width, colors })];
}

function callers(frames: readonly UserFrame[], options: DescribeErrorOptions): readonly string[] {
  return frames.map(({ caller, location }) => {
    const where = shown(location, options);
    return options.colors.dim(`    at ${caller === undefined ? where : `${caller} (${where})`}`);
  });
}

function shown({ file, line, column }: SourceLocation, { cwd }: DescribeErrorOptions): string {
  const below = relative(cwd, file);
  const isBelow = below !== "" && !below.startsWith("..") && !isAbsolute(below);
  return `${isBelow ? below : file}:${line}:${column}`;
}

function nameAndMessage(error: Error): string {
  return visibleLines(error.message === "" ? error.name : `${error.name}: ${error.message}`);
}

/** Text of the author's may hold anything; its lines stay. */
function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function readIfPossible(file: string): string | undefined {
  try {
    return withoutByteOrderMark(readFileSync(file, "utf8"));
  } catch {
    // The file is gone or is not a file; the position alone is still of use.
    return undefined;
  }
}
