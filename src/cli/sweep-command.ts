/** `everystate sweep`: the studies over ranges of sizes, to see from where on nothing is new. */
import type { Command } from "commander";
import { validateOptions } from "../index.ts";
import { type ExitCode, strongest } from "../report/exit-code.ts";
import type { StudyReport } from "../report/matrix-report.ts";
import { type SweepReport, sweepExitCode, sweepJson, sweepText } from "../report/sweep-report.ts";
import {
  addReporterOptions,
  type DestinationFlags,
  destinationsOf,
  prepareFiles,
  writeReport,
} from "./destinations.ts";
import { errorReport, usageError } from "./error-report.ts";
import { listenForInterruption } from "./interruption.ts";
import type { Mishap } from "./load-machines.ts";
import { type CellChoice, chooseCells } from "./matrix/choose-cells.ts";
import { loadStudies } from "./matrix/load-studies.ts";
import { isCutShort, type RunFlags, studyRunner } from "./matrix/run-studies.ts";
import { allSizes, readSize, type SizeRange } from "./matrix/size-option.ts";
import { addRunOptions } from "./matrix-command.ts";
import { addColorOptions, type ColorFlag, repeated, searchOptions } from "./options.ts";
import { type Host, type Look, lookOf, lookOfFile } from "./terminal.ts";

const reporters = ["text", "json"] as const;
type Reporter = (typeof reporters)[number];

export interface SweepFlags
  extends RunFlags,
    Pick<CellChoice, "testNamePattern">,
    DestinationFlags<Reporter>,
    ColorFlag {
  readonly size?: readonly SizeRange[];
}

const examples = `
Example:
  everystate sweep specs -t "locks/spin/" --size processes=1..4

Exit codes are those of check, but nothing is expected: a sweep compares sizes with each other.`;

/** Adds the command to the program. */
export function defineSweep(
  program: Command,
  run: (paths: readonly string[], flags: SweepFlags) => Promise<void>,
): void {
  const command = program
    .command("sweep")
    .description("run studies over ranges of sizes: counts, times, and where a verdict changes")
    .argument(
      "[paths...]",
      "studies, or directories with *.study.ts files (default: this directory)",
    );
  addReporterOptions(addRunOptions(command), reporters).addOption(
    repeated("--size <name=from..to>", "a range of a size; several are combined", readSize),
  );
  addColorOptions(command).addHelpText("after", examples).action(run);
}

/**
 * Runs studies at every size and reports.
 * @throws CheckerError kind `usage` for a call that cannot be honoured
 */
export async function sweepCommand(
  paths: readonly string[],
  flags: SweepFlags,
  host: Host,
): Promise<ExitCode> {
  if (flags.size === undefined) {
    throw usageError("a sweep needs a range of sizes", "add --size name=1..3");
  }
  validateOptions(searchOptions(flags));
  const combinations = allSizes(flags.size);
  const destinations = destinationsOf(flags, host.cwd, reporters);
  const started = performance.now();
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const runner = studyRunner(flags, host, signal);
  const studies: StudyReport[] = [];
  const mishaps: Mishap[] = [];
  try {
    const loaded = await loadStudies(paths, host.cwd);
    mishaps.push(...loaded.mishaps);
    const chosen = chooseCells(loaded.subjects, flags);
    if (prepareFiles(destinations) > 0) host.stdout.outlive?.();
    for (const study of chosen) {
      try {
        for (const sizes of combinations) studies.push(await runner.run(study, sizes));
      } catch (error) {
        mishaps.push({ file: study.file, machine: undefined, error });
      }
    }
    const reportIn = (look: Look): SweepReport => ({
      version: host.version,
      studies,
      failures: mishaps.map((mishap) => ({
        ...mishap,
        error: errorReport(mishap.error, host.cwd, look),
      })),
      interrupted: signal.aborted && isCutShort(studies),
      seconds: (performance.now() - started) / 1000,
    });
    for (const reporter of reporters) {
      const destination = destinations[reporter];
      if (destination === undefined) continue;
      const isPrinted = destination === "stdout";
      const look = isPrinted ? lookOf(host.stdout, host.env, flags.color) : lookOfFile(host.env);
      const report = reportIn(look);
      const made = reporter === "json" ? sweepJson(report) : sweepText(report, look);
      if (isPrinted) host.stdout.write(made);
      else writeReport(destination, made);
    }
    return strongest([sweepExitCode(reportIn(lookOfFile(host.env)))]);
  } finally {
    runner.close();
    interruption.release();
  }
}
