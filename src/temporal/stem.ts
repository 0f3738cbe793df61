/**
 * The way from an initial state to a member of a region: down the tree of shortest paths to where the region is entered, then
 * from member to member. Only the states are known; instances are found by reading the transitions of the states again, and
 * of those that do the step the first is taken.
 */
import { bug } from "../diagnostics/bug.ts";
import type { StateSpace } from "../explore/state-space.ts";
import type { BreadthFirstTree } from "./breadth-first-tree.ts";
import type { LassoStep } from "./lasso.ts";
import type { Members } from "./members.ts";
import { type QuotientStep, realSteps } from "./real-path.ts";

/** Where the ways are known from. */
export interface Ways {
  readonly tree: BreadthFirstTree;
  readonly members: Members;
  /** 1 for a member at which stems enter the region, 2 + the member before it for another. */
  readonly origin: Int32Array;
}

/** The shortest way to a member, and the initial state that it starts in. */
export interface Stem {
  readonly start: number;
  readonly steps: readonly LassoStep[];
  /** In a quotient: the frame of the last state, see real-path.ts. */
  readonly frame: Uint8Array | undefined;
}

export function stemTo(space: StateSpace, { tree, members, origin }: Ways, last: number): Stem {
  const path: number[] = [];
  let member = last;
  for (let before = origin[member] as number; before > 1; before = origin[member] as number) {
    path.push(members.states[member] as number);
    member = before - 2;
  }
  for (let state = members.states[member] as number; state >= 0; state = tree.parentOf(state)) {
    path.push(state);
  }
  path.reverse();
  const start = path[0] ?? bug("a path has no states");
  const steps = stepsAlong(space, path);
  const { quotient } = space;
  if (quotient !== undefined) return { start, ...realSteps(quotient, steps) };
  const own = steps.map(({ from, instance, to }) => ({ from, instance, to }));
  return { start, steps: own, frame: undefined };
}

/** The steps between the states of a path. */
function stepsAlong(space: StateSpace, path: readonly number[]): readonly QuotientStep[] {
  const states = Int32Array.from(new Set(path));
  const memberOf = new Map(Array.from(states, (state, member) => [state, member]));
  const region = space.region(states);
  const one = new Int32Array(1);
  return path.slice(1).map((to, i) => {
    const from = path[i] as number;
    one[0] = memberOf.get(from) as number;
    const { ends, targets, instances, permutations } = region.read(one, 0, 1);
    const at = targets.subarray(0, ends[0]).indexOf(memberOf.get(to) as number);
    if (at < 0) return bug("a step of a path is no transition");
    return { from, instance: instances[at] as number, to, permutation: permutations?.[at] ?? 0 };
  });
}
