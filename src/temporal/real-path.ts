/**
 * What a path of a quotient stands for in the machine. A frame h makes the state of the quotient of the state that it stands
 * for; in it the instance that the quotient calls i is h⁻¹·i, and a transition with permutation g leads to the frame g·h.
 */
import type { Quotient } from "../explore/state-space.ts";
import { compose, inverse } from "../symmetry/permutation.ts";
import type { LassoStep } from "./lasso.ts";

/** The instances that take the steps when the path begins in a frame; −1 for a step that stands still. */
export function realInstances(
  quotient: Quotient,
  steps: readonly LassoStep[],
  frame: Uint8Array,
): readonly number[] {
  let here = frame;
  return steps.map(({ instance, permutation = 0 }) => {
    const taken = instance === -1 ? -1 : quotient.instanceImage(instance, inverse(here));
    here = compose(quotient.images(permutation), here);
    return taken;
  });
}
