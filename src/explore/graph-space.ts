/** Recorded transitions as a state space. Cost: 4 bytes for each state of the graph and region. */
import { bug } from "../diagnostics/bug.ts";
import type { StateGraph } from "./state-graph.ts";
import type { Region, StateSpace } from "./state-space.ts";

/** States that are read at once. */
const batch = 64;

/** Answers about a recorded transition what `Region.stepHolds` does. */
export type StepJudge = (predicate: number, step: RecordedStep) => 0 | 1 | 2;

export interface RecordedStep {
  readonly from: number;
  readonly instance: number;
  readonly to: number;
}

/** Step predicates can be asked about when there is somebody who answers. */
export function graphSpace(graph: StateGraph, judgeStep: StepJudge = noStepJudge): StateSpace {
  const { stateCount, initialCount, expanded, instances } = graph;
  return {
    stateCount,
    initialCount,
    instanceCount: instances.reduce((most, instance) => Math.max(most, instance + 1), 0),
    parents: undefined,
    isExpanded: (state) => expanded[state] === 1,
    region: (states) => regionOf(graph, states, judgeStep),
  };
}

function noStepJudge(): never {
  return bug("nobody knows the step predicates");
}

function regionOf(graph: StateGraph, states: Int32Array, judgeStep: StepJudge): Region {
  const memberOf = new Int32Array(graph.stateCount).fill(-1);
  for (let member = 0; member < states.length; member++)
    memberOf[states[member] as number] = member;
  const ends = new Int32Array(batch);
  let targets = new Int32Array(256);
  let instances = new Int32Array(256);
  let edges = new Int32Array(256);
  /** The states that were read last. */
  const sources = new Int32Array(batch);

  const makeRoom = (count: number): void => {
    if (count <= targets.length) return;
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(2 * count);
      grown.set(old);
      return grown;
    };
    [targets, instances, edges] = [larger(targets), larger(instances), larger(edges)];
  };

  return {
    batch,
    read: (list, first, end) => {
      let count = 0;
      for (let i = first; i < end; i++) {
        const state = states[list[i] as number] as number;
        sources[i - first] = state;
        const start = graph.offsets[state] as number;
        const degree =
          graph.expanded[state] === 1 ? (graph.offsets[state + 1] as number) - start : 0;
        makeRoom(count + degree);
        for (let k = start; k < start + degree; k++) {
          targets[count] = memberOf[graph.targets[k] as number] as number;
          instances[count] = graph.instances[k] as number;
          edges[count] = k;
          count++;
        }
        ends[i - first] = count;
      }
      return { ends, targets, instances };
    },
    stepHolds: (predicate, i, k) => {
      const edge = edges[k] as number;
      const [to, instance] = [graph.targets[edge] as number, graph.instances[edge] as number];
      return judgeStep(predicate, { from: sources[i] as number, instance, to });
    },
  };
}
