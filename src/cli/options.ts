/** The options that commands share, and how their values are read. A value that cannot be meant is refused while parsing. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { CheckOptions } from "../index.ts";

/** The options of a search, as commander delivers them. */
export interface SearchFlags {
  readonly search?: "bfs" | "dfs";
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly timeout?: number;
  readonly maxMemory?: number;
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
        "stop when the process uses this much (default: what Node needs itself, and 85 % of what its heap may grow to; NODE_OPTIONS=--max-old-space-size=<megabytes> lets it grow further)",
        positive,
      ),
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

/** An option with a closed set of values, given at most once. */
export function oneOf(flags: string, description: string, values: readonly string[]): Option {
  const listed = `${description} (${values.join(", ")})`;
  return new Option(flags, listed).argParser((value: string, before: string | undefined) => {
    refuseRepetition(before);
    return member(value, values);
  });
}

/** An option with a closed set of values that may be given several times. */
export function severalOf(flags: string, description: string, values: readonly string[]): Option {
  const listed = `${description} (${values.join(", ")})`;
  return new Option(flags, listed).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    member(value, values),
  ]);
}

/** An option with any text, given at most once. */
export function text(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: string | undefined) => {
    refuseRepetition(before);
    if (value === "") throw new InvalidArgumentError("It must not be empty.");
    return value;
  });
}

/** An option with a regular expression, given at most once. */
export function pattern(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: RegExp | undefined) => {
    refuseRepetition(before);
    try {
      return new RegExp(value, "u");
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  });
}

function number(flags: string, description: string, read: (value: string) => number): Option {
  return new Option(flags, description).argParser((value: string, before: number | undefined) => {
    refuseRepetition(before);
    return read(value);
  });
}

function whole(least: number): (value: string) => number {
  return (value) => {
    const digits = value.replace(/(?<=\d)_(?=\d)/g, "");
    const read = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
    if (Number.isSafeInteger(read) && read >= least) return read;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
}

function positive(value: string): number {
  const read = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isFinite(read) && read > 0) return read;
  throw new InvalidArgumentError("It must be a positive number.");
}

function member(value: string, values: readonly string[]): string {
  if (values.includes(value)) return value;
  const meant = didYouMean(value, values);
  const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
  throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.${suggestion}`);
}

function refuseRepetition(before: unknown): void {
  if (before !== undefined) throw new InvalidArgumentError("The option is given twice.");
}
