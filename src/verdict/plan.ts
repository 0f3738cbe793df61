/**
 * Decides before anything runs what a check has to do: which properties are asked, what the search must record, which
 * limits apply. What cannot be honoured is refused here, with the reason, and never ignored.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { Limits } from "../explore/limits.ts";
import type { Model, ModelProperty } from "../model/model.ts";
import type { Stuttering } from "../spec/machine.ts";
import type { EngineChoice } from "./engine-choice.ts";
import { livenessPredicates } from "./predicate-columns.ts";

/** What the caller of a check may choose. */
export interface CheckOptions {
  /** Breadth-first search finds shortest counterexamples; depth-first search reaches deep states early. Default `bfs`. */
  readonly search?: "bfs" | "dfs";
  /** Which engine explores: `reference` (default), or `auto`, which takes the compiled one where it helps. */
  readonly engine?: EngineChoice;
  /** Most distinct states. */
  readonly maxStates?: number;
  /** Most transitions from an initial state. */
  readonly maxDepth?: number;
  /** Seconds for one machine. */
  readonly timeout?: number;
  /** Megabytes (2^20 bytes) that the process may use. */
  readonly maxMemory?: number;
  /** How a behaviour may stop; what the machine says when left out. */
  readonly stuttering?: Stuttering;
  /** Names of the properties to judge; all when left out. */
  readonly properties?: readonly string[];
}

export interface Plan {
  readonly engine: EngineChoice;
  readonly search: "bfs" | "dfs";
  readonly limits: Limits;
  readonly properties: readonly ModelProperty[];
  /** Whether a liveness property is asked: then the transitions are recorded. */
  readonly recordTransitions: boolean;
  readonly stuttering: Stuttering;
}

const optionNames = [
  ...[
    "search",
    "engine",
    "maxStates",
    "maxDepth",
    "timeout",
    "maxMemory",
    "stuttering",
    "properties",
  ],
];

/** @throws CheckerError kind `usage` for an option that is unknown or out of range. */
export function planCheck<Code>(model: Model<Code>, options: CheckOptions): Plan {
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) throw unknownName("option", name, optionNames);
  }
  const search = oneOf("search", options.search ?? "bfs", ["bfs", "dfs"] as const);
  const modes = ["progress", "tla", "none"] as const;
  const stuttering = oneOf("stuttering", options.stuttering ?? model.stuttering, modes);
  const properties = chosen(model, options.properties);
  const questions = properties.flatMap((property) => property.parts.map((part) => part.question));
  const seconds = positive("timeout", options.timeout);
  const megabytes = positive("maxMemory", options.maxMemory);
  return {
    engine: oneOf("engine", options.engine ?? "reference", [
      "auto",
      "reference",
      "compiled",
    ] as const),
    search,
    stuttering,
    properties,
    recordTransitions: questions.some((question) => livenessPredicates(question).length > 0),
    limits: {
      states: whole("maxStates", options.maxStates, 1),
      depth: whole("maxDepth", options.maxDepth, 0),
      milliseconds: seconds === undefined ? undefined : seconds * 1000,
      bytes: megabytes === undefined ? undefined : megabytes * 2 ** 20,
    },
  };
}

function chosen<Code>(
  model: Model<Code>,
  names: readonly string[] | undefined,
): readonly ModelProperty[] {
  if (names === undefined) return model.properties;
  const known = model.properties.map((property) => property.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName("property", unknown, known);
  return model.properties.filter((property) => names.includes(property.name));
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw badOption(`${option} cannot be ${JSON.stringify(value)}`, `one of ${known.join(", ")}`);
}

function whole(option: string, value: number | undefined, least: number): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return value;
  throw badOption(`${option} cannot be ${value}`, `give a whole number from ${least} on`);
}

function positive(option: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return value;
  throw badOption(`${option} cannot be ${value}`, "give a positive number");
}

function unknownName(what: string, name: string, known: readonly string[]): CheckerError {
  const meant = didYouMean(name, known);
  return badOption(
    `there is no ${what} "${name}"`,
    meant === undefined ? `one of ${known.join(", ")}` : `did you mean "${meant}"?`,
  );
}

function badOption(message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "usage", code: "bad-option", message, hint });
}
