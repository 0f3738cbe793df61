/**
 * The parents of states in breadth-first order, in one byte a state. Parents never decrease along the order of discovery,
 * so the low byte of a parent is all that has to be kept beside the state; the rest follows from where the children of each
 * block of 256 expanded states begin.
 */
import { growingInts } from "../../store/packed-memory.ts";

export const statesInBlock = 256;

/** The first state of the next block. */
export function blockEnd(state: number): number {
  return (state | (statesInBlock - 1)) + 1;
}

export interface ParentBlocks {
  /** Notes, before a state is expanded, that its first child will be `next`. States must come in order. */
  expanding(state: number, next: number): void;
  /** The parent of a state, −1 for an initial one. `low` is the low byte of the parent. */
  parentOf(state: number, low: number): number;
  /** The parents of the first states, whose low bytes are given. */
  parentsOf(low: ArrayLike<number>): Int32Array;
}

export function parentBlocks(): ParentBlocks {
  /** By block of parents, its first child, or the first child of a later block if it has none. */
  const firsts = growingInts(64);
  let blocks = 0;
  return {
    expanding: (state, next) => {
      if (state % statesInBlock !== 0) return;
      firsts.ensure(blocks + 1)[blocks] = next;
      blocks++;
    },
    parentOf: (state, low) => {
      const view = firsts.view();
      let below = -1; // the last block that begins at or before the state
      let above = blocks;
      while (above - below > 1) {
        const middle = (below + above) >>> 1;
        if ((view[middle] as number) <= state) below = middle;
        else above = middle;
      }
      return below < 0 ? -1 : below * statesInBlock + low;
    },
    parentsOf: (low) => {
      const view = firsts.view();
      let block = -1;
      return Int32Array.from({ length: low.length }, (_, state) => {
        while (block + 1 < blocks && (view[block + 1] as number) <= state) block++;
        return block < 0 ? -1 : block * statesInBlock + (low[state] as number);
      });
    },
  };
}
