/**
 * What `--explain` prints of a machine: for every action and property whether it is compiled, the packed state, and how it
 * would be explored, in how much memory.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "../diagnostics/checker-error.ts";
import { codeFrame } from "../diagnostics/code-frame.ts";
import type { ExplainedFunction, Explanation, PlannedMemory, SearchPlan } from "../index.ts";
import { count, counted, megabytes } from "../report/numbers.ts";
import type { Look } from "./terminal.ts";

/** How a machine would be explored. */
export interface Intention {
  readonly plan: SearchPlan;
  /** Bytes that the process may use, and those that it uses before it starts. */
  readonly memory: { readonly limit: number; readonly used: number };
}

export function explanationText(
  explanation: Explanation,
  intention: Intention,
  look: Look & { readonly cwd: string },
): string {
  const lines = [
    ...compilationLines(explanation, look),
    "",
    ...intentionLines(explanation, intention).map((line) => `  ${line}`),
  ];
  return `${lines.join("\n")}\n`;
}

function compilationLines(
  { machine, notPackable, layout, functions }: Explanation,
  look: Look & { readonly cwd: string },
): readonly string[] {
  const title = look.colors.bold(machine);
  if (notPackable !== undefined) return [`${title}: the state cannot be packed: ${notPackable}`];
  const widest = Math.max(...functions.map((one) => titleOf(one).length));
  const compiled = functions.filter((one) => one.compiled).length;
  const table = layout.trimEnd().split("\n");
  return [
    `${title}: ${compiled} of ${counted(functions.length, "function")} compiled`,
    ...functions.flatMap((one) => functionLines(one, { look, widest })),
    "",
    ...table.map((line) => `  ${line}`),
  ];
}

function intentionLines(
  { notPackable }: Explanation,
  { plan, memory }: Intention,
): readonly string[] {
  const how =
    plan.engine === "reference"
      ? `explored by the reference engine${whyReference(plan, notPackable)}`
      : `explored by the compiled engine, ${plan.search}, on ${threads(plan.workers)}`;
  if (plan.memory === undefined) return [how];
  const { total, possible, rounds } = plan.memory;
  const room = Math.max(0, memory.limit - memory.used - rounds) / total.most;
  const enough =
    possible === undefined || possible > room
      ? `about ${count(Number(room.toPrecision(2)))} states`
      : `all ${count(possible)} states that there could be`;
  return [
    how,
    `the compiled engine needs ${fromTo(total)} bytes a state: ${partsOf(plan.memory, plan.fingerprints)}`,
    ...(rounds === 0
      ? []
      : [`${threads(plan.workers)} need about ${megabytes(rounds)} for their rounds`]),
    `the limit of ${megabytes(memory.limit)} is enough for ${enough}`,
  ];
}

function whyReference({ auto }: SearchPlan, notPackable: string | undefined): string {
  if (auto === "compiled") return "; --engine auto takes the compiled one";
  return notPackable === undefined ? ": no action compiles" : "";
}

function threads(workers: number): string {
  return workers === 1 ? "one thread" : `at most ${workers} threads`;
}

function partsOf(
  { identity, table, parent, predicates, possible }: PlannedMemory,
  fingerprints: boolean,
): string {
  const parts = [
    `${identity} for its ${fingerprints ? "fingerprint" : "words"}`,
    possible === undefined
      ? `${fromTo(table)} in the table`
      : "a bit in the table, as for every possible state",
    `${parent} for the way to it`,
    ...(predicates === 0 ? [] : [`${predicates} for predicates of liveness`]),
  ];
  return parts.join(", ");
}

function fromTo({ least, most }: PlannedMemory["total"]): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}

function titleOf({ kind, name }: ExplainedFunction): string {
  return kind === name ? kind : `${kind} ${name}`;
}

function functionLines(
  one: ExplainedFunction,
  { look, widest }: { readonly look: Look & { readonly cwd: string }; readonly widest: number },
): readonly string[] {
  const { green, yellow, dim } = look.colors;
  const title = titleOf(one).padEnd(widest);
  if (one.compiled) return [`  ${green("✓")} ${title}  compiled`];
  const place = one.location === undefined ? "" : dim(`  ${placeOf(one.location, look.cwd)}`);
  const frame = one.location === undefined ? [] : frameOf(one.location, look);
  return [`  ${yellow("–")} ${title}  runs as written: ${one.why ?? "unknown"}${place}`, ...frame];
}

function placeOf({ file, line, column }: SourceLocation, cwd: string): string {
  return `${relative(cwd, pathOf(file))}:${line}:${column}`;
}

function pathOf(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

function frameOf(location: SourceLocation, look: Look): readonly string[] {
  try {
    const source = readFileSync(pathOf(location.file), "utf8");
    const { colors, width } = look;
    return codeFrame(source, location, { context: 0, colors, width: width - 4 })
      .split("\n")
      .map((line) => `    ${line}`);
  } catch {
    return []; // the file has gone since it was loaded; the place is still named
  }
}
