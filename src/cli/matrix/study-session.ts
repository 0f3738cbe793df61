/** What the commands that run studies have in common, from the paths to the reports. */
import type { Sizes } from "../../index.ts";
import { validateOptions } from "../../index.ts";
import type { ExitCode } from "../../report/exit-code.ts";
import type { MatrixReport, StudyReport } from "../../report/matrix-report.ts";
import { codeOfMishaps, printMishap } from "../command.ts";
import {
  type DestinationFlags,
  destinationsOf,
  prepareFiles,
  writeReport,
} from "../destinations.ts";
import { errorReport } from "../error-report.ts";
import { listenForInterruption } from "../interruption.ts";
import type { Mishap } from "../load-machines.ts";
import { type ColorFlag, searchOptions } from "../options.ts";
import { listenForStrayErrors } from "../stray-errors.ts";
import { type Host, type Look, lookOf, lookOfFile } from "../terminal.ts";
import { type CellChoice, type ChosenStudy, chooseCells } from "./choose-cells.ts";
import { loadStudies } from "./load-studies.ts";
import { isCutShort, type RunFlags, studyRunner } from "./run-studies.ts";

export interface StudySession<R extends string> {
  readonly flags: RunFlags & CellChoice & DestinationFlags<R> & ColorFlag;
  readonly host: Host;
  readonly reporters: readonly R[];
  /** Each study is run at each of them. */
  readonly sizes: readonly Sizes[];
  /** Throws what cannot be honoured for these studies. */
  readonly refuse: (chosen: readonly ChosenStudy[]) => void;
  readonly textOf: (reporter: R, report: MatrixReport, look: Look) => string;
  /** What is done beside the reports, and the exit code. */
  readonly finish: (report: MatrixReport, chosen: readonly ChosenStudy[]) => ExitCode;
}

/**
 * Loads the studies, runs them, and reports.
 * @throws CheckerError kind `usage` for a call that cannot be honoured
 */
export async function runSession<R extends string>(
  paths: readonly string[],
  session: StudySession<R>,
): Promise<ExitCode> {
  const { flags, host, reporters } = session;
  validateOptions(searchOptions(flags));
  const destinations = destinationsOf(flags, host.cwd, reporters);
  const started = performance.now();
  const mishaps: Mishap[] = [];
  let isReported = false;
  listenForStrayErrors((mishap) => {
    mishaps.push(mishap);
    if (!isReported) return;
    printMishap(mishap, host, flags.color);
    process.exitCode = codeOfMishaps([mishap], host);
  });
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const runner = studyRunner(flags, host, signal);
  try {
    const loaded = await loadStudies(paths, host.cwd);
    mishaps.push(...loaded.mishaps);
    const chosen = chooseCells(loaded.subjects, flags);
    session.refuse(chosen);
    if (prepareFiles(destinations) > 0) host.stdout.outlive?.();
    const studies: StudyReport[] = [];
    for (const study of chosen) {
      try {
        for (const sizes of session.sizes) studies.push(await runner.run(study, sizes));
      } catch (error) {
        mishaps.push({ file: study.file, machine: undefined, error });
      }
    }
    await new Promise((resume) => setImmediate(resume)); // rejections that nobody handles are known by then
    isReported = true;
    const seconds = (performance.now() - started) / 1000;
    const reportIn = (look: Look): MatrixReport => ({
      version: host.version,
      studies,
      failures: [
        ...mishaps.map((mishap) => ({
          ...mishap,
          error: errorReport(mishap.error, host.cwd, look),
        })),
        ...runner.strays(),
      ],
      interrupted: signal.aborted && isCutShort(studies),
      seconds,
    });
    for (const reporter of reporters) {
      const destination = destinations[reporter];
      if (destination === undefined) continue;
      const isPrinted = destination === "stdout";
      const look = isPrinted ? lookOf(host.stdout, host.env, flags.color) : lookOfFile(host.env);
      const made = session.textOf(reporter, reportIn(look), look);
      if (isPrinted) host.stdout.write(made);
      else writeReport(destination, made);
    }
    return session.finish(reportIn(lookOfFile(host.env)), chosen);
  } finally {
    runner.close();
    interruption.release();
  }
}
