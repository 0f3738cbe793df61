/** `check --explain` and `--emit`: in place of checking machines, what the compiled engine makes of them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CheckOptions, type Explanation, explain, planSearch } from "../index.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { codeOfMishaps, printMishap } from "./command.ts";
import { notWritable } from "./destinations.ts";
import { shownPath, usageError } from "./error-report.ts";
import { explanationText } from "./explanation-text.ts";
import { loadMachines, type Mishap } from "./load-machines.ts";
import { type Selected, select } from "./select.ts";
import { type Host, lookOf } from "./terminal.ts";

export interface ExplainFlags {
  readonly explain?: true;
  readonly emit?: string;
  readonly testNamePattern?: RegExp;
  readonly color?: boolean;
}

/** Whether one of the two is asked for. */
export function explainsOnly({ explain, emit }: ExplainFlags): boolean {
  return explain === true || emit !== undefined;
}

interface ExplainSession {
  readonly flags: ExplainFlags;
  /** Of the check that would be made. */
  readonly options: CheckOptions;
  readonly host: Host;
}

/**
 * Explains each machine, or writes its module, or both.
 * @throws CheckerError kind `usage` for an option that only a search can honour, and for a path that leads to no spec
 */
export async function explainCommand(
  paths: readonly string[],
  session: ExplainSession,
): Promise<ExitCode> {
  const { flags, host } = session;
  refuseIgnored(flags);
  const { subjects, mishaps } = await loadMachines(paths, host.cwd);
  const all: Mishap[] = [...mishaps];
  for (const mishap of mishaps) printMishap(mishap, host, flags.color);
  for (const subject of select(subjects, flags.testNamePattern)) {
    try {
      explainOne(subject, session);
    } catch (error) {
      const mishap = { file: subject.file, machine: subject.machine.name, error };
      all.push(mishap);
      printMishap(mishap, host, flags.color);
    }
  }
  return codeOfMishaps(all, host);
}

/** Options of a search and its report, by the names that the parser gives them. */
const ofSearches: Readonly<Record<string, string>> = {
  maxStates: "--max-states",
  maxDepth: "--max-depth",
  timeout: "--timeout",
  stuttering: "--stuttering",
  reporter: "--reporter",
  outputFile: "--outputFile",
  "outputFile.text": "--outputFile.text",
  "outputFile.json": "--outputFile.json",
  "outputFile.kernel": "--outputFile.kernel",
  traces: "--traces",
};

/** What an explanation speaks of, and a module does not depend on. */
const ofPlans: Readonly<Record<string, string>> = {
  search: "--search",
  engine: "--engine",
  workers: "--workers",
  fingerprints: "--fingerprints",
  maxMemory: "--max-memory",
};

function refuseIgnored(flags: ExplainFlags): void {
  const names = flags.explain ? ofSearches : { ...ofSearches, ...ofPlans };
  const given = Object.keys(flags).find((name) => Object.hasOwn(names, name));
  if (given === undefined) return;
  const asked = flags.explain ? "--explain" : "--emit";
  throw usageError(
    `${names[given]} would be ignored: ${asked} explores nothing`,
    `leave ${names[given]} out, or ${asked}`,
  );
}

function explainOne({ machine, properties }: Selected, { flags, options, host }: ExplainSession) {
  const explanation = explain(machine);
  if (flags.explain) {
    const chosen = properties === undefined ? {} : { properties };
    const plan = planSearch(machine, { ...options, ...chosen });
    const memory = { limit: (options.maxMemory ?? 0) * 2 ** 20, used: process.memoryUsage.rss() };
    const look = { ...lookOf(host.stdout, host.env, flags.color), cwd: host.cwd };
    host.stdout.write(`${explanationText(explanation, { plan, memory }, look)}\n`);
  }
  if (flags.emit === undefined) return;
  const file = emitModule(explanation, resolve(host.cwd, flags.emit));
  host.stdout.write(`${shownPath(file, host.cwd)}\n`);
}

/** Writes the generated module of a machine to a directory, under the name of the machine; answers the path. */
function emitModule({ machine, source, notPackable }: Explanation, directory: string): string {
  if (notPackable !== undefined) {
    throw usageError(
      `there is no module for "${machine}": the state cannot be packed: ${notPackable}`,
      "choose other machines with -t, or by their files",
    );
  }
  const file = join(directory, `${machine.replace(/[^\p{L}\p{N}]+/gu, "-")}.js`);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, source);
    return file;
  } catch (cause) {
    const hint = "name a directory that can be written with --emit";
    throw notWritable(`the generated module cannot be written to ${file}`, { cause, hint });
  }
}
