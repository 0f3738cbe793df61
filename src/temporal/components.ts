/**
 * The strongly connected components that hold a cycle, of the part of the graph that carries one label.
 *
 * Algorithm: Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972. Deviations: the
 * recursion is an explicit stack, so a chain of millions of states is no problem; a finished state gets the highest
 * number instead of an on-stack flag, which makes the test for it part of the comparison; components without a cycle
 * are not reported.
 *
 * Cost: O(states + transitions) of the part, 28 bytes for each state of the graph, allocated once for all calls.
 * Assumes: every state of the part is expanded, since all its stored transitions are followed.
 */

import type { StateGraph } from "../explore/state-graph.ts";

/** Sets of states in one array, one after the other. */
export interface StateSets {
  /** The states of all the sets. */
  readonly states: Int32Array;
  /** Set i ends before this position of `states`; it begins where set i − 1 ends. */
  readonly ends: Int32Array;
}

/** What the components are looked for in. */
export interface LabelledPart {
  /** One label per state, read during each search. */
  readonly labels: Int32Array;
  /** Whether a state has a virtual step to itself. */
  readonly stutters: (state: number) => boolean;
}

const FINISHED = 0x7fffffff;

/**
 * Makes the search. It takes all the states that carry one label, follows the transitions between them, and returns
 * the components with a cycle in a fixed order; the result is overwritten by the next search.
 */
export function componentFinder(
  graph: StateGraph,
  { labels, stutters }: LabelledPart,
): (part: Int32Array) => StateSets {
  const { stateCount, offsets, targets } = graph;
  const number = new Int32Array(stateCount);
  const low = new Int32Array(stateCount);
  const next = new Int32Array(stateCount);
  const open = new Int32Array(stateCount);
  const path = new Int32Array(stateCount);
  const states = new Int32Array(stateCount);
  const ends = new Int32Array(stateCount);
  let numbered = 0;
  let openCount = 0;
  let pathLength = 0;
  let found = 0;
  let foundStates = 0;

  function enter(state: number): void {
    numbered++;
    number[state] = numbered;
    low[state] = numbered;
    next[state] = offsets[state] as number;
    open[openCount++] = state;
    path[pathLength++] = state;
  }

  /** Follows one transition of the last state of the path, or leaves the state when there is none left. */
  function advance(label: number): void {
    const state = path[pathLength - 1] as number;
    const k = next[state] as number;
    if (k === offsets[state + 1]) {
      leave(state);
      return;
    }
    next[state] = k + 1;
    const target = targets[k] as number;
    if (labels[target] !== label) return;
    const seen = number[target] as number;
    if (seen === 0) enter(target);
    else if (seen < (low[state] as number)) low[state] = seen;
  }

  function leave(state: number): void {
    pathLength--;
    const lowest = low[state] as number;
    if (pathLength > 0) {
      const parent = path[pathLength - 1] as number;
      if (lowest < (low[parent] as number)) low[parent] = lowest;
    }
    if (lowest === number[state]) closeComponent(state);
  }

  function closeComponent(root: number): void {
    const before = foundStates;
    let state: number;
    do {
      state = open[--openCount] as number;
      number[state] = FINISHED;
      states[foundStates++] = state;
    } while (state !== root);
    if (foundStates === before + 1 && !stutters(root) && !hasSelfLoop(graph, root)) {
      foundStates = before;
    } else {
      ends[found++] = foundStates;
    }
  }

  return (part) => {
    numbered = 0;
    found = 0;
    foundStates = 0;
    for (const state of part) number[state] = 0;
    for (const state of part) {
      if (number[state] !== 0) continue;
      enter(state);
      const label = labels[state] as number;
      while (pathLength > 0) advance(label);
    }
    return { states: states.subarray(0, foundStates), ends: ends.subarray(0, found) };
  };
}

function hasSelfLoop({ offsets, targets }: StateGraph, state: number): boolean {
  const end = offsets[state + 1] as number;
  for (let k = offsets[state] as number; k < end; k++) if (targets[k] === state) return true;
  return false;
}
