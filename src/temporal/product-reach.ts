/**
 * The nodes of a product that are reached from its initial ones, in order of their distance; so the way to each is a shortest
 * stem. The search ends with the first distance at which a step leads from a node back to itself and is a fair and accepted
 * loop: no cycle through nodes that are farther away makes a shorter lasso.
 *
 * Algorithm: breadth-first search. A run may leave for a component where it accepts only by a step, though it could have been
 * there before: nodes that may stand for the one that is reached (`Product.beside`) are reached with it, so that no step is
 * wasted. The steps that stay where runs can accept are counted on the way, for trim.ts.
 *
 * Cost: each node is read once; 8 bytes for each.
 */
import { intVector } from "../containers/int-vector.ts";
import type { Automaton } from "../ltl/automaton.ts";
import { type Obligations, owesNothing } from "./obligations.ts";
import type { Product, ProductSteps } from "./product.ts";

export interface ProductReach {
  /** The nodes at distance d are before levelEnds[d]; all of them were read. Further nodes were met, and not read. */
  readonly levelEnds: readonly number[];
  /**
   * The node before each on a shortest way, −1 for an initial one; −2 − the node of the same state that it may stand for,
   * without a step.
   */
  readonly parents: Int32Array;
  /** By node, the steps to it that were read and stay where runs can accept. */
  readonly incoming: Int32Array;
}

export interface ProductReachOptions {
  readonly initialCount: number;
  readonly automaton: Automaton;
  readonly fairness: Obligations;
}

export function* reachProduct(
  product: Product,
  options: ProductReachOptions,
): Generator<void, ProductReach> {
  const { initialCount, automaton, fairness } = options;
  const parents = intVector();
  const incoming = intVector();
  const levelEnds: number[] = [];
  const all = (1n << BigInt(automaton.acceptance)) - 1n;
  const batch = new Int32Array(product.batch);
  let isSettled = false;

  /** Gives nodes that were met just now a place beside the others. */
  const enter = (parent: number): void => {
    while (parents.length < product.size()) {
      parents.push(parent);
      incoming.push(0);
    }
  };

  const follow = (node: number, i: number, steps: ProductSteps, begin: number): void => {
    const component = automaton.components[product.automatonStateOf(node)] as number;
    const stop = steps.ends[i] as number;
    for (let k = begin; k < stop; k++) {
      const target = steps.targets[k] as number;
      if (component === -1) continue;
      if (automaton.components[product.automatonStateOf(target)] !== component) continue;
      incoming.set(target, incoming.at(target) + 1);
      if (target !== node || isSettled || steps.permutations[k] !== 0) continue;
      const isAccepted = product.acceptances[steps.accepting[k] as number] === all;
      const enabled = { bits: steps.enabled, at: i * fairness.words };
      isSettled = isAccepted && owesNothing(fairness, enabled);
    }
  };

  for (let state = 0; state < initialCount; state++) product.nodeOf(state, 0);
  enter(-1);
  for (let start = 0; start < product.size() && !isSettled; ) {
    for (let node = start; node < product.size(); node++) {
      const state = product.stateOf(node);
      for (const automatonState of product.beside(node)) {
        product.nodeOf(state, automatonState);
        enter(-2 - node);
      }
    }
    const end = product.size();
    levelEnds.push(end);
    for (let first = start; first < end; first += batch.length) {
      const last = Math.min(first + batch.length, end);
      for (let node = first; node < last; node++) batch[node - first] = node;
      const steps = product.read(batch, 0, last - first);
      enterFrom(steps, first, last);
      for (let node = first, begin = 0; node < last; node++) {
        follow(node, node - first, steps, begin);
        begin = steps.ends[node - first] as number;
      }
      yield;
    }
    start = end;
  }
  return { levelEnds, parents: parents.view(), incoming: incoming.view() };

  /** The parents of the nodes that reading others has met, which are numbered in the order of the steps. */
  function enterFrom({ ends, targets }: ProductSteps, first: number, last: number): void {
    for (let node = first, k = 0; node < last; node++) {
      for (const stop = ends[node - first] as number; k < stop; k++) {
        if ((targets[k] as number) !== parents.length) continue;
        parents.push(node);
        incoming.push(0);
      }
    }
  }
}
