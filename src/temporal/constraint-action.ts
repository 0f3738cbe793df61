/**
 * What the permutations of a quotient make of the constraints on a cycle. As they permute the instances, they permute the
 * groups of instances that fairness tells apart; a set of states that must be visited is the same for all.
 *
 * Cost: a constraint's number for each constraint and each permutation of the quotient that is asked for.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient } from "../explore/state-space.ts";
import type { FairnessConstraint } from "../model/fairness.ts";

export interface ConstraintAction {
  /** The constraint that a permutation makes of each one. */
  readonly under: (images: Uint8Array) => Int32Array;
  /** The same, for the permutation of the quotient with a number. */
  readonly underNumber: (permutation: number) => Int32Array;
}

/** What the action is made from. */
export interface ActedOn {
  readonly quotient: Quotient;
  /** No two have an instance in common. */
  readonly fairness: readonly FairnessConstraint[];
  /** Number of constraints; those beyond fairness stay what they are. */
  readonly count: number;
}

export function constraintAction({ quotient, fairness, count }: ActedOn): ConstraintAction {
  const constraintOf = ownersOf(fairness);
  const known: (Int32Array | undefined)[] = [];
  const under = (images: Uint8Array): Int32Array =>
    Int32Array.from({ length: count }, (_, c) => {
      const [first] = fairness[c]?.instances ?? [];
      if (first === undefined) return c;
      const image = quotient.instanceImage(first, images);
      return constraintOf.get(image) ?? bug("the image of a constraint is none");
    });
  return {
    under,
    underNumber: (permutation) => {
      const images = known[permutation];
      if (images !== undefined) return images;
      const made = under(quotient.images(permutation));
      known[permutation] = made;
      return made;
    },
  };
}

function ownersOf(fairness: readonly FairnessConstraint[]): ReadonlyMap<number, number> {
  const owners = new Map<number, number>();
  for (const [c, { instances }] of fairness.entries()) {
    for (const instance of instances) {
      if (owners.has(instance)) return bug("two constraints have an instance in common");
      owners.set(instance, c);
    }
  }
  return owners;
}
