/**
 * A fair loop through a given state of a fair component of a quotient, without unfolding the component: for those that stand
 * for too many states.
 *
 * Algorithm: take the shortest closed walk of the quotient through the state, and repeat it until it closes in the machine; if
 * that is fair it is the loop. Otherwise walk in the quotient to where a constraint is paid that is still owed, following
 * its thread, for one constraint after the other, then back to the start, and repeat all of it until it closes. What
 * follows a thread is a breadth-first search over pairs of a state and a constraint; Emerson & Sistla, ACM TOPLAS 19(4),
 * 1997. Afterwards legs are dropped as long as the loop stays fair and gets shorter. A walk is repeated at most as often as
 * the order of a permutation.
 *
 * Cost: a breadth-first search of the component for each leg, times the constraints of a thread class.
 * Assumes: the component is strongly connected, and all that it stands for is fair.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient } from "../explore/state-space.ts";
import { compose, inverse } from "../symmetry/permutation.ts";
import type { ComponentGraph } from "./component-graph.ts";
import type { LoopSearch } from "./exact-fair-loop.ts";
import {
  addBit,
  clearTally,
  emptyTally,
  hasBit,
  isPaid,
  type Obligations,
  strongDebts,
  type Tally,
  tallyState,
  weakDebts,
} from "./obligations.ts";

/** A component of a quotient, and what its edges do to what is followed. */
export interface Winding {
  readonly quotient: Quotient;
  readonly obligations: Obligations;
  /** The component as a graph of the quotient's states, which may lead to themselves. */
  readonly component: ComponentGraph;
  /** The number of the permutation of each edge. */
  readonly permutations: Int32Array;
  /** The state of the quotient that each local state is. */
  readonly stateOf: (local: number) => number;
  /** Called for each state that a breadth-first search looks at. */
  readonly onVisit: () => void;
}

/** Makes the search; its loops close when they are begun in any frame. */
export function unwoundFairLoop(winding: Winding): LoopSearch {
  const { component, obligations } = winding;
  const walker = walkerOf(winding);
  const search = threadSearch(winding);
  const { sources, targets } = component;

  /** The legs of a closed walk that pays all its debts. */
  function payingLegs(entry: number): (readonly number[])[] {
    const legs: (readonly number[])[] = [];
    let here = entry;
    walker.begin(entry);
    for (;;) {
      const owed = walker.owed();
      if (owed === undefined && here === entry && legs.length > 0) return legs;
      const leg =
        owed === undefined
          ? search.to(here, entry)
          : search.paying(here, { ...owed, position: walker.positionOf(owed.constraint) });
      if (leg === undefined) return bug("a debt of a fair component cannot be paid inside it");
      for (const edge of leg) walker.follow(edge);
      legs.push(leg);
      here = targets[leg.at(-1) as number] as number;
    }
  }

  function isFair(entry: number, walk: readonly number[]): boolean {
    walker.begin(entry);
    for (const edge of walk) walker.follow(edge);
    return isPaid(obligations, walker.tally);
  }

  function withoutNeedlessLegs(entry: number, legs: (readonly number[])[]): readonly number[] {
    let best = walker.unwound(entry, legs.flat());
    for (let i = 0; i + 1 < legs.length; ) {
      const first = legs[i] as readonly number[];
      const second = legs[i + 1] as readonly number[];
      const from = sources[first[0] as number] as number;
      const to = targets[second.at(-1) as number] as number;
      const joined = from === to ? [] : (search.to(from, to) ?? bug("a component is torn apart"));
      const shorter = legs.toSpliced(i, 2, joined).filter((leg) => leg.length > 0);
      const walk = shorter.flat();
      const loop = walk.length === 0 ? best : walker.unwound(entry, walk);
      if (loop.length < best.length && isFair(entry, loop)) {
        legs.splice(0, legs.length, ...shorter);
        best = loop;
      } else {
        i++;
      }
    }
    return best;
  }

  return (entry, below) => {
    const cycle = search.to(entry, entry);
    if (cycle === undefined) return bug("a fair component has no cycle through one of its states");
    if (cycle.length >= below) return undefined;
    const simple = walker.unwound(entry, cycle);
    const loop = isFair(entry, simple) ? simple : withoutNeedlessLegs(entry, payingLegs(entry));
    return loop.length < below ? loop : undefined;
  };
}

interface Debt {
  readonly constraint: number;
  /** Whether a state that disables the constraint pays, too. */
  readonly isWeak: boolean;
}

/** Follows edges from a state on, in the frame in which the state is what it stands for, and tallies what that does. */
interface Walker {
  readonly tally: Tally;
  readonly begin: (entry: number) => void;
  readonly follow: (edge: number) => void;
  /** A debt of the walk so far. */
  readonly owed: () => Debt | undefined;
  /** What a constraint of the machine is called in the state that was reached. */
  readonly positionOf: (constraint: number) => number;
  /** A walk from a state of the quotient to itself, as often as it takes to close. */
  readonly unwound: (entry: number, walk: readonly number[]) => readonly number[];
}

