/** Random choices that a seed repeats. */

export interface Dice {
  /** A whole number from 0 to n − 1. */
  below(n: number): number;
  chance(p: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the makers, by weight; only the chosen one runs. */
  weighted<T>(ways: readonly (readonly [weight: number, make: () => T])[]): T;
}

/** The generator called mulberry32: small, and good enough to choose syntax. */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (p) => next() < p,
    pick: (from) => {
      if (from.length === 0) throw new Error("nothing to pick from");
      return from[below(from.length)] as (typeof from)[number]; // not empty
    },
    weighted: (ways) => {
      const usable = ways.filter(([weight]) => weight > 0);
      let rest = next() * usable.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, make] of usable) {
        rest -= weight;
        if (rest < 0) return make();
      }
      return (usable.at(-1) as (typeof usable)[number])[1](); // rounding
    },
  };
}
