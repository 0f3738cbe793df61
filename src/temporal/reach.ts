/**
 * The part of a region that a lasso's stem can reach under the restriction of its form: from members where the restriction
 * begins to hold (seeds), along transitions inside the region.
 *
 * Algorithm: breadth-first search over the members, where a seed enters at its own distance from the initial states; so the
 * distance of every member is that of the whole stem. The transitions into each member are counted on the way, for trim.ts.
 * The search ends with the first distance at which a member can stand still for ever, owing nothing: the lasso there is one
 * step longer than its stem, and no cycle through states that are farther away belongs to a shorter one.
 *
 * Cost: each reached member is read once; 12 bytes for each, as pages of memory that is not touched take none.
 */
import { type Region, staysInOrbit, type Transitions } from "../explore/state-space.ts";
import type { Members } from "./members.ts";
import { passes, type StateTest } from "./members.ts";
import { addDuty, addInstance, type Obligations, owesNothing } from "./obligations.ts";
import { type Stuttering, standsStill } from "./stuttering.ts";

/** What is reached, and how. */
export interface ReachRules {
  /** Where stems enter the region: members of the first distance only, or any; all of those that pass the test. */
  readonly seeds: { readonly from: "start" | "anywhere"; readonly test: StateTest | undefined };
  /** When given, the search is for the nearest such state and ends with it; standing still does not end it. */
  readonly goal: StateTest | undefined;
  readonly obligations: Obligations;
  readonly stuttering: Stuttering;
  readonly isExpanded: (state: number) => boolean;
}

/** A member where a behaviour can stay for ever, by an instance that changes nothing or, −1, by no step at all. */
export interface Still {
  readonly member: number;
  readonly distance: number;
  readonly instance: number;
}

export interface Reach {
  /** The reached members in order of distance. */
  readonly queue: Int32Array;
  /** The members at distance d are before levelEnds[d] in the queue. */
  readonly levelEnds: readonly number[];
  /** How many of the queue were found, and how many of these, whole distances, were read. */
  readonly found: number;
  readonly read: number;
  /** 0 for a member that is not reached, 1 for a seed, 2 + the member before it for another. */
  readonly origin: Int32Array;
  /** By member, the transitions to it that were read, but for those that change nothing. */
  readonly incoming: Int32Array;
  /** Whether a transition that changes the state leads to a member with no larger number; without one they form no cycle. */
  readonly turnsBack: boolean;
  /** The first member found where nothing need happen any more. */
  readonly still: Still | undefined;
  /** The nearest member that is the goal, ties by state. */
  readonly goal: number | undefined;
}

export function* reach(
  region: Region,
  members: Members,
  rules: ReachRules,
): Generator<void, Reach> {
  const { states } = members;
  const search: Search = {
    ...{ region, states, rules, found: 0, turnsBack: false, still: undefined },
    queue: new Int32Array(states.length),
    origin: new Int32Array(states.length),
    incoming: new Int32Array(states.length),
    enabled: new Int32Array(rules.obligations.words),
  };
  const levelEnds: number[] = [];
  const lastSeed = rules.seeds.from === "start" ? (members.levelEnds[0] ?? 0) : states.length;
  let goal: number | undefined;
  let read = 0;
  for (let level = 0, seed = 0; ; level++) {
    seed = addSeeds(search, seed, Math.min(members.levelEnds[level] ?? lastSeed, lastSeed));
    const end = search.found;
    if (end === read && seed === lastSeed) break;
    levelEnds.push(end);
    goal = nearestGoal(search, read, end);
    if (goal !== undefined) break;
    yield* readLevel(search, { first: read, end, level });
    read = end;
    if (search.still !== undefined && rules.goal === undefined) break;
  }
  const { queue, origin, incoming, found, turnsBack, still } = search;
  return { queue, levelEnds, found, read, origin, incoming, turnsBack, still, goal };
}

interface Search {
  readonly region: Region;
  readonly states: Int32Array;
  readonly rules: ReachRules;
  readonly queue: Int32Array;
  readonly origin: Int32Array;
  readonly incoming: Int32Array;
  /** Room for a bitset. */
  readonly enabled: Int32Array;
  found: number;
  turnsBack: boolean;
  still: Still | undefined;
}

/** Adds the seeds among the members first … end − 1; answers where the next distance begins. */
function addSeeds(search: Search, first: number, end: number): number {
  const { states, rules, queue, origin } = search;
  const { test } = rules.seeds;
  for (let member = first; member < end; member++) {
    if (origin[member] !== 0 || !passes(test, states[member] as number)) continue;
    origin[member] = 1;
    queue[search.found++] = member;
  }
  return Math.max(first, end);
}

function nearestGoal(
  { queue, states, rules }: Search,
  first: number,
  end: number,
): number | undefined {
  if (rules.goal === undefined) return undefined;
  let best: number | undefined;
  for (let i = first; i < end; i++) {
    const member = queue[i] as number;
    if (!passes(rules.goal, states[member] as number)) continue;
    if (best === undefined || (states[member] as number) < (states[best] as number)) best = member;
  }
  return best;
}

interface Level {
  readonly first: number;
  readonly end: number;
  readonly level: number;
}

function* readLevel(search: Search, { first, end, level }: Level): Generator<void, void> {
  const { region, queue } = search;
  for (let at = first; at < end; at += region.batch) {
    const last = Math.min(at + region.batch, end);
    const transitions = region.read(queue, at, last);
    follow(search, transitions, at, last);
    if (search.still === undefined)
      search.still = stillAmong(search, transitions, { first: at, end: last, level });
    yield;
  }
}

function follow(
  search: Search,
  { ends, targets, permutations }: Transitions,
  first: number,
  end: number,
): void {
  const { queue, origin, incoming } = search;
  let { found, turnsBack } = search;
  for (let i = first, k = 0; i < end; i++) {
    const member = queue[i] as number;
    for (const stop = ends[i - first] as number; k < stop; k++) {
      const target = targets[k] as number;
      if (target < 0 || (target === member && !staysInOrbit(permutations, k))) continue;
      if (target <= member) turnsBack = true;
      const before = incoming[target] as number;
      incoming[target] = before + 1;
      if (before > 0 || origin[target] !== 0) continue; // most often without a look at distant memory
      origin[target] = 2 + member;
      queue[found++] = target;
    }
  }
  search.found = found;
  search.turnsBack = turnsBack;
}

function stillAmong(
  { queue, states, rules, enabled }: Search,
  { ends, targets, instances, permutations }: Transitions,
  { first, end, level }: Level,
): Still | undefined {
  const { obligations, stuttering, isExpanded } = rules;
  const to = { bits: enabled, at: 0 };
  for (let i = first, begin = 0; i < end; i++) {
    const member = queue[i] as number;
    const state = states[member] as number;
    const stop = ends[i - first] as number;
    let loop = begin;
    while (loop < stop && (targets[loop] !== member || staysInOrbit(permutations, loop))) loop++;
    if (loop < stop || (standsStill(stuttering, stop - begin) && isExpanded(state))) {
      enabled.fill(0);
      for (let k = begin; k < stop; k++) {
        if (targets[k] === member && !staysInOrbit(permutations, k)) continue;
        addInstance(obligations, instances[k] as number, to);
      }
      addDuty(obligations, state, to);
      const instance = loop < stop ? (instances[loop] as number) : -1;
      if (owesNothing(obligations, to)) return { member, distance: level, instance };
    }
    begin = stop;
  }
  return undefined;
}
