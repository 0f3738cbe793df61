/**
 * Remembers the distinct states of a packed search: fixed numbers of 32-bit words. States get dense ids in the order in
 * which they are added, and lie in that order in a log, which is the queue of a breadth-first search as well. A table tells
 * known states from new ones, exactly.
 *
 * Candidates are taken in batches. Most are duplicates of states that were candidates a moment ago, as when two actions can
 * be taken in either order; a small memory of those, which stays in the cache of the processor, sifts them out. For what
 * is left, the table slots of all are read, so that the processor fetches distant memory for many at once, and only then
 * are they compared. None of this changes a result: candidates are added in their order.
 *
 * Cost: 4 bytes a slot at a load of 0.4 to 0.8 (from 0.2 while tables are small), or a bit for every possible state; 4 a word;
 * 1 or 4 for the parent. Growing clears a table and enters the log again: nothing is copied, nothing is needed twice.
 */

import { type DividedStore, divide, findPlace, join } from "./divided-store.ts";
import { type BufferLimits, growingBytes, growingInts } from "./packed-memory.ts";
import { recentStates, type StoreTextOptions } from "./state-pen.ts";
import type { Candidates } from "./store-functions.ts";
import { bitsWith, growthFor, memoryOf, type StoreParts } from "./store-parts.ts";
import { candidatesIn, directTable, log2, newTable, refill, widen } from "./store-table.ts";
import { evaluateStore } from "./store-text.ts";

export interface PackedStoreOptions {
  /** Words a state. */
  readonly words: number;
  /** What to keep of the number of the parent: all of it, or the low byte. */
  readonly parents: "whole" | "low byte";
  /** Bits of a state of one word, for a table with a bit for every possible state; undefined for a hash table. */
  readonly directBits?: number | undefined;
  /** Slots of the hash table at first; a power of two, at least 4. */
  readonly initialCapacity?: number | undefined;
  /** How many bits of the hash count, for tests: 32 unless told, 0 makes all states collide. */
  readonly hashBits?: number | undefined;
  /** What the host gives unless told. */
  readonly limits?: BufferLimits | undefined;
}

/** What adds states, or says what that would take, throws OutOfMemory where there is none, and then adds nothing. */
export interface PackedStore {
  readonly words: number;
  readonly text: StoreTextOptions;
  /** Whether `find` says where a state is; otherwise only that it is known. */
  readonly givesIds: boolean;
  /** Distinct states so far. */
  size(): number;
  /** The words of the states, by id less `base`. Take it again after every change. Not free of cost once it was divided. */
  log(): Int32Array;
  /** The first state whose words are kept; a multiple of 256. */
  base(): number;
  /** What is kept of the parents, by id. Take it again after every change. */
  parents(): Int32Array | Uint8Array;
  /** Copies the words of a state, if they are kept, and what is kept of its parent. */
  copyWords(state: number, into: Int32Array): void;
  parentOf(state: number): number;
  /** Bytes that the table takes more once so many states are added. */
  growthFor(count: number): number;
  /**
   * Adds those of the first `count` candidates that are new. Candidate i lies at i · (words + 1): its words, and the number
   * of its parent. Moves candidates about.
   */
  insert(candidates: Int32Array, count: number): void;
  /** Adds the candidate at a position if it is new. */
  add(candidates: Int32Array, position: number): void;
  /** The id of the candidate at a position (0 if the store gives no ids), or −1 if it is new. */
  find(candidates: Int32Array, position: number): number;
  /**
   * Divides the store, so that several threads can fill it. Adding states in another way, or asking for the log or for
   * ids, puts it together again.
   */
  divide(shardBits: number): DividedStore;
  isDivided(): boolean;
  /** The states before this one are not going to be read any more; the store may forget their words. */
  release(state: number): void;
}

const defaultCapacity = 2 ** 12;

