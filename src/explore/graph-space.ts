/** Recorded transitions as a state space. Cost: 4 bytes for each state of the graph and region. */
import type { StateGraph } from "./state-graph.ts";
import type { Region, StateSpace } from "./state-space.ts";

/** States that are read at once. */
const batch = 64;

export function graphSpace(graph: StateGraph): StateSpace {
  const { stateCount, initialCount, expanded, instances } = graph;
  return {
    stateCount,
    initialCount,
    instanceCount: instances.reduce((most, instance) => Math.max(most, instance + 1), 0),
    parents: undefined,
    isExpanded: (state) => expanded[state] === 1,
    region: (states) => regionOf(graph, states),
  };
}

function regionOf(graph: StateGraph, states: Int32Array): Region {
  const memberOf = new Int32Array(graph.stateCount).fill(-1);
  for (let member = 0; member < states.length; member++)
    memberOf[states[member] as number] = member;
  const ends = new Int32Array(batch);
  let targets = new Int32Array(256);
  let instances = new Int32Array(256);

  const makeRoom = (count: number): void => {
    if (count <= targets.length) return;
    const [oldTargets, oldInstances] = [targets, instances];
    targets = new Int32Array(2 * count);
    instances = new Int32Array(2 * count);
    targets.set(oldTargets);
    instances.set(oldInstances);
  };

  return {
    batch,
    read: (list, first, end) => {
      let count = 0;
      for (let i = first; i < end; i++) {
        const state = states[list[i] as number] as number;
        const start = graph.offsets[state] as number;
        const degree =
          graph.expanded[state] === 1 ? (graph.offsets[state + 1] as number) - start : 0;
        makeRoom(count + degree);
        for (let k = start; k < start + degree; k++) {
          targets[count] = memberOf[graph.targets[k] as number] as number;
          instances[count] = graph.instances[k] as number;
          count++;
        }
        ends[i - first] = count;
      }
      return { ends, targets, instances };
    },
  };
}