function walkerOf({ quotient, obligations, component, permutations, stateOf }: Winding): Walker {
  const { words, count, action, takenBy } = obligations;
  const unmoved = quotient.images(0);
  const tally = emptyTally(words);
  const row = new Int32Array(words);
  let frame = unmoved;
  let positions: Int32Array | undefined;

  const bring = (bits: Int32Array, at: number): Int32Array => {
    row.fill(0);
    for (let c = 0; c < count; c++) {
      if (hasBit(bits, at, positions?.[c] as number)) addBit(row, 0, c);
    }
    return row;
  };
  const visit = (state: number): void => {
    positions = action?.under(frame);
    tallyState(tally, bring(component.enabled, state * words), 0);
  };
  const after = (edge: number, before: Uint8Array): Uint8Array =>
    compose(quotient.images(permutations[edge] as number), before);

  return {
    tally,
    begin: (entry) => {
      clearTally(tally);
      frame = unmoved;
      visit(entry);
    },
    follow: (edge) => {
      const taken = bring(takenBy, (component.instances[edge] as number) * words);
      for (let w = 0; w < words; w++) {
        tally.taken[w] = (tally.taken[w] as number) | (taken[w] as number);
      }
      frame = after(edge, frame);
      visit(component.targets[edge] as number);
    },
    owed: () => {
      for (let w = 0; w < words; w++) {
        const weak = weakDebts(obligations, tally, w);
        const debts = weak | strongDebts(obligations, tally, w);
        const bit = 31 - Math.clz32(debts & -debts);
        if (debts !== 0) return { constraint: w * 32 + bit, isWeak: ((weak >>> bit) & 1) === 1 };
      }
      return undefined;
    },
    positionOf: (constraint) => positions?.[constraint] as number,
    unwound: (entry, walk) => {
      const state = stateOf(entry);
      const start = quotient.stateImage(state, unmoved);
      const loop: number[] = [];
      let reached = unmoved;
      do {
        for (const edge of walk) {
          loop.push(edge);
          reached = after(edge, reached);
        }
      } while (quotient.stateImage(state, inverse(reached)) !== start);
      return loop;
    },
  };
}

/** A debt, and what its constraint is called where the search begins. */
interface Followed extends Debt {
  readonly position: number;
}

interface ThreadSearch {
  /** The shortest path of one edge or more between two states. */
  readonly to: (from: number, to: number) => readonly number[] | undefined;
  /** The shortest path that pays a debt. */
  readonly paying: (from: number, debt: Followed) => readonly number[] | undefined;
}

function threadSearch({ obligations, component, permutations, onVisit }: Winding): ThreadSearch {
  const { words, count, action, takenBy } = obligations;
  const { states, offsets, targets, instances, enabled } = component;
  const breadth = Math.max(count, 1);
  const seenIn = new Int32Array(states.length * breadth);
  const parentEdge = new Int32Array(states.length * breadth);
  const parent = new Int32Array(states.length * breadth);
  let searches = 0;

  type Goal = (edge: number, before: number, after: number) => boolean;
  type Step = (position: number, edge: number) => number;

  const search = (start: number, step: Step, isGoal: Goal): readonly number[] | undefined => {
    searches++;
    seenIn[start] = searches;
    const queue = [start];
    for (const node of queue) {
      const state = Math.floor(node / breadth);
      const position = node % breadth;
      onVisit();
      const end = offsets[state + 1] as number;
      for (let edge = offsets[state] as number; edge < end; edge++) {
        const next = step(position, edge);
        if (isGoal(edge, position, next)) return [...edgesTo(node, start), edge];
        const target = (targets[edge] as number) * breadth + next;
        if (seenIn[target] === searches) continue;
        seenIn[target] = searches;
        parentEdge[target] = edge;
        parent[target] = node;
        queue.push(target);
      }
    }
    return undefined;
  };

  function edgesTo(last: number, start: number): number[] {
    const edges: number[] = [];
    for (let node = last; node !== start; node = parent[node] as number) {
      edges.push(parentEdge[node] as number);
    }
    return edges.reverse();
  }

  const along: Step = (position, edge) =>
    action?.underNumber(permutations[edge] as number)[position] as number;
  return {
    to: (from, to) =>
      search(
        from * breadth,
        () => 0,
        (edge) => targets[edge] === to,
      ),
    paying: (from, { position, isWeak }) =>
      search(from * breadth + position, along, (edge, before, after) => {
        if (hasBit(takenBy, (instances[edge] as number) * words, before)) return true;
        return isWeak && !hasBit(enabled, (targets[edge] as number) * words, after);
      }),
  };
}
