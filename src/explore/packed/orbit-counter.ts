/** Adds up the sizes of the orbits that the states of a search stand for, once for each state, in their order. */
import type { PackedStore } from "../../store/packed-store.ts";
import type { CanonicalOrder } from "../../symmetry/canonical-order.ts";
import { orbitSum } from "../../symmetry/orbit-sum.ts";
import type { PackedReduction } from "../../symmetry/packed-reduction.ts";

export interface OrbitCounter {
  /** Counts the states before the given one that were not counted yet: they must be in the log. */
  upTo(store: PackedStore, end: number): void;
  /** How many states of the machine the counted ones stand for; undefined if that is not known exactly. */
  states(): bigint | undefined;
}

export function orbitCounter(
  canonical: CanonicalOrder,
  reduction: Pick<PackedReduction, "order">,
): OrbitCounter {
  const sum = orbitSum(reduction);
  let next = 0;
  return {
    upTo: (store, end) => {
      const log = store.log();
      for (; next < end; next++) {
        sum.add(canonical.find(log, (next - store.base()) * store.words));
      }
    },
    states: () => sum.states(),
  };
}
