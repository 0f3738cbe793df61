/**
 * A short lasso into one of the fair components, always the same one for the same graph and question.
 *
 * Algorithm: the 32 states of fair components that are nearest to the initial states (ties by id) are tried as the
 * entry into the loop, each with its shortest path as the stem and the shortest fair loop through it; the smallest
 * total wins, then the smaller stem, then the smaller id. Where the component and its constraints are too large for
 * the exact loop, a greedy one is taken, and once the greedy searches have looked at a fixed number of states no
 * further entry is tried. The total is the minimum over all fair lassos when there are no more than 32 candidates and
 * all loops are exact; it is short, not shortest, otherwise.
 *
 * Cost: see exact-fair-loop.ts and greedy-fair-loop.ts, times the entries tried.
 */

import type { StateGraph } from "../explore/state-graph.ts";
import { type ComponentGraph, componentGraph } from "./component-graph.ts";
import type { StateSets } from "./components.ts";
import { exactFairLoop, type LoopSearch } from "./exact-fair-loop.ts";
import { greedyFairLoop } from "./greedy-fair-loop.ts";
import type { Lasso, LassoStep } from "./lasso.ts";
import type { Obligations } from "./obligations.ts";
import type { ShortestPaths } from "./shortest-paths.ts";

const ENTRIES = 32;
const GREEDY_VISITS = 1 << 24;

/** What a lasso is chosen from. */
export interface LassoChoice {
  /** The stems. */
  readonly paths: ShortestPaths;
  /** At least one fair component; every state of theirs has a path. */
  readonly components: StateSets;
  /** What a loop has to satisfy. */
  readonly obligations: Obligations;
  /** Whether a state has a virtual step to itself. */
  readonly stutters: (state: number) => boolean;
  /** States × 2^bits up to which a loop is exactly the shortest through its entry. */
  readonly exactNodes: number;
}

/** Chooses the lasso; undefined only when there is no component. */
export function shortLasso(graph: StateGraph, choice: LassoChoice): Lasso | undefined {
  const { paths, components } = choice;
  const workshopOf = workshops(graph, choice);
  let best: { entry: number; total: number; loop: readonly LassoStep[] } | undefined;
  for (const at of nearest(components.states, paths.depth)) {
    const entry = components.states[at] as number;
    const stem = paths.depth[entry] as number;
    if (best !== undefined && stem + 1 >= best.total) break;
    const workshop = workshopOf(at);
    if (best !== undefined && workshop.isExhausted()) break;
    const below = best === undefined ? Number.POSITIVE_INFINITY : best.total - stem;
    const loop = workshop.loopThrough(entry, below);
    if (loop !== undefined) best = { entry, total: stem + loop.length, loop };
  }
  if (best === undefined) return undefined;
  const { start, steps } = paths.pathTo(best.entry);
  return { start, stem: steps, loop: best.loop };
}

/** The positions of the states nearest to the initial states, by depth and id. */
function nearest(states: Int32Array, depth: Int32Array): number[] {
  const chosen: number[] = [];
  const isBefore = (a: number, b: number): boolean => {
    const [s, t] = [states[a] as number, states[b] as number];
    const nearer = (depth[s] as number) - (depth[t] as number);
    return nearer < 0 || (nearer === 0 && s < t);
  };
  for (let at = 0; at < states.length; at++) {
    if (chosen.length === ENTRIES && !isBefore(at, chosen[ENTRIES - 1] as number)) continue;
    let i = chosen.length;
    while (i > 0 && isBefore(at, chosen[i - 1] as number)) i--;
    chosen.splice(i, 0, at);
    if (chosen.length > ENTRIES) chosen.pop();
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
function workshops(graph: StateGraph, choice: LassoChoice): (at: number) => Workshop {
  const { components, obligations, stutters, exactNodes } = choice;
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
    const component = componentGraph(graph, states, { obligations, stutters, localOf });
    const search =
      exactFairLoop(component, obligations, exactNodes) ??
      greedyFairLoop(component, obligations, onVisit);
    const workshop = { loopThrough: inStates(component, search), isExhausted };
    made.set(index, workshop);
    return workshop;
  };
}

function inStates(component: ComponentGraph, search: LoopSearch): Workshop["loopThrough"] {
  const { states, sources, targets, instances } = component;
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
