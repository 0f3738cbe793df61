/**
 * Emptiness under fairness: the largest strongly connected sets of states whose states and inner transitions, all
 * repeated for ever, satisfy every constraint. There is a fair cycle in the region exactly when there is such a set.
 *
 * Algorithm: decompose into strongly connected components; discard a component that breaks a weak constraint, which
 * every part of it would break too; where a strong constraint is enabled but never taken inside, delete the states
 * that enable it and decompose what remains. Lichtenstein & Pnueli, "Checking that finite state concurrent programs
 * satisfy their linear specification", POPL 1985; Emerson & Lei, "Modalities for model checking", Sci. Comput.
 * Program. 8, 1987. Deviations: an explicit worklist instead of recursion; all the strong constraints that a
 * component breaks are dealt with in one round.
 *
 * Cost: O((strong constraints + 1) × (states + transitions) × words) time, since a constraint whose states were
 * deleted is satisfied in all that remains; about 28 bytes for each state of the graph, more for long paths.
 */

import { componentFinder, type StateSets } from "./components.ts";
import {
  clearTally,
  emptyTally,
  type Obligations,
  strongDebts,
  type Tally,
  tallyState,
  tallyStep,
  weakDebts,
} from "./obligations.ts";
import type { RegionGraph } from "./region-graph.ts";
import { type ComponentJudge, threadJudge } from "./thread-judge.ts";

/** The fair components of a graph, disjoint, each with a cycle through all of its states; none when no cycle is fair. */
export function* fairComponents(
  graph: RegionGraph,
  obligations: Obligations,
): Generator<void, StateSets> {
  const { stateCount } = graph;
  const labels = new Int32Array(stateCount).fill(1);
  let lastLabel = 1;
  const findComponents = componentFinder(graph, labels);
  const judge =
    graph.permutations === undefined || obligations.words === 0
      ? componentJudge(graph, obligations, labels)
      : threadJudge(graph, obligations, labels);
  const fair = new Int32Array(stateCount);
  const ends = new Int32Array(graph.hasLoops ? stateCount : stateCount >>> 1);
  let fairStates = 0;
  let found = 0;
  const whole = new Int32Array(stateCount);
  for (let state = 0; state < stateCount; state++) whole[state] = state;
  const work: Int32Array[] = [whole];
  for (let part = work.pop(); part !== undefined; part = work.pop()) {
    const components = yield* findComponents(part);
    for (let i = 0, begin = 0; i < components.ends.length; i++) {
      const end = components.ends[i] as number;
      const states = components.states.subarray(begin, end).sort(); // what is near each other is read together
      begin = end;
      lastLabel++;
      labelAll(labels, states, lastLabel);
      const rest = judge(states);
      if (rest === "fair") {
        fair.set(states, fairStates);
        fairStates += states.length;
        ends[found++] = fairStates;
      } else if (rest !== "unfair") {
        work.push(rest);
      }
      yield;
    }
  }
  return { states: fair.subarray(0, fairStates), ends: ends.subarray(0, found) };
}

/**
 * Makes the judge of components, whose states carry a label of their own: fair, unfair in all its parts, or the
 * states that remain to be decomposed; the states that do not remain lose their label, and the order of the others is kept.
 */
function componentJudge(
  graph: RegionGraph,
  obligations: Obligations,
  labels: Int32Array,
): ComponentJudge {
  const { words } = obligations;
  const { enabled } = graph;
  const least = graph.hasLoops ? 1 : 2;
  const tally = emptyTally(words);
  const owed = new Int32Array(words);
  return (states) => {
    if (words === 0) return "fair";
    tallyComponent(graph, states, { obligations, labels, tally });
    let owing = 0;
    for (let w = 0; w < words; w++) {
      if (weakDebts(obligations, tally, w) !== 0) return "unfair";
      owed[w] = strongDebts(obligations, tally, w);
      owing |= owed[w] as number;
    }
    if (owing === 0) return "fair";
    let kept = 0;
    for (let i = 0; i < states.length; i++) {
      const state = states[i] as number;
      if (intersects(enabled, state * words, owed)) labels[state] = 0;
      else states[kept++] = state;
    }
    return kept < least ? "unfair" : states.slice(0, kept);
  };
}

function labelAll(labels: Int32Array, states: Int32Array, label: number): void {
  for (let i = 0; i < states.length; i++) labels[states[i] as number] = label;
}

interface Inside {
  readonly obligations: Obligations;
  readonly labels: Int32Array;
  readonly tally: Tally;
}

/** Tallies all the states of a component and all the steps between them. */
function tallyComponent(
  { offsets, targets, instances, enabled }: RegionGraph,
  states: Int32Array,
  { obligations, labels, tally }: Inside,
): void {
  const label = labels[states[0] as number];
  clearTally(tally);
  for (let i = 0; i < states.length; i++) {
    const state = states[i] as number;
    tallyState(tally, enabled, state * obligations.words);
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      if (labels[targets[k] as number] !== label) continue;
      tallyStep(tally, obligations, instances[k] as number);
    }
  }
}

/** Whether the bitset that begins at `bits[at]` has one of the others. */
function intersects(bits: Int32Array, at: number, others: Int32Array): boolean {
  for (let w = 0; w < others.length; w++) {
    if (((bits[at + w] as number) & (others[w] as number)) !== 0) return true;
  }
  return false;
}
