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
 * deleted is satisfied in all that remains; about 44 bytes for each state of the graph.
 * Assumes: the region holds expanded states only.
 */

import type { StateGraph } from "../explore/state-graph.ts";
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

/** Where cycles are looked for, and what they owe. */
export interface CycleQuestion {
  /** 1 for the states that a cycle may consist of; all of them expanded. */
  readonly region: Uint8Array;
  /** What a cycle has to satisfy. */
  readonly obligations: Obligations;
  /** Whether a state has a virtual step to itself. */
  readonly stutters: (state: number) => boolean;
}

/** The fair components of the region, disjoint and each with a cycle; none when there is no fair cycle. */
export function fairComponents(
  graph: StateGraph,
  { region, obligations, stutters }: CycleQuestion,
): StateSets {
  const labels = new Int32Array(graph.stateCount);
  const findComponents = componentFinder(graph, { labels, stutters });
  const judge = componentJudge(graph, obligations, labels);
  const whole = statesOf(region);
  for (const state of whole) labels[state] = 1;
  let lastLabel = 1;

  const fair = new Int32Array(whole.length);
  const ends = new Int32Array(whole.length);
  let fairStates = 0;
  let found = 0;
  const work: Int32Array[] = whole.length === 0 ? [] : [whole];
  for (let part = work.pop(); part !== undefined; part = work.pop()) {
    const components = findComponents(part);
    for (let i = 0, begin = 0; i < components.ends.length; i++) {
      const end = components.ends[i] as number;
      const states = components.states.subarray(begin, end);
      begin = end;
      lastLabel++;
      for (const state of states) labels[state] = lastLabel;
      const rest = judge(states);
      if (rest === "fair") {
        fair.set(states, fairStates);
        fairStates += states.length;
        ends[found++] = fairStates;
      } else if (rest !== "unfair") {
        work.push(rest);
      }
    }
  }
  return { states: fair.subarray(0, fairStates), ends: ends.subarray(0, found) };
}

/**
 * Makes the verdict on one component, whose states carry a label of their own: fair, unfair in all its parts, or the
 * states that remain to be decomposed; the states that do not remain lose their label.
 */
function componentJudge(
  graph: StateGraph,
  obligations: Obligations,
  labels: Int32Array,
): (states: Int32Array) => "fair" | "unfair" | Int32Array {
  const { words, addEnabled } = obligations;
  const tally = emptyTally(words);
  const here = new Int32Array(words);
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
    const rest = states.filter((state) => {
      here.fill(0);
      addEnabled(state, here, 0);
      return !intersects(here, owed);
    });
    if (rest.length === 0) return "unfair";
    const label = labels[states[0] as number] as number;
    for (const state of states) labels[state] = 0;
    for (const state of rest) labels[state] = label;
    return rest;
  };
}

interface Inside {
  readonly obligations: Obligations;
  readonly labels: Int32Array;
  readonly tally: Tally;
}

/** Tallies all the states of a component and all the steps between them. */
function tallyComponent(
  { offsets, targets, instances }: StateGraph,
  states: Int32Array,
  { obligations, labels, tally }: Inside,
): void {
  const enabled = new Int32Array(obligations.words);
  const label = labels[states[0] as number];
  clearTally(tally);
  for (const state of states) {
    enabled.fill(0);
    obligations.addEnabled(state, enabled, 0);
    tallyState(tally, enabled, 0);
    const end = offsets[state + 1] as number;
    for (let k = offsets[state] as number; k < end; k++) {
      const target = targets[k] as number;
      if (target === state || labels[target] !== label) continue;
      tallyStep(tally, obligations, instances[k] as number);
    }
  }
}

function intersects(a: Int32Array, b: Int32Array): boolean {
  for (let w = 0; w < a.length; w++) if (((a[w] as number) & (b[w] as number)) !== 0) return true;
  return false;
}

function statesOf(region: Uint8Array): Int32Array {
  let count = 0;
  for (const inside of region) count += inside;
  const states = new Int32Array(count);
  let at = 0;
  for (let state = 0; state < region.length; state++) {
    if (region[state] === 1) states[at++] = state;
  }
  return states;
}
