import { expect, test } from "vitest";
import { networkOf } from "../../../src/model/compiled/generate-sorting.ts";

test.each([1, 2, 3, 5, 8, 9, 12])(
  "the network for %i numbers sorts every sequence of 0 and 1, and so every other",
  (count) => {
    const network = networkOf(count);
    for (let bits = 0; bits < 2 ** count; bits++) {
      const numbers = Array.from({ length: count }, (_, i) => (bits >> i) & 1);
      for (const [a, b] of network) {
        const [low, high] = [numbers[a] as number, numbers[b] as number];
        if (low > high) [numbers[a], numbers[b]] = [high, low];
      }
      expect(numbers).toEqual(numbers.toSorted());
    }
  },
);
