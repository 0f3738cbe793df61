/** Several members of a search in one thread, which take turns by chance: no threads are started. */
import type { Tuning } from "../../../src/explore/packed/packed-exploration.ts";

/** For few states; with the same seed the turns are the same. */
export function pretending(seed: number, tuning: Tuning = {}): Tuning {
  let state = seed;
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  return { parallelFrom: 1, chunk: 8, arena: 1, ...tuning, chance };
}
