/**
 * Shortest paths from the initial states to all states, as a tree: what the stems of lassos begin with.
 *
 * After a breadth-first search the tree is the one that the search made: ids are positions in order of distance. After
 * another search it is made here, by breadth-first search over everything. Ties fall to the state and the transition found
 * first, so both are the same tree, but for states that are reached only through a state that is not expanded: those that a
 * breadth-first search found there are in its tree. They are not expanded either, and no lasso has one.
 *
 * Cost: nothing for a state after a breadth-first search; otherwise every state is read once, and takes 12 bytes beside its
 * region's.
 */
import type { StateSpace } from "../explore/state-space.ts";

/** The states that are reached, at positions in order of distance. */
export interface BreadthFirstTree {
  readonly positions: number;
  /** The states at distance d are at the positions before levelEnds[d]. */
  readonly levelEnds: readonly number[];
  /** The state at a position. */
  readonly stateAt: (position: number) => number;
  /** The state before it on a shortest path, −1 for an initial state. */
  readonly parentOf: (state: number) => number;
}

export function* breadthFirstTree(space: StateSpace): Generator<void, BreadthFirstTree> {
  const { parents } = space;
  return parents === undefined ? yield* searchedTree(space) : givenTree(space, parents);
}

function givenTree(
  { stateCount, initialCount }: StateSpace,
  parents: Int32Array,
): BreadthFirstTree {
  const levelEnds: number[] = [];
  let start = 0;
  let end = initialCount;
  while (start < end) {
    levelEnds.push(end);
    const before = start;
    start = end;
    while (end < stateCount && isBetween(parents[end] as number, before, start)) end++;
  }
  return {
    positions: start,
    levelEnds,
    stateAt: (position) => position,
    parentOf: (state) => parents[state] as number,
  };
}

function isBetween(state: number, first: number, end: number): boolean {
  return state >= first && state < end;
}

function* searchedTree(space: StateSpace): Generator<void, BreadthFirstTree> {
  const { stateCount, initialCount } = space;
  const region = space.region(Int32Array.from({ length: stateCount }, (_, state) => state));
  const order = new Int32Array(stateCount);
  // 0 for a state that is not reached, 1 for an initial one, 2 + its parent for another.
  const origin = new Int32Array(stateCount);
  let found = 0;
  for (; found < initialCount; found++) {
    order[found] = found;
    origin[found] = 1;
  }
  const levelEnds: number[] = [];
  for (let start = 0, end = found; start < end; start = end, end = found) {
    levelEnds.push(end);
    for (let first = start; first < end; first += region.batch) {
      const last = Math.min(first + region.batch, end);
      const { ends, targets } = region.read(order, first, last);
      for (let i = first, k = 0; i < last; i++) {
        for (const stop = ends[i - first] as number; k < stop; k++) {
          const target = targets[k] as number;
          if (target < 0 || origin[target] !== 0) continue;
          origin[target] = 2 + (order[i] as number);
          order[found++] = target;
        }
      }
      yield;
    }
  }
  return {
    positions: found,
    levelEnds,
    stateAt: (position) => order[position] as number,
    parentOf: (state) => (origin[state] as number) - 2,
  };
}
