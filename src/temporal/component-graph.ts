/**
 * One fair component as a graph of its own, renumbered from 0 in ascending order: what the searches for a short loop walk on.
 *
 * Cost: O(states + transitions of the component, × log states for the order and × words for the constraints).
 */

import type { RegionGraph } from "./region-graph.ts";

/** The states of a component and the edges between them. */
export interface ComponentGraph {
  /** The state of the whole graph that each local state is, ascending. */
  readonly states: Int32Array;
  /** The edges of local state s are at offsets[s] … offsets[s + 1] − 1. */
  readonly offsets: Int32Array;
  /** The local state that each edge leaves. */
  readonly sources: Int32Array;
  /** The local state that each edge leads to. */
  readonly targets: Int32Array;
  /** The permutation of each edge, in a quotient. */
  readonly permutations: Int32Array | undefined;
  /** The action instance of each edge. */
  readonly instances: Int32Array;
  /** The constraints enabled in local state s, by all its transitions in the whole graph, are the words from s × words. */
  readonly enabled: Int32Array;
}

/** What a component graph is made with. */
export interface ComponentRules {
  /** Number of words of a bitset of constraints. */
  readonly words: number;
  /** Room for one number per state of the whole graph, all −1; left as found. */
  readonly localOf: Int32Array;
}

/** Cuts a component out of the graph. */
export function componentGraph(
  graph: RegionGraph,
  component: Int32Array,
  { words, localOf }: ComponentRules,
): ComponentGraph {
  const { offsets, targets, instances, permutations } = graph;
  const states = component.slice().sort();
  for (let s = 0; s < states.length; s++) localOf[states[s] as number] = s;

  let most = 0;
  for (const state of states) most += (offsets[state + 1] as number) - (offsets[state] as number);
  const localOffsets = new Int32Array(states.length + 1);
  const edges = {
    sources: new Int32Array(most),
    targets: new Int32Array(most),
    instances: new Int32Array(most),
    permutations: permutations && new Int32Array(most),
  };
  const enabled = new Int32Array(states.length * words);
  let count = 0;
  for (let s = 0; s < states.length; s++) {
    const state = states[s] as number;
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      const target = localOf[targets[k] as number] as number;
      if (target < 0) continue;
      edges.sources[count] = s;
      edges.targets[count] = target;
      edges.instances[count] = instances[k] as number;
      if (edges.permutations !== undefined) edges.permutations[count] = permutations?.[k] ?? 0;
      count++;
    }
    localOffsets[s + 1] = count;
    for (let w = 0; w < words; w++) {
      enabled[s * words + w] = graph.enabled[state * words + w] as number;
    }
  }

  for (const state of states) localOf[state] = -1;
  return {
    states,
    offsets: localOffsets,
    sources: edges.sources.subarray(0, count),
    targets: edges.targets.subarray(0, count),
    instances: edges.instances.subarray(0, count),
    permutations: edges.permutations?.subarray(0, count),
    enabled,
  };
}
