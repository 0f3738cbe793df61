/**
 * Recorded transitions between orbits as a state space, with the permutations: the graph says to which orbit each instance
 * leads, and the model is asked once more to which state of it.
 *
 * Cost: a state is expanded when its transitions are read for the first time; 4 bytes for each transition of the graph.
 */
import { bug } from "../diagnostics/bug.ts";
import { type Model, SpecFault } from "../model/model.ts";
import { permutationTable } from "../symmetry/permutation-table.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import { graphSpace } from "./graph-space.ts";
import type { StateGraph } from "./state-graph.ts";
import type { Region, StateSpace } from "./state-space.ts";

/** The orbits, and the machine that they are made of. */
export interface Orbits<Code> {
  readonly model: Model<Code>;
  /** The state that stands for an orbit. */
  readonly code: (id: number) => Code;
  readonly reduction: Reduction<Code>;
}

export function orbitSpace<Code>(graph: StateGraph, orbits: Orbits<Code>): StateSpace {
  const { model, code, reduction } = orbits;
  const { canonical, action } = reduction;
  const table = permutationTable(action.group.count);
  const space = graphSpace(graph);
  const permutations = new Int32Array(graph.targets.length);
  const isKnown = new Uint8Array(graph.stateCount);

  /** Finds the permutations of a state's transitions, which are recorded in the order of the instances. */
  const find = (state: number): void => {
    if (isKnown[state] === 1 || graph.expanded[state] !== 1) return;
    isKnown[state] = 1;
    const source = code(state);
    let k = graph.offsets[state] as number;
    model.successors(source, (next, instance) => {
      if (graph.instances[k] !== instance) bug("a step that was recorded is not taken again");
      permutations[k++] = next === source ? 0 : table.numberOf(canonical(next).images);
    });
  };

  const region = (states: Int32Array): Region => {
    const recorded = space.region(states);
    let own = new Int32Array(256);
    /** Of the states that were read last: which, and where their transitions begin. */
    const sources = new Int32Array(recorded.batch);
    const begins = new Int32Array(recorded.batch);
    return {
      batch: recorded.batch,
      stepHolds: (predicate, i, k) => {
        const state = sources[i] as number;
        const edge = (graph.offsets[state] as number) + k - (begins[i] as number);
        return answerOf(orbits, predicate, { state, instance: graph.instances[edge] as number });
      },
      read: (list, first, end) => {
        const read = recorded.read(list, first, end);
        if (own.length < read.targets.length) own = new Int32Array(read.targets.length);
        let count = 0;
        for (let i = first; i < end; i++) {
          const state = states[list[i] as number] as number;
          find(state);
          const start = graph.offsets[state] as number;
          sources[i - first] = state;
          begins[i - first] = count;
          const stop = read.ends[i - first] as number;
          for (let k = start; count < stop; k++, count++) own[count] = permutations[k] as number;
        }
        return { ...read, permutations: own };
      },
    };
  };

  return {
    ...space,
    instanceCount: model.instances.length, // permutations make of those recorded others that are not
    region,
    quotient: {
      images: table.images,
      instanceImage: action.instance,
      stateImage: (state, images) => String(action.state(code(state), images)),
    },
  };
}

interface OrbitStep {
  readonly state: number;
  readonly instance: number;
}

/** What `Region.stepHolds` says about the step of the state that stands for an orbit. */
function answerOf<Code>(
  { model, code }: Orbits<Code>,
  predicate: number,
  { state, instance }: OrbitStep,
): 0 | 1 | 2 {
  const before = code(state);
  const after: Code[] = [];
  model.successors(before, (next, by) => {
    if (by === instance) after.push(next);
  });
  if (after.length !== 1) return bug("a step that was recorded is not taken again");
  try {
    return model.stepHolds(predicate, { before, after: after[0] as Code, instance }) ? 1 : 0;
  } catch (error) {
    if (error instanceof SpecFault) return 2;
    throw error;
  }
}
