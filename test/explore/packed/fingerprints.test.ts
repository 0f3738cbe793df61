import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type How, outcomeOf, packedExploration, referenceOutcome } from "./compare.ts";
import {
  compiled,
  counting,
  type Example,
  is,
  layoutOf,
  not,
  slot,
  twoPhaseCommit,
} from "./programs.ts";
import { randomProgram } from "./random-programs.ts";

/** A good generator with a seed (splitmix32). */
function seeded(seed: number): (numbers: Int32Array) => void {
  let state = seed;
  return (numbers) => {
    for (let i = 0; i < numbers.length; i++) {
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      numbers[i] = mixed ^ (mixed >>> 15);
    }
  };
}

/** As many states as there are pairs of numbers below the size. */
function square(size: number): Example {
  const up = (number: number) => counting(number, size - 1);
  return {
    layout: layoutOf([size, size], 3),
    program: {
      ...{ instances: [up(0), up(1)], predicates: [compiled(not(is(slot(0), size)))] },
      ...{ stepPredicates: [], final: undefined, within: undefined },
    },
  };
}

describe("a search with fingerprints", () => {
  test.each([1, 2, 3])("finds all that a search with whole states finds, seed %i", (seed) => {
    fc.assert(
      fc.property(randomProgram(seed > 1), fc.boolean(), ({ example, initial }, isSmall) => {
        const limits = isSmall ? { states: 20 } : {};
        const questions = [
          { kind: "state", predicate: 0, wanted: 0 },
          { kind: "step", predicate: 0 },
          { kind: "deadlock" },
        ] as const;
        const how: How = { initial, limits, questions };
        const tuning = { random: seeded(seed), initialCapacity: 4, batch: 3 };
        const found = packedExploration(example, { ...how, fingerprints: true, tuning });
        const { graph: _, ...outcome } = outcomeOf(example, { ...how, fingerprints: true }, found);
        const { graph: __, ...expected } = referenceOutcome(example, how);
        expect(outcome).toEqual(expected);
        expect(found.compared).toBe((found.distinct * (found.distinct + 1)) / 2);
      }),
      { numRuns: 100, seed },
    );
  });

  test("forgets the words of expanded states, and finds them again", () => {
    const example = twoPhaseCommit(6);
    const how: How = { initial: [Array<number>(10).fill(0)] };
    const whole = packedExploration(example, how);
    const printed = packedExploration(example, { ...how, fingerprints: true });
    expect([printed.distinct, printed.generated]).toEqual([50_816, 402_306]);
    const words = new Int32Array(example.layout.words);
    const rebuilt = new Int32Array(example.layout.words);
    for (const state of [0, 1, 77, 4095, 4096, 30_000, 50_815, 3]) {
      whole.words(state, words);
      printed.words(state, rebuilt);
      expect(rebuilt).toEqual(words);
      expect(printed.instanceInto(state)).toBe(whole.instanceInto(state));
      expect(printed.parent(state)).toBe(whole.parent(state));
    }
  });

  test("misses states as often as its answer says when fingerprints are short", () => {
    const runs = 300;
    const states = 11 * 11;
    const bits = 12;
    let missed = 0;
    for (let seed = 0; seed < runs; seed++) {
      const tuning = { random: seeded(1000 * seed), halfBits: bits / 2 };
      const found = packedExploration(square(11), {
        initial: [[0, 0]],
        fingerprints: true,
        tuning,
      });
      if (found.distinct < states) missed++;
    }
    const expected = 1 - Math.exp((-states * (states - 1)) / 2 / 2 ** bits); // of any two alike
    expect(missed / runs).toBeGreaterThan(expected - 0.08);
    expect(missed / runs).toBeLessThan(expected + 0.08);
  });

  test("draws other fingerprints every time", () => {
    const tuning = { halfBits: 5 };
    const sizes = Array.from({ length: 12 }, () => {
      const how: How = { initial: [[0, 0]], fingerprints: true, tuning };
      return packedExploration(square(20), how).distinct;
    });
    expect(new Set(sizes).size).toBeGreaterThan(1);
  });
});
