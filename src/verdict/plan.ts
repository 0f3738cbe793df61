/**
 * Decides before anything runs what a check has to do: which properties are asked, what the search must record, which
 * limits apply. What cannot be honoured is refused here, with the reason, and never ignored.
 */
import type { Limits } from "../explore/limits.ts";
import type { Model, ModelProperty } from "../model/model.ts";
import type { Stuttering } from "../spec/machine.ts";
import { type Chosen, fingerprintsOf, workersOf } from "./compiled-options.ts";
import { defaultEngine, type EngineChoice } from "./engine-choice.ts";
import { oneOf, positive, unknownName, whole } from "./option-values.ts";
import { isLiveness } from "./predicate-columns.ts";

/** What the caller of a check may choose. */
export interface CheckOptions {
  /** Breadth-first search finds shortest counterexamples; depth-first search reaches deep states early. Default `bfs`. */
  readonly search?: "bfs" | "dfs";
  /** Which engine explores: `auto` (default) takes the compiled one where it helps; `reference` runs functions as written. */
  readonly engine?: EngineChoice;
  /**
   * Most threads that the compiled engine may use: 1 to 64, by default one for every core. No answer depends on it.
   */
  readonly workers?: number;
  /**
   * Tells states apart by 64-bit fingerprints, in less memory: a state may be missed, and verdicts that depend on it say with
   * which probability. For safety, breadth-first, on the compiled engine.
   */
  readonly fingerprints?: boolean;
  /**
   * Whether one state is explored for each orbit of states that are the same up to the names of symmetric elements. Default
   * `on`.
   */
  readonly symmetry?: "on" | "off";
  /** Most distinct states. */
  readonly maxStates?: number;
  /** Most transitions from an initial state. */
  readonly maxDepth?: number;
  /** Seconds for one machine. */
  readonly timeout?: number;
  /** Megabytes (2^20 bytes) that the process may use. */
  readonly maxMemory?: number;
  /** Megabytes of the JavaScript heap: where that is full, the host ends the process, and every answer is lost. */
  readonly maxHeap?: number;
  /** How a behaviour may stop; what the machine says when left out. */
  readonly stuttering?: Stuttering;
  /** Names of the properties to judge; all when left out. */
  readonly properties?: readonly string[];
}

export interface Plan {
  readonly engine: EngineChoice;
  readonly search: "bfs" | "dfs";
  /** Most threads. */
  readonly workers: number;
  readonly fingerprints: boolean;
  /** Whether one state is explored for each orbit, if the machine has symmetric domains. */
  readonly symmetry: boolean;
  readonly limits: Limits;
  readonly properties: readonly ModelProperty[];
  /** Whether a liveness property is asked: then the reference engine records the transitions. */
  readonly recordTransitions: boolean;
  readonly stuttering: Stuttering;
}

const optionNames: readonly (keyof CheckOptions)[] = [
  ...(["search", "engine", "workers", "fingerprints", "symmetry"] as const),
  ...(["maxStates", "maxDepth", "timeout", "maxMemory", "maxHeap"] as const),
  ...(["stuttering", "properties"] as const),
];

/** @throws CheckerError kind `usage` for an option that is unknown, out of range, or would be ignored. */
export function planCheck<Code>(model: Model<Code>, options: CheckOptions): Plan {
  return planned(options, {
    properties: chosen(model, options.properties),
    stuttering: model.stuttering,
  });
}

/**
 * Refuses what can be honoured for no machine, before there is one.
 * @throws CheckerError kind `usage`, as `planCheck`
 */
export function validateOptions(options: CheckOptions): void {
  planned(options, { properties: [], stuttering: "progress" });
}

type OfMachine = Pick<Plan, "properties" | "stuttering">;

function planned(options: CheckOptions, { properties, stuttering }: OfMachine): Plan {
  for (const name of Object.keys(options)) {
    if (!optionNames.some((known) => known === name)) {
      throw unknownName("option", name, optionNames);
    }
  }
  const modes = ["progress", "tla", "none"] as const;
  const engines = ["auto", "reference", "compiled"] as const;
  const how: Chosen = {
    engine: oneOf("engine", options.engine ?? defaultEngine, engines),
    search: oneOf("search", options.search ?? "bfs", ["bfs", "dfs"] as const),
    properties,
  };
  const parts = properties.flatMap((property) => property.parts);
  const fingerprints = fingerprintsOf(how, options.fingerprints);
  return {
    ...how,
    fingerprints,
    symmetry: oneOf("symmetry", options.symmetry ?? "on", ["on", "off"] as const) === "on",
    workers: workersOf({ ...how, fingerprints }, options.workers),
    stuttering: oneOf("stuttering", options.stuttering ?? stuttering, modes),
    recordTransitions: parts.some(({ question }) => isLiveness(question)),
    limits: limitsOf(options),
  };
}

function limitsOf(options: CheckOptions): Limits {
  const times = (value: number | undefined, unit: number): number | undefined =>
    value === undefined ? undefined : value * unit;
  return {
    states: whole("maxStates", options.maxStates, { least: 1 }),
    depth: whole("maxDepth", options.maxDepth, { least: 0 }),
    milliseconds: times(positive("timeout", options.timeout), 1000),
    bytes: times(positive("maxMemory", options.maxMemory), 2 ** 20),
    heapBytes: times(positive("maxHeap", options.maxHeap), 2 ** 20),
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
