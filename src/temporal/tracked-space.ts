/**
 * A quotient in which something is followed that the permutations move: the element that a property is about, or several. A
 * state is a state of the quotient and a position, what is followed as it is called there; a transition with permutation g
 * takes it to the position that g makes of it. So a property for each element becomes one question, which is asked of all
 * elements that the permutations make of each other at once: Emerson & Sistla, "Symmetry and model checking", Formal Methods
 * in System Design 9, 1996.
 *
 * Every position of every state can be reached, by paths as long as the shortest to the state: what leads to a state that it
 * stands for, followed by a permutation, leads to another one.
 *
 * Cost: 4 bytes for each state of the quotient and 4 × positions for each of a region, beside the quotient's own region;
 * a state is read once for each of its positions, unless they follow each other.
 */
import { bug } from "../diagnostics/bug.ts";
import { OutOfMemory } from "../diagnostics/out-of-memory.ts";
import type { Quotient, Region, StateSpace, Transitions } from "../explore/state-space.ts";
import { inverse } from "../symmetry/permutation.ts";
import type { BreadthFirstTree } from "./breadth-first-tree.ts";

/** What is followed. */
export interface Tracking {
  /** Number of positions, which permutations make of each other. */
  readonly positions: number;
  /** The position that a permutation makes of a position. */
  readonly image: (position: number, images: Uint8Array) => number;
  /** What is asked at a position where a step predicate is asked at the first. */
  readonly stepPredicate: (position: number, predicate: number) => number;
}

/** The state of the space with a position, position by position for each state of the quotient. */
export function trackedState(state: number, position: number, { positions }: Tracking): number {
  return state * positions + position;
}

const mostStates = 2 ** 31 - 1;

export function trackedSpace(space: StateSpace, tracking: Tracking): StateSpace {
  const { positions } = tracking;
  const { stateCount, initialCount, instanceCount, isExpanded } = space;
  if (stateCount * positions > mostStates) throw new OutOfMemory("too many states to follow");
  const quotient = space.quotient ?? bug("only a quotient can be tracked");
  const below = (state: number): number => Math.floor(state / positions);
  return {
    stateCount: stateCount * positions,
    initialCount: initialCount * positions,
    instanceCount,
    parents: undefined,
    isExpanded: (state) => isExpanded(below(state)),
    region: (states) => trackedRegion(space, states, tracking),
    quotient: {
      ...{ ...quotient, positions },
      stateImage: (state, images) =>
        `${tracking.image(state % positions, images)} ${quotient.stateImage(below(state), images)}`,
    },
  };
}

/** The tree of the tracked space, from that of the quotient. */
export function trackedTree(
  space: StateSpace,
  tree: BreadthFirstTree,
  tracking: Tracking,
): BreadthFirstTree {
  const { positions } = tracking;
  return {
    positions: tree.positions * positions,
    levelEnds: tree.levelEnds.map((end) => end * positions),
    stateAt: (at) =>
      trackedState(tree.stateAt(Math.floor(at / positions)), at % positions, tracking),
    parentOf: (state) => parentOf(space, tree, { state, tracking }),
  };
}

interface Child {
  readonly state: number;
  readonly tracking: Tracking;
}

/** Found by reading the transitions of the parent: it is asked for the states of one path. */
function parentOf(space: StateSpace, tree: BreadthFirstTree, { state, tracking }: Child): number {
  const child = Math.floor(state / tracking.positions);
  const parent = tree.parentOf(child);
  if (parent < 0) return parent;
  const region = space.region(Int32Array.of(parent, child));
  const { ends, targets, permutations } = region.read(Int32Array.of(0), 0, 1);
  const at = targets.subarray(0, ends[0]).indexOf(parent === child ? 0 : 1);
  const quotient = space.quotient as Quotient; // it is tracked
  const back = inverse(quotient.images(permutations?.[at] ?? bug("a parent leads to no child")));
  return trackedState(parent, tracking.image(state % tracking.positions, back), tracking);
}

