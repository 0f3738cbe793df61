/** `everystate sweep`: the studies over ranges of sizes, to see from where on nothing is new. */
import type { Command } from "commander";
import type { ExitCode } from "../report/exit-code.ts";
import { sweepExitCode, sweepJson, sweepText } from "../report/sweep-report.ts";
import { addReporterOptions, type DestinationFlags } from "./destinations.ts";
import { usageError } from "./error-report.ts";
import type { CellChoice } from "./matrix/choose-cells.ts";
import type { RunFlags } from "./matrix/run-studies.ts";
import { allSizes, readSize, type SizeRange } from "./matrix/size-option.ts";
import { runSession } from "./matrix/study-session.ts";
import { addRunOptions } from "./matrix-command.ts";
import { addColorOptions, type ColorFlag, repeated } from "./options.ts";
import type { Host } from "./terminal.ts";

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
  return runSession(paths, {
    ...{ flags, host, reporters },
    sizes: allSizes(flags.size),
    refuse: () => {},
    textOf: (reporter, report, look) =>
      reporter === "json" ? sweepJson(report) : sweepText(report, look),
    finish: sweepExitCode,
  });
}
