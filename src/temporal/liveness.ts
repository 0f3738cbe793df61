/**
 * Decides the liveness forms on an explored state space, and gives the counterexample.
 *
 * Each form is broken by a fair lasso in some region of the space: a stem under some restriction, then a fair cycle
 * within a set of states, for one form through a set that it must visit. No automaton is built, but for general formulas,
 * see product-lasso.ts. The regions follow
 * from the semantics of linear temporal logic (Manna & Pnueli, "The Temporal Logic of Reactive and Concurrent
 * Systems", 1992). What a question is not about is neither read nor given memory.
 *
 * In a space with states that are not expanded, a violation is real, and "not violated" speaks of the explored part.
 *
 * Cost: that of fair-lasso.ts for the region of the form, that of product-lasso.ts for a general formula; beside it the tree of shortest paths, see breadth-first-tree.ts.
 */

import { unreachable } from "../diagnostics/bug.ts";
import type { StateSpace } from "../explore/state-space.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import { breadthFirstTree } from "./breadth-first-tree.ts";
import { findLasso, type LassoQuestion, type LassoSetting } from "./fair-lasso.ts";
import type { Lasso, LassoStep } from "./lasso.ts";
import type { StateTest } from "./members.ts";
import { findAcceptedLasso, type ProductQuestion } from "./product-lasso.ts";
import type { Stuttering } from "./stuttering.ts";
import { type Tracking, trackedSpace, trackedTree } from "./tracked-space.ts";

/** What is asked of all fair behaviours. */
export type LivenessQuestion = DirectQuestion | FormulaQuestion;

/**
 * A form that is decided without an automaton; `p` and `q` have one byte per state, 1 where the predicate holds and 0 where
 * it does not.
 */
export type DirectQuestion =
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

/** Any formula: `automaton` accepts the words of which it is false. */
export interface FormulaQuestion extends ProductQuestion {
  readonly form: "ltl";
  /** What the formula asks something only of: where it holds in no state, that says nothing. A byte for each state. */
  readonly premise: Uint8Array | undefined;
}

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
  /**
   * Most frames of states that a component of a quotient is unfolded to when a short loop is looked for; loops in larger ones
   * are short but may be longer than needed. Default 16,384.
   */
  readonly unfoldLimit?: number;
}

/** Judges properties of the forms, one after the other, on all fair behaviours of the space. */
export interface LivenessJudge {
  /**
   * Yields now and then, so that its caller can look at limits; the answer does not depend on when it is resumed. With a
   * tracking, of a quotient, the question is about states with positions: there are columns and lassos of the tracked space.
   * @throws StepPredicateFailed
   */
  readonly judge: (
    question: LivenessQuestion,
    tracking?: Tracking,
  ) => Generator<void, LivenessAnswer>;
}

export function livenessJudge(space: StateSpace, options: LivenessOptions): LivenessJudge {
  const { fairness, stuttering, exactNodes = 1 << 16, unfoldLimit = 1 << 14 } = options;
  let setting: LassoSetting | undefined;
  let hasBehaviour: boolean | undefined;

  /** Only without virtual steps can a space lack fair behaviours: otherwise every finite path has a fair continuation. */
  function* isVacuous(question: LivenessQuestion): Generator<void, boolean> {
    if (question.form === "leadsTo" && !question.p.includes(1)) return true;
    if (question.form === "ltl" && question.premise?.includes(1) === false) return true;
    if (space.initialCount === 0) return true;
    if (stuttering !== "none" || !isComplete(space)) return false;
    hasBehaviour ??= (yield* findLasso(yield* made(), anyCycle)) !== undefined;
    return !hasBehaviour;
  }

  function* made(): Generator<void, LassoSetting> {
    const tree = setting?.tree ?? (yield* breadthFirstTree(space));
    setting ??= { space, tree, fairness, stuttering, exactNodes, unfoldLimit };
    return setting;
  }

  function* tracked(tracking: Tracking | undefined): Generator<void, LassoSetting> {
    const untracked = yield* made();
    if (tracking === undefined) return untracked;
    const tree = trackedTree(space, untracked.tree, tracking);
    return { ...untracked, space: trackedSpace(space, tracking), tree };
  }

  function* counterexampleTo(
    question: LivenessQuestion,
    tracking: Tracking | undefined,
  ): ReturnType<typeof findLasso> {
    if (question.form !== "ltl") {
      return yield* findLasso(yield* tracked(tracking), lassoAgainst(question));
    }
    const asked = tracking === undefined ? space : trackedSpace(space, tracking);
    const setting = { space: asked, fairness, stuttering, exactNodes, unfoldLimit };
    const lasso = yield* findAcceptedLasso(setting, question);
    return lasso && { lasso };
  }

  return {
    judge: function* (question, tracking) {
      const found = yield* counterexampleTo(question, tracking);
      if (found === undefined) return { violated: false, vacuous: yield* isVacuous(question) };
      if ("lasso" in found) return { violated: true, lasso: found.lasso };
      return { violated: true, prefix: found.goal.steps, start: found.goal.start };
    },
  };
}

const anyCycle: LassoQuestion = { region: undefined, seeds: { from: "anywhere", test: undefined } };

/** The lasso that breaks a form. */
function lassoAgainst(question: DirectQuestion): LassoQuestion {
  const fromStart = { from: "start", test: undefined } as const;
  const fromAnywhere = { from: "anywhere", test: undefined } as const;
  switch (question.form) {
    case "eventually":
      return { region: not(question.p), seeds: fromStart };
    case "alwaysEventually":
      return { region: not(question.p), seeds: fromAnywhere };
    case "eventuallyAlways":
      return { region: undefined, seeds: fromAnywhere, mustVisit: not(question.p) };
    case "leadsTo":
      // The stem shows the request, also where the loop holds it again: one step or more longer, and easier to read.
      return {
        region: not(question.q),
        seeds: { from: "anywhere", test: { column: question.p, value: 1 } },
      };
    case "until":
      // A shortest path to a state with neither has p before: the first state without p would be nearer. Only when there
      // is no such path are the reached states those with p.
      return { region: not(question.q), seeds: fromStart, goal: not(question.p) };
    default:
      return unreachable(question);
  }
}

function not(predicate: Uint8Array): StateTest {
  return { column: predicate, value: 0 };
}

function isComplete({ stateCount, isExpanded }: StateSpace): boolean {
  for (let state = 0; state < stateCount; state++) if (!isExpanded(state)) return false;
  return true;
}
