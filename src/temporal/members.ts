/**
 * The reached states that a question is about, numbered from 0 in order of distance: its region. Cost: 4 bytes for each.
 */
import type { BreadthFirstTree } from "./breadth-first-tree.ts";

/** Some states, by a predicate: `column` has one byte for each state. */
export interface StateTest {
  readonly column: Uint8Array;
  readonly value: 0 | 1;
}

export interface Members {
  /** The state of each member. */
  readonly states: Int32Array;
  /** The members at distance d from the initial states are before levelEnds[d]. */
  readonly levelEnds: readonly number[];
}

/** Those that pass the test; all when there is none. */
export function membersOf(tree: BreadthFirstTree, test: StateTest | undefined): Members {
  let count = 0;
  for (let at = 0; at < tree.positions; at++) if (passes(test, tree.stateAt(at))) count++;
  const states = new Int32Array(count);
  let added = 0;
  let position = 0;
  const levelEnds = tree.levelEnds.map((end) => {
    for (; position < end; position++) {
      const state = tree.stateAt(position);
      if (passes(test, state)) states[added++] = state;
    }
    return added;
  });
  return { states, levelEnds };
}

/** Whether a state passes; each does when there is no test. */
export function passes(test: StateTest | undefined, state: number): boolean {
  return test === undefined || test.column[state] === test.value;
}

/** The distance at which a position lies. */
export function levelOf(levelEnds: readonly number[], position: number): number {
  let low = 0;
  let high = levelEnds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((levelEnds[middle] as number) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
