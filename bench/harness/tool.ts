/** What the harness knows of a tool. Each is measured on what it runs after everything is compiled. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Case } from "./cases.ts";
import type { Command } from "./measure.ts";
import type { Reader } from "./outputs.ts";

export interface Tool {
  readonly id: string;
  readonly title: string;
  /** Undefined when it is not installed. */
  readonly version: string | undefined;
  readonly install: string;
  /** Not packaged by Debian: nobody is told that it is missing more than once. */
  readonly isOptional: boolean;
  /** Whether there is a model of it. */
  readonly models: (subject: Case) => boolean;
  /** Compiles the model in a fresh directory, and answers with what is to be measured. */
  readonly prepare: (subject: Case, directory: string) => Prepared;
  readonly read: Reader;
  /** What a correct run reports. */
  readonly expected: (subject: Case) => ExpectedCounts;
}

export interface ExpectedCounts {
  readonly states: number;
  readonly generated: number;
}

export interface Prepared {
  /** The commands that compiled the model, as one would type them. */
  readonly compile: readonly string[];
  readonly run: Command;
}

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const modelsDirectory = join(root, "bench", "models");

/** Runs a step of preparation. @throws Error with what the program said when it fails */
export function build(command: string, directory: string): string {
  execFileSync("/bin/sh", ["-c", command], {
    cwd: directory,
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 28,
  });
  return command;
}

/** The first match of the pattern in what the program prints; undefined if it cannot be run. */
export function versionOf(
  program: string,
  args: readonly string[],
  pattern: RegExp,
): string | undefined {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) return undefined;
  return pattern.exec(stdout + stderr)?.[1];
}

/** Counts transitions only. */
export function transitionsOnly({ states, transitions }: Case): ExpectedCounts {
  return { states, generated: transitions };
}

/** Counts every initial state as generated too. */
export function withInitialStates({ states, transitions, system }: Case): ExpectedCounts {
  return { states, generated: transitions + system.initialStates };
}
