import { describe, expect, it } from "vitest";
import { intVector } from "../../src/containers/int-vector.ts";

describe("a vector of integers", () => {
  it("keeps what was pushed when it grows, more than once", () => {
    const vector = intVector();
    const numbers = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 65_536);
    for (const n of numbers) vector.push(n);
    expect(vector.length).toBe(5000);
    expect([...vector.view()]).toEqual(numbers);
    expect([vector.at(0), vector.at(1023), vector.at(1024), vector.at(4999)]).toEqual(
      [0, 1023, 1024, 4999].map((i) => numbers[i]),
    );
  });

  it("keeps negative numbers, and what was set", () => {
    const vector = intVector();
    vector.push(-1);
    vector.push(2 ** 31 - 1);
    vector.set(0, -5);
    expect([...vector.view()]).toEqual([-5, 2 ** 31 - 1]);
  });

  it("is empty at first", () => {
    expect([intVector().length, intVector().view().length]).toEqual([0, 0]);
  });
});
