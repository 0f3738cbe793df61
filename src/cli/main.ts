#!/usr/bin/env node
/** The command `everystate`. Everything that touches the process is here or is handed out from here. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import type { ExitCode } from "../report/exit-code.ts";
import { checkCommand, defineCheck } from "./check-command.ts";
import { runCommand } from "./command.ts";
import { defineGraph, graphCommand } from "./graph-command.ts";
import { defineList, listCommand } from "./list-command.ts";
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
    .showHelpAfterError("Run it with --help to see what it understands.")
    .addHelpText(
      "after",
      "\nExample:\n  everystate check specs\n\neverystate check --help shows more.",
    );
  defineCheck(program, (paths, flags) => run(() => checkCommand(paths, flags, host), flags.color));
  defineList(program, (paths, flags) => run(() => listCommand(paths, flags, host), flags.color));
  defineGraph(program, (paths, flags) => run(() => graphCommand(paths, flags, host), flags.color));
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [word = ""] = words;
    if (error.code === "commander.unknownCommand" && existsSync(resolve(host.cwd, word))) {
      host.stderr.write(`To check ${word}: everystate check ${word}\n`);
    }
    return error.exitCode === 0 ? 0 : 2; // help that was asked for is no error
  }
  return code;
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
    if (error.code !== "EPIPE") throw error;
    if (isLastPurpose) process.exit(process.exitCode ?? brokenPipe);
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

/** 128 and the number of SIGPIPE, as shells have it. */
const brokenPipe = 141;
/** A spec may have left a timer or a server behind that would keep the process alive. */
const graceMilliseconds = 1000;

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: patient(process.stdout),
  stderr: patient(process.stderr),
  version: ownVersion(),
});
const written = [process.stdout, process.stderr].map(
  (stream) => new Promise<void>((resolve) => stream.write("", () => resolve())),
);
await Promise.all(written);
setTimeout(() => process.exit(), graceMilliseconds).unref();
