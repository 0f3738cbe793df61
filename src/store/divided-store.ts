/**
 * A packed store divided into shards by the hashes of states, so that several threads can fill it: each shard has a table
 * and a log of its own, filled by one thread at a time. States keep the ids of an undivided store, their ranks in the order
 * of discovery; for each rank the store remembers the shard (a byte), and every 256 ranks how far each shard had got. So
 * nothing of a state is ever written twice, and a state is found by its rank with a few additions.
 */
import {
  type GrowingBytes,
  type GrowingInts,
  growingBytes,
  growingInts,
  OutOfMemory,
} from "./packed-memory.ts";
import type { StoreTextOptions } from "./state-pen.ts";
import type { StateRange, StoreFunctions } from "./store-functions.ts";
import type { StoreParts } from "./store-parts.ts";
import { bitsFor, newTable, refill, widen } from "./store-table.ts";
import { evaluateStore } from "./store-text.ts";

/** Who adds states must keep the sizes true, those of the shards as well. */
export interface DividedStore {
  readonly text: StoreTextOptions;
  readonly functions: StoreFunctions;
  /** Their parents are kept as low bytes. */
  readonly shards: readonly StoreParts[];
  /** By rank: the shard of the state. */
  readonly order: GrowingBytes;
  /** By 256 ranks, and shard: which of the shard's states comes next there. */
  readonly starts: GrowingInts;
  size: number;
}

/** Where states are. */
export interface Ranks {
  readonly order: Uint8Array;
  readonly starts: Int32Array;
}

const ranksInBlock = 256;

/** The same states in 2^shardBits shards. A direct table is not divided: each shard uses its own parts of it. */
export function divide(parts: StoreParts, shardBits: number): DividedStore {
  const text = { ...parts.text, shardBits };
  const functions = evaluateStore(text);
  const shards = Array.from({ length: 2 ** shardBits }, () => emptyShard(parts, text, functions));
  const store: DividedStore = {
    ...{ text, functions, shards, size: 0 },
    order: growingBytes(parts.size, parts.limits),
    starts: growingInts(1, parts.limits),
  };
  makeRoomForRanks(store, parts.size);
  const log = parts.log.view();
  const ranks = { order: store.order.view(), starts: store.starts.view() };
  const sizes = new Int32Array(shards.length);
  for (let rank = 0, x = 0; rank < parts.size; rank++, x += text.words) {
    const shard = functions.shardOf(log, x);
    ranks.order[rank] = shard;
    sizes[shard] = (sizes[shard] as number) + 1;
  }
  store.size = parts.size;
  noteStarts(ranks, { first: 0, end: parts.size }, new Int32Array(shards.length));
  for (const [number, shard] of shards.entries()) {
    shard.size = sizes[number] as number;
    copyShard(parts, shard, { order: ranks.order, number });
    if (text.direct) continue;
    widen(shard.table, bitsFor(shard.table, shard.size));
    refill(shard.table, functions.enter, { log: shard.log.view(), count: shard.size });
  }
  return store;
}

/** Copies the states of one shard, in their order. */
function copyShard(
  from: StoreParts,
  shard: StoreParts,
  { order, number }: { readonly order: Uint8Array; readonly number: number },
): void {
  const { words } = from.text;
  const log = from.log.view();
  const parents = from.parents.view();
  const intoLog = shard.log.ensure(shard.size * words);
  const intoParents = shard.parents.ensure(shard.size);
  for (let rank = 0, at = 0; rank < from.size; rank++) {
    if (order[rank] !== number) continue;
    for (let word = 0; word < words; word++) {
      intoLog[at * words + word] = log[rank * words + word] as number;
    }
    intoParents[at++] = parents[rank] as number;
  }
}

function emptyShard(
  { limits, table }: StoreParts,
  text: StoreTextOptions,
  functions: StoreFunctions,
): StoreParts {
  const { shardBits } = text;
  return {
    ...{ text, functions, limits, size: 0 },
    log: growingInts(text.words, limits),
    parents: growingBytes(4, limits),
    table: text.direct ? table : newTable(2 + (shardBits % 2), 2 ** shardBits, limits),
  };
}

/**
 * Makes room for so many states in what is common to the shards.
 * @throws OutOfMemory where there is none; ranks are positive 32-bit integers.
 */
export function makeRoomForRanks({ order, starts, shards }: DividedStore, size: number): void {
  if (size >= 2 ** 31 - 1) throw new OutOfMemory("too many states");
  order.ensure(size);
  starts.ensure((1 + Math.ceil(size / ranksInBlock)) * shards.length);
}

/**
 * Notes where blocks of ranks start that begin in a range. `cursors` has the next state of each shard at its beginning, and
 * is moved to its end.
 */
export function noteStarts(
  { order, starts }: Ranks,
  { first, end }: StateRange,
  cursors: Int32Array,
): void {
  for (let rank = first; rank < end; rank++) {
    noteStart({ order, starts }, rank, cursors);
    const shard = order[rank] as number;
    cursors[shard] = (cursors[shard] as number) + 1;
  }
}

/** Notes how far each shard has got at a rank, if a block begins there. */
export function noteStart({ starts }: Ranks, rank: number, cursors: Int32Array): void {
  if (rank % ranksInBlock !== 0) return;
  const at = (rank / ranksInBlock) * cursors.length;
  for (let shard = 0; shard < cursors.length; shard++)
    starts[at + shard] = cursors[shard] as number;
}

/** The next state of each shard at a rank. */
export function findCursors({ order, starts }: Ranks, rank: number, cursors: Int32Array): void {
  const block = Math.floor(rank / ranksInBlock);
  for (let shard = 0; shard < cursors.length; shard++) {
    cursors[shard] = starts[block * cursors.length + shard] as number;
  }
  for (let before = block * ranksInBlock; before < rank; before++) {
    const shard = order[before] as number;
    cursors[shard] = (cursors[shard] as number) + 1;
  }
}

/** Of one state: the shard, and the number that it has there. */
export function findPlace(
  { order, starts, shards }: DividedStore,
  rank: number,
): { readonly shard: StoreParts; readonly at: number } {
  const cursors = new Int32Array(shards.length);
  const views = { order: order.view(), starts: starts.view() };
  findCursors(views, rank, cursors);
  const number = views.order[rank] as number;
  return { shard: shards[number] as StoreParts, at: cursors[number] as number };
}

/** Puts the words and the parents of all states into a log in the order of their ranks; its table is left as it is. */
export function join(
  { shards, order, functions, text, size }: DividedStore,
  into: StoreParts,
): void {
  const log = into.log.ensure(size * text.words);
  const parents = into.parents.ensure(size);
  const logs = shards.map((shard) => shard.log.view());
  const view = order.view();
  functions.gather(
    { logs, order: view },
    { first: 0, end: size },
    new Int32Array(shards.length),
    log,
  );
  const cursors = new Int32Array(shards.length);
  const views = shards.map((shard) => shard.parents.view());
  for (let rank = 0; rank < size; rank++) {
    const shard = view[rank] as number;
    const at = cursors[shard] as number;
    parents[rank] = (views[shard] as Uint8Array)[at] as number;
    cursors[shard] = at + 1;
  }
  into.size = size;
}
