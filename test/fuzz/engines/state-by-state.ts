/** What both searches find, state by state; the packed one with any tuning. For machines whose functions do not fail. */
import type { Exploration } from "../../../src/explore/exploration.ts";
import { explore } from "../../../src/explore/explore.ts";
import type { Limits } from "../../../src/explore/limits.ts";
import { explorePacked } from "../../../src/explore/packed/explore-packed.ts";
import type { PackedExploration, Tuning } from "../../../src/explore/packed/packed-exploration.ts";
import type { StateGraph } from "../../../src/explore/state-graph.ts";
import type { Machine } from "../../../src/index.ts";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { SpecFault } from "../../../src/model/model.ts";
import {
  type ReferenceModel,
  referenceModel,
} from "../../../src/model/reference/reference-model.ts";
import { graphOfSpace } from "../../explore/packed/space-graph.ts";

export interface How {
  readonly search: "bfs" | "dfs";
  readonly limits: Limits;
  readonly tuning?: Tuning;
}

const surroundings = { clock: () => 0, memory: () => 0, heap: () => 0, interrupted: () => false };

function drain<Result>(generator: Generator<unknown, Result>): Result {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}

/** Undefined where a predicate fails in a state that no check asks it about. */
function columnsOf(model: ReferenceModel, codes: readonly string[]): number[][] | undefined {
  try {
    return model.parts.questions.predicates.map((_, p) =>
      codes.map((code) => Number(model.holds(p, code))),
    );
  } catch (error) {
    if (error instanceof SpecFault) return undefined;
    throw error;
  }
}

/** Counts, states in order, how each was found, what each predicate says of each, and all transitions. Undefined if a predicate fails. */
export function byReference(machine: Machine, { search, limits }: How): unknown {
  const model = referenceModel(machine);
  const found = drain(
    explore(model, {
      search,
      limits,
      surroundings,
      observers: [],
      recordTransitions: true,
    }),
  );
  const ids = Array.from({ length: found.distinct }, (_, id) => id);
  const codes = ids.map(found.code);
  const columns = columnsOf(model, codes);
  return columns && described(found, { codes, columns, graph: found.graph });
}

/** The same of the packed search; undefined where the state cannot be packed. */
export function byPackedSearch(machine: Machine, how: How): unknown {
  const model = referenceModel(machine);
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) return undefined;
  const { program, layout, host } = compiled;
  const predicates = model.parts.questions.predicates.map((_, p) => p);
  const found = drain(
    explorePacked({
      ...{ program, layout, host, surroundings, initial: compiled.initial() },
      ...{ questions: [], columns: predicates, workers: 1, fingerprints: false },
      ...how,
    }),
  );
  const words = new Int32Array(layout.words);
  const codes = Array.from({ length: found.distinct }, (_, id) => {
    found.words(id, words);
    return compiled.codeOf(words);
  });
  const columns = predicates.map((p) => [...found.column(p)]);
  return described(found, { codes, columns, graph: graphOfSpace(found.space()) });
}

interface Contents {
  readonly codes: readonly string[];
  readonly columns: readonly (readonly number[])[];
  readonly graph: StateGraph | undefined;
}

function described(
  found: Exploration<string> | PackedExploration,
  { codes, columns, graph }: Contents,
): unknown {
  const { ending, distinct, generated, depth, cut } = found;
  return {
    ...{ ending, distinct, generated, depth, cut, codes, columns },
    found: codes.map((_, id) => [found.parent(id), found.instanceInto(id)]),
    taken: Array.from(found.taken),
    graph: graph && edgesOf(graph),
    fault: found.fault !== undefined,
  };
}

function edgesOf(graph: StateGraph): unknown {
  return JSON.parse(
    JSON.stringify(graph, (_key, value) =>
      ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value,
    ),
  );
}
