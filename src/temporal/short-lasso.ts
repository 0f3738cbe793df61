/**
 * A short fair loop with a short way to it, in one of the fair components; always the same one for the same graph.
 *
 * Algorithm: the 32 states of fair components that are nearest to the initial states (ties by number) are tried as the
 * entry into the loop, each with the shortest fair loop through it; the smallest total of stem and loop wins, then the
 * smaller stem, then the smaller number. Where the component and its constraints are too large for the exact loop, a greedy
 * one is taken, and once the greedy searches have looked at a fixed number of states no further entry is tried. The total
 * is the minimum over all fair lassos when there are no more than 32 candidates and all loops are exact; it is short, not
 * shortest, otherwise. Where an element is followed through a quotient, 32 for each position that it can be in are tried.
 *
 * Cost: see exact-fair-loop.ts and greedy-fair-loop.ts, times the entries tried.
 */

import type { Quotient } from "../explore/state-space.ts";
import { type ComponentGraph, componentGraph } from "./component-graph.ts";
import type { StateSets } from "./components.ts";
import { exactFairLoop, type LoopSearch } from "./exact-fair-loop.ts";
import { greedyFairLoop } from "./greedy-fair-loop.ts";
import type { LassoStep } from "./lasso.ts";
import type { Obligations } from "./obligations.ts";
import { loopInQuotient } from "./quotient-loop.ts";
import { distanceOf, type RegionGraph } from "./region-graph.ts";

const ENTRIES = 32;
const GREEDY_VISITS = 1 << 24;

/** What a loop is chosen from. */
export interface LoopChoice {
  /** At least one fair component. */
  readonly components: StateSets;
  /** What a loop has to satisfy. */
  readonly obligations: Obligations;
  /** States × 2^bits up to which a loop is exactly the shortest through its entry. */
  readonly exactNodes: number;
  /** Only loops that make a lasso of fewer steps are of use. */
  readonly below: number;
  /** In a quotient: what the states of the graph stand for. A loop then closes in the machine. */
  readonly lifted?: Lifted | undefined;
}

/** What the states of a quotient's graph stand for. */
export interface Lifted {
  readonly quotient: Quotient;
  /** The state of the quotient that each state of the graph is. */
  readonly stateOf: (state: number) => number;
  /** Most states to name for one component, see unfolded-component.ts. */
  readonly limit: number;
}

/** A loop, as steps between states of the graph, and the state on it that the stem leads to. */
export interface ChosenLoop {
  readonly entry: number;
  readonly loop: readonly LassoStep[];
}

/** Chooses the loop; undefined when there is none that is short enough. */
export function shortLasso(graph: RegionGraph, choice: LoopChoice): ChosenLoop | undefined {
  const { components } = choice;
  const workshopOf = workshops(graph, choice);
  let best: ChosenLoop | undefined;
  let { below } = choice;
  const entries = ENTRIES * (choice.lifted?.quotient.positions ?? 1); // many are alike where something is followed
  for (const at of nearest(components.states, entries)) {
    const entry = components.states[at] as number;
    const stem = distanceOf(graph, entry);
    if (stem + (graph.hasLoops ? 1 : 2) >= below) break; // no loop is shorter
    const workshop = workshopOf(at);
    if (best !== undefined && workshop.isExhausted()) break;
    const loop = workshop.loopThrough(entry, below - stem);
    if (loop === undefined) continue;
    best = { entry, loop };
    below = stem + loop.length;
  }
  return best;
}

/** The positions of the least numbers, ascending by number: those of the states nearest to the initial ones. */
function nearest(states: Int32Array, most: number): number[] {
  const chosen: number[] = [];
  const isBefore = (a: number, b: number): boolean => (states[a] as number) < (states[b] as number);
  for (let at = 0; at < states.length; at++) {
    if (chosen.length === most && !isBefore(at, chosen[most - 1] as number)) continue;
    let i = chosen.length;
    while (i > 0 && isBefore(at, chosen[i - 1] as number)) i--;
    chosen.splice(i, 0, at);
    if (chosen.length > most) chosen.pop();
  }
  return chosen;
}

/** The searches for loops in one component. */
interface Workshop {
  readonly loopThrough: (entry: number, below: number) => readonly LassoStep[] | undefined;
  /** Whether the greedy searches of all components together have done their share. */
  readonly isExhausted: () => boolean;
}

/** Makes the workshop of the component at a position of `components.states`, once for each component. */
function workshops(graph: RegionGraph, choice: LoopChoice): (at: number) => Workshop {
  const { components, obligations, exactNodes, lifted } = choice;
  const localOf = new Int32Array(graph.stateCount).fill(-1);
  const made = new Map<number, Workshop>();
  let visits = 0;
  const onVisit = (): void => {
    visits++;
  };
  const isExhausted = (): boolean => visits > GREEDY_VISITS;
  return (at) => {
    const index = setAt(components.ends, at);
    const known = made.get(index);
    if (known !== undefined) return known;
    const begin = index === 0 ? 0 : (components.ends[index - 1] as number);
    const states = components.states.subarray(begin, components.ends[index]);
    const searchIn = (component: ComponentGraph): LoopSearch =>
      exactFairLoop(component, obligations, exactNodes) ??
      greedyFairLoop(component, obligations, onVisit);
    const loopThrough =
      lifted === undefined
        ? inStates(componentGraph(graph, states, { words: obligations.words, localOf }), searchIn)
        : loopInQuotient(graph, states, { ...lifted, obligations, localOf, onVisit, searchIn });
    const workshop = { loopThrough, isExhausted };
    made.set(index, workshop);
    return workshop;
  };
}

function inStates(
  component: ComponentGraph,
  searchIn: (component: ComponentGraph) => LoopSearch,
): Workshop["loopThrough"] {
  const { states, sources, targets, instances } = component;
  const search = searchIn(component);
  return (entry, below) =>
    search(indexOf(states, entry), below)?.map((edge) => ({
      from: states[sources[edge] as number] as number,
      instance: instances[edge] as number,
      to: states[targets[edge] as number] as number,
    }));
}

/** The set that holds a position: the first whose end is beyond it. */
function setAt(ends: Int32Array, at: number): number {
  return firstWhere(ends, (end) => end > at);
}

function indexOf(ascending: Int32Array, value: number): number {
  return firstWhere(ascending, (other) => other >= value);
}

function firstWhere(ascending: Int32Array, test: (value: number) => boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(ascending[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
