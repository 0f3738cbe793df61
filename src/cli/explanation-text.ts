/** What `--explain` prints of a machine: the packed state, and for every action and property whether it is compiled. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "../diagnostics/checker-error.ts";
import { codeFrame } from "../diagnostics/code-frame.ts";
import type { ExplainedFunction, Explanation } from "../index.ts";
import { notWritable } from "./destinations.ts";
import type { Look } from "./terminal.ts";

export function explanationText(
  { machine, notPackable, layout, functions }: Explanation,
  look: Look & { readonly cwd: string },
): string {
  const { bold } = look.colors;
  if (notPackable !== undefined) {
    return `${bold(machine)} is explored by the reference engine\n  the state cannot be packed: ${notPackable}\n`;
  }
  const widest = Math.max(...functions.map((one) => titleOf(one).length));
  const lines = functions.flatMap((one) => functionLines(one, { look, widest }));
  const compiled = functions.filter((one) => one.compiled).length;
  return [
    `${bold(machine)}: ${compiled} of ${functions.length} functions compiled`,
    ...lines,
    "",
    ...layout
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
    "",
  ].join("\n");
}

/**
 * Writes the generated module of a machine to a directory, under the name of the machine.
 * @throws CheckerError `file-not-writable`
 */
export function emitModule({ machine, source, notPackable }: Explanation, directory: string): void {
  if (notPackable !== undefined) return; // nothing was generated; --explain says why
  const file = join(directory, `${machine.replace(/[^\p{L}\p{N}]+/gu, "-")}.js`);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, source);
  } catch (cause) {
    throw notWritable(`the generated module cannot be written to ${file}`, { cause });
  }
}

function titleOf({ kind, name }: ExplainedFunction): string {
  return kind === name ? kind : `${kind} ${name}`;
}

function functionLines(
  one: ExplainedFunction,
  { look, widest }: { readonly look: Look & { readonly cwd: string }; readonly widest: number },
): readonly string[] {
  const { green, yellow, dim } = look.colors;
  const title = titleOf(one).padEnd(widest);
  if (one.compiled) return [`  ${green("✓")} ${title}  compiled`];
  const place = one.location === undefined ? "" : dim(`  ${placeOf(one.location, look.cwd)}`);
  const frame = one.location === undefined ? [] : frameOf(one.location, look);
  return [`  ${yellow("–")} ${title}  runs as written: ${one.why ?? "unknown"}${place}`, ...frame];
}

function placeOf({ file, line, column }: SourceLocation, cwd: string): string {
  return `${relative(cwd, pathOf(file))}:${line}:${column}`;
}

function pathOf(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

function frameOf(location: SourceLocation, look: Look): readonly string[] {
  try {
    const source = readFileSync(pathOf(location.file), "utf8");
    const { colors, width } = look;
    return codeFrame(source, location, { context: 0, colors, width: width - 4 })
      .split("\n")
      .map((line) => `    ${line}`);
  } catch {
    return []; // the file has gone since it was loaded; the place is still named
  }
}
