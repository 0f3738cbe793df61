/**
 * The search that every form of liveness comes down to: a fair lasso whose cycle stays within a region.
 *
 * 1. The region's states are numbered (members.ts), and what stems reach of them is found (reach.ts). A state where a
 *    behaviour may stay for ever makes the shortest lassos, and is found here.
 * 2. What lies on no other cycle is left out, as far as that can be seen without storing a transition (trim.ts).
 * 3. What remains becomes a graph (region-graph.ts), which is decomposed into fair components (fair-components.ts).
 * 4. A short loop is chosen in them (short-lasso.ts), and the stem is followed back (stem.ts).
 *
 * Cost: each state that stems reach is read two times, or three if it remains. Beside the region's own memory: 4 bytes for
 * each of its states and 12 for each that is reached; for what remains also about 40 bytes a state and 5 a transition.
 */
import { bug } from "../diagnostics/bug.ts";
import type { StateSpace } from "../explore/state-space.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import type { BreadthFirstTree } from "./breadth-first-tree.ts";
import { fairComponents } from "./fair-components.ts";
import { isFairLoop } from "./is-fair-loop.ts";
import type { Lasso, LassoStep } from "./lasso.ts";
import { type Members, membersOf, type StateTest } from "./members.ts";
import { compileObligations, type Obligations } from "./obligations.ts";
import { type Reach, type ReachRules, reach } from "./reach.ts";
import { instanceIn } from "./real-path.ts";
import { type RegionGraph, regionGraph } from "./region-graph.ts";
import { shortLasso } from "./short-lasso.ts";
import { type Stem, stemTo } from "./stem.ts";
import type { Stuttering } from "./stuttering.ts";
import { trim } from "./trim.ts";

/** The lasso that is looked for: its stem is inside the region from a seed on, its cycle wholly. */
export interface LassoQuestion {
  /** The states of the region; all when undefined. */
  readonly region: StateTest | undefined;
  readonly seeds: ReachRules["seeds"];
  /** States that end the search when they are reached, whatever cycles there are. */
  readonly goal?: StateTest;
  /** States that the cycle has to visit; nothing in particular when undefined. */
  readonly mustVisit?: StateTest;
}

/** What is searched. */
export interface LassoSetting {
  readonly space: StateSpace;
  readonly tree: BreadthFirstTree;
  readonly fairness: readonly FairnessConstraint[];
  readonly stuttering: Stuttering;
  readonly exactNodes: number;
  readonly unfoldLimit: number;
}

/** Finds a lasso, or the way to a goal; undefined when there is neither. */
export function* findLasso(
  setting: LassoSetting,
  question: LassoQuestion,
): Generator<void, { readonly lasso: Lasso } | { readonly goal: Stem } | undefined> {
  const { space, tree, fairness } = setting;
  const { mustVisit } = question;
  const parts: Parts = {
    members: membersOf(tree, question.region),
    obligations: compileObligations(space.instanceCount, {
      ...{ fairness, mustVisit, quotient: space.quotient },
    }),
  };
  const core = yield* coreOf(setting, question, parts);
  const ways = { tree, members: parts.members, origin: core.origin };
  if (core.goal !== undefined) return { goal: stemTo(space, ways, core.goal) };
  const end = (yield* cycleIn(core, parts, setting)) ?? standingStill(core, parts);
  if (end === undefined) return undefined;
  const { start, steps, frame } = stemTo(space, ways, end.member);
  const { quotient } = space;
  if (quotient !== undefined && frame !== undefined) {
    const loop = end.loop.map((step) => ({
      ...step,
      instance: instanceIn(quotient, step.instance, frame),
    }));
    return { lasso: { start, stem: steps, loop } }; // to be replayed in the machine, where it closes
  }
  if (!isFairLoop(space, end.loop, setting)) {
    return bug("the loop of a lasso is not a fair cycle of the graph");
  }
  return { lasso: { start, stem: steps, loop: end.loop } };
}

interface Parts {
  readonly members: Members;
  readonly obligations: Obligations;
}

/** What can still belong to a lasso when the region need not be read any more. */
interface Core extends Pick<Reach, "origin" | "goal" | "still"> {
  /** Where longer cycles may be; undefined when none of them is of use. */
  readonly graph: RegionGraph | undefined;
}

function* coreOf(
  { space, stuttering }: LassoSetting,
  { seeds, goal }: LassoQuestion,
  { members, obligations }: Parts,
): Generator<void, Core> {
  const region = space.region(members.states);
  const { isExpanded, instanceCount, quotient } = space;
  const rules = { seeds, goal, obligations, stuttering, isExpanded };
  const reached = yield* reach(region, members, rules);
  const { origin, still } = reached;
  if (reached.goal !== undefined || still?.distance === 0 || !reached.turnsBack) {
    return { origin, still, goal: reached.goal, graph: undefined };
  }
  const transitions = yield* trim(region, reached);
  const input = {
    ...{ region, members, reach: reached, obligations, instanceCount },
    isQuotient: quotient !== undefined,
  };
  const graph = transitions === 0 ? undefined : yield* regionGraph(input, transitions);
  return { origin, still, goal: undefined, graph };
}

/** The end of a lasso: a loop between states of the space, and the member on it that the stem leads to. */
interface LassoEnd {
  readonly member: number;
  readonly loop: readonly LassoStep[];
}

/** A cycle of two states or more; only one that makes a lasso no longer than standing still would. */
function* cycleIn(
  { graph, still }: Core,
  { members, obligations }: Parts,
  { exactNodes, unfoldLimit, space: { quotient } }: LassoSetting,
): Generator<void, LassoEnd | undefined> {
  if (graph === undefined) return undefined;
  const components = yield* fairComponents(graph, obligations);
  if (components.ends.length === 0) return undefined;
  const below = still === undefined ? Number.POSITIVE_INFINITY : still.distance + 2;
  const memberOf = (state: number): number => graph.members[state] as number;
  const stateOf = (state: number): number => members.states[memberOf(state)] as number;
  const lifted = quotient && { quotient, stateOf, limit: unfoldLimit };
  const chosen = shortLasso(graph, { components, obligations, exactNodes, below, lifted });
  if (chosen === undefined) {
    return still === undefined ? bug("a fair component gave no lasso") : undefined;
  }
  return {
    member: memberOf(chosen.entry),
    loop: chosen.loop.map((step) => ({ ...step, from: stateOf(step.from), to: stateOf(step.to) })),
  };
}

function standingStill({ still }: Core, { members }: Parts): LassoEnd | undefined {
  if (still === undefined) return undefined;
  const { member, instance } = still;
  const state = members.states[member] as number;
  return { member, loop: [{ from: state, instance, to: state }] };
}
