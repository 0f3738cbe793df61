/**
 * Whether a loop is a real and fair cycle of the graph: the check that each lasso passes before it is reported.
 *
 * Written from the definition of fairness alone and sharing no code with the search, so that a defect there cannot
 * hide itself here. Cost: O(steps × transitions of a state × constraints); made for one loop, not for a search.
 */

import type { StateGraph } from "../explore/state-graph.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import type { LassoStep } from "./lasso.ts";
import { type Stuttering, stutterTest } from "./stuttering.ts";

/**
 * True when the steps form a closed walk of at least one step, over expanded states, along transitions of the graph
 * and virtual steps where the mode has them; each weak constraint is taken in the loop or disabled in one of its
 * states, each strong one is taken in the loop or disabled in all of its states.
 */
export function isFairLoop(
  graph: StateGraph,
  loop: readonly LassoStep[],
  fairness: readonly FairnessConstraint[],
  stuttering: Stuttering,
): boolean {
  return isClosed(loop) && isReal(graph, loop, stuttering) && isFair(graph, loop, fairness);
}

function isClosed(loop: readonly LassoStep[]): boolean {
  return loop.length > 0 && loop.every((step, i) => step.to === loop[(i + 1) % loop.length]?.from);
}

function isReal(graph: StateGraph, loop: readonly LassoStep[], stuttering: Stuttering): boolean {
  const stutters = stutterTest(graph, stuttering);
  return loop.every(({ from, instance, to }) => {
    if (graph.expanded[from] !== 1) return false;
    if (instance === -1) return from === to && stutters(from);
    return someTransition(graph, from, (by, target) => by === instance && target === to);
  });
}

function isFair(
  graph: StateGraph,
  loop: readonly LassoStep[],
  fairness: readonly FairnessConstraint[],
): boolean {
  return fairness.every((constraint) => {
    const members = new Set(constraint.instances);
    if (loop.some(({ from, instance, to }) => from !== to && members.has(instance))) return true;
    const isEnabled = ({ from }: LassoStep): boolean =>
      someTransition(graph, from, (by, target) => target !== from && members.has(by));
    return constraint.kind === "weak" ? !loop.every(isEnabled) : !loop.some(isEnabled);
  });
}

function someTransition(
  { offsets, targets, instances }: StateGraph,
  state: number,
  test: (instance: number, target: number) => boolean,
): boolean {
  const end = offsets[state + 1] as number;
  for (let k = offsets[state] as number; k < end; k++) {
    if (test(instances[k] as number, targets[k] as number)) return true;
  }
  return false;
}
