/**
 * Whether a loop is a real and fair cycle of the state space: the check that each lasso passes before it is reported.
 *
 * Written from the definition of fairness alone and sharing no code with the search, so that a defect there cannot
 * hide itself here. Cost: O(steps × transitions of a state × constraints); made for one loop, not for a search.
 */

import type { StateSpace } from "../explore/state-space.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import type { LassoStep } from "./lasso.ts";
import { type Stuttering, standsStill } from "./stuttering.ts";

/**
 * True when the steps form a closed walk of at least one step, over expanded states, along transitions of the space
 * and virtual steps where the mode has them; each weak constraint is taken in the loop or disabled in one of its
 * states, each strong one is taken in the loop or disabled in all of its states.
 */
export function isFairLoop(
  space: StateSpace,
  loop: readonly LassoStep[],
  { fairness, stuttering }: LoopRules,
): boolean {
  if (!isClosed(loop)) return false;
  const own = ownTransitions(space, loop);
  return isReal(loop, own, stuttering) && isFair(loop, own, fairness);
}

/** What is asked of a loop. */
export interface LoopRules {
  readonly fairness: readonly FairnessConstraint[];
  readonly stuttering: Stuttering;
}

function isClosed(loop: readonly LassoStep[]): boolean {
  return loop.length > 0 && loop.every((step, i) => step.to === loop[(i + 1) % loop.length]?.from);
}

/** All transitions of the states of a loop, those to states that are not on it with target −1; only of expanded states. */
type OwnTransitions = ReadonlyMap<
  number,
  readonly { readonly instance: number; readonly to: number }[]
>;

function ownTransitions(space: StateSpace, loop: readonly LassoStep[]): OwnTransitions {
  const states = Int32Array.from(new Set(loop.map(({ from }) => from)));
  const region = space.region(states);
  const members = states.map((_, member) => member);
  const all = Array.from(states, (state, member) => {
    const { ends, targets, instances } = region.read(members, member, member + 1);
    const own = Array.from(targets.subarray(0, ends[0]), (target, k) => ({
      instance: instances[k] as number,
      to: states[target] ?? -1,
    }));
    return [state, own] as const;
  });
  return new Map(all.filter(([state]) => space.isExpanded(state)));
}

function isReal(loop: readonly LassoStep[], own: OwnTransitions, stuttering: Stuttering): boolean {
  return loop.every(({ from, instance, to }) => {
    const transitions = own.get(from);
    if (transitions === undefined) return false;
    if (instance === -1) return from === to && standsStill(stuttering, transitions.length);
    return transitions.some((one) => one.instance === instance && one.to === to);
  });
}

function isFair(
  loop: readonly LassoStep[],
  own: OwnTransitions,
  fairness: readonly FairnessConstraint[],
): boolean {
  return fairness.every((constraint) => {
    const members = new Set(constraint.instances);
    if (loop.some(({ from, instance, to }) => from !== to && members.has(instance))) return true;
    const isEnabled = ({ from }: LassoStep): boolean =>
      (own.get(from) ?? []).some(({ instance, to }) => to !== from && members.has(instance));
    return constraint.kind === "weak" ? !loop.every(isEnabled) : !loop.some(isEnabled);
  });
}
