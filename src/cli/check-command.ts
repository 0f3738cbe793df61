/** `everystate check`: loads the specs, checks their machines one after the other, and reports. */
import type { Command } from "commander";
import {
  type CheckOptions,
  type CheckResult,
  check,
  defaultEngine,
  validateOptions,
} from "../index.ts";
import { type ExitCode, exitCode, strongest } from "../report/exit-code.ts";
import { jsonReport } from "../report/json-report.ts";
import { kernelReport } from "../report/kernel-report.ts";
import type { Report, Run } from "../report/report.ts";
import { textReport, textRun, textSummary } from "../report/text-report.ts";
import type { TracesShown } from "../report/text-style.ts";
import { codeOfMishaps, printMishap } from "./command.ts";
import {
  addReporterOptions,
  type DestinationFlags,
  type Destinations,
  destinationsOf,
  prepareFiles,
  writeReport,
} from "./destinations.ts";
import { errorReport, usageError } from "./error-report.ts";
import { explainCommand, explainsOnly } from "./explain-command.ts";
import { listenForInterruption } from "./interruption.ts";
import { loadMachines, type Mishap } from "./load-machines.ts";
import { memoryLimits } from "./memory-limits.ts";
import {
  addColorOptions,
  addEngineOptions,
  addSearchOptions,
  type ColorFlag,
  type EngineFlags,
  engineOptions,
  oneOf,
  pattern,
  type SearchFlags,
  searchOptions,
  text,
} from "./options.ts";
import { progressLine } from "./progress-line.ts";
import { type Selected, select } from "./select.ts";
import { listenForStrayErrors } from "./stray-errors.ts";
import { type Host, type Look, lookOf, lookOfFile } from "./terminal.ts";

/** `kernel` has the counterexamples alone, in the form of a mail. */
export const reporters = ["text", "json", "kernel"] as const;
type Reporter = (typeof reporters)[number];

export interface CheckFlags
  extends SearchFlags,
    EngineFlags,
    DestinationFlags<Reporter>,
    ColorFlag {
  readonly stuttering?: "progress" | "tla" | "none";
  readonly explain?: true;
  readonly emit?: string;
  readonly testNamePattern?: RegExp;
  readonly traces?: TracesShown;
}

const examples = `
Examples:
  everystate check                         every *.machine.ts below this directory
  everystate check specs/mutex.machine.ts  one file
  everystate check -t "mutex > noDeadlock" one property
  everystate check --reporter text --reporter json --outputFile.json=report.json

Exit codes:
  0    every expectation met, every search complete
  1    an expectation not met; a property that was expected to be violated and is not counts
  2    wrong usage, or a spec that cannot be loaded
  3    a spec is ill-formed: it threw, left a domain, or is not a pure function
  4    inconclusive: a limit was reached
  70   a defect of everystate
  130  interrupted
  When several apply, the first of 130, 70, 2, 3, 1, 4.`;

/** Adds the command to the program. */
export function defineCheck(
  program: Command,
  run: (paths: readonly string[], flags: CheckFlags) => Promise<void>,
): void {
  const command = program
    .command("check")
    .description("explore every reachable state of the machines, and judge their properties")
    .argument(
      "[paths...]",
      "specs, or directories with *.machine.ts files (default: this directory)",
    );
  addEngineOptions(addSearchOptions(command))
    .addOption(
      oneOf("--stuttering <mode>", "how a behaviour may stop (default: what the machine says)", [
        ...["progress", "tla", "none"],
      ]),
    )
    .option(
      "--explain",
      "explore nothing: show which functions are compiled, and why not, the packed state, and how much memory states need",
    )
    .addOption(
      text(
        "--emit <directory>",
        "explore nothing: write the generated module of each machine there",
      ),
    )
    .addOption(
      pattern(
        "-t, --test-name-pattern <regex>",
        'check only properties whose "machine > property" matches; of machines of one name in several files, name the file',
      ),
    );
  addReporterOptions(command, reporters).addOption(
    oneOf(
      "--traces <which>",
      "behaviours that the text report shows: of unexpected verdicts, of all violations (default), or all, witnesses included",
      ["unexpected", "violations", "all"],
    ),
  );
  addColorOptions(command).addHelpText("after", examples).action(run);
}

/** Everything a running check command needs to know. */
interface Session {
  readonly host: Host;
  readonly flags: CheckFlags;
  readonly destinations: Destinations<Reporter>;
  readonly options: CheckOptions;
  readonly signal: AbortSignal;
}

/** What has been found out so far, with errors as they were thrown. */
interface Findings {
  readonly runs: { readonly file: string; readonly result: CheckResult }[];
  readonly mishaps: Mishap[];
  readonly notStarted: { readonly file: string; readonly machine: string }[];
}

/**
 * Checks and reports.
 * @throws CheckerError kind `usage` for a call that cannot be honoured
 */
