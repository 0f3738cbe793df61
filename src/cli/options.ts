/** The options that commands share, and how their values are read. A value that cannot be meant is refused while parsing. */
import { type Command, Option } from "commander";
import type { CheckerError } from "../diagnostics/checker-error.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { type CheckOptions, defaultEngine, type EngineChoice } from "../index.ts";
import { usageError } from "./error-report.ts";

/** The options of a search, as commander delivers them. */
export interface SearchFlags {
  readonly search?: "bfs" | "dfs";
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly timeout?: number;
  readonly maxMemory?: number;
}

/** How a check explores, beside the search, as commander delivers it. */
export interface EngineFlags {
  readonly engine?: EngineChoice;
  readonly workers?: number;
  readonly fingerprints?: boolean;
  readonly symmetry?: "on" | "off";
}

export interface ColorFlag {
  readonly color?: boolean;
}

/** Adds --search and the limits. */
export function addSearchOptions(command: Command): Command {
  return command
    .addOption(
      oneOf(
        "--search <order>",
        "bfs finds shortest counterexamples, dfs reaches deep states early",
        ["bfs", "dfs"],
      ),
    )
    .addOption(number("--max-states <n>", "stop after this many distinct states", whole(1)))
    .addOption(number("--max-depth <n>", "visit no state farther from the start", whole(0)))
    .addOption(number("--timeout <seconds>", "stop each machine after this time", positive))
    .addOption(
      number(
        "--max-memory <megabytes>",
        "stop when the process uses this much (default: 85 % of what is available to it). The reference engine stops at 85 % of Node's heap in any case; NODE_OPTIONS=--max-old-space-size=<megabytes> enlarges that",
        positive,
      ),
    );
}

/** Adds --engine, and what only the compiled engine can do. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      oneOf(
        "--engine <name>",
        `which engine explores: reference runs the functions as they are written, auto compiles what it can and is much faster (default: ${defaultEngine})`,
        ["auto", "reference", "compiled"],
      ),
    )
    .addOption(
      number(
        "--workers <n>",
        "most threads of the compiled engine (default: one for every core); answers do not depend on it",
        whole(1, 64),
      ),
    )
    .addOption(
      oneOf(
        "--symmetry <choice>",
        "explore one state of all that are the same up to the names of symmetric elements (default: on)",
        ["on", "off"],
      ),
    )
    .option(
      "--fingerprints",
      "tell states apart by 64-bit fingerprints, in less memory: a state may be missed, and verdicts say with which probability; compiled engine, bfs and safety only",
    );
}

/** Adds --color and --no-color. */
export function addColorOptions(command: Command): Command {
  return command
    .option(
      "--color",
      "use colours (default: on a terminal; NO_COLOR and FORCE_COLOR are honoured)",
    )
    .option("--no-color", "use no colours");
}

/** The options of a search for `check`; those that are not given are left out. */
export function searchOptions(flags: SearchFlags): CheckOptions {
  const { search, maxStates, maxDepth, timeout, maxMemory } = flags;
  return {
    ...(search === undefined ? {} : { search }),
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
  };
}

/** The options of an engine for `check`; those that are not given are left out. */
export function engineOptions({
  engine,
  workers,
  fingerprints,
  symmetry,
}: EngineFlags): CheckOptions {
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(workers === undefined ? {} : { workers }),
    ...(fingerprints === undefined ? {} : { fingerprints }),
    ...(symmetry === undefined ? {} : { symmetry }),
  };
}

/** The name by which messages call an option: `--search` of `--search <order>`. */
export function optionName(flags: string): string {
  return flags.split(/[ ,]/, 1)[0] ?? flags;
}

/** An option with a closed set of values, given at most once. */
export function oneOf(flags: string, description: string, values: readonly string[]): Option {
  return once(flags, listed(description, values), (value) => member(value, values, flags));
}

/** An option with a closed set of values that may be given several times. */
export function severalOf(flags: string, description: string, values: readonly string[]): Option {
  const option = new Option(flags, listed(description, values));
  return option.argParser((value: string, before: readonly string[] = []) => [
    ...before,
    member(value, values, flags),
  ]);
}

/** An option with any text, given at most once. */
export function text(flags: string, description: string): Option {
  return once(flags, description, (value) => {
    if (value === "") throw badValue(flags, value, "give a text that is not empty");
    return value;
  });
}

/** An option with a regular expression, given at most once. */
export function pattern(flags: string, description: string): Option {
  return once(flags, description, (value) => {
    try {
      return new RegExp(value, "u");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const hint =
        "a character that means something to regular expressions stands after a backslash";
      throw usageError(`${optionName(flags)} cannot be ${JSON.stringify(value)}: ${why}`, hint);
    }
  });
}

/** An option with a number, given at most once. */
export function number(flags: string, description: string, reading: Reading): Option {
  return once(flags, description, (value) => {
    const read = reading.read(value);
    if (read === undefined) throw badValue(flags, value, reading.hint);
    return read;
  });
}

/** How a number is read, and what to say of one that cannot be. */
export interface Reading {
  readonly read: (value: string) => number | undefined;
  readonly hint: string;
}

/** A whole number within bounds. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Reading {
  return {
    read: (value) => {
      const digits = value.replace(/(?<=\d)_(?=\d)/g, "");
      const read = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
      return Number.isSafeInteger(read) && read >= least && read <= most ? read : undefined;
    },
    hint: `give a whole number from ${least} ${most === Number.MAX_SAFE_INTEGER ? "on" : `to ${most}`}`,
  };
}

const positive: Reading = {
  read: (value) => {
    const read = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
    return Number.isFinite(read) && read > 0 ? read : undefined;
  },
  hint: "give a positive number",
};

function member(value: string, values: readonly string[], flags: string): string {
  if (values.includes(value)) return value;
  const meant = didYouMean(value, values);
  const hint = meant === undefined ? `one of ${values.join(", ")}` : `did you mean "${meant}"?`;
  throw badValue(flags, value, hint);
}

function listed(description: string, values: readonly string[]): string {
  return `${description} (${values.join(", ")})`;
}

/** An option that may be given several times; its values are read one by one. */
export function repeated<T>(
  flags: string,
  description: string,
  read: (value: string, before: readonly T[]) => T,
): Option {
  const option = new Option(flags, description);
  return option.argParser((value: string, before: readonly T[] = []) => [
    ...before,
    read(value, before),
  ]);
}

/** An option that is refused when it is given again. */
function once(flags: string, description: string, read: (value: string) => unknown): Option {
  const option = new Option(flags, description);
  return option.argParser((value: string, before: unknown) => {
    if (before !== undefined)
      throw usageError(`${optionName(flags)} is given twice`, "leave one out");
    return read(value);
  });
}

/** @returns the error for a value that an option cannot have. */
export function badValue(flags: string, value: string, hint: string): CheckerError {
  return usageError(`${optionName(flags)} cannot be ${JSON.stringify(value)}`, hint);
}
