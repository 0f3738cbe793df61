/** The files of a study that the command writes: its expectations, and its traces. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CheckerError, expectedText, type Study } from "../../index.ts";
import { signature } from "../../report/protocol-traces.ts";
import { notWritable } from "../destinations.ts";

/** `locks.verdicts.json` beside `locks.study.ts`. */
export function verdictsFile(studyPath: string): string {
  const name = basename(studyPath).replace(/(\.study)?\.[^.]+$/, "");
  return join(dirname(studyPath), `${name}.verdicts.json`);
}

/**
 * Writes the expectations of a study into the file beside it.
 * @throws CheckerError kind `usage` when the study has its expectations from elsewhere, or the file cannot be written
 */
export function writeVerdicts(path: string, study: Study, expected: Study["expected"]): void {
  if (isElsewhere(path, study)) {
    throw new CheckerError({
      kind: "usage",
      code: "bad-option",
      message: `--update cannot rewrite the expectations of "${study.name}": they are not those of ${basename(path)}`,
      hint: `import them: import expected from "./${basename(path)}" with { type: "json" };`,
    });
  }
  write(path, expectedText(expected));
}

function isElsewhere(path: string, study: Study): boolean {
  if (!existsSync(path)) return Object.keys(study.expected).length > 0;
  return (
    readFileSync(path, "utf8").trim() !== "" &&
    canonical(JSON.parse(readFileSync(path, "utf8"))) !== canonical(study.expected)
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value);
}

/** Where the traces of a study are, and what they should be. */
export interface TraceFolder {
  readonly directory: string;
  /** Texts by the names of their files. */
  readonly traces: ReadonlyMap<string, string>;
}

/**
 * Writes the traces, and removes files of traces that no cell has any more.
 * @returns the files that were written, changed or removed
 */
export function writeTraces(folder: TraceFolder): readonly string[] {
  const { directory, traces } = folder;
  const changed = changedTraces(folder);
  for (const file of changed) {
    const text = traces.get(file);
    if (text === undefined) rmSync(join(directory, file));
    else write(join(directory, file), text);
  }
  return changed;
}

/** The files that differ from the traces, are missing, or belong to no cell; nothing is written. */
export function changedTraces({ directory, traces }: TraceFolder): readonly string[] {
  const there = existsSync(directory) ? tracesIn(directory) : new Map<string, string>();
  const stale = [...there.keys()].filter((file) => !traces.has(file));
  const different = [...traces].flatMap(([file, text]) => (there.get(file) === text ? [] : [file]));
  return [...stale, ...different].sort();
}

/** Files of traces begin with their signature; anything else there is somebody else's. */
function tracesIn(directory: string): ReadonlyMap<string, string> {
  const texts = readdirSync(directory)
    .filter((file) => file.endsWith(".txt"))
    .map((file) => [file, readFileSync(join(directory, file), "utf8")] as const);
  return new Map(texts.filter(([, text]) => text.startsWith(signature)));
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    throw notWritable(`${file} cannot be written`, { cause });
  }
}
