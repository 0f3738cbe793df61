/**
 * Shortest paths from the initial states to every state, under the restrictions that the property forms put on the
 * stem of a lasso.
 *
 * Algorithm: breadth-first search. When a path has to pass a state of a given set before it is restricted, the search
 * runs over two layers, one for each side of that state, and passing from the first to the second is free; so the
 * whole path is the shortest, not its two parts. Ties fall to the state and the transition found first, which makes
 * the paths a function of the graph.
 *
 * Cost: O(states + transitions); 16 bytes for each state and layer. Transitions of states that are not expanded are
 * ignored.
 */

import type { StateGraph } from "../explore/state-graph.ts";
import type { LassoStep } from "./lasso.ts";

/** Which paths count. */
export interface PathRules {
  /** 1 for the states that a path may use; all of them when undefined. */
  readonly within: Uint8Array | undefined;
  /** When given, a path has to reach a state of this set that is also `within`, and is restricted from there on only. */
  readonly after: Uint8Array | undefined;
}

/** The shortest path to each state. */
export interface ShortestPaths {
  /** Number of steps of the shortest path to each state, −1 where there is no path. */
  readonly depth: Int32Array;
  /** The path to a state whose depth is not −1, and the initial state that it starts in. */
  readonly pathTo: (state: number) => { readonly start: number; readonly steps: LassoStep[] };
}

const NOWHERE = -1;

/** Searches the whole graph under the rules. */
export function shortestPaths(graph: StateGraph, { within, after }: PathRules): ShortestPaths {
  const { stateCount, initialCount, offsets, targets, instances, expanded } = graph;
  // Node s is state s before the restriction holds, node base + s is state s under it.
  const base = after === undefined ? 0 : stateCount;
  const depth = new Int32Array(base + stateCount).fill(-1);
  const parent = new Int32Array(base + stateCount);
  const via = new Int32Array(base + stateCount);
  const queue = new Int32Array(base + stateCount);
  let queued = 0;

  function reach(node: number, from: number, transition: number): void {
    if (depth[node] !== -1) return;
    const state = node < base ? node : node - base;
    if (node >= base && within !== undefined && within[state] === 0) return;
    const cost = transition === NOWHERE ? 0 : 1;
    depth[node] = from === NOWHERE ? 0 : (depth[from] as number) + cost;
    parent[node] = from;
    via[node] = transition;
    queue[queued++] = node;
    if (after !== undefined && node < base && after[state] === 1)
      reach(base + state, node, NOWHERE);
  }

  for (let state = 0; state < initialCount; state++) reach(state, NOWHERE, NOWHERE);
  for (let head = 0; head < queued; head++) {
    const node = queue[head] as number;
    const layer = node < base ? 0 : base;
    const state = node - layer;
    if (expanded[state] === 0) continue;
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      reach(layer + (targets[k] as number), node, k);
    }
  }

  return {
    depth: depth.subarray(base),
    pathTo: (last) => {
      const steps: LassoStep[] = [];
      let node = base + last;
      for (let from = parent[node] as number; from !== NOWHERE; from = parent[node] as number) {
        const k = via[node] as number;
        if (k !== NOWHERE) {
          const source = from < base ? from : from - base;
          steps.push({ from: source, instance: instances[k] as number, to: targets[k] as number });
        }
        node = from;
      }
      return { start: node < base ? node : node - base, steps: steps.reverse() };
    },
  };
}
