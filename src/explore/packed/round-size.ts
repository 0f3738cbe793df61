/** How many bytes the rounds of several threads take beside the store, known before the search starts. */
import { recentInts } from "../../store/state-pen.ts";
import { judgedStride, shardBegin, takenStride } from "./parallel/round-memory.ts";
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

/** Candidates of a member in a round: many, so that members seldom wait, and few enough for the caches of a processor. */
export const commonArena: number = 2 ** 17;
/** Chunks that a member takes at once, where that takes no more room than for so many candidates. */
const mostTogether = { chunks: 32, candidates: 2 ** 18 };
export const mostChunks: number = 2 ** 12;

const mostInBatch = 64;
/** Candidates whose words share a page of memory, roughly. */
const inPage = 2 ** 10;

/** What the host takes for a thread of its own. */
const bytesOfThread = 2 ** 22;

/** The shards for so many threads: a power of two. */
export function shardsFor(members: number): number {
  return 2 ** Math.ceil(Math.log2(members));
}

/** The chunks that a member takes at once, if one leads to so many candidates at most. */
export function chunksTogether(ofChunk: number): number {
  return Math.max(1, Math.min(mostTogether.chunks, Math.floor(mostTogether.candidates / ofChunk)));
}

/**
 * About so many bytes when candidates are spread evenly over the tables; more is reserved, and takes none where it is never
 * touched. 0 for one thread.
 */
export function roundBytes({ words, instances, questions, members }: RoundSizeOptions): number {
  if (members === 1) return 0;
  const all = Math.max(1, instances);
  const ofChunk = statesInBlock * all;
  const shards = shardsFor(members);
  const together = chunksTogether(ofChunk) * ofChunk;
  const candidates = members * (commonArena + together + shards * inPage);
  const shared =
    shardBegin(shards) +
    candidates * (words + 2.5) +
    mostChunks * (3 + 3 * shards) +
    (members + 1) * 2 * questions +
    members * (takenStride(all) + judgedStride);
  const own = recentInts + mostInBatch * all * (words + 2) + statesInBlock * words;
  return 4 * (shared + members * own) + (members - 1) * bytesOfThread;
}