export function packedStore(options: PackedStoreOptions): PackedStore {
  const { words } = options;
  let parts = emptyParts(options);
  const { text, functions } = parts;
  const recent = recentStates(words);
  const single = candidatesIn(new Int32Array(words + 1), 1);
  let batch = single;
  let divided: DividedStore | undefined;
  let isTableOld = false;

  const whole = (): StoreParts => {
    if (divided === undefined) return parts;
    join(divided, parts);
    isTableOld = !text.direct; // shards share a direct table
    divided = undefined;
    return parts;
  };

  /** With a table that has all states. */
  const complete = (): StoreParts => {
    whole();
    if (isTableOld) {
      widen(parts.table, bitsWith(parts, 0));
      refill(parts.table, functions.enter, { log: parts.log.view(), count: parts.size });
    }
    isTableOld = false;
    return parts;
  };

  const makeRoom = (count: number): void => {
    const { log, parents, table } = parts;
    log.ensure((parts.size + count) * words);
    parents.ensure(parts.size + count);
    const bits = bitsWith(parts, count);
    if (bits === table.bits) return;
    widen(table, bits);
    refill(table, functions.enter, { log: log.view(), count: parts.size });
  };

  const insertAll = (candidates: Candidates, count: number): void => {
    complete();
    makeRoom(count);
    const end = { size: parts.size, parents: parts.parents.view() };
    parts.size = functions.insert(memoryOf(parts), candidates, count, end);
  };

  const add = (source: Int32Array, position: number): void => {
    const x = position * (words + 1);
    for (let word = 0; word <= words; word++) single.words[word] = source[x + word] as number;
    single.hashes[0] = functions.hash(single.words, 0);
    insertAll(single, 1);
    if (parts.size === 1) functions.forget(recent, parts.log.view());
  };

  const insert = (source: Int32Array, count: number): void => {
    if (complete().size === 0 && count > 0) add(source, 0);
    if (batch.words !== source)
      batch = candidatesIn(source, Math.floor(source.length / (words + 1)));
    const sieve = { words: source, hashes: batch.hashes, recent };
    insertAll(batch, functions.sift(source, count, sieve, 0));
  };

  return {
    words,
    text,
    givesIds: !text.direct,
    size: () => divided?.size ?? parts.size,
    log: () => whole().log.view(),
    base: () => 0,
    release: () => {},
    parents: () => whole().parents.view(),
    copyWords: (state, into) => {
      const place = divided && findPlace(divided, state);
      const view = (place?.shard ?? parts).log.view();
      const at = (place?.at ?? state) * words;
      for (let word = 0; word < words; word++) into[word] = view[at + word] as number;
    },
    parentOf: (state) => {
      const place = divided && findPlace(divided, state);
      return (place?.shard ?? parts).parents.view()[place?.at ?? state] as number;
    },
    growthFor: (count) => growthFor(complete(), count),
    insert,
    add,
    find: (source, position) => functions.find(memoryOf(complete()), source, position),
    divide: (shardBits) => {
      divided = divide(whole(), shardBits);
      parts = withoutStates(parts, options); // the shards have copies
      return divided;
    },
    isDivided: () => divided !== undefined,
  };
}

function emptyParts(options: PackedStoreOptions): StoreParts {
  const { words, directBits, hashBits = 32, limits } = options;
  const text = { words, shardBits: 0, hashBits, direct: directBits !== undefined };
  const table =
    directBits === undefined
      ? newTable(log2(capacityOf(options)), 1, limits)
      : directTable(directBits);
  return { text, functions: evaluateStore(text), ...emptyLog(options), table, limits, size: 0 };
}

function capacityOf({ initialCapacity = defaultCapacity }: PackedStoreOptions): number {
  return initialCapacity;
}

function emptyLog(options: PackedStoreOptions): Pick<StoreParts, "log" | "parents"> {
  const { words, parents, limits } = options;
  const capacity = capacityOf(options);
  return {
    log: growingInts(capacity * words, limits),
    parents: (parents === "whole" ? growingInts : growingBytes)(capacity, limits),
  };
}

/** A direct table is not that of one log. */
function withoutStates(parts: StoreParts, options: PackedStoreOptions): StoreParts {
  const { text, table, limits } = parts;
  return {
    ...parts,
    ...emptyLog(options),
    table: text.direct ? table : newTable(log2(capacityOf(options)), 1, limits),
    size: 0,
  };
}
