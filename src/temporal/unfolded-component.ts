/**
 * A fair component of a quotient as the states that it stands for: those to which walks inside the component lead from one of
 * them. They are strongly connected, and all of their steps together are fair, as those of the component are. So the
 * searches for a short loop walk on them as on a component of a graph without symmetry, and find loops that close.
 *
 * A state is a state of the quotient and a frame: a permutation h that makes the quotient's state of it. The instance that the
 * quotient calls i is its instance h⁻¹·i, and a transition with permutation g leads to the frame g·h. Several frames may be
 * the same state; the names that the quotient gives tell.
 *
 * Cost: a name, which takes some microseconds, for each frame that is met, up to a limit.
 */
import { intVector } from "../containers/int-vector.ts";
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
  /** Most frames to name. */
  readonly limit: number;
}

/** The states that a component stands for. */
export interface UnfoldedComponent {
  /** Its `states` are the states of the quotient's graph that stand for them. */
  readonly component: ComponentGraph;
  /** The transition of the quotient's graph that stands for each edge. */
  readonly transitions: Int32Array;
}

/** Unfolds; undefined when that takes more than the limit. */
export function unfold(
  graph: RegionGraph,
  states: Int32Array,
  unfolding: Unfolding,
): UnfoldedComponent | undefined {
  const { localOf } = unfolding;
  for (const state of states) localOf[state] = 0;
  const lifts = liftAll(graph, states[0] as number, unfolding);
  for (const state of states) localOf[state] = -1;
  return lifts && asComponent(graph, lifts, unfolding);
}

/** States in the order of discovery, and the edges between them. */
interface Lifts {
  readonly states: readonly number[];
  readonly frames: readonly Uint8Array[];
  readonly offsets: Int32Array;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly transitions: Int32Array;
}

/** All that is reached from a state of the graph through those whose `localOf` is not −1. */
function liftAll(graph: RegionGraph, root: number, unfolding: Unfolding): Lifts | undefined {
  const { quotient, localOf, limit } = unfolding;
  const { offsets, targets } = graph;
  const permutations = graph.permutations ?? bug("only a quotient can be unfolded");
  const table = liftTable(unfolding);
  const found = { sources: intVector(), targets: intVector(), transitions: intVector() };
  const ends = [0];
  table.liftOf(root, quotient.images(0));
  for (let lift = 0; lift < table.frames.length; lift++) {
    const state = table.states[lift] as number;
    const frame = table.frames[lift] as Uint8Array;
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      const target = targets[k] as number;
      if (localOf[target] === -1) continue;
      const after = compose(quotient.images(permutations[k] as number), frame);
      found.sources.push(lift);
      found.targets.push(table.liftOf(target, after));
      found.transitions.push(k);
    }
    ends.push(found.transitions.length);
    if (table.named() > limit) return undefined;
  }
  return {
    ...{ states: table.states, frames: table.frames, offsets: Int32Array.from(ends) },
    sources: found.sources.view(),
    targets: found.targets.view(),
    transitions: found.transitions.view(),
  };
}

interface LiftTable {
  readonly states: number[];
  readonly frames: Uint8Array[];
  /** The number of a state of the graph in a frame. */
  readonly liftOf: (state: number, frame: Uint8Array) => number;
  /** How many frames were named. */
  readonly named: () => number;
}

function liftTable({ quotient, stateOf }: Unfolding): LiftTable {
  const states: number[] = [];
  const frames: Uint8Array[] = [];
  const byFrame = new Map<string, number>();
  const byName = new Map<string, number>();
  return {
    states,
    frames,
    named: () => byFrame.size,
    liftOf: (state, frame) => {
      const key = `${state} ${frame.join()}`;
      const known = byFrame.get(key);
      if (known !== undefined) return known;
      const name = `${state} ${quotient.stateImage(stateOf(state), inverse(frame))}`;
      const lift = byName.get(name) ?? states.length;
      byFrame.set(key, lift);
      if (lift < states.length) return lift;
      byName.set(name, lift);
      states.push(state);
      frames.push(frame);
      return lift;
    },
  };
}

/** The states as a component graph, with the instances and the enabled constraints that they have themselves. */
function asComponent(
  graph: RegionGraph,
  lifts: Lifts,
  { quotient, obligations }: Unfolding,
): UnfoldedComponent {
  const { words, count, action } = obligations;
  const enabled = new Int32Array(lifts.states.length * words);
  for (const [lift, state] of lifts.states.entries()) {
    const here = action?.under(lifts.frames[lift] as Uint8Array);
    for (let c = 0; c < count; c++) {
      if (hasBit(graph.enabled, state * words, here?.[c] as number))
        addBit(enabled, lift * words, c);
    }
  }
  const back = lifts.frames.map(inverse);
  const instances = lifts.transitions.map((k, edge) =>
    quotient.instanceImage(
      graph.instances[k] as number,
      back[lifts.sources[edge] as number] as Uint8Array,
    ),
  );
  const { offsets, sources, targets, transitions } = lifts;
  const states = Int32Array.from(lifts.states);
  return {
    component: { states, offsets, sources, targets, instances, enabled, permutations: undefined },
    transitions,
  };
}
