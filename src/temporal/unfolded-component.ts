/**
 * A fair component of a quotient as the states that it stands for: those to which walks inside the component lead from one of
 * them. They are strongly connected, and all of their steps together are fair, as those of the component are. So the
 * searches for a short loop walk on them as on a component of a graph without symmetry, and find loops that close.
 *
 * A state is found as a state of the quotient in a frame: a permutation h that makes the quotient's state of it. The instance
 * that the quotient calls i is its instance h⁻¹·i, and a transition with permutation g leads to the frame g·h. The same state
 * may be found in several frames; its name, which the quotient gives, tells. All frames are followed: their steps are
 * the same, but only those of one frame may be among the transitions of the component.
 *
 * Cost: a name, which takes some microseconds, for each frame that is met, up to a limit.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient } from "../explore/state-space.ts";
import { compose, inverse } from "../symmetry/permutation.ts";
import type { ComponentGraph } from "./component-graph.ts";
import { addBit, hasBit, type Obligations } from "./obligations.ts";
import type { RegionGraph } from "./region-graph.ts";

/** What a component is unfolded with. */
export interface Unfolding {
  readonly quotient: Quotient;
  /** The state of the quotient that each state of the graph is. */
  readonly stateOf: (state: number) => number;
  readonly obligations: Obligations;
  /** Room for one number per state of the graph, all −1; left as found. */
  readonly localOf: Int32Array;
  /** Most frames to follow. */
  readonly limit: number;
}

/** A state as it was found. */
export interface Framed {
  /** Its number in the component graph. */
  readonly local: number;
  /** The state of the quotient's graph that stands for it, and the frame. */
  readonly state: number;
  readonly frame: Uint8Array;
}

/** The states that a component stands for. */
export interface UnfoldedComponent {
  /** Its `states` are states of the quotient's graph that stand for them. */
  readonly component: ComponentGraph;
  /** A state that each state of the component stands for. */
  readonly above: ReadonlyMap<number, Framed>;
}

/** Unfolds; undefined when that takes more than the limit. */
export function unfold(
  graph: RegionGraph,
  states: Int32Array,
  unfolding: Unfolding,
): UnfoldedComponent | undefined {
  const { localOf, obligations } = unfolding;
  for (const state of states) localOf[state] = 0;
  const unfolded = unfoldInside(graph, states[0] as number, unfolding);
  for (const state of states) localOf[state] = -1;
  if (unfolded === undefined) return undefined;
  const { framed, steps } = unfolded;
  const above = new Map<number, Framed>();
  for (const one of framed) if (!above.has(one.state)) above.set(one.state, one);
  return { component: asComponent(graph, { framed, steps, obligations }), above };
}

/** Source, instance and target, one step after the other, in the order of the sources. */
type Steps = readonly (readonly [source: number, instance: number, target: number])[];

interface Unfolded {
  readonly framed: readonly Framed[];
  readonly steps: Steps;
}

/** All that is reached from a state of the graph through those whose `localOf` is not −1. */
function unfoldInside(
  graph: RegionGraph,
  root: number,
  unfolding: Unfolding,
): Unfolded | undefined {
  const { quotient, localOf, limit } = unfolding;
  const { offsets, targets, instances } = graph;
  const permutations = graph.permutations ?? bug("only a quotient can be unfolded");
  const { framed, localIn } = frameTable(unfolding);
  const steps = new Map<string, Steps[number]>();
  localIn(root, quotient.images(0));
  for (const { local, state, frame } of framed) {
    if (framed.length > limit) return undefined;
    const back = inverse(frame);
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      const target = targets[k] as number;
      if (localOf[target] === -1) continue;
      const instance = quotient.instanceImage(instances[k] as number, back);
      const next = localIn(target, compose(quotient.images(permutations[k] as number), frame));
      const key = `${local} ${instance} ${next}`;
      if (!steps.has(key)) steps.set(key, [local, instance, next]);
    }
  }
  return { framed, steps: [...steps.values()].toSorted(([a], [b]) => a - b) };
}

interface FrameTable {
  /** All that were found. */
  readonly framed: readonly Framed[];
  /** The number of what a state of the graph stands for in a frame. */
  readonly localIn: (state: number, frame: Uint8Array) => number;
}

function frameTable({ quotient, stateOf }: Unfolding): FrameTable {
  const framed: Framed[] = [];
  const byFrame = new Map<string, number>();
  const byName = new Map<string, number>();
  return {
    framed,
    localIn: (state, frame) => {
      const key = `${state} ${frame.join()}`;
      const known = byFrame.get(key);
      if (known !== undefined) return known;
      const name = quotient.stateImage(stateOf(state), inverse(frame));
      const local = byName.get(name) ?? byName.size;
      byName.set(name, local);
      byFrame.set(key, local);
      framed.push({ local, state, frame });
      return local;
    },
  };
}

interface Found extends Unfolded {
  readonly obligations: Obligations;
}

/** The states as a component graph, with the constraints that are enabled in themselves. */
function asComponent(graph: RegionGraph, { framed, steps, obligations }: Found): ComponentGraph {
  const { words, count, action } = obligations;
  const length = framed.reduce((most, { local }) => Math.max(most, local + 1), 0);
  const states = new Int32Array(length);
  const enabled = new Int32Array(length * words);
  for (const { local, state, frame } of framed) {
    states[local] = state;
    const here = action?.under(frame);
    for (let c = 0; c < count; c++) {
      if (hasBit(graph.enabled, state * words, here?.[c] as number))
        addBit(enabled, local * words, c);
    }
  }
  const offsets = new Int32Array(length + 1);
  for (const [source] of steps) offsets[source + 1] = (offsets[source + 1] as number) + 1;
  for (let s = 0; s < length; s++) {
    offsets[s + 1] = (offsets[s + 1] as number) + (offsets[s] as number);
  }
  return {
    ...{ states, enabled, offsets, permutations: undefined },
    sources: Int32Array.from(steps, ([source]) => source),
    instances: Int32Array.from(steps, ([, instance]) => instance),
    targets: Int32Array.from(steps, ([, , target]) => target),
  };
}
