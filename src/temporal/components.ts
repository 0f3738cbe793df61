/**
 * The strongly connected components of the part of a graph that carries one label: those of two states or more, and of one
 * state where a transition leads from it to itself.
 *
 * Algorithm: Pearce, "A space-efficient algorithm for finding strongly connected components", Inf. Process. Lett. 116(1),
 * 2016, which does with one number a state where Tarjan's needs two, and with one array for both of its stacks. Deviations:
 * the recursion is an explicit stack, so a chain of millions of states is no problem; the number that a state was given on
 * entering lies on the stack; a finished state gets the highest number.
 *
 * Cost: O(states + transitions) of the part; 12 bytes for each state of the graph, 4 to 8 more for each on the path,
 * allocated once for all calls.
 */
import type { RegionGraph } from "./region-graph.ts";

/** Sets of states in one array, one after the other. */
export interface StateSets {
  /** The states of all the sets. */
  readonly states: Int32Array;
  /** Set i ends before this position of `states`; it begins where set i − 1 ends. */
  readonly ends: Int32Array;
}

/** Steps between two pauses. */
const pauseAfter = 1 << 16;

const finished = 0x7fffffff;

/**
 * Makes the search. It takes all the states that carry one label, follows the transitions between them, and returns
 * the components in a fixed order; the result is overwritten by the next search.
 */
export function componentFinder(
  { stateCount, offsets, targets, hasLoops }: RegionGraph,
  labels: Int32Array,
): (part: Int32Array) => Generator<void, StateSets> {
  /** 0 for a state not yet entered; for an open one the least number that it is known to reach. */
  const low = new Int32Array(stateCount);
  /** The path from the front; from the back the open states that have been left, and wait for their component. */
  const stacks = new Int32Array(stateCount);
  /** By position on the path: the number given on entering, and the next transition. */
  const entered = new Int32Array(stateCount);
  const next = new Int32Array(stateCount);
  const states = new Int32Array(stateCount);
  const ends = new Int32Array(hasLoops ? stateCount : stateCount >>> 1);
  let numbered = 0;
  let depth = 0;
  let waiting = stateCount;
  let found = 0;
  let foundStates = 0;

  function enter(state: number): void {
    numbered++;
    low[state] = numbered;
    stacks[depth] = state;
    entered[depth] = numbered;
    next[depth] = offsets[state] as number;
    depth++;
  }

  /** Follows one transition of the last state of the path, or leaves the state when there is none left. */
  function advance(label: number): void {
    const top = depth - 1;
    const state = stacks[top] as number;
    const k = next[top] as number;
    if (k === offsets[state + 1]) {
      leave(state);
      return;
    }
    next[top] = k + 1;
    const target = targets[k] as number;
    if (labels[target] !== label) return;
    const seen = low[target] as number;
    if (seen === 0) enter(target);
    else if (seen < (low[state] as number)) low[state] = seen;
  }

  function leave(state: number): void {
    depth--;
    const lowest = low[state] as number;
    if (lowest === entered[depth]) {
      closeComponent(state, lowest);
      return;
    }
    stacks[--waiting] = state;
    const parent = stacks[depth - 1] as number; // the first state of a path reaches none before it
    if (lowest < (low[parent] as number)) low[parent] = lowest;
  }

  /** The component of a state: it and those that wait, were entered after it, and so reach nothing below it. */
  function closeComponent(root: number, number: number): void {
    const before = foundStates;
    states[foundStates++] = root;
    low[root] = finished;
    while (waiting < stateCount && (low[stacks[waiting] as number] as number) >= number) {
      const state = stacks[waiting++] as number;
      low[state] = finished;
      states[foundStates++] = state;
    }
    if (foundStates === before + 1 && !leadsBack(root)) foundStates = before;
    else ends[found++] = foundStates;
  }

  function leadsBack(state: number): boolean {
    if (!hasLoops) return false;
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) if (targets[k] === state) return true;
    return false;
  }

  /** Searches on from the states of a part from one on, for a while; answers which of them comes next. */
  function goOn(part: Int32Array, from: number): number {
    let at = from;
    for (let steps = 0; steps < pauseAfter; steps++) {
      if (depth > 0) advance(labels[stacks[0] as number] as number);
      else if (at === part.length) break;
      else {
        const state = part[at++] as number;
        if (low[state] === 0) enter(state);
      }
    }
    return at;
  }

  return function* (part) {
    numbered = 0;
    found = 0;
    foundStates = 0;
    for (let i = 0; i < part.length; i++) low[part[i] as number] = 0;
    for (let next = 0; next < part.length || depth > 0; yield) next = goOn(part, next);
    return { states: states.subarray(0, foundStates), ends: ends.subarray(0, found) };
  };
}
