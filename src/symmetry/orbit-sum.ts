/** How many states the orbits of a search stand for: the sum of their sizes, exactly. */
import type { Group } from "./permutation.ts";

export interface OrbitSum {
  /** Takes an orbit into account, by the number of permutations that leave one of its states as it is. */
  add(automorphisms: number): void;
  /** The sum; undefined if an orbit was so symmetric that the number of its automorphisms is not known exactly. */
  states(): bigint | undefined;
}

export function orbitSum({ order }: Pick<Group, "order">): OrbitSum {
  /** There are few numbers of automorphisms, each of them a divisor of the order of the group. */
  const counts = new Map<number, number>();
  return {
    add: (automorphisms) => {
      counts.set(automorphisms, (counts.get(automorphisms) ?? 0) + 1);
    },
    states: () => {
      let sum = 0n;
      for (const [automorphisms, count] of counts) {
        if (!Number.isSafeInteger(automorphisms)) return undefined;
        sum += BigInt(count) * (order / BigInt(automorphisms)); // by Lagrange without remainder
      }
      return sum;
    },
  };
}
