#!/usr/bin/env node
/** The command `everystate`. Everything that touches the process is here or is handed out from here. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { CheckerError } from "../diagnostics/checker-error.ts";
import { type ExitCode, strongest } from "../report/exit-code.ts";
import { badCommandLine } from "./bad-command-line.ts";
import { checkCommand, defineCheck } from "./check-command.ts";
import { printMishap, runCommand } from "./command.ts";
import { notWritable } from "./destinations.ts";
import { defineGraph, graphCommand } from "./graph-command.ts";
import { defineList, listCommand } from "./list-command.ts";
import { defineMatrix, matrixCommand } from "./matrix-command.ts";
import { defineSweep, sweepCommand } from "./sweep-command.ts";
import type { Host, Stream } from "./terminal.ts";

/** Parses the command line, runs what it asks for, and answers with the exit code. */
async function main(words: readonly string[], host: Host): Promise<ExitCode> {
  let code: ExitCode = 0;
  const run = async (
    command: () => Promise<ExitCode>,
    color: boolean | undefined,
  ): Promise<void> => {
    code = await runCommand(command, host, color);
  };
  const program = new Command("everystate")
    .description("An exhaustive model checker for protocols written as TypeScript state machines")
    .version(host.version, "-v, --version", "print the version")
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // what is wrong is said below, in our own form
    .addHelpText(
      "after",
      "\nExample:\n  everystate check specs\n\neverystate check --help shows more.",
    );
  defineCheck(program, (paths, flags) => run(() => checkCommand(paths, flags, host), flags.color));
  defineList(program, (paths, flags) => run(() => listCommand(paths, flags, host), flags.color));
  defineGraph(program, (paths, flags) => run(() => graphCommand(paths, flags, host), flags.color));
  defineMatrix(program, (paths, flags) =>
    run(() => matrixCommand(paths, flags, host), flags.color),
  );
  defineSweep(program, (paths, flags) => run(() => sweepCommand(paths, flags, host), flags.color));
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // help that was asked for is no error
      if (error.code === "commander.help") return 2; // it has been printed instead
    } else if (!(error instanceof CheckerError)) throw error;
    const complain = async (): Promise<never> => {
      const { cwd } = host;
      throw error instanceof CommanderError
        ? badCommandLine(error, { program, words, cwd })
        : error;
    };
    return runCommand(complain, host, colorIn(words));
  }
  return code;
}

/** What a command line that could not be read says about colours. */
function colorIn(words: readonly string[]): boolean | undefined {
  if (words.includes("--no-color")) return false;
  return words.includes("--color") ? true : undefined;
}

/** The version in package.json: of the source tree, or of the installed package; both are two directories up. */
function ownVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version; // our own file
}

/**
 * A standard stream whose reader may go away, as `head` does when it has enough. The command then ends like any other
 * whose pipe breaks, unless it has more to do than to print.
 */
function patient(stream: NodeJS.WriteStream): Stream {
  let isLastPurpose = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    const isBroken = error.code === "EPIPE";
    if (!isBroken) complainAbout(stream, error);
    if (isLastPurpose) process.exit(isBroken ? (process.exitCode ?? brokenPipe) : 2);
  });
  return {
    write: (text) => stream.write(text),
    isTTY: stream.isTTY,
    // Not a copy: a terminal may change its size.
    get columns() {
      return stream.columns;
    },
    outlive: () => {
      isLastPurpose = false;
    },
  };
}

/** Exit codes for output that was lost. */
const losses: ExitCode[] = [];

/** A standard stream can be a file on a full disk. When errors cannot be written there is nobody left to tell. */
function complainAbout(stream: NodeJS.WriteStream, cause: Error): void {
  if (stream !== process.stdout || losses.length > 0) return;
  losses.push(2);
  const error = notWritable("standard output cannot be written", { cause });
  printMishap({ file: undefined, machine: undefined, error }, host, colorIn(process.argv));
}

/** 128 and the number of SIGPIPE, as shells have it. */
const brokenPipe = 141;
/** A spec may have left a timer or a server behind that would keep the process alive. */
const graceMilliseconds = 1000;

const host: Host = {
  cwd: process.cwd(),
  env: process.env,
  stdout: patient(process.stdout),
  stderr: patient(process.stderr),
  version: ownVersion(),
};
process.exitCode = await main(process.argv.slice(2), host);
const written = [process.stdout, process.stderr].map(
  (stream) => new Promise<void>((resolve) => stream.write("", () => resolve())),
);
await Promise.all(written);
process.exitCode = strongest([process.exitCode as ExitCode, ...losses]);
setTimeout(() => process.exit(), graceMilliseconds).unref();
