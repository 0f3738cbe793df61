/** Where each reporter writes: to standard output, or to a file of its own. */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CheckerError } from "../diagnostics/checker-error.ts";
import { usageError } from "./error-report.ts";

export const reporters = ["text", "json"] as const;
export type Reporter = (typeof reporters)[number];

/** The options that decide it. */
export interface DestinationFlags {
  readonly reporter?: readonly Reporter[];
  readonly outputFile?: string;
  readonly "outputFile.text"?: string;
  readonly "outputFile.json"?: string;
}

/** The file of a reporter, absolute; `stdout`; or undefined for a reporter that is not asked for. */
export type Destinations = Readonly<Record<Reporter, string | "stdout" | undefined>>;

/** @throws CheckerError kind `usage` when two reports would share one destination, or an option would be ignored. */
export function destinationsOf(flags: DestinationFlags, cwd: string): Destinations {
  const asked = flags.reporter ?? ["text"];
  const repeated = asked.find((name, i) => asked.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw usageError(`--reporter ${repeated} is given twice`, "leave one out");
  }
  if (flags.outputFile !== undefined && asked.length > 1) {
    const hint = `give each its own: ${asked.map((name) => `--outputFile.${name}=<file>`).join(" ")}`;
    throw usageError("--outputFile names one file for several reporters", hint);
  }
  const destination = (reporter: Reporter): Destinations[Reporter] => {
    const own = flags[`outputFile.${reporter}`];
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
  const destinations = { text: destination("text"), json: destination("json") };
  const { text, json } = destinations;
  if (text !== undefined && text === json) {
    const where = text === "stdout" ? "print to standard output" : `write to ${text}`;
    const hint = "give one a file of its own: --outputFile.json=<file>";
    throw usageError(`two reporters would ${where}`, hint);
  }
  return destinations;
}

/**
 * Empties the files, and makes their directories. Done before anything is checked: a report of an earlier run must not
 * pass for this one's, and a file that cannot be written should not be noticed after an hour.
 * @returns how many files there are
 * @throws CheckerError kind `usage`
 */
export function prepareFiles(destinations: Destinations): number {
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
