/**
 * A short fair loop through a given state of a fair component of any size, under any number of constraints.
 *
 * Algorithm: take the shortest cycle through the state when it happens to be fair. Otherwise walk to the nearest state
 * or edge that pays one of the debts of the walk so far, again and again, and back to the start when nothing is owed;
 * the witness construction of Clarke, Grumberg, McMillan & Zhao, DAC 1995. Deviations: strong constraints become debts
 * when the walk meets a state that enables them; afterwards each leg is dropped whose neighbours can be joined by a
 * shorter path without making the loop unfair.
 *
 * Cost: two breadth-first searches for each leg, at most one leg for each constraint and one more to return after each.
 * Assumes: the component is strongly connected and all of its edges together form a fair loop.
 */

import { bug } from "../diagnostics/bug.ts";
import type { ComponentGraph } from "./component-graph.ts";
import type { LoopSearch } from "./exact-fair-loop.ts";
import {
  clearTally,
  emptyTally,
  isPaid,
  type Obligations,
  strongDebts,
  type Tally,
  tallyState,
  tallyStep,
  weakDebts,
} from "./obligations.ts";

/** Makes the search; `onVisit` is called for each state that a breadth-first search looks at. */
export function greedyFairLoop(
  component: ComponentGraph,
  obligations: Obligations,
  onVisit: () => void,
): LoopSearch {
  const tally = emptyTally(obligations.words);
  const search = edgeSearch(component, onVisit);

  function isFair(entry: number, walk: readonly number[]): boolean {
    clearTally(tally);
    tallyVisit(component, tally, entry);
    for (const edge of walk) tallyEdge(component, obligations, { tally, edge });
    return isPaid(obligations, tally);
  }

  /** The legs of a closed walk that pays all its debts, each as edges. */
  function payingLegs(entry: number): (readonly number[])[] {
    const legs: (readonly number[])[] = [];
    let here = entry;
    clearTally(tally);
    tallyVisit(component, tally, entry);
    for (;;) {
      const paid = isPaid(obligations, tally);
      if (paid && here === entry && legs.length > 0) return legs;
      const leg = search(
        here,
        paid
          ? (edge) => component.targets[edge] === entry
          : (edge) => pays(component, obligations, { tally, edge }),
      );
      if (leg === undefined) return bug("a debt of a fair component cannot be paid inside it");
      for (const edge of leg) tallyEdge(component, obligations, { tally, edge });
      legs.push(leg);
      here = component.targets[leg.at(-1) as number] as number;
    }
  }

  function withoutNeedlessLegs(entry: number, legs: (readonly number[])[]): readonly number[] {
    for (let i = 0; i + 1 < legs.length; ) {
      const first = legs[i] as readonly number[];
      const second = legs[i + 1] as readonly number[];
      const from = component.sources[first[0] as number] as number;
      const to = component.targets[second.at(-1) as number] as number;
      const joined = from === to ? [] : search(from, (edge) => component.targets[edge] === to);
      if (joined === undefined) return bug("a fair component is not strongly connected");
      const shorter = legs.toSpliced(i, 2, joined).filter((leg) => leg.length > 0);
      const walk = shorter.flat();
      if (joined.length < first.length + second.length && walk.length > 0 && isFair(entry, walk)) {
        legs.splice(0, legs.length, ...shorter);
      } else {
        i++;
      }
    }
    return legs.flat();
  }

  return (entry, below) => {
    const cycle = search(entry, (edge) => component.targets[edge] === entry);
    if (cycle === undefined) return bug("a fair component has no cycle through one of its states");
    if (cycle.length >= below) return undefined;
    if (isFair(entry, cycle)) return cycle;
    const loop = withoutNeedlessLegs(entry, payingLegs(entry));
    return loop.length < below ? loop : undefined;
  };
}

function tallyVisit(component: ComponentGraph, tally: Tally, state: number): void {
  tallyState(tally, component.enabled, state * tally.taken.length);
}

interface TalliedEdge {
  readonly tally: Tally;
  readonly edge: number;
}

function tallyEdge(
  component: ComponentGraph,
  obligations: Obligations,
  { tally, edge }: TalliedEdge,
): void {
  tallyStep(tally, obligations, component.instances[edge] as number);
  tallyVisit(component, tally, component.targets[edge] as number);
}

/** Whether following the edge pays a debt: by taking a constraint, or by reaching a state where a weak one is disabled. */
function pays(
  { targets, instances, enabled }: ComponentGraph,
  obligations: Obligations,
  { tally, edge }: TalliedEdge,
): boolean {
  const { words, takenBy } = obligations;
  const target = targets[edge] as number;
  for (let w = 0; w < words; w++) {
    const weak = weakDebts(obligations, tally, w);
    const debts = weak | strongDebts(obligations, tally, w);
    const taken = takenBy[(instances[edge] as number) * words + w] as number;
    if ((debts & taken) !== 0) return true;
    if ((weak & ~(enabled[target * words + w] as number)) !== 0) return true;
  }
  return false;
}

type EdgeSearch = (from: number, isGoal: (edge: number) => boolean) => number[] | undefined;

/** Makes the search for the shortest path, of one edge or more, that ends with a wanted edge. */
function edgeSearch(component: ComponentGraph, onVisit: () => void): EdgeSearch {
  const { states, offsets, sources, targets } = component;
  const seenIn = new Int32Array(states.length);
  const parentEdge = new Int32Array(states.length);
  const queue = new Int32Array(states.length);
  let searches = 0;
  return (from, isGoal) => {
    searches++;
    seenIn[from] = searches;
    queue[0] = from;
    let queued = 1;
    for (let head = 0; head < queued; head++) {
      const state = queue[head] as number;
      onVisit();
      const end = offsets[state + 1] as number;
      for (let edge = offsets[state] as number; edge < end; edge++) {
        if (isGoal(edge)) return pathEndingWith(edge, from);
        const target = targets[edge] as number;
        if (seenIn[target] === searches) continue;
        seenIn[target] = searches;
        parentEdge[target] = edge;
        queue[queued++] = target;
      }
    }
    return undefined;
  };

  function pathEndingWith(last: number, from: number): number[] {
    const edges = [last];
    let state = sources[last] as number;
    while (state !== from) {
      const edge = parentEdge[state] as number;
      edges.push(edge);
      state = sources[edge] as number;
    }
    return edges.reverse();
  }
}