export async function checkCommand(
  paths: readonly string[],
  flags: CheckFlags,
  host: Host,
): Promise<ExitCode> {
  const options = checkOptions(flags);
  if (explainsOnly(flags)) return explainCommand(paths, { flags, options, host });
  const destinations = destinationsOf(flags, host.cwd, reporters);
  if (flags.traces !== undefined && destinations.text === undefined) {
    throw usageError("--traces would be ignored", "it is for the text report; leave it out");
  }
  const started = performance.now();
  const findings: Findings = { runs: [], mishaps: [], notStarted: [] };
  const interruption = listenForInterruption();
  let isReported = false;
  const complain = (mishap: Mishap): void => {
    findings.mishaps.push(mishap);
    printMishap(mishap, host, flags.color);
    if (isReported) process.exitCode = codeOfMishaps([mishap], host);
  };
  listenForStrayErrors(complain);
  const { signal } = interruption;
  const session: Session = { host, flags, destinations, options, signal };
  try {
    const { subjects, mishaps } = await loadMachines(paths, host.cwd, { signal });
    for (const mishap of mishaps) complain(mishap);
    const selected = select(subjects, flags.testNamePattern);
    if (prepareFiles(destinations) > 0) host.stdout.outlive?.();
    await checkAll(selected, session, { findings, complain });
    await new Promise((resume) => setImmediate(resume)); // rejections that nobody handles are known by then
    isReported = true;
    return report(findings, session, (performance.now() - started) / 1000);
  } finally {
    interruption.release();
  }
}

/**
 * The options for every machine.
 * @throws CheckerError kind `usage` when they can be honoured for none
 */
function checkOptions(flags: CheckFlags): CheckOptions {
  const { stuttering } = flags;
  const options: CheckOptions = {
    ...searchOptions(flags),
    ...engineOptions(flags),
    ...(stuttering === undefined ? {} : { stuttering }),
    ...memoryLimits(flags.maxMemory, flags.engine ?? defaultEngine),
  };
  validateOptions(options);
  return options;
}

async function checkAll(
  selected: readonly Selected[],
  session: Session,
  { findings, complain }: { findings: Findings; complain: (mishap: Mishap) => void },
): Promise<void> {
  const { host, signal, destinations, flags } = session;
  const progress = progressLine(host.stderr);
  for (const { file, machine, properties } of selected) {
    const { name } = machine;
    if (signal.aborted) {
      findings.notStarted.push({ file, machine: name });
      continue;
    }
    try {
      const options = { ...session.options, ...(properties === undefined ? {} : { properties }) };
      const onProgress = progress.update.bind(progress, name);
      const result = await check(machine, options, { signal, onProgress });
      progress.clear();
      findings.runs.push({ file, result });
      if (destinations.text !== "stdout") continue;
      const look = lookOf(host.stdout, host.env, flags.color);
      host.stdout.write(
        textRun(described({ file, result }, look, host), { ...look, ...traces(flags) }),
      );
    } catch (error) {
      progress.clear();
      complain({ file, machine: name, error });
    }
  }
}

/** Writes what has not been printed yet. */
function report(findings: Findings, session: Session, seconds: number): ExitCode {
  const { host, flags, destinations, signal } = session;
  const { notStarted } = findings;
  const reportIn = (look: Look): Report => ({
    version: host.version,
    runs: findings.runs.map((run) => described(run, look, host)),
    failures: findings.mishaps.map((mishap) => ({
      ...mishap,
      error: errorReport(mishap.error, host.cwd, look),
    })),
    notStarted,
    interrupted:
      signal.aborted &&
      (notStarted.length > 0 ||
        findings.runs.length === 0 ||
        findings.runs.some(({ result }) => result.outcome === "interrupted")),
    seconds,
  });
  const ofFile = lookOfFile(host.env);
  const plainReport = reportIn(ofFile);
  const json = (): string => jsonReport(plainReport);
  const lost: Mishap[] = [];
  const write = (file: string, text: string): void => {
    try {
      writeReport(file, text);
    } catch (error) {
      lost.push({ file: undefined, machine: undefined, error });
    }
  };
  if (destinations.text === "stdout") {
    const look = lookOf(host.stdout, host.env, flags.color);
    host.stdout.write(textSummary(reportIn(look), { ...look, ...traces(flags) }));
  } else if (destinations.text !== undefined) {
    write(destinations.text, textReport(plainReport, { ...ofFile, ...traces(flags) }));
  }
  const kernel = (): string => kernelReport(plainReport);
  for (const [destination, made] of [
    [destinations.json, json],
    [destinations.kernel, kernel],
  ] as const) {
    if (destination === "stdout") host.stdout.write(made());
    else if (destination !== undefined) write(destination, made());
  }
  for (const mishap of lost) printMishap(mishap, host, flags.color);
  return strongest([exitCode(plainReport), codeOfMishaps(lost, host)]);
}

function described(
  { file, result }: { readonly file: string; readonly result: CheckResult },
  look: Look,
  { cwd }: Host,
): Run {
  const { fault } = result;
  return { file, result, error: fault && errorReport(fault.error, cwd, look) };
}

function traces({ traces }: CheckFlags): { readonly traces: TracesShown } {
  return { traces: traces ?? "violations" };
}
