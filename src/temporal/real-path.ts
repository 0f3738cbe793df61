/**
 * What a path of a quotient stands for in the machine, when its first state stands for itself. A frame h is the permutation
 * that makes the state of the quotient of the state that was reached; the instance that the quotient calls i is the instance
 * h⁻¹·i there, and a transition with permutation g leads to the frame g·h.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient, Region, StateSpace } from "../explore/state-space.ts";
import { compose, inverse } from "../symmetry/permutation.ts";
import type { Lasso, LassoStep } from "./lasso.ts";

/** A step along a transition of the quotient. */
export interface QuotientStep extends LassoStep {
  readonly permutation: number;
}

export interface RealPath {
  /** The steps with the instances of the machine; `from` and `to` are states of the quotient still. */
  readonly steps: readonly LassoStep[];
  /** The frame of the last state. */
  readonly frame: Uint8Array;
}

export function realSteps(quotient: Quotient, path: readonly QuotientStep[]): RealPath {
  let frame = quotient.images(0);
  const steps = path.map(({ from, instance, to, permutation }) => {
    const step = { from, instance: instanceIn(quotient, instance, frame), to };
    frame = compose(quotient.images(permutation), frame);
    return step;
  });
  return { steps, frame };
}

/** The instance of the machine that is called so in a frame; −1, which stands still, is −1 in all. */
export function instanceIn(quotient: Quotient, instance: number, frame: Uint8Array): number {
  return instance === -1 ? -1 : quotient.instanceImage(instance, inverse(frame));
}

/**
 * The same lasso with numbers of its own for the states of the machine that it goes through, so that steps can be compared;
 * the start keeps its number.
 */
export function namedSteps(space: StateSpace, { start, stem, loop }: Lasso): Lasso {
  const quotient = space.quotient ?? bug("states have names of their own in a quotient");
  const numbers = new Map<string, number>();
  const numberOf = (state: number, frame: Uint8Array): number => {
    const name = quotient.stateImage(state, inverse(frame));
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const all = Int32Array.from({ length: space.stateCount }, (_, number) => number);
  const region = space.region(all);
  let state = start;
  let frame = quotient.images(0);
  const renumbered = (step: LassoStep): LassoStep => {
    const from = numberOf(state, frame);
    if (step.instance !== -1) {
      const called = quotient.instanceImage(step.instance, frame);
      const next = follow(region, state, called);
      frame = compose(quotient.images(next.permutation), frame);
      state = next.target;
    }
    return { from, instance: step.instance, to: numberOf(state, frame) };
  };
  return { start, stem: stem.map(renumbered), loop: loop.map(renumbered) };
}

/** Where an instance leads from a state of the quotient. */
function follow(
  region: Region,
  state: number,
  instance: number,
): { readonly target: number; readonly permutation: number } {
  const { ends, targets, instances, permutations } = region.read(Int32Array.of(state), 0, 1);
  const at = instances.subarray(0, ends[0]).indexOf(instance);
  if (at < 0) return bug("a step of a path is no transition");
  return { target: targets[at] as number, permutation: permutations?.[at] ?? 0 };
}
