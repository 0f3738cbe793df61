/** How many bytes the rounds of several threads take beside the store, known before the search starts. */
import { judgedStride, numbersInTable, slot, takenStride } from "./parallel/round-memory.ts";
import { statesInBlock } from "./parent-blocks.ts";

export interface RoundSizeOptions {
  /** Words a state. */
  readonly words: number;
  readonly instances: number;
  /** What is asked of states and steps. */
  readonly questions: number;
  /** Threads. */
  readonly members: number;
}

/** Numbers of 32 bits that the memory of recently seen states has, and candidates for which there is room at least. */
const recent = 2 ** 16;
const leastArena = 2 ** 14;
const mostChunks = 2 ** 12;
const mostInBatch = 64;

/** What the host takes for a thread of its own. */
const bytesOfThread = 2 ** 22;

/** All bytes at most: much of it is room for candidates, and takes none where it is never touched. 0 for one thread. */
export function roundBytes({ words, instances, questions, members }: RoundSizeOptions): number {
  if (members === 1) return 0;
  const all = Math.max(1, instances);
  const chunk = statesInBlock;
  const arena = Math.max(leastArena, 4 * chunk * all);
  const shards = 2 ** Math.ceil(Math.log2(members));
  const shared =
    slot.tables +
    numbersInTable * shards +
    members * arena * (words + 4) +
    mostChunks * (3 + 2 * shards + 1) +
    (members + 1) * 2 * questions +
    members * (takenStride(all) + judgedStride);
  const ofChunk = chunk * all + 1;
  const own =
    ofChunk * (words + 3) + recent + mostInBatch * all * (words + 1) + members * arena + shards;
  return 4 * (shared + members * own) + (members - 1) * bytesOfThread;
}
