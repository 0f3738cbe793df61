/** What a check would do with a machine, without doing it. */
import { compilesWholly } from "../explore/packed/compiles-wholly.ts";
import { roundBytes } from "../explore/packed/round-size.ts";
import { bytesOf, type StateMemory, stateMemory } from "../explore/packed/state-memory.ts";
import type { CompiledMachine } from "../model/compiled/compiled-machine.ts";
import { makeLayout } from "../model/compiled/make-layout.ts";
import { SpecFault } from "../model/model.ts";
import { type ReferenceModel, referenceModel } from "../model/reference/reference-model.ts";
import type { Machine } from "../spec/machine.ts";
import { chooseEngine } from "./choose-engine.ts";
import { packedQuestions } from "./compiled-search.ts";
import { prepareFormulas } from "./formulas.ts";
import { type CheckOptions, type Plan, planCheck } from "./plan.ts";
import { livenessPredicates } from "./predicate-columns.ts";

export interface SearchPlan extends Pick<Plan, "search" | "fingerprints"> {
  readonly engine: "reference" | "compiled";
  /** Which engine the choice `auto` takes; `engine` is another where another was asked for. */
  readonly auto: "reference" | "compiled";
  /** Most threads. One where something that is asked falls back, or the reference engine explores. */
  readonly workers: number;
  /**
   * What the compiled engine needs for each state. Undefined where it cannot take the machine.
   */
  readonly memory: PlannedMemory | undefined;
}

export interface PlannedMemory extends StateMemory {
  /** All of it. */
  readonly total: StateMemory["table"];
  /** About so many bytes take the rounds of several threads, beside what each state does; 0 for one thread. */
  readonly rounds: number;
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
    const chosen = chooseEngine(model, plan);
    const auto = plan.engine === "auto" ? chosen : automatic(model);
    const { search, fingerprints } = plan;
    const workers = threadsOf(chosen, plan);
    return {
      ...{ search, fingerprints, workers },
      engine: nameOf(chosen),
      auto: nameOf(auto),
      memory: plannedMemory(machine, { ...plan, workers }, model.instances.length),
    };
  } catch (error) {
    throw error instanceof SpecFault ? error.error : error;
  }
}

type Chosen = CompiledMachine | "reference";

function automatic(model: ReferenceModel): Chosen {
  return chooseEngine(model, { engine: "auto", fingerprints: false });
}

function nameOf(chosen: Chosen): SearchPlan["engine"] {
  return chosen === "reference" ? "reference" : "compiled";
}

function threadsOf(chosen: Chosen, { properties, workers }: Plan): number {
  if (chosen === "reference") return 1;
  return compilesWholly(chosen.program, packedQuestions(properties)) ? workers : 1;
}

function plannedMemory(
  machine: Machine,
  { properties, search, fingerprints, workers: members }: Plan,
  instances: number,
): PlannedMemory | undefined {
  const layout = makeLayout(machine.state);
  if ("unpackable" in layout) return undefined;
  const parts = properties.flatMap((property) => property.parts);
  const predicates = new Set(parts.flatMap(({ question }) => livenessPredicates(question))).size;
  const memory = stateMemory({ layout, predicates, search, fingerprints, members });
  const questions = packedQuestions(properties).questions.length;
  const rounds = roundBytes({ words: layout.words, instances, questions, members });
  return { ...memory, total: bytesOf(memory), rounds };
}
