import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blockEnd,
  parentBlocks,
  statesInBlock,
} from "../../../src/explore/packed/parent-blocks.ts";

/** What is kept of the parents of states that were found in the order of their parents, so many children each. */
function kept(initial: number, children: readonly number[]) {
  const blocks = parentBlocks();
  const parents: number[] = Array<number>(initial).fill(-1);
  for (let state = 0; state < parents.length; state++) {
    blocks.expanding(state, parents.length);
    for (let child = children[state] ?? 0; child > 0; child--) parents.push(state);
  }
  return { blocks, parents, low: Uint8Array.from(parents) };
}

describe("parents by their low byte", () => {
  test("are those that were noted, whatever blocks have no children or none are left", () => {
    const long = fc.array(fc.constantFrom(0, 0, 1, 2, 3), { minLength: 600, maxLength: 2000 });
    const gaps = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), long, gaps, (initial, children, barren) => {
        const some = children.map((count, state) =>
          barren.some((from) => state >= from && state < from + 2 * statesInBlock) ? 0 : count,
        );
        const { blocks, parents, low } = kept(initial, some);
        expect([...blocks.parentsOf(low)]).toEqual(parents);
        expect(parents.map((_, state) => blocks.parentOf(state, low[state] as number))).toEqual(
          parents,
        );
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test("are none for initial states, more than a block of them too", () => {
    const { blocks, low } = kept(700, []);
    expect([0, 255, 256, 699].map((state) => blocks.parentOf(state, low[state] as number))).toEqual(
      [-1, -1, -1, -1],
    );
    expect(new Set(blocks.parentsOf(low))).toEqual(new Set([-1]));
  });

  test("are known before any state was expanded", () => {
    const blocks = parentBlocks();
    expect([blocks.parentOf(3, 255), ...blocks.parentsOf([255])]).toEqual([-1, -1]);
  });
});

test.each([
  [0, 256],
  [255, 256],
  [256, 512],
  [1000, 1024],
])("the block of state %i ends before %i", (state, end) => {
  expect(blockEnd(state)).toBe(end);
});
