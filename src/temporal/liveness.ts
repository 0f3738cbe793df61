/**
 * Decides the liveness forms on an explored graph, and gives the counterexample.
 *
 * Each form is broken by a fair lasso in some region of the graph: a stem under some restriction, then a fair cycle
 * within a set of states, for one form through a set that it must visit. No automaton is built. The regions follow
 * from the semantics of linear temporal logic (Manna & Pnueli, "The Temporal Logic of Reactive and Concurrent
 * Systems", 1992); a cycle is looked for only in the part that the stems reach.
 *
 * On a graph with states that are not expanded, a violation is real, and "not violated" speaks of the explored part.
 *
 * Cost: a breadth-first search and the decomposition of fair-components.ts: O(states + transitions), once more for each
 * strong constraint at worst. Memory is about 65 bytes for each state of the graph, 80 for `leadsTo`, and for a
 * counterexample 12 bytes for each transition inside the components that it is chosen from.
 */

import { bug, unreachable } from "../diagnostics/bug.ts";
import type { StateGraph } from "../explore/state-graph.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import { fairComponents } from "./fair-components.ts";
import { isFairLoop } from "./is-fair-loop.ts";
import type { Lasso, LassoStep } from "./lasso.ts";
import { compileObligations } from "./obligations.ts";
import { shortLasso } from "./short-lasso.ts";
import { type PathRules, type ShortestPaths, shortestPaths } from "./shortest-paths.ts";
import { type Stuttering, stutterTest } from "./stuttering.ts";

/** The form of a property; `p` and `q` have one byte per state, 1 where the predicate holds and 0 where it does not. */
export type LivenessQuestion =
  /** ◇p: p holds at some time. */
  | { readonly form: "eventually"; readonly p: Uint8Array }
  /** □◇p: p holds again and again. */
  | { readonly form: "alwaysEventually"; readonly p: Uint8Array }
  /** ◇□p: from some time on p holds for ever. */
  | { readonly form: "eventuallyAlways"; readonly p: Uint8Array }
  /** □(p ⇒ ◇q): whenever p holds, q holds then or later. */
  | { readonly form: "leadsTo"; readonly p: Uint8Array; readonly q: Uint8Array }
  /** p U q, from the initial states: q holds at some time, and p holds until then. */
  | { readonly form: "until"; readonly p: Uint8Array; readonly q: Uint8Array };

/** The answer, with a counterexample when the property is violated. */
export type LivenessAnswer =
  /** A fair behaviour that breaks the property. */
  | { readonly violated: true; readonly lasso: Lasso }
  /**
   * Of `until` only: a shortest path to a state where neither p nor q holds, through states where p holds and q does
   * not. Whether the path can be continued to a fair behaviour is not asked.
   */
  | { readonly violated: true; readonly prefix: readonly LassoStep[]; readonly start: number }
  /**
   * No counterexample. `vacuous` when that says nothing: the p of a `leadsTo` holds in no state, or the graph, all of
   * it expanded, has no fair infinite behaviour.
   */
  | { readonly violated: false; readonly vacuous: boolean };

/** What infinite behaviours are. */
export interface LivenessOptions {
  /** The constraints that every behaviour satisfies. */
  readonly fairness: readonly FairnessConstraint[];
  /** Where a behaviour may stand still. */
  readonly stuttering: Stuttering;
  /**
   * Size of the searches for an exactly shortest loop, in states of a component × 2^bits with a bit for each weak and
   * two for each strong constraint; loops beyond it are short but may be longer than needed. Default 65,536.
   */
  readonly exactNodes?: number;
}

/** Judges a property of the form on all fair behaviours of the graph. */
export function judgeLiveness(
  graph: StateGraph,
  question: LivenessQuestion,
  options: LivenessOptions,
): LivenessAnswer {
  const search = searchFor(question);
  const paths = shortestPaths(graph, search.stem);
  if (question.form === "until") {
    const end = nearestNeither(paths.depth, question.p);
    if (end !== undefined) {
      const { start, steps } = paths.pathTo(end);
      return { violated: true, prefix: steps, start };
    }
  }
  const lasso = fairLasso(graph, { ...search, paths }, options);
  if (lasso !== undefined) return { violated: true, lasso };
  return { violated: false, vacuous: isVacuous(graph, question, options) };
}

