import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilesWholly } from "../../../src/explore/packed/compiles-wholly.ts";
import { roundBytes } from "../../../src/explore/packed/round-size.ts";
import { type How, packedExploration } from "./compare.ts";
import { withFallbacks } from "./interpret.ts";
import { pretending } from "./pretending.ts";
import { twoPhaseCommit } from "./programs.ts";
import { randomProgram } from "./random-programs.ts";

const few = pretending(3, { parallelFrom: 0, chunk: undefined, arena: undefined });

/** Bytes that are made for threads to share and never grow, and those of arrays of integers. */
function bytesMadeBy(run: () => void): { readonly shared: number; readonly own: number } {
  const before = { SharedArrayBuffer, Int32Array };
  let shared = 0;
  let own = 0;
  try {
    Object.assign(globalThis, {
      SharedArrayBuffer: new Proxy(SharedArrayBuffer, {
        construct: (target, args) => {
          if (args.length === 1) shared += args[0];
          return Reflect.construct(target, args);
        },
      }),
      Int32Array: new Proxy(Int32Array, {
        construct: (target, args) => {
          if (typeof args[0] === "number") own += 4 * args[0];
          return Reflect.construct(target, args);
        },
      }),
    });
    run();
  } finally {
    Object.assign(globalThis, before);
  }
  return { shared, own };
}

describe("the memory of rounds", () => {
  test.each([
    [2, 2],
    [2, 6],
    [3, 5],
    [8, 3],
  ])("of %i threads is as planned, %i resource managers", (members, n) => {
    const example = twoPhaseCommit(n);
    const { program, layout } = example;
    const how: How = {
      initial: [Array<number>(n + 4).fill(0)],
      questions: [{ kind: "state", predicate: 0, wanted: 0 }, { kind: "deadlock" }],
      tuning: few,
    };
    const alone = bytesMadeBy(() => packedExploration(example, { ...how, workers: 1 }));
    const made = bytesMadeBy(() => {
      packedExploration(example, { ...how, workers: members });
    });
    const instances = program.instances.length;
    const planned = roundBytes({ words: layout.words, instances, questions: 2, members });
    const threads = (members - 1) * 2 ** 22; // the host's own
    const taken = made.shared - alone.shared + made.own - alone.own;
    expect(alone.shared).toBe(0);
    // more is reserved, for candidates that all belong to one table
    expect(planned - threads).toBeGreaterThan(0.2 * taken);
    expect(planned - threads).toBeLessThan(1.2 * taken);
  });

  test("of one thread is none", () => {
    expect(roundBytes({ words: 3, instances: 100, questions: 2, members: 1 })).toBe(0);
  });
});

test("a program is explored by several where it is said to compile wholly, and nowhere else", () => {
  const fallbacks = fc.record({
    instances: fc.subarray([0, 1]),
    predicates: fc.subarray([0, 1, 2]),
    stepPredicates: fc.subarray([0, 1]),
  });
  const asked = fc.record({
    columns: fc.subarray([1, 2]),
    questions: fc.subarray([
      { kind: "state", predicate: 0, wanted: 0 },
      { kind: "step", predicate: 0 },
      { kind: "deadlock" },
      { kind: "step", predicate: 1 },
    ] as const),
  });
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(randomProgram(false), fallbacks, asked, ({ example, initial }, fallen, asks) => {
      fc.pre(initial.length > 0);
      const how: How = { ...asks, initial, fallbacks: fallen, workers: 2, tuning: few };
      const wholly = compilesWholly(withFallbacks(example, fallen).program, asks);
      seen.add(wholly);
      const { shared } = bytesMadeBy(() => packedExploration(example, how));
      expect(shared > 0).toBe(wholly);
    }),
    { numRuns: 200, seed: 9 },
  );
  expect(seen.size).toBe(2);
});
