/**
 * What a path of a quotient stands for in the machine, when its first state stands for itself. A frame h is the permutation
 * that makes the state of the quotient of the state that was reached; the instance that the quotient calls i is the instance
 * h⁻¹·i there, and a transition with permutation g leads to the frame g·h.
 */
import type { Quotient } from "../explore/state-space.ts";
import { compose, inverse } from "../symmetry/permutation.ts";
import type { LassoStep } from "./lasso.ts";

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
