/** `everystate matrix`: runs studies, and shows protocols × environments × properties as a table. */
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { type CellResult, restated, restatements } from "../index.ts";
import { cellReport } from "../report/cell-report.ts";
import { cellTraces } from "../report/cell-trace.ts";
import { type ExitCode, strongest } from "../report/exit-code.ts";
import { matrixCsv } from "../report/matrix-csv.ts";
import { matrixHtml } from "../report/matrix-html.ts";
import { matrixJson } from "../report/matrix-json.ts";
import { matrixMarkdown } from "../report/matrix-markdown.ts";
import { type MatrixReport, matrixExitCode, type StudyReport } from "../report/matrix-report.ts";
import { matrixText } from "../report/matrix-text.ts";
import { counted } from "../report/numbers.ts";
import { protocolTraces } from "../report/protocol-traces.ts";
import { restatementText } from "../report/restatement-text.ts";
import { addReporterOptions, type DestinationFlags } from "./destinations.ts";
import { shownPath, usageError } from "./error-report.ts";
import type { CellChoice } from "./matrix/choose-cells.ts";
import type { StudySubject } from "./matrix/load-studies.ts";
import type { RunFlags } from "./matrix/run-studies.ts";
import { oneSize, readSize, type SizeRange } from "./matrix/size-option.ts";
import {
  changedTraces,
  type TraceFolder,
  verdictsFile,
  writeTraces,
  writeVerdicts,
} from "./matrix/study-files.ts";
import { runSession } from "./matrix/study-session.ts";
import {
  addColorOptions,
  addSearchOptions,
  type ColorFlag,
  number,
  oneOf,
  pattern,
  repeated,
  text,
  whole,
} from "./options.ts";
import type { Host, Look } from "./terminal.ts";

const reporters = ["text", "markdown", "json", "csv", "html", "kernel"] as const;
type Reporter = (typeof reporters)[number];

export interface MatrixFlags extends RunFlags, CellChoice, DestinationFlags<Reporter>, ColorFlag {
  readonly size?: readonly SizeRange[];
  readonly update?: true;
  readonly traces?: string;
  readonly compareTraces?: string;
}

const examples = `
Examples:
  everystate matrix specs                         every *.study.ts below this directory
  everystate matrix specs -t "locks/spin/"        one protocol
  everystate matrix specs --cell spin/leaving/L1  one cell, with its trace
  everystate matrix specs --size processes=3      other sizes than those of the study
  everystate matrix specs --update                rewrite the expected verdicts where they differ
  everystate matrix specs --reporter html --outputFile=matrix.html

Exit codes are those of check; a cell that differs from its expectation, or has none, counts as not met (1).`;

/** Adds the options that say what is run, and how. */
export function addRunOptions(command: Command): Command {
  addSearchOptions(command)
    .addOption(
      oneOf("--engine <name>", "which engine explores (default: auto)", [
        ...["auto", "reference", "compiled"],
      ]),
    )
    .addOption(
      number(
        "--workers <n>",
        "most machines that are explored at a time (default: one for every core)",
        whole(1, 64),
      ),
    )
    .addOption(
      pattern(
        "-t, --test-name-pattern <regex>",
        'run only cells whose "study/protocol/environment/property" matches',
      ),
    );
  return command;
}

/** Adds the command to the program. */
export function defineMatrix(
  program: Command,
  run: (paths: readonly string[], flags: MatrixFlags) => Promise<void>,
): void {
  const command = program
    .command("matrix")
    .description("run studies: protocols × environments × properties, as a table of verdicts")
    .argument(
      "[paths...]",
      "studies, or directories with *.study.ts files (default: this directory)",
    );
  addReporterOptions(addRunOptions(command), reporters)
    .addOption(text("--cell <protocol/environment/property>", "run one cell, and show its trace"))
    .addOption(repeated("--size <name=n>", "a size in place of that of the study", readSize))
    .option("--update", "show how the verdicts differ, and rewrite <study>.verdicts.json")
    .addOption(
      text(
        "--traces <directory>",
        "write the counterexamples there, a file for every protocol that names all its violated cells",
      ),
    )
    .addOption(
      text(
        "--compare-traces <directory>",
        "write nothing there, but fail when the counterexamples are not those of the cells",
      ),
    );
  addColorOptions(command).addHelpText("after", examples).action(run);
}

/**
 * Runs studies and reports.
 * @throws CheckerError kind `usage` for a call that cannot be honoured
 */
