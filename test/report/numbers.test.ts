import { expect, test } from "vitest";
import { probability } from "../../src/report/numbers.ts";

test.each([
  [1.2e-6, "1.2e-6"],
  [1.21e-6, "1.3e-6"],
  [1.25e-6, "1.3e-6"],
  [9.91e-12, "1e-11"],
  [2 ** -64, "5.5e-20"],
  [0.000999, "0.001"],
  [0.0123, "0.013"],
  [0.5, "0.5"],
  [1, "1"],
])("a bound of %f on a probability reads %s: never less than it is", (bound, text) => {
  expect(probability(bound)).toBe(text);
  expect(Number(text)).toBeGreaterThanOrEqual(bound);
});
