/** `everystate graph`: the reachable states of one machine, in the formats of drawing and analysis programs. */
import type { Command } from "commander";
import { CheckerError } from "../diagnostics/checker-error.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { exploreGraph, type GraphFormat, graphFormats, writeGraph } from "../index.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { count, counted } from "../report/numbers.ts";
import { codeOfMishaps, printMishap } from "./command.ts";
import { listenForInterruption } from "./interruption.ts";
import { loadMachines, type Subject } from "./load-machines.ts";
import { memoryLimits } from "./memory-limits.ts";
import {
  addColorOptions,
  addSearchOptions,
  type ColorFlag,
  oneOf,
  type SearchFlags,
  searchOptions,
  text,
} from "./options.ts";
import { progressLine } from "./progress-line.ts";
import type { Host } from "./terminal.ts";

export interface GraphFlags extends SearchFlags, ColorFlag {
  readonly machine?: string;
  readonly format: GraphFormat;
}

/** Adds the command to the program. */
export function defineGraph(
  program: Command,
  run: (paths: readonly string[], flags: GraphFlags) => Promise<void>,
): void {
  const command = program
    .command("graph")
    .description("print the state graph of a machine")
    .argument("<paths...>", "specs, or directories with *.machine.ts files")
    .addOption(text("--machine <name>", "which machine, if there are several"))
    .addOption(oneOf("--format <format>", "how", graphFormats).makeOptionMandatory());
  addColorOptions(addSearchOptions(command))
    .addHelpText(
      "after",
      "\nExample:\n  everystate graph specs/mutex.machine.ts --format dot | dot -Tsvg > mutex.svg",
    )
    .action(run);
}

/**
 * Prints the graph. Exit code 4 when a limit has left states out, 130 when Ctrl-C has: the graph is printed all the same.
 * @throws CheckerError kind `usage` when there is not exactly one machine to draw; kind `spec` when it is ill-formed
 */
export async function graphCommand(
  paths: readonly string[],
  flags: GraphFlags,
  host: Host,
): Promise<ExitCode> {
  const { subjects, mishaps } = await loadMachines(paths, host.cwd);
  for (const mishap of mishaps) printMishap(mishap, host, flags.color);
  if (subjects.length === 0) return codeOfMishaps(mishaps, host);
  const { machine } = theMachine(subjects, flags.machine);
  const limits = memoryLimits(flags.maxMemory, "reference");
  const progress = progressLine(host.stderr);
  const { signal, release } = listenForInterruption();
  try {
    const onProgress = progress.update.bind(progress, machine.name);
    const graph = await exploreGraph(
      machine,
      { ...searchOptions(flags), ...limits },
      { signal, onProgress },
    );
    progress.clear();
    host.stdout.write(writeGraph(graph, flags.format));
    const { ending, distinct } = graph.getAttributes();
    if (ending === "complete") return codeOfMishaps(mishaps, host);
    host.stderr.write(
      `not complete (${ending}): the graph has the first ${counted(distinct, "state")}\n`,
    );
    return ending === "interrupted" ? 130 : 4;
  } finally {
    progress.clear();
    release();
  }
}

function theMachine(subjects: readonly Subject[], name: string | undefined): Subject {
  const names = subjects.map(({ machine }) => machine.name);
  const found = subjects.filter(({ machine }) => name === undefined || machine.name === name);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const which = name === undefined ? "machines" : `machines called "${name}"`;
    const hint =
      name === undefined ? `choose one with --machine: ${names.join(", ")}` : "name one file";
    throw choiceError(`there are ${count(found.length)} ${which}`, hint);
  }
  const meant = name === undefined ? undefined : didYouMean(name, names);
  const hint = meant === undefined ? `one of ${names.join(", ")}` : `did you mean "${meant}"?`;
  throw choiceError(`there is no machine "${name}"`, hint);
}

function choiceError(message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "usage", code: "nothing-matches", message, hint });
}
