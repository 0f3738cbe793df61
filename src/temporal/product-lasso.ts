/**
 * Searches for a fair behaviour of a space that an automaton accepts: the emptiness of their product under weak and strong
 * fairness.
 *
 * 1. The nodes of the product that are reached from the initial ones are numbered in order of distance (product-reach.ts).
 * 2. What may lie on an accepted cycle becomes a graph, acceptance as further constraints (product-graph.ts).
 * 3. The graph is decomposed into fair components (fair-components.ts), a short loop is chosen in them (short-lasso.ts), and
 *    the stem is followed back.
 * 4. The automaton may need a round of the loop, or several, that make no difference to the space: what repeats is told once.
 *
 * Fairness stays a set of constraints on the graph: as part of the formula it would make the automaton exponentially larger.
 * Vardi & Wolper, "An automata-theoretic approach to automatic program verification", LICS 1986; for the constraints see
 * fair-components.ts.
 *
 * Cost: see these files, for a product of at most states × automaton states nodes.
 */
import { bug } from "../diagnostics/bug.ts";
import type { StateSpace } from "../explore/state-space.ts";
import type { Automaton } from "../ltl/automaton.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import type { ProductAtom } from "./automaton-moves.ts";
import { fairComponents } from "./fair-components.ts";
import { isFairLoop } from "./is-fair-loop.ts";
import type { Lasso, LassoStep } from "./lasso.ts";
import { compileObligations } from "./obligations.ts";
import { type Product, productOf } from "./product.ts";
import { type ProductGraph, productGraph } from "./product-graph.ts";
import { type ProductReach, reachProduct } from "./product-reach.ts";
import { instanceIn, namedSteps, type QuotientStep, realSteps } from "./real-path.ts";
import { shortLasso } from "./short-lasso.ts";
import type { Stuttering } from "./stuttering.ts";

export interface ProductQuestion {
  /** It accepts the behaviours that are looked for. */
  readonly automaton: Automaton;
  /** What its atoms are. */
  readonly atoms: readonly ProductAtom[];
}

export interface ProductSetting {
  readonly space: StateSpace;
  readonly fairness: readonly FairnessConstraint[];
  readonly stuttering: Stuttering;
  /** See `LivenessOptions`. */
  readonly exactNodes: number;
  readonly unfoldLimit: number;
}

/**
 * Finds a lasso; undefined when there is none.
 * @throws StepPredicateFailed
 */
export function* findAcceptedLasso(
  { space, fairness, stuttering, exactNodes, unfoldLimit }: ProductSetting,
  { automaton, atoms }: ProductQuestion,
): Generator<void, Lasso | undefined> {
  const owed = compileObligations(space.instanceCount, { fairness, mustVisit: undefined });
  const product = productOf(space, { automaton, atoms, stuttering, fairness: owed });
  const { initialCount } = space;
  const reached = yield* reachProduct(product, { initialCount, automaton, fairness: owed });
  const made = yield* productGraph({ product, automaton, reached, fairness, space });
  if (made === undefined) return undefined;
  const { graph, obligations } = made;
  const stateOf = (state: number): number => graph.members[state] as number;
  const lifted = made.quotient && { quotient: made.quotient, stateOf, limit: unfoldLimit };
  const components = yield* fairComponents(graph, obligations);
  if (components.ends.length === 0) return undefined;
  const below = Number.POSITIVE_INFINITY;
  const chosen = shortLasso(graph, { components, obligations, exactNodes, below, lifted });
  if (chosen === undefined) return bug("a fair component of a product gave no lasso");
  const loop = inStates(product, made, chosen.loop);
  const asksSteps = atoms.some(({ on }) => on === "step");
  const stem = stemTo(product, reached, graph.members[chosen.entry] as number);
  const { quotient } = space;
  if (quotient !== undefined) {
    const { steps, frame } = realSteps(quotient, stem.stem);
    const real = loop.map((step) => ({
      ...step,
      instance: instanceIn(quotient, step.instance, frame),
    }));
    const named = namedSteps(space, { start: stem.start, stem: steps, loop: real });
    return rolledUp(named, asksSteps);
  }
  if (!isFairLoop(space, loop, { fairness, stuttering })) {
    return bug("the loop of a lasso is not a fair cycle of the graph");
  }
  return rolledUp({ ...stem, loop }, asksSteps);
}

/** Steps between states of the graph as steps between states of the space. */
function inStates(
  product: Product,
  { graph, instanceOf }: ProductGraph,
  steps: readonly LassoStep[],
): readonly LassoStep[] {
  const stateOf = (state: number): number => product.stateOf(graph.members[state] as number);
  return steps.map(({ from, instance, to }) => ({
    from: stateOf(from),
    instance: instanceOf(instance),
    to: stateOf(to),
  }));
}

/** The shortest way to a node; of the steps that join two nodes the first is taken. */
function stemTo(
  product: Product,
  { parents }: ProductReach,
  last: number,
): { readonly start: number; readonly stem: readonly QuotientStep[] } {
  const path = [last];
  let node = last;
  for (let before = parents[node] as number; before !== -1; before = parents[node] as number) {
    node = before >= 0 ? before : -2 - before;
    if (before >= 0) path.push(node);
    else path[path.length - 1] = node; // it stands for the other
  }
  path.reverse();
  const one = new Int32Array(1);
  const stem = path.slice(1).map((to, i) => {
    const from = path[i] as number;
    one[0] = from;
    const { ends, targets, instances, permutations } = product.read(one, 0, 1);
    const at = targets.subarray(0, ends[0]).indexOf(to);
    if (at < 0) return bug("a step of a path is no step of the product");
    const instance = instances[at] as number;
    const permutation = permutations[at] as number;
    return { from: product.stateOf(from), instance, to: product.stateOf(to), permutation };
  });
  return { start: product.stateOf(path[0] ?? bug("a path has no nodes")), stem };
}

/**
 * The shortest lasso for the same behaviour: a loop that repeats itself is taken once, and the end of the stem that is the end
 * of the loop belongs to the loop. Which instance took a step of the stem matters only where steps are asked about.
 */
export function rolledUp({ start, stem, loop }: Lasso, asksSteps: boolean): Lasso {
  const isSame = (a: LassoStep, b: LassoStep): boolean => a.from === b.from && a.to === b.to;
  const isSameStep = (a: LassoStep, b: LassoStep): boolean =>
    isSame(a, b) && a.instance === b.instance;
  const once = loop.slice(0, periodOf(loop, isSameStep));
  const before = [...stem];
  for (let last = before.at(-1); last !== undefined; last = before.at(-1)) {
    const end = once.at(-1) ?? bug("a loop has no steps");
    if (!(asksSteps ? isSameStep(last, end) : isSame(last, end))) break;
    before.pop();
    once.unshift(...once.splice(-1));
  }
  return { start, stem: before, loop: once };
}

/** The length of the shortest beginning that the steps repeat. */
function periodOf(
  steps: readonly LassoStep[],
  isSame: (a: LassoStep, b: LassoStep) => boolean,
): number {
  const repeats = (period: number): boolean =>
    steps.length % period === 0 &&
    steps.every((step, i) => isSame(step, steps[i % period] as LassoStep));
  let period = 1;
  while (!repeats(period)) period++;
  return period;
}
