/**
 * What trim.ts leaves of a region as a graph of its own, numbered from 0 in order of distance: what the searches for fair
 * cycles of two states or more walk on. Steps that change nothing are left out: no such cycle needs one. In a quotient a
 * step to another state of the same orbit is a transition from a state to itself.
 *
 * Cost: the remaining members are read once more. 8 bytes for each and 4 × words for its enabled constraints; for each
 * transition 5 bytes, with more than 256 action instances 6, with more than 65,536 8; in a quotient 4 more.
 */
import { OutOfMemory } from "../diagnostics/out-of-memory.ts";
import { type Region, staysInOrbit } from "../explore/state-space.ts";
import { levelOf, type Members } from "./members.ts";
import { addDuty, addInstance, type Obligations } from "./obligations.ts";
import type { Reach } from "./reach.ts";

/** Graph states in order of distance, and the transitions between them. */
export interface RegionGraph {
  readonly stateCount: number;
  /** The member of the region that each state is. */
  readonly members: Int32Array;
  /** The states at distance d from the initial states are before levelEnds[d]. */
  readonly levelEnds: readonly number[];
  /** The transitions of state s are at offsets[s] … offsets[s + 1] − 1. */
  readonly offsets: Int32Array;
  /** The state that each transition leads to. */
  readonly targets: Int32Array;
  /** Whether some transitions may lead to the state that they leave. */
  readonly hasLoops: boolean;
  /** The permutations of the transitions, in a quotient; see `Transitions`. */
  readonly permutations: Int32Array | undefined;
  readonly instances: Uint8Array | Uint16Array | Int32Array;
  /** The constraints enabled in state s, by all its transitions, are the words from s × words. */
  readonly enabled: Int32Array;
}

/** What the graph is made with. */
export interface RegionGraphInput {
  readonly region: Region;
  readonly members: Members;
  readonly reach: Reach;
  readonly obligations: Obligations;
  readonly instanceCount: number;
  /** Whether the states stand for their orbits. */
  readonly isQuotient: boolean;
}

/** What 32-bit offsets can number; so many alone would take 10 GB. */
const mostTransitions = 2 ** 31 - 1;

/**
 * Makes the graph of the members with a positive count in `incoming`, so many transitions between them.
 * @throws OutOfMemory where these are too many to be numbered
 */
export function* regionGraph(
  input: RegionGraphInput,
  transitions: number,
): Generator<void, RegionGraph> {
  if (transitions > mostTransitions) throw new OutOfMemory("too many transitions in one region");
  const { region, members, obligations, reach, instanceCount, isQuotient } = input;
  const numbers = reach.incoming;
  const { kept, levelEnds } = numberKept(reach);
  const { words } = obligations;
  const graph: RegionGraph = {
    ...{ stateCount: kept.length, members: kept, levelEnds, hasLoops: isQuotient },
    offsets: new Int32Array(kept.length + 1),
    targets: new Int32Array(transitions),
    permutations: isQuotient ? new Int32Array(transitions) : undefined,
    instances: narrowest(instanceCount, transitions),
    enabled: new Int32Array(kept.length * words),
  };
  let count = 0;
  for (let first = 0; first < kept.length; first += region.batch) {
    const last = Math.min(first + region.batch, kept.length);
    const { ends, targets, instances, permutations } = region.read(kept, first, last);
    for (let s = first, k = 0; s < last; s++) {
      const member = kept[s] as number;
      const row = { bits: graph.enabled, at: s * words };
      for (const stop = ends[s - first] as number; k < stop; k++) {
        const target = targets[k] as number;
        if (target === member && !staysInOrbit(permutations, k)) continue;
        const instance = instances[k] as number;
        if (words > 0) addInstance(obligations, instance, row);
        const number = target < 0 ? -1 : (numbers[target] as number);
        if (number < 0) continue;
        graph.targets[count] = number;
        graph.instances[count] = instance;
        if (graph.permutations !== undefined) graph.permutations[count] = permutations?.[k] ?? 0;
        count++;
      }
      addDuty(obligations, members.states[member] as number, row);
      graph.offsets[s + 1] = count;
    }
    yield;
  }
  return graph;
}

/** Gives the members that are kept their numbers, in place of their counts. */
export function numberKept({
  queue,
  read,
  incoming,
  levelEnds,
}: Pick<Reach, "queue" | "read" | "incoming" | "levelEnds">): {
  readonly kept: Int32Array;
  readonly levelEnds: readonly number[];
} {
  let count = 0;
  let at = 0;
  const ends = levelEnds.map((end) => {
    for (; at < Math.min(end, read); at++) {
      const member = queue[at] as number;
      if ((incoming[member] as number) <= 0) continue;
      queue[count] = member;
      incoming[member] = count++;
    }
    return count;
  });
  return { kept: queue.slice(0, count), levelEnds: ends };
}

function narrowest(instanceCount: number, length: number): RegionGraph["instances"] {
  if (instanceCount <= 2 ** 8) return new Uint8Array(length);
  return instanceCount <= 2 ** 16 ? new Uint16Array(length) : new Int32Array(length);
}

/** The distance of a state from the initial states. */
export function distanceOf({ levelEnds }: RegionGraph, state: number): number {
  return levelOf(levelEnds, state);
}
