/** What the two engines say about one machine, in a form that can be compared. */
import { check } from "../../../src/check.ts";
import type { CheckOptions, CheckResult, Machine } from "../../../src/index.ts";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { plain } from "../../../src/value/plain.ts";

/**
 * Everything that a result says, without the time it took. At a fault the engines have come differently far: the compiled
 * one finishes the batch of states that it is at. What they counted until then is not compared, nor anything at all where
 * the machine has bounds: whether an effect fails outside of them is asked by the reference engine only.
 */
export function answerOf(result: CheckResult): unknown {
  if (!("stats" in result)) return result;
  const { stats, fault, properties, ...rest } = result;
  if (fault === undefined) {
    const { distinct, generated, depth } = stats;
    return plainly({ ...rest, properties, stats: { distinct, generated, depth } });
  }
  const error = { code: fault.error.code, message: fault.error.message };
  return plainly({ ...rest, fault: { ...fault, error } });
}

function plainly(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one) => (one === undefined ? null : plainOf(one))),
  );
}

function plainOf(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "object" &&
    value !== null &&
    Symbol.iterator in value &&
    !Array.isArray(value)
    ? plain(value)
    : value;
}

export interface Comparison {
  readonly reference: unknown;
  readonly compiled: unknown;
  /** What can be said of the answers: nothing, that a function of the spec fails, or everything. */
  readonly about: "left out" | "a fault" | "all";
}

/** The answers of both engines; what one throws is its answer. */
export async function compareEngines(machine: Machine, options: CheckOptions): Promise<Comparison> {
  const ask = async (engine: "reference" | "compiled"): Promise<CheckResult | unknown> => {
    try {
      // All that the answers may differ in is who gave them.
      return {
        ...(await check(machine, { ...options, engine })),
        engine: undefined,
        workers: undefined,
      };
    } catch (error) {
      return { thrown: error instanceof Error ? error.message : String(error) };
    }
  };
  const reference = (await ask("reference")) as CheckResult;
  const compiled = (await ask("compiled")) as CheckResult;
  const about =
    isLeftOut(machine, reference) || isRace(reference, compiled)
      ? "left out"
      : reference.fault === undefined
        ? "all"
        : "a fault";
  return { reference: answerOf(reference), compiled: answerOf(compiled), about };
}

/** A limit and a fault in one step: which of the two comes first is left open. */
function isRace(...results: readonly CheckResult[]): boolean {
  const endings = results.map((result) => ("ending" in result ? result.ending.because : ""));
  return endings.includes("fault") && endings.includes("state limit");
}

/**
 * Where the engines need not agree: on faults of a machine with symmetric elements, which the reference engine finds earlier,
 * because it asks everything of mirrored states; on faults outside of bounds; on initial states that are none.
 */
function isLeftOut(machine: Machine, { fault, stats }: CheckResult): boolean {
  if (fault === undefined) return false;
  const isMirrored = referenceModel(machine).symmetries.generators.length > 0;
  return isMirrored || machine.within !== undefined || stats.distinct === 0;
}

/** Whether a function of the machine fails. */
export async function failsIn(machine: Machine): Promise<boolean> {
  return (await check(machine, { engine: "reference", maxStates: 100 })).fault !== undefined;
}

export interface Tally {
  compiled: number;
  /** Machines that were compiled wholly. */
  whole: number;
  readonly obstacles: Map<string, number>;
  notPackable: number;
}

export function newTally(): Tally {
  return { compiled: 0, whole: 0, obstacles: new Map(), notPackable: 0 };
}

/** Counts the functions that are compiled, and why the others are not. */
export function countCompiled(machine: Machine, tally: Tally): void {
  const made = compiledMachine(referenceModel(machine));
  if ("notPackable" in made) {
    tally.notPackable++;
    return;
  }
  const { instances, predicates, stepPredicates, final, within } = made.program;
  const steps = stepPredicates.flatMap((one) =>
    one.kind === "byInstance" ? one.cases.map(({ compiled }) => compiled) : [one],
  );
  const all = [...instances, ...predicates, ...steps, final, within].flatMap((one) => one ?? []);
  if (all.every((one) => one.kind === "compiled")) tally.whole++;
  for (const one of all) {
    if (one.kind === "compiled") tally.compiled++;
    else tally.obstacles.set(one.why.what, (tally.obstacles.get(one.why.what) ?? 0) + 1);
  }
}

/** Where two answers differ. */
export function differences(a: unknown, b: unknown, at = ""): readonly string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return [`${at}: ${JSON.stringify(a)} / ${JSON.stringify(b)}`];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    differences(
      (a as Record<string, unknown>)[key] ?? null,
      (b as Record<string, unknown>)[key] ?? null,
      `${at}.${key}`,
    ),
  );
}
