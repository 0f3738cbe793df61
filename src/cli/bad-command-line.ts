/**
 * What the parser of the command line complains about, as the error that every other wrong usage is: what is wrong, and what
 * to do about it. The parser's own sentences say what; the hint is looked up in the command that was called.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, CommanderError } from "commander";
import type { CheckerError } from "../diagnostics/checker-error.ts";
import { usageError } from "./error-report.ts";
import { optionName } from "./options.ts";

export interface CommandLine {
  readonly program: Command;
  readonly words: readonly string[];
  readonly cwd: string;
}

/** The error for what the parser has thrown; help and version are no errors and must not be given. */
export function badCommandLine(error: CommanderError, line: CommandLine): CheckerError {
  const command = commandIn(line);
  const [, name = ""] = /'([^']*)'/.exec(error.message) ?? [];
  const [, suggested] = /\(Did you mean (.+)\?\)/.exec(error.message) ?? [];
  const help = `${nameOf(command)} --help lists them`;
  switch (error.code) {
    case "commander.unknownOption":
      return usageError(
        `there is no option ${name}`,
        suggested === undefined ? help : `did you mean ${suggested}?`,
      );
    case "commander.unknownCommand":
      return usageError(`there is no command "${name}"`, hintForCommand(name, suggested, line));
    case "commander.optionMissingArgument":
      return usageError(`${optionName(name)} needs a value`, usageOf(name, command));
    case "commander.missingMandatoryOptionValue":
      return usageError(`${optionName(name)} is missing`, usageOf(name, command));
    case "commander.missingArgument":
      return usageError(`${name} is missing`, `${nameOf(command)} ${command.usage()}`);
    default: {
      const message = error.message.replace(/^error: /, "").replace(/\.$/, "");
      return usageError(message, `${nameOf(command)} --help shows what it understands`);
    }
  }
}

function hintForCommand(
  name: string,
  suggested: string | undefined,
  { program, cwd }: CommandLine,
): string {
  if (existsSync(resolve(cwd, name))) return `to check that file: everystate check ${name}`;
  if (suggested !== undefined) return `did you mean "${suggested}"?`;
  return `one of ${program.commands.map((command) => command.name()).join(", ")}`;
}

/** The command that was called; the program itself when none was. */
function commandIn({ program, words }: CommandLine): Command {
  const word = words.find((word) => !word.startsWith("-"));
  return program.commands.find((command) => command.name() === word) ?? program;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
}

/** What the help says about an option. */
function usageOf(flags: string, command: Command): string {
  const option = command.options.find((option) => option.flags === flags);
  return option === undefined ? flags : `${option.flags}: ${option.description}`;
}
