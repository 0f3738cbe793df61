/** Measures every tool on every case, one after the other and then again, and reports. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, caseId } from "./cases.ts";
import { environment } from "./environment.ts";
import { everystateTools } from "./everystate.ts";
import { type Command, endWhatRuns, measure } from "./measure.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { disagreement } from "./outputs.ts";
import { peers } from "./peers.ts";
import { type Result, ratio, type Sample, summarize } from "./result.ts";
import { type Row, table } from "./table.ts";
import type { Prepared, Tool } from "./tool.ts";

/** A row that is being measured. */
interface Entry {
  readonly subject: Case;
  readonly tool: Tool;
  readonly samples: Sample[];
  prepared?: Prepared;
  /** What ended it before its time. */
  ended?: Result;
}

async function main(words: readonly string[]): Promise<number> {
  if (words.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const tools = [...everystateTools(), ...peers(process.env)];
  let options: Options;
  try {
    options = parseOptions(
      words,
      tools.map(({ id }) => id),
    );
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  const chosen = tools.filter(({ id }) => options.tools?.includes(id) ?? true);
  const directory = mkdtempSync(join(tmpdir(), "everystate-bench-"));
  process.on("exit", () => {
    endWhatRuns();
    rmSync(directory, { recursive: true, force: true });
  });
  process.on("SIGINT", () => process.exit(130));
  const startedAt = new Date().toISOString();
  const load = loadavg();
  if ((load[0] ?? 0) > 0.5) {
    console.error(
      `The machine is busy (load ${load[0]?.toFixed(1)}): wall times will be too long.`,
    );
  }
  const entries: Entry[] = [];
  for (const subject of options.cases) {
    entries.push(...(await measureCase(subject, chosen, options, directory)));
  }
  const rows = entries.map((entry): Row & Entry => ({ ...entry, result: resultOf(entry) }));
  console.log(table(rows.filter(({ tool }) => tool.version !== undefined || !tool.isOptional)));
  const machine = environment();
  console.log(`\n${machine.cpu}, ${machine.cores} cores, ${machine.memoryGigabytes} GB`);
  for (const { title, version, install } of chosen) {
    console.log(`${title}: ${version ?? `not installed (${install})`}`);
  }
  if (options.out !== undefined) {
    const results = rows.map((row) => recordOf(row, rows));
    const { runs, limitSeconds } = options;
    const versions = Object.fromEntries(chosen.map(({ id, version }) => [id, version ?? null]));
    const report = { startedAt, machine, load, versions, runs, limitSeconds, results };
    writeFileSync(options.out, `${JSON.stringify(report, undefined, 2)}\n`);
  }
  const failures = rows.filter(({ result }) => result.status === "failed");
  return failures.length === 0 ? 0 : 1;
}

/** All tools in turn, then all again, so that a disturbance of the machine meets every tool. */
async function measureCase(
  subject: Case,
  tools: readonly Tool[],
  { runs, limitSeconds }: Options,
  parent: string,
): Promise<readonly Entry[]> {
  const entries = tools
    .filter((tool) => tool.models(subject))
    .map((tool): Entry => ({ subject, tool, samples: [] }));
  for (const entry of entries) prepare(entry, parent);
  for (let run = 1; run <= runs; run++) {
    for (const entry of entries) {
      if (entry.ended === undefined) await measureOnce(entry, limitSeconds);
      const said = describe(entry, run, runs);
      if (said !== undefined) console.error(said);
    }
  }
  return entries;
}

function prepare(entry: Entry, parent: string): void {
  const { tool, subject } = entry;
  if (tool.version === undefined) {
    entry.ended = { status: "not installed", install: tool.install };
    return;
  }
  try {
    const directory = mkdtempSync(join(parent, `${tool.id}-${caseId(subject)}-`));
    entry.prepared = tool.prepare(subject, directory);
  } catch (error) {
    entry.ended = { status: "failed", problem: messageOf(error) };
  }
}

async function measureOnce(entry: Entry, limitSeconds: number): Promise<void> {
  const { tool, subject, prepared, samples } = entry;
  if (prepared === undefined) return;
  const measured = await measure(prepared.run, limitSeconds);
  const { seconds, cpuSeconds, peakBytes, exitCode, isTimeout, output } = measured;
  if (isTimeout) {
    entry.ended = { status: "time limit", limitSeconds };
    return;
  }
  const counts = exitCode === 0 ? tool.read(output) : undefined;
  const problem =
    counts === undefined
      ? `exit code ${exitCode}: ${lastWords(output)}`
      : disagreement(counts, tool.expected(subject));
  if (problem !== undefined) entry.ended = { status: "failed", problem };
  else samples.push({ seconds, cpuSeconds, peakBytes });
}

function resultOf({ ended, samples }: Entry): Result {
  return ended ?? { status: "measured", samples };
}

/** What is said while it goes on; undefined when there is nothing new. */
function describe(entry: Entry, run: number, runs: number): string | undefined {
  const { subject, tool, samples, ended } = entry;
  const name = `${caseId(subject)}, ${tool.title}`;
  const isNews = run === samples.length + 1; // not of an earlier run
  if (ended?.status === "failed") return isNews ? `${name}: ${ended.problem}` : undefined;
  if (ended?.status === "time limit") {
    return isNews ? `${name}: more than ${ended.limitSeconds} s` : undefined;
  }
  const sample = samples[run - 1];
  if (sample === undefined) return undefined;
  return `${name}, run ${run} of ${runs}: ${sample.seconds.toFixed(2)} s`;
}

function recordOf(row: Row & Entry, rows: readonly Row[]): object {
  const { subject, tool, prepared, result } = row;
  const { states, transitions } = subject;
  const base = rows.find((other) => other.subject === subject && other.tool.id === "everystate");
  return {
    case: caseId(subject),
    tool: tool.id,
    states,
    transitions,
    ...result,
    ...(result.status === "measured"
      ? { median: summarize(result.samples), ratio: ratio(result, base?.result) }
      : {}),
    ...(prepared === undefined ? {} : { commands: [...prepared.compile, typed(prepared.run)] }),
  };
}

/** As one would type it. */
function typed({ program, args }: Command): string {
  const word = (text: string): string => (/^[\w./=:,+-]+$/.test(text) ? text : `'${text}'`);
  const name = program === process.execPath ? "node" : program;
  return [name, ...args].map(word).join(" ");
}

function lastWords(output: string): string {
  return output.trim().split("\n").slice(-3).join(" ").slice(-200);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main(process.argv.slice(2));
