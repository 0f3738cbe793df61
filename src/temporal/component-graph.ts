/**
 * One fair component as a graph of its own, renumbered from 0 in ascending order of state id: what the searches for a
 * short loop walk on. A virtual step that stands still is an edge like the others, with instance −1, after the
 * transitions of its state.
 *
 * Cost: O(states + transitions of the component, × log states for the order and × words for the constraints).
 */

import type { StateGraph } from "../explore/state-graph.ts";
import type { Obligations } from "./obligations.ts";

/** The states of a component and the edges between them. */
export interface ComponentGraph {
  /** The state id of each local state, ascending. */
  readonly states: Int32Array;
  /** The edges of local state s are at offsets[s] … offsets[s + 1] − 1. */
  readonly offsets: Int32Array;
  /** The local state that each edge leaves. */
  readonly sources: Int32Array;
  /** The local state that each edge leads to. */
  readonly targets: Int32Array;
  /** The action instance of each edge, −1 for the virtual step. */
  readonly instances: Int32Array;
  /** The constraints enabled in local state s, by all its transitions in the whole graph, are the words from s × words. */
  readonly enabled: Int32Array;
}

/** What a component graph is made with. */
export interface ComponentRules {
  /** Gives the bitsets of enabled constraints. */
  readonly obligations: Obligations;
  /** Whether a state has a virtual step to itself. */
  readonly stutters: (state: number) => boolean;
  /** Room for one number per state of the whole graph, all −1; left as found. */
  readonly localOf: Int32Array;
}

/** Cuts a component out of the graph. */
export function componentGraph(
  graph: StateGraph,
  component: Int32Array,
  { obligations, stutters, localOf }: ComponentRules,
): ComponentGraph {
  const { offsets, targets, instances } = graph;
  const states = component.slice().sort();
  for (let s = 0; s < states.length; s++) localOf[states[s] as number] = s;

  let most = 0;
  for (const state of states) {
    most += (offsets[state + 1] as number) - (offsets[state] as number) + 1;
  }
  const localOffsets = new Int32Array(states.length + 1);
  const edges = {
    sources: new Int32Array(most),
    targets: new Int32Array(most),
    instances: new Int32Array(most),
  };
  const enabled = new Int32Array(states.length * obligations.words);
  let count = 0;
  const add = (source: number, instance: number, target: number): void => {
    edges.sources[count] = source;
    edges.targets[count] = target;
    edges.instances[count] = instance;
    count++;
  };
  for (let s = 0; s < states.length; s++) {
    const state = states[s] as number;
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      const target = localOf[targets[k] as number] as number;
      if (target >= 0) add(s, instances[k] as number, target);
    }
    if (stutters(state)) add(s, -1, s);
    localOffsets[s + 1] = count;
    obligations.addEnabled(state, enabled, s * obligations.words);
  }

  for (const state of states) localOf[state] = -1;
  return {
    states,
    offsets: localOffsets,
    sources: edges.sources.subarray(0, count),
    targets: edges.targets.subarray(0, count),
    instances: edges.instances.subarray(0, count),
    enabled,
  };
}