function trackedRegion(space: StateSpace, states: Int32Array, tracking: Tracking): Region {
  const { positions } = tracking;
  const { below, belowOf, memberAt } = layersOf(space, states, tracking);
  const region = space.region(below);
  const images = imageTable(space, tracking);
  const list = new Int32Array(region.batch);
  const found = {
    ends: new Int32Array(region.batch),
    targets: new Int32Array(256),
    instances: new Int32Array(256),
    permutations: new Int32Array(256),
  };

  /** Of the members that were read last: their positions, and the rows of the quotient's region that they came from. */
  const positionOf = new Int32Array(region.batch);
  const rowOf = new Int32Array(region.batch);
  let rowEnds: Int32Array = rowOf;
  return {
    batch: region.batch,
    stepHolds: (predicate, i, k) => {
      const row = rowOf[i] as number;
      const begin = i === 0 ? 0 : (found.ends[i - 1] as number);
      const below = (row === 0 ? 0 : (rowEnds[row - 1] as number)) + k - begin;
      return region.stepHolds(
        tracking.stepPredicate(positionOf[i] as number, predicate),
        row,
        below,
      );
    },
    read: (members, first, end) => {
      let rows = 0;
      for (let i = first; i < end; i++) {
        const row = belowOf[members[i] as number] as number;
        if (rows === 0 || list[rows - 1] !== row) list[rows++] = row;
      }
      const read = region.read(list, 0, rows);
      const permutations = read.permutations ?? bug("a quotient has permutations");
      rowEnds = read.ends;
      let count = 0;
      for (let i = first, row = -1; i < end; i++) {
        const member = members[i] as number;
        if (row === -1 || list[row] !== belowOf[member]) row++;
        const position = (states[member] as number) % positions;
        const stop = read.ends[row] as number;
        positionOf[i - first] = position;
        rowOf[i - first] = row;
        makeRoom(found, count + stop);
        for (let k = row === 0 ? 0 : (read.ends[row - 1] as number); k < stop; k++, count++) {
          const target = read.targets[k] as number;
          const g = permutations[k] as number;
          found.targets[count] =
            target < 0
              ? -1
              : (memberAt[target * positions + (images(g)[position] as number)] as number);
          found.instances[count] = read.instances[k] as number;
          found.permutations[count] = g;
        }
        found.ends[i - first] = count;
      }
      return found;
    },
  };
}

/** The states of a quotient's region, and which members of the tracked one lie above each. */
interface Layers {
  readonly below: Int32Array;
  /** By member, the position of its state in `below`. */
  readonly belowOf: Int32Array;
  /** By position in `below` × positions + position, the member there; −1 where there is none. */
  readonly memberAt: Int32Array;
}

function layersOf({ stateCount }: StateSpace, states: Int32Array, { positions }: Tracking): Layers {
  const placeOf = new Int32Array(stateCount).fill(-1);
  const below = new Int32Array(Math.min(states.length, stateCount));
  let count = 0;
  const belowOf = states.map((tracked) => {
    const state = Math.floor(tracked / positions);
    if (placeOf[state] === -1) {
      placeOf[state] = count;
      below[count++] = state;
    }
    return placeOf[state] as number;
  });
  const memberAt = new Int32Array(count * positions).fill(-1);
  for (let member = 0; member < states.length; member++) {
    const position = (states[member] as number) % positions;
    memberAt[(belowOf[member] as number) * positions + position] = member;
  }
  return { below: below.slice(0, count), belowOf, memberAt };
}

/** What the permutations of the quotient make of the positions, by number; each computed once. */
function imageTable(space: StateSpace, tracking: Tracking): (permutation: number) => Int32Array {
  const quotient = space.quotient ?? bug("only a quotient can be tracked");
  const known: (Int32Array | undefined)[] = [];
  return (permutation) => {
    const made = known[permutation];
    if (made !== undefined) return made;
    const images = quotient.images(permutation);
    const all = Int32Array.from({ length: tracking.positions }, (_, position) =>
      tracking.image(position, images),
    );
    known[permutation] = all;
    return all;
  };
}

type Growing = { -readonly [K in keyof Transitions]: Int32Array } & {
  targets: Int32Array;
  instances: Int32Array;
  permutations: Int32Array;
};

function makeRoom(found: Growing, count: number): void {
  if (count <= found.targets.length) return;
  for (const column of ["targets", "instances", "permutations"] as const) {
    const grown = new Int32Array(2 * count);
    grown.set(found[column]);
    found[column] = grown;
  }
}
