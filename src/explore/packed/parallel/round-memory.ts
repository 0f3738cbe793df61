/**
 * The memory that the threads of a search share for a round, beside the store. A round is a range of states to be expanded;
 * it is divided into chunks. The candidates that a thread made of them lie apart by the shard that they belong to.
 */

import { sharedBytes, sharedInts } from "../../../store/packed-memory.ts";
import type { DealtCandidates } from "../../../store/store-functions.ts";

/** Sizes that do not change during a search. */
export interface RoundShape {
  /** Words a state. */
  readonly words: number;
  readonly instances: number;
  readonly questions: number;
  readonly members: number;
  /** A power of two. */
  readonly shards: number;
  /** States expanded at once. */
  readonly batch: number;
  /** States of a chunk: a power of two, at most those of a block of parents. */
  readonly chunk: number;
  /** Most chunks that a member takes at once: what lies near each other has successors in common. */
  readonly run: number;
  /** Candidates of a round, if that is not told by its end. */
  readonly arena: number;
  /** Candidates of one shard that each member has room for: those of so many chunks, and one more. */
  readonly section: number;
  readonly mostChunks: number;
}

export interface RoundMemory {
  /** See `slot`. */
  readonly control: Int32Array;
  /** By shard and member: a section each. */
  readonly candidates: DealtCandidates;
  /** By chunk: the first of its candidates in `dealt`, the rank of its first new state, and the one after the last. */
  readonly chunks: Int32Array;
  /** By chunk and shard: the first place, and the one after the last. */
  readonly places: Int32Array;
  /** By chunk and shard: the states of the shard once the candidates of the chunk were looked up. */
  readonly sizes: Int32Array;
  /** By member and question: state and instance, as `GeneratedModule.found`. */
  readonly found: Int32Array;
  /** The same for the whole search. */
  readonly foundBefore: Int32Array;
  /** By member and instance: how often it was taken in this round. */
  readonly taken: Int32Array;
  /** By member: 1 if judging a new state failed, and how many new states are outside the bounds. */
  readonly judged: Int32Array;
}

/** Places in `control`. */
export const slot = {
  /** Counts the phases: a member that sees it change begins to work. */
  phase: 0,
  /** Index into `phases`. */
  kind: 1,
  /** The next chunk or shard that nobody has begun. */
  cursor: 2,
  /** Members that have not finished the phase. */
  busy: 3,
  /** Members that are ready to begin. */
  ready: 4,
  /** 1 once the author's code failed while a state was expanded. */
  failed: 5,
  /** The states of the round. */
  first: 7,
  end: 8,
  /** Chunks of the round. */
  chunks: 9,
  /** Counts how often buffers were replaced. */
  buffers: 10,
  /** States that there is room for in order and columns, and elements of `starts`. */
  ranks: 11,
  starts: 12,
  /** The numbers of each shard, see `shardSlot`. */
  shards: 16,
} as const;

/** Of a shard: its table, whether that is to be filled again, its states before the round, and how many there is room for. */
export const shardSlot = {
  bits: 0,
  idBits: 1,
  refilled: 2,
  size: 3,
  logStates: 4,
  parentStates: 5,
} as const;

const numbersInShard = 6;

/** Where the numbers of a shard begin in `control`. */
export function shardBegin(shard: number): number {
  return slot.shards + numbersInShard * shard;
}

/** What is done in a phase: a chunk or a shard at a time, by whoever takes it first. */
export const phases = ["expand", "refill", "locate", "settle", "stop"] as const;
export type Phase = (typeof phases)[number];

/** Turns of a loop that asks again: some ten microseconds, after which a thread is better asleep. */
export const patience = 2000;

export function roundMemory(shape: RoundShape): RoundMemory {
  const { words, instances, questions, members, shards, section, mostChunks } = shape;
  const places = shards * members * section;
  return {
    control: sharedInts(shardBegin(shards)),
    candidates: {
      words: sharedInts(places * (words + 1)),
      hashes: sharedInts(places),
      dealt: sharedBytes(places),
      isNew: sharedBytes(places),
    },
    chunks: sharedInts(mostChunks * 3),
    places: sharedInts(mostChunks * shards * 2),
    sizes: sharedInts(mostChunks * shards),
    found: sharedInts(members * 2 * questions).fill(-1),
    foundBefore: sharedInts(2 * questions),
    taken: sharedInts(members * takenStride(instances)),
    judged: sharedInts(members * judgedStride),
  };
}

/** Members must not write to the same line of a cache all the time. */
export function takenStride(instances: number): number {
  return (instances + 31) & ~15;
}

export const judgedStride = 16;