/** The lasso that breaks a form: any stem within the rules, then a cycle of states in `cycle` that visits `mustVisit`. */
interface LassoSearch {
  readonly stem: PathRules;
  /** All states when undefined. */
  readonly cycle: Uint8Array | undefined;
  /** Nothing in particular when undefined. */
  readonly mustVisit: Uint8Array | undefined;
}

function searchFor(question: LivenessQuestion): LassoSearch {
  const anywhere = { within: undefined, after: undefined };
  switch (question.form) {
    case "eventually": {
      const never = not(question.p);
      return { stem: { within: never, after: undefined }, cycle: never, mustVisit: undefined };
    }
    case "alwaysEventually":
      return { stem: anywhere, cycle: not(question.p), mustVisit: undefined };
    case "eventuallyAlways":
      return { stem: anywhere, cycle: undefined, mustVisit: not(question.p) };
    case "leadsTo": {
      // The stem shows the request, also where the loop holds it again: one step or more longer, and easier to read.
      const waiting = not(question.q);
      return { stem: { within: waiting, after: question.p }, cycle: waiting, mustVisit: undefined };
    }
    case "until": {
      // Paths may also end in a state without p: only when there is none are the reached states those with p.
      const waiting = not(question.q);
      return { stem: { within: waiting, after: undefined }, cycle: waiting, mustVisit: undefined };
    }
    default:
      return unreachable(question);
  }
}

function not(predicate: Uint8Array): Uint8Array {
  return predicate.map((holds) => holds ^ 1);
}

/**
 * The nearest state without p among those reached without q, ties by id. A shortest path to it has p in all states
 * before, as the first one without p would be nearer.
 */
function nearestNeither(depth: Int32Array, p: Uint8Array): number | undefined {
  let best: number | undefined;
  for (let state = 0; state < depth.length; state++) {
    const steps = depth[state] as number;
    if (steps === -1 || p[state] === 1) continue;
    if (best === undefined || steps < (depth[best] as number)) best = state;
  }
  return best;
}

function fairLasso(
  graph: StateGraph,
  { paths, cycle, mustVisit }: LassoSearch & { readonly paths: ShortestPaths },
  { fairness, stuttering, exactNodes = 1 << 16 }: LivenessOptions,
): Lasso | undefined {
  const region = graph.expanded.map((expanded, state) =>
    paths.depth[state] === -1 ? 0 : expanded & (cycle === undefined ? 1 : (cycle[state] as number)),
  );
  const obligations = compileObligations(graph, fairness, mustVisit);
  const stutters = stutterTest(graph, stuttering);
  const components = fairComponents(graph, { region, obligations, stutters });
  if (components.ends.length === 0) return undefined;
  const choice = { paths, components, obligations, stutters, exactNodes };
  const lasso = shortLasso(graph, choice);
  if (lasso === undefined) return bug("a fair component gave no lasso");
  if (!isFairLoop(graph, lasso.loop, fairness, stuttering)) {
    return bug("the loop of a lasso is not a fair cycle of the graph");
  }
  return lasso;
}

/** Only without virtual steps can a graph lack fair behaviours: otherwise every finite path has a fair continuation. */
function isVacuous(
  graph: StateGraph,
  question: LivenessQuestion,
  { fairness, stuttering }: LivenessOptions,
): boolean {
  if (question.form === "leadsTo" && !question.p.includes(1)) return true;
  if (graph.initialCount === 0) return true;
  if (stuttering !== "none" || graph.expanded.includes(0)) return false;
  const obligations = compileObligations(graph, fairness, undefined);
  const stutters = stutterTest(graph, stuttering);
  const region = graph.expanded;
  return fairComponents(graph, { region, obligations, stutters }).ends.length === 0;
}
