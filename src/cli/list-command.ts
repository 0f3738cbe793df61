/** `everystate list`: what there is to check, and what is expected of it. */
import type { Command } from "commander";
import { check, type PropertyResult } from "../index.ts";
import { displayWidth, visible } from "../report/display-width.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { expectationText } from "../report/verdict-text.ts";
import { codeOfMishaps, printMishap } from "./command.ts";
import { errorReport } from "./error-report.ts";
import { type Loaded, loadMachines, type Mishap, type Subject } from "./load-machines.ts";
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
    .description("show the machines, their properties, and the expected verdicts; and the studies")
    .argument(
      "[paths...]",
      "specs, or directories with *.machine.ts and *.study.ts files (default: this directory)",
    )
    .option("--json", "print JSON");
  addColorOptions(command).action(run);
}

interface Listed {
  readonly file: string;
  readonly machine: string;
  readonly properties: readonly PropertyResult[];
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
  const { subjects, studies, mishaps } = await loadMachines(paths, host.cwd, { sought: "either" });
  const failed: Mishap[] = [...mishaps];
  const listed: Listed[] = [];
  for (const subject of subjects) {
    try {
      listed.push(await listedOf(subject));
    } catch (error) {
      failed.push({ file: subject.file, machine: subject.machine.name, error });
    }
  }
  for (const mishap of failed) printMishap(mishap, host, flags.color);
  const look = lookOf(host.stdout, host.env, flags.color);
  host.stdout.write(
    flags.json
      ? listJson({ listed, studies, failed }, host)
      : listText(listed, look) + studiesText(studies, { ...look, isFirst: listed.length === 0 }),
  );
  return codeOfMishaps(failed, host);
}

/** Kinds and expectations inside quantifiers are known to the checker only: it is asked about the first state. */
async function listedOf({ file, machine }: Subject): Promise<Listed> {
  const { properties, fault } = await check(machine, { maxStates: 1 });
  if (fault !== undefined && properties.length === 0) throw fault.error;
  return { file, machine: machine.name, properties };
}

function listText(listed: readonly Listed[], { colors }: Look): string {
  const lines: string[] = [];
  let file: string | undefined;
  for (const { file: from, machine, properties } of listed) {
    if (from !== file) lines.push(...(file === undefined ? [] : [""]), colors.dim(visible(from)));
    file = from;
    lines.push(`  ${colors.bold(visible(machine))}`);
    const names = Math.max(...properties.map(({ name }) => displayWidth(visible(name))), 0);
    for (const { name, kind, expected } of properties) {
      const shown = visible(name);
      const gap = " ".repeat(names - displayWidth(shown));
      const is = colors.dim(kind.padEnd("alwaysEventually".length));
      lines.push(`    ${shown}${gap}  ${is}  ${visible(expectationText(expected))}`);
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** A line for each protocol, environment and property of a study. */
function studiesText(
  studies: Loaded["studies"],
  { colors, isFirst }: Look & { readonly isFirst: boolean },
): string {
  const blocks = studies.map(({ file, study }) => {
    const parts = [
      ["protocols", study.protocols],
      ["environments", study.environments],
      ["properties", study.properties],
    ] as const;
    const lines = parts.map(([what, named]) => {
      const titles = Object.entries(named).map(([name, { title }]) => `${name} (${title})`);
      return `    ${colors.dim(what.padEnd("environments".length))}  ${visible(titles.join(", "))}\n`;
    });
    const kind = colors.dim("study");
    return `${colors.dim(visible(file))}\n  ${colors.bold(visible(study.name))}  ${kind}\n${lines.join("")}`;
  });
  return blocks.map((block, i) => (isFirst && i === 0 ? block : `\n${block}`)).join("");
}

function listJson(
  {
    listed,
    studies,
    failed,
  }: {
    readonly listed: readonly Listed[];
    readonly studies: Loaded["studies"];
    readonly failed: readonly Mishap[];
  },
  host: Host,
): string {
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
        expected,
      })),
    })),
    studies: studies.map(({ file, study }) => ({
      file,
      study: study.name,
      protocols: Object.keys(study.protocols),
      environments: Object.keys(study.environments),
      properties: Object.keys(study.properties),
    })),
    errors: failed.map(({ file, machine, error }) => {
      const { text: _, ...reported } = errorReport(error, host.cwd, look);
      return { file, machine, ...reported };
    }),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
