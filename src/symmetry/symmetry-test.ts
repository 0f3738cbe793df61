/**
 * Tests that a machine treats the elements of its symmetric domains alike, on a sample of the states that a search visits:
 * for permutations that generate all others, the permuted state must have exactly the permuted successors, and every
 * predicate the same answer (Ip & Dill, "Better verification through symmetry", Formal Methods in System Design 9, 1996).
 *
 * It catches what `static/examine-machine.ts` cannot tell from the text: the effect of what is done, not the syntax. It is a
 * test, not a proof: an order that makes no difference in any sampled state passes.
 * Cost: for each sampled state one expansion and one evaluation of every predicate more for each permutation.
 */
import type { Permutation } from "../model/reference/permute.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { comparePredicates, compareSteps, type Mirror } from "./compare-mirrors.ts";
import { partingFault } from "./not-symmetric.ts";

/** All of the first states, then so many of every doubling of their number. */
const sampled = { first: 64, perDoubling: 4, byAll: 16 };

/** Whether the tests look at a state, by its rank of discovery: ever more rarely, so that the cost stays bounded. */
export function isSampled(id: number): boolean {
  return nextSampled(id) === id;
}

/** The first of these states at or after a rank. */
export function nextSampled(id: number): number {
  if (id < sampled.first) return id;
  const apart = 2 ** Math.floor(Math.log2(id)) / sampled.perDoubling;
  return Math.ceil(id / apart) * apart;
}

/** What is tried on a state of the sample: all permutations on the first, of which that shows most. */
export function triedOn<By>(id: number, all: readonly By[]): readonly By[] {
  return id < sampled.byAll ? all : inTurn(all, id);
}

/** One of the permutations, another for every state: with many elements all of them take long. */
function inTurn<By>(all: readonly By[], id: number): readonly By[] {
  const at = (Math.imul(id, 0x9e3779b1) >>> 8) % all.length;
  return all.slice(at, at + 1);
}

/** Two tests, to be shown the states of a search. */
export interface SymmetryTest<Code> {
  /** For every state that is found: do the predicates treat its mirror images alike? */
  state(id: number, code: Code): void;
  /** For every state whose successors were computed: do the mirror images have the mirrored successors? */
  expansion(id: number, code: Code): void;
}

/**
 * The tests look at a sample of the states that they are shown, by their rank of discovery. Successors are compared only
 * where the search computes them too: outside the bounds of a machine its effects need not make sense.
 * @throws SpecFault `not-symmetric` from the tests, at the first state that shows it.
 */
export function symmetryTest<Code>(model: SymmetricModel<Code>): SymmetryTest<Code> {
  const { generators } = model.symmetries;
  if (generators.length === 0) return { state: () => {}, expansion: () => {} };
  let known: ReadonlySet<Code> | undefined;
  const isInitial = (state: Code): boolean => {
    known ??= new Set(model.initialStates());
    return known.has(state);
  };
  const mirrors = (id: number, state: Code): readonly Mirror<Code>[] => {
    if (!isSampled(id) && !isInitial(state)) return [];
    return triedOn(id, generators).map((by) => mirrorOf(model, state, by));
  };
  return {
    state: (id, code) => {
      for (const mirror of mirrors(id, code)) {
        const parting = comparePredicates(model, mirror);
        if (parting !== undefined) throw partingFault(model, mirror, parting);
      }
    },
    expansion: (id, code) => {
      for (const mirror of mirrors(id, code)) {
        const parting = compareSteps(model, mirror);
        if (parting !== undefined) throw partingFault(model, mirror, parting);
      }
    },
  };
}

/** The image of a state. */
export function mirrorOf<Code>(
  model: SymmetricModel<Code>,
  state: Code,
  by: Permutation,
): Mirror<Code> {
  return { state, mirrored: model.symmetries.state(state, by), by };
}
