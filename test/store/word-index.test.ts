import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordIndex } from "../../src/store/word-index.ts";

/** The numbers of the members among some states, by comparing all of them. */
function naive(states: readonly (readonly number[])[], members: readonly number[]) {
  const numbers = new Map(members.map((state, number) => [String(states[state]), number]));
  return (candidate: readonly number[]): number => numbers.get(String(candidate)) ?? -1;
}

describe.each([1, 2, 4, 5, 9])("an index of states of %i words", (words) => {
  const word = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer());
  const state = fc.array(word, { minLength: words, maxLength: words });
  const distinct = fc.uniqueArray(state, { maxLength: 60, selector: String });

  test.each([32, 3, 0])("finds its members and no others with %i bits of hash", (hashBits) => {
    const cases = fc.record({
      states: distinct,
      others: fc.array(state, { maxLength: 20 }),
      part: fc.constantFrom("all", "odd", "backwards", "none"),
      stride: fc.constantFrom(words, words + 1),
    });
    fc.assert(
      fc.property(cases, ({ states, others, part, stride }) => {
        const all = states.map((_, i) => i);
        const odd = all.filter((i) => i % 2 === 1);
        const members = { all, odd, backwards: all.toReversed(), none: [] }[part];
        const index = wordIndex({
          ...{ words, stride, hashBits },
          states: Int32Array.from(members),
          log: Int32Array.from(states.flat()),
        });
        const asked = [...others, ...states];
        const candidates = Int32Array.from(
          asked.flatMap((one) => [...one, ...Array<number>(stride - words).fill(7)]),
        );
        // every second place, and all others stay as they are
        const at = asked.map((_, i) => i).filter((i) => i % 2 === 0);
        const found = new Int32Array(asked.length).fill(-7);
        index.locate(candidates, { at: Int32Array.from(at), count: at.length }, found);
        const expected = naive(states, members);
        expect([...found]).toEqual(asked.map((one, i) => (i % 2 === 0 ? expected(one) : -7)));
      }),
      { numRuns: 40, seed: 6 },
    );
  });
});

test("many states are entered in batches, and many candidates looked up at once", () => {
  const count = 5000;
  const log = Int32Array.from({ length: 2 * count }, (_, i) => Math.imul(i, 7919));
  const states = Int32Array.from({ length: count }, (_, i) => count - 1 - i);
  const index = wordIndex({ words: 2, stride: 2, states, log });
  const found = new Int32Array(count);
  const at = Int32Array.from({ length: count }, (_, i) => i);
  index.locate(log, { at, count }, found);
  expect(found).toEqual(states);
});
