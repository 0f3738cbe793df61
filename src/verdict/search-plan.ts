/** What a check would do with a machine, without doing it. */
import { bytesOf, type StateMemory, stateMemory } from "../explore/packed/state-memory.ts";
import { makeLayout } from "../model/compiled/make-layout.ts";
import { SpecFault } from "../model/model.ts";
import { referenceModel } from "../model/reference/reference-model.ts";
import type { Machine } from "../spec/machine.ts";
import { chooseEngine } from "./choose-engine.ts";
import { prepareFormulas } from "./formulas.ts";
import { type CheckOptions, type Plan, planCheck } from "./plan.ts";
import { livenessPredicates } from "./predicate-columns.ts";

export interface SearchPlan extends Pick<Plan, "search" | "workers" | "fingerprints"> {
  readonly engine: "reference" | "compiled";
  /**
   * What the compiled engine needs for each state. Undefined where it cannot take the machine.
   */
  readonly memory: PlannedMemory | undefined;
}

export interface PlannedMemory extends StateMemory {
  /** All of it. */
  readonly total: StateMemory["table"];
}

/**
 * Plans a search without exploring.
 * @throws CheckerError kind `usage` for options that cannot be honoured, kind `spec` when the machine is ill-formed
 */
export function planSearch(machine: Machine, options: CheckOptions = {}): SearchPlan {
  try {
    const model = referenceModel(machine);
    const plan = planCheck(model, options);
    prepareFormulas(model, plan);
    const isCompiled = chooseEngine(model, plan) !== "reference";
    const { search, fingerprints } = plan;
    return {
      ...{ search, fingerprints },
      engine: isCompiled ? "compiled" : "reference",
      workers: isCompiled ? plan.workers : 1,
      memory: plannedMemory(machine, plan),
    };
  } catch (error) {
    throw error instanceof SpecFault ? error.error : error;
  }
}

function plannedMemory(
  machine: Machine,
  { properties, search, fingerprints }: Plan,
): PlannedMemory | undefined {
  const layout = makeLayout(machine.state);
  if ("unpackable" in layout) return undefined;
  const parts = properties.flatMap((property) => property.parts);
  const predicates = new Set(parts.flatMap(({ question }) => livenessPredicates(question))).size;
  const memory = stateMemory({ layout, predicates, search, fingerprints });
  return { ...memory, total: bytesOf(memory) };
}
