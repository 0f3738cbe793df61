/** What the commands have in common: a process around them, and an exit code as their answer. */
import type { ExitCode } from "../report/exit-code.ts";
import { codeOfError, strongest } from "../report/exit-code.ts";
import { textFailure } from "../report/text-report.ts";
import { errorReport } from "./error-report.ts";
import type { Mishap } from "./load-machines.ts";
import { type Host, lookOf, lookOfFile } from "./terminal.ts";

/** The command with every error that ends it turned into its message and its exit code. */
export async function runCommand(
  command: () => Promise<ExitCode>,
  host: Host,
  asked: boolean | undefined,
): Promise<ExitCode> {
  try {
    return await command();
  } catch (error) {
    const { kind, text } = errorReport(error, host.cwd, lookOf(host.stderr, host.env, asked));
    host.stderr.write(`${text}\n`);
    return codeOfError(kind);
  }
}

/** Prints what went wrong with one file to where errors go. */
export function printMishap(mishap: Mishap, host: Host, asked: boolean | undefined): void {
  const look = lookOf(host.stderr, host.env, asked);
  const error = errorReport(mishap.error, host.cwd, look);
  host.stderr.write(textFailure({ ...mishap, error }, look));
}

/** The exit code of a command in which only this went wrong; 0 for nothing. */
export function codeOfMishaps(mishaps: readonly Mishap[], host: Host): ExitCode {
  const look = lookOfFile(host.env);
  const codes = mishaps.map(({ error }) => codeOfError(errorReport(error, host.cwd, look).kind));
  return strongest(codes);
}
