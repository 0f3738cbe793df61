/** Where each reporter writes: to standard output, or to a file of its own. */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { CheckerError } from "../diagnostics/checker-error.ts";
import { usageError } from "./error-report.ts";
import { severalOf, text } from "./options.ts";

/** The options that decide it. */
export type DestinationFlags<R extends string> = {
  readonly reporter?: readonly R[];
  readonly outputFile?: string;
} & { readonly [K in `outputFile.${R}`]?: string };

/** The file of a reporter, absolute; `stdout`; or undefined for a reporter that is not asked for. */
export type Destinations<R extends string> = Readonly<Record<R, string | "stdout" | undefined>>;

/** Adds --reporter and --outputFile for a command that has these reporters; `text` is the default. */
export function addReporterOptions(command: Command, reporters: readonly string[]): Command {
  command
    .addOption(severalOf("--reporter <name>", "may be given several times", reporters))
    .addOption(text("--outputFile <file>", "write the report there and do not print it"));
  for (const name of reporters) {
    command.addOption(text(`--outputFile.${name} <file>`, "the same for one of several reporters"));
  }
  return command;
}

/**
 * Where the reports of a command with these reporters go; `text` is the default.
 * @throws CheckerError kind `usage` when two reports would share one destination, or an option would be ignored
 */
export function destinationsOf<R extends string>(
  flags: DestinationFlags<R>,
  cwd: string,
  reporters: readonly R[],
): Destinations<R> {
  const asked: readonly string[] = flags.reporter ?? ["text"];
  const files = flags as Readonly<Record<string, unknown>>;
  const repeated = asked.find((name, i) => asked.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw usageError(`--reporter ${repeated} is given twice`, "leave one out");
  }
  if (flags.outputFile !== undefined && asked.length > 1) {
    const hint = `give each its own: ${asked.map((name) => `--outputFile.${name}=<file>`).join(" ")}`;
    throw usageError("--outputFile names one file for several reporters", hint);
  }
  const destination = (reporter: R): string | "stdout" | undefined => {
    const own = files[`outputFile.${reporter}`] as string | undefined; // as the option above reads it
    if (!asked.includes(reporter)) {
      if (own === undefined) return undefined;
      const hint = `add --reporter ${reporter}, or leave it out`;
      throw usageError(`--outputFile.${reporter} would be ignored`, hint);
    }
    if (own !== undefined && flags.outputFile !== undefined) {
      const hint = "leave one out";
      throw usageError(`--outputFile and --outputFile.${reporter} name two files`, hint);
    }
    const file = own ?? flags.outputFile;
    return file === undefined ? "stdout" : resolve(cwd, file);
  };
  const destinations = reporters.map((reporter) => [reporter, destination(reporter)] as const);
  const places = destinations.flatMap(([, place]) => place ?? []);
  const shared = places.find((place, i) => places.indexOf(place) !== i);
  if (shared !== undefined) {
    const where = shared === "stdout" ? "print to standard output" : `write to ${shared}`;
    const other = asked.find((name) => name !== "text") ?? "json";
    const hint = `give one a file of its own: --outputFile.${other}=<file>`;
    throw usageError(`two reporters would ${where}`, hint);
  }
  return Object.fromEntries(destinations) as Destinations<R>; // an entry for each reporter
}

/**
 * Empties the files, and makes their directories. Done before anything is checked: a report of an earlier run must not
 * pass for this one's, and a file that cannot be written should not be noticed after an hour.
 * @returns how many files there are
 * @throws CheckerError kind `usage`
 */
export function prepareFiles(destinations: Destinations<string>): number {
  const files = Object.values(destinations).filter(isFile);
  for (const file of files) {
    try {
      makeDirectory(dirname(file));
      closeSync(openSync(file, "w"));
    } catch (cause) {
      throw reportNotWritable(file, cause);
    }
  }
  return files.length;
}

/**
 * Writes a report to its file.
 * @throws CheckerError kind `usage`: the disk may be full by now
 */
export function writeReport(file: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (cause) {
    throw reportNotWritable(file, cause);
  }
}

/** @returns the error for output that is lost. */
export function notWritable(
  message: string,
  { cause, hint = "is the disk full?" }: { readonly cause: unknown; readonly hint?: string },
): CheckerError {
  return new CheckerError({ kind: "usage", code: "file-not-writable", message, hint, cause });
}

function reportNotWritable(file: string, cause: unknown): CheckerError {
  const hint = "name a file that can be written with --outputFile";
  return notWritable(`the report cannot be written to ${file}`, { cause, hint });
}

/** One directory after the other: asked for all at once, Node 20 never comes back from a place like /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return; // if it is no directory, opening the file says so
  makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existsSync(path)) throw error; // somebody else may have made it meanwhile
  }
}

function isFile(destination: string | undefined): destination is string {
  return destination !== undefined && destination !== "stdout";
}
