/** `everystate list`: what there is to check, and what is expected of it. Nothing is explored. */
import type { Command } from "commander";
import type { Expectation } from "../index.ts";
import type { ModelProperty } from "../model/model.ts";
import { referenceModel } from "../model/reference/reference-model.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { describeExpectation } from "../verdict/expectation.ts";
import { codeOfMishaps, printMishap } from "./command.ts";
import { errorReport } from "./error-report.ts";
import { loadMachines, type Mishap, type Subject } from "./load-machines.ts";
import { addColorOptions, type ColorFlag } from "./options.ts";
import { type Host, type Look, lookOf, lookOfFile } from "./terminal.ts";

export interface ListFlags extends ColorFlag {
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function defineList(
  program: Command,
  run: (paths: readonly string[], flags: ListFlags) => Promise<void>,
): void {
  const command = program
    .command("list")
    .description("show the machines, their properties, and the expected verdicts")
    .argument(
      "[paths...]",
      "specs, or directories with *.machine.ts files (default: this directory)",
    )
    .option("--json", "print JSON");
  addColorOptions(command).action(run);
}

/** A machine with its properties as the checker numbers them. */
interface Listed {
  readonly file: string;
  readonly machine: string;
  readonly properties: readonly ModelProperty[];
}

/**
 * Lists.
 * @throws CheckerError kind `usage` for a path that leads to no spec
 */
export async function listCommand(
  paths: readonly string[],
  flags: ListFlags,
  host: Host,
): Promise<ExitCode> {
  const { subjects, mishaps } = await loadMachines(paths, host.cwd);
  const failed: Mishap[] = [...mishaps];
  const listed = subjects.flatMap(({ file, machine }: Subject): readonly Listed[] => {
    try {
      return [{ file, machine: machine.name, properties: referenceModel(machine).properties }];
    } catch (error) {
      failed.push({ file, machine: machine.name, error });
      return [];
    }
  });
  for (const mishap of failed) printMishap(mishap, host, flags.color);
  const look = lookOf(host.stdout, host.env, flags.color);
  host.stdout.write(flags.json ? listJson(listed, failed, host) : listText(listed, look));
  return codeOfMishaps(failed, host);
}

function listText(listed: readonly Listed[], { colors }: Look): string {
  const lines: string[] = [];
  let file: string | undefined;
  for (const { file: from, machine, properties } of listed) {
    if (from !== file) lines.push(...(file === undefined ? [] : [""]), colors.dim(from));
    file = from;
    lines.push(`  ${colors.bold(machine)}`);
    const names = Math.max(...properties.map(({ name }) => name.length), 0);
    for (const { name, kind, expected } of properties) {
      const is = colors.dim(kind.padEnd("alwaysEventually".length));
      lines.push(`    ${name.padEnd(names)}  ${is}  ${describeExpectation(expected)}`);
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

function listJson(listed: readonly Listed[], failed: readonly Mishap[], host: Host): string {
  const look = lookOfFile(host.env);
  const data = {
    schemaVersion: 1,
    everystate: host.version,
    machines: listed.map(({ file, machine, properties }) => ({
      file,
      machine,
      properties: properties.map(({ name, kind, expected }) => ({
        name,
        kind,
        expected: expected satisfies Expectation,
      })),
    })),
    errors: failed.map(({ file, machine, error }) => {
      const { text: _, ...reported } = errorReport(error, host.cwd, look);
      return { file, machine, ...reported };
    }),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
