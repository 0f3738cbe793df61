/**
 * What both searches find, state by state; the packed one with any tuning, also by several members. Where functions of the
 * machine fail, only packed searches are compared with each other.
 */
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
import { packedReduction } from "../../../src/symmetry/packed-reduction.ts";
import { reductionOf } from "../../../src/symmetry/reduction.ts";
import { watchSafety } from "../../../src/verdict/safety.ts";
import { graphOfSpace } from "../../explore/packed/space-graph.ts";
import { safetyOf } from "../../support/safety-questions.ts";

export interface How {
  readonly search: "bfs" | "dfs";
  readonly limits: Limits;
  readonly tuning?: Tuning;
  readonly workers?: number;
  /** Then predicates and transitions are not compared: the store does not have the states. */
  readonly fingerprints?: boolean;
  /** One state for each orbit. Then transitions are not compared: they lead to other members of orbits. */
  readonly reduced?: boolean;
}

const surroundings = { clock: () => 0, memory: () => 0, heap: () => 0, interrupted: () => false };

function drain<Result>(generator: Generator<unknown, Result>): Result {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}

/** Undefined where the author's code fails. */
function unlessFaulty<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SpecFault) return undefined;
    throw error;
  }
}

/** Undefined where a predicate fails in a state that no check asks it about. */
function columnsOf(model: ReferenceModel, codes: readonly string[]): number[][] | undefined {
  return unlessFaulty(() =>
    model.parts.questions.predicates.map((_, p) =>
      codes.map((code) => Number(model.holds(p, code))),
    ),
  );
}

/** Counts, states in order, how each was found, what each predicate says of each, and all transitions. Undefined if a predicate fails. */
export function byReference(machine: Machine, how: How): unknown {
  const { search, limits, fingerprints, reduced } = how;
  const model = referenceModel(machine);
  const reduction = reduced ? reductionOf(model) : undefined;
  const { parts } = safetyOf(model);
  const safety = watchSafety(model, parts);
  const found = drain(
    explore(model, {
      search,
      limits,
      surroundings,
      observers: [safety.observer],
      recordTransitions: true,
      reduction,
    }),
  );
  const ids = Array.from({ length: found.distinct }, (_, id) => id);
  const codes = ids.map(found.code);
  const columns = fingerprints ? [] : columnsOf(model, codes);
  const graph = fingerprints || reduction !== undefined ? undefined : found.graph;
  const findings = parts.map((part) => safety.found(part));
  return columns && described(found, { codes, columns, graph, findings });
}

/** The same of the packed search; undefined where the state cannot be packed, or an initial state is none. */
export function byPackedSearch(machine: Machine, how: How): unknown {
  const model = referenceModel(machine);
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) return undefined;
  const { program, layout, host } = compiled;
  const initial = unlessFaulty(compiled.initial);
  if (initial === undefined) return undefined;
  const predicates = how.fingerprints
    ? []
    : model.parts.questions.predicates.map((_, predicate) => predicate);
  const { questions } = safetyOf(model);
  const reduction = how.reduced ? reductionOf(model) : undefined;
  const found = drain(
    explorePacked({
      ...{ program, layout, host, surroundings, initial },
      ...{ questions, columns: predicates, workers: 1, fingerprints: false },
      ...how,
      reduction: reduction && packedReduction(layout, reduction.group),
    }),
  );
  const words = new Int32Array(layout.words);
  const codes = Array.from({ length: found.distinct }, (_, id) => {
    found.words(id, words);
    return compiled.codeOf(words);
  });
  const columns = predicates.map((p) => [...found.column(p)]);
  const isWhole = found.fault === undefined && !how.fingerprints && reduction === undefined;
  const graph = isWhole ? graphOfSpace(found.space()) : undefined;
  return described(found, { codes, columns, graph, findings: found.findings });
}

interface Contents {
  readonly codes: readonly string[];
  readonly columns: readonly (readonly number[])[];
  readonly graph: StateGraph | undefined;
  readonly findings: readonly (
    | { readonly state: number; readonly instance?: unknown }
    | undefined
  )[];
}

/** With a fault, the step into a state cannot always be found again. */
function described(
  found: Exploration<string> | PackedExploration,
  { codes, columns, graph, findings }: Contents,
): unknown {
  const { ending, distinct, generated, depth, cut, fault, orbitStates } = found;
  return {
    orbitStates: fault === undefined ? String(orbitStates) : undefined,
    ...{ ending, distinct, generated, depth, cut, codes, columns },
    found: codes.map((_, id) => [
      found.parent(id),
      fault === undefined ? found.instanceInto(id) : undefined,
    ]),
    taken: Array.from(found.taken),
    graph: graph && edgesOf(graph),
    findings: findings.map((finding) => finding && [finding.state, finding.instance]),
    fault: fault?.state,
  };
}

function edgesOf(graph: StateGraph): unknown {
  return JSON.parse(
    JSON.stringify(graph, (_key, value) =>
      ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value,
    ),
  );
}