export async function matrixCommand(
  paths: readonly string[],
  flags: MatrixFlags,
  host: Host,
): Promise<ExitCode> {
  refuseIgnored(flags);
  return runSession(paths, {
    ...{ flags, host, reporters },
    sizes: [oneSize(flags.size ?? [])],
    refuse: (chosen) => refuseSeveral(flags, chosen),
    textOf: (reporter, report, look) => textOf(reporter, report, { look, flags }),
    finish: (report, chosen) => {
      const { studies, interrupted } = report;
      const code =
        flags.update && !interrupted ? update(report, chosen, host) : matrixExitCode(report);
      return strongest([code, interrupted ? 0 : traceFiles(studies, flags, host)]);
    },
  });
}

function textOf(
  reporter: Reporter,
  report: MatrixReport,
  { look, flags }: { readonly look: Look; readonly flags: MatrixFlags },
): string {
  switch (reporter) {
    case "text":
      return flags.cell === undefined ? matrixText(report, look) : cellReport(report, look);
    case "markdown":
      return matrixMarkdown(report);
    case "json":
      return matrixJson(report);
    case "csv":
      return matrixCsv(report);
    case "html":
      return matrixHtml(report);
    case "kernel":
      return report.studies.flatMap(({ result }) => cellTraces(result)).join("\n");
  }
}

/** Shows what differs, rewrites it, and answers with the exit code of what an update cannot settle. */
function update(report: MatrixReport, subjects: readonly StudySubject[], host: Host): ExitCode {
  const settled = report.studies.map((studyReport) => {
    const { file, result } = studyReport;
    const { study } = result;
    const changes = restatements(study, result.cells);
    const path = verdictsFile(subjects.find((subject) => subject.file === file)?.path ?? file);
    if (changes.length > 0) writeVerdicts(path, study, restated(study, changes));
    host.stderr.write(restatementText(changes, shownPath(path, host.cwd)));
    const open = result.cells.filter(
      ({ standing }) => !["differs", "not stated"].includes(standing),
    );
    return { ...studyReport, result: { ...result, cells: open } };
  });
  return matrixExitCode({ ...report, studies: settled });
}

/** Writes the traces, or compares them. */
function traceFiles(studies: readonly StudyReport[], flags: MatrixFlags, host: Host): ExitCode {
  const asked = flags.traces ?? flags.compareTraces;
  const [report] = studies;
  if (asked === undefined || report === undefined) return 0;
  const open = report.result.cells.filter(isOpen).length;
  if (open > 0) {
    const cells = counted(open, "cell");
    host.stderr.write(`traces neither written nor compared: ${cells} without an answer\n`);
    return 0; // those cells have an exit code of their own
  }
  const folder: TraceFolder = {
    directory: resolve(host.cwd, asked),
    traces: protocolTraces(report.result, basename(report.file)),
  };
  const isWritten = flags.traces !== undefined;
  const changed = isWritten ? writeTraces(folder) : changedTraces(folder);
  const shown = changed.map(
    (file) => `  ${shownPath(resolve(folder.directory, file), host.cwd)}\n`,
  );
  const what = isWritten ? "written or removed" : "not current: --traces writes them";
  host.stderr.write(
    changed.length === 0
      ? `${counted(folder.traces.size, "file")} of traces, all current\n`
      : `${counted(changed.length, "file")} of traces ${what}\n${shown.join("")}`,
  );
  return isWritten || changed.length === 0 ? 0 : 1;
}

function isOpen({ standing }: CellResult): boolean {
  return ["unknown", "failed", "not explored"].includes(standing);
}

/** @throws CheckerError kind `usage` for options that cannot be honoured together */
function refuseIgnored(flags: MatrixFlags): void {
  const part = flags.cell !== undefined ? "--cell" : flags.testNamePattern !== undefined && "-t";
  const files =
    flags.traces !== undefined
      ? "--traces"
      : flags.compareTraces !== undefined && "--compare-traces";
  if (flags.traces !== undefined && flags.compareTraces !== undefined) {
    throw usageError("--traces writes what --compare-traces only compares", "leave one out");
  }
  if (flags.update && flags.size !== undefined) {
    throw usageError(
      "--update cannot be honoured with --size: what is expected is said of the sizes of the study",
      "leave --size out, or change the sizes of the study",
    );
  }
  if (files && part) {
    throw usageError(`${files} needs all cells, and ${part} leaves some out`, "leave one out");
  }
}

function refuseSeveral(
  { traces, compareTraces, cell }: MatrixFlags,
  chosen: readonly StudySubject[],
): void {
  if (chosen.length < 2) return;
  if ((traces ?? compareTraces) !== undefined) {
    throw usageError("the traces of several studies would share one directory", "name one study");
  }
  if (cell !== undefined) {
    throw usageError(`${chosen.length} studies have a cell ${cell}`, "name the file of one");
  }
}
