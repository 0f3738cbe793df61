import { describe, expect, test } from "vitest";
import { fingerprintStore, hostRandom } from "../../src/store/fingerprint-store.ts";

/** Fingerprints whose first half is the same for all states; the second tells values below 256 apart. */
const secondHalf = (numbers: Int32Array): void => {
  for (let i = 0; i < numbers.length; i++) numbers[i] = i % 2 === 0 ? 0 : Math.imul(i, 0x9e3779b1);
};

/** Candidates of one word, found from the given parent. */
function candidates(states: readonly number[], parent = -1): Int32Array {
  return Int32Array.from(states.flatMap((state) => [state, parent]));
}

function words(store: ReturnType<typeof fingerprintStore>): number[] {
  return [...store.log().subarray(0, store.size() - store.base())];
}

test("the host gives all random numbers that are asked for", () => {
  const numbers = new Int32Array(3 * 2 ** 14 + 5);
  hostRandom(numbers);
  for (let first = 0; first < numbers.length; first += 5000) {
    expect(new Set(numbers.subarray(first, first + 5000)).size).toBeGreaterThan(1);
  }
});

describe("a store of fingerprints", () => {
  test("keeps the words of those that are new, also where only the other half is another", () => {
    const store = fingerprintStore({ words: 1, random: secondHalf });
    store.insert(candidates([5, 6]), 2);
    store.insert(candidates([6, 5, 7, 6, 8, 7, 9]), 7);
    expect(words(store)).toEqual([5, 6, 7, 8, 9]);
    expect([7, 9, 10].map((state) => store.find(candidates([state]), 0))).toEqual([2, 4, -1]);
  });

  test("has room for as many states as are added one by one", () => {
    const store = fingerprintStore({ words: 1, random: hostRandom });
    const states = Array.from({ length: 5000 }, (_, i) => 3 * i);
    for (const state of states) {
      store.add(candidates([state]), 0);
      store.add(candidates([state]), 0);
    }
    expect(words(store)).toEqual(states);
  });

  test("forgets the words of many states that are not read any more, in blocks, and no others", () => {
    const store = fingerprintStore({ words: 1, random: hostRandom });
    const states = Array.from({ length: 10_000 }, (_, i) => i);
    store.insert(candidates(states), states.length);
    store.release(4000);
    expect(store.base()).toBe(0); // few: the rest is not moved for them
    store.release(9000);
    expect(store.base()).toBe(9000 - (9000 % 256));
    expect(words(store)).toEqual(states.slice(store.base()));
    store.add(candidates([10_000]), 0);
    expect(words(store).at(-1)).toBe(10_000);
    expect(store.find(candidates([3]), 0)).toBe(3);
  });

  test("takes states for one whose fingerprints are the same, and those alone", () => {
    const store = fingerprintStore({ words: 2, random: (numbers) => numbers.fill(0) });
    store.insert(Int32Array.of(1, 2, -1, 3, 4, -1), 2);
    expect(store.size()).toBe(1);
    const other = fingerprintStore({ words: 2, random: hostRandom });
    other.insert(Int32Array.of(1, 2, -1, 2, 1, -1, 1, 2, -1), 3);
    expect(other.size()).toBe(2);
  });
});
