/**
 * Remembers the distinct states of a packed search: fixed numbers of 32-bit words. States get dense ids in the order in
 * which they are added, and lie in that order in a log, which is the queue of a breadth-first search as well. Tables tell
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

import { bug } from "../diagnostics/bug.ts";
import {
  type BufferLimits,
  type GrowingBytes,
  type GrowingInts,
  growingBytes,
  growingInts,
} from "./packed-memory.ts";
import type { Candidates, Memory, StoreFunctions, Table } from "./store-functions.ts";
import {
  bitsFor,
  candidatesIn,
  directTable,
  log2,
  newTable,
  refill,
  type StoreTable,
  viewOf,
  widen,
} from "./store-table.ts";
import { evaluateStore, recentStates, type StoreTextOptions, shardShift } from "./store-text.ts";

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
  /** Whether `find` says where a state is; otherwise only that it is known. */
  readonly givesIds: boolean;
  /** Distinct states so far. */
  size(): number;
  /** The words of the states, by id less `base`. Take it again after every change. */
  log(): Int32Array;
  /** The first state whose words are kept; a multiple of 256. */
  base(): number;
  /** What is kept of the parents, by id. Take it again after every change. */
  parents(): Int32Array | Uint8Array;
  /** Bytes that tables take more once so many states are added. */
  growthFor(count: number): number;
  /**
   * Adds those of the first `count` candidates that are new. Candidate i lies at i · (words + 1): its words, and the number
   * of its parent. Moves candidates about. Not for a store that was divided.
   */
  insert(candidates: Int32Array, count: number): void;
  /** Adds the candidate at a position if it is new. */
  add(candidates: Int32Array, position: number): void;
  /** The id of the candidate at a position (0 if the store gives no ids), or −1 if it is new. */
  find(candidates: Int32Array, position: number): number;
  parts(): StoreParts;
  /** The states before this one are not going to be read any more; the store may forget their words. */
  release(state: number): void;
  /** Divides the table into 2^shardBits, so that several threads can fill the store through its parts. */
  divide(shardBits: number): StoreParts;
}

/** What a store consists of. Who adds states through the parts must keep the sizes true. */
export interface StoreParts {
  readonly text: StoreTextOptions;
  readonly functions: StoreFunctions;
  readonly log: GrowingInts;
  readonly parents: GrowingBytes | GrowingInts;
  readonly tables: readonly StoreTable[];
  readonly limits: BufferLimits | undefined;
  size: number;
}

const defaultCapacity = 2 ** 12;

export function packedStore(options: PackedStoreOptions): PackedStore {
  const { words } = options;
  let parts = emptyParts(options);
  const { log, parents, text } = parts;
  const recent = recentStates(words);
  const single = candidatesIn(new Int32Array(words + 1), 1);
  let batch = single;
  let memory = memoryOf(parts);

  const makeRoom = (table: StoreTable, count: number): void => {
    log.ensure((parts.size + count) * words);
    parents.ensure(parts.size + count);
    const bits = bitsWith(parts, table, count);
    if (bits !== table.bits) {
      widen(table, bits);
      refill(table, parts.functions.enter, { log: log.view(), count: parts.size });
    } else if (memory.log === log.view() && parts.tables.length === 1) return;
    memory = memoryOf(parts); // the tables of a divided store may have grown
  };

  const insertInto = (table: StoreTable, candidates: Candidates, count: number): void => {
    makeRoom(table, count);
    const before = parts.size;
    const own = { tables: [memory.tables[table.number] as Table], log: memory.log };
    const end = { size: before, parents: parents.view() };
    parts.size = parts.functions.insert(own, candidates, count, end);
    table.size += parts.size - before;
  };

  const add = (source: Int32Array, position: number): void => {
    const { functions, tables } = parts;
    const x = position * (words + 1);
    for (let word = 0; word <= words; word++) single.words[word] = source[x + word] as number;
    const hash = functions.hash(single.words, 0);
    single.hashes[0] = hash;
    insertInto(tables[(hash >>> shardShift(text)) & (tables.length - 1)] as StoreTable, single, 1);
    if (parts.size === 1) functions.forget(recent, log.view(), 0);
  };

  const insert = (source: Int32Array, count: number): void => {
    const table = onlyTable(parts);
    if (parts.size === 0 && count > 0) add(source, 0);
    if (batch.words !== source)
      batch = candidatesIn(source, Math.floor(source.length / (words + 1)));
    const sieve = { words: source, hashes: batch.hashes, recent };
    insertInto(table, batch, parts.functions.sift(source, count, sieve, 0));
  };

  return {
    words,
    givesIds: !text.direct,
    size: () => parts.size,
    log: () => log.view(),
    base: () => 0,
    release: () => {},
    parents: () => parents.view(),
    growthFor: (count) =>
      parts.tables.reduce(
        (sum, table) => sum + 4 * (2 ** bitsWith(parts, table, count) - 2 ** table.bits),
        0,
      ),
    insert,
    add,
    find: (source, position) => {
      if (parts.tables.length > 1) memory = memoryOf(parts);
      return parts.functions.find(memory, source, position);
    },
    parts: () => parts,
    divide: (shardBits) => {
      parts = divided(parts, shardBits);
      memory = memoryOf(parts);
      return parts;
    },
  };
}

function onlyTable({ tables }: StoreParts): StoreTable {
  const [table, second] = tables;
  if (table === undefined || second !== undefined) return bug("a divided store takes no batches");
  return table;
}

function emptyParts(options: PackedStoreOptions): StoreParts {
  const { words, directBits, hashBits = 32, limits } = options;
  const capacity = options.initialCapacity ?? defaultCapacity;
  const text = { words, shardBits: 0, hashBits, direct: directBits !== undefined };
  return {
    text,
    functions: evaluateStore(text),
    log: growingInts(capacity * words, limits),
    parents: (options.parents === "whole" ? growingInts : growingBytes)(capacity, limits),
    tables: [
      directBits === undefined
        ? newTable({ number: 0, shards: 1 }, log2(capacity), limits)
        : directTable(directBits),
    ],
    limits,
    size: 0,
  };
}

/** The bits that a table needs before so many states more. */
function bitsWith({ text, size }: StoreParts, table: StoreTable, count: number): number {
  return text.direct ? table.bits : bitsFor(table, { incoming: count, ids: size + count });
}

export function memoryOf({ tables, log }: StoreParts): Memory {
  return { tables: tables.map(viewOf), log: log.view() };
}

/** The same states in several tables. A direct table is not divided: each shard uses its own parts of it. */
function divided(parts: StoreParts, shardBits: number): StoreParts {
  const text = { ...parts.text, shardBits };
  const functions = evaluateStore(text);
  const shards = 2 ** shardBits;
  const numbers = Array.from({ length: shards }, (_, number) => number);
  const log = parts.log.view();
  if (text.direct) {
    const [table] = parts.tables;
    const tables = numbers.map((number) => ({ ...(table as StoreTable), number, shards }));
    return { ...parts, text, functions, tables };
  }
  const sizes = new Int32Array(shards);
  for (let id = 0; id < parts.size; id++) {
    const shard = functions.hash(log, id * text.words) & (shards - 1);
    sizes[shard] = (sizes[shard] as number) + 1;
  }
  const tables = numbers.map((number) => {
    const table = newTable({ number, shards }, 2 + (shardBits % 2), parts.limits);
    table.size = sizes[number] as number;
    widen(table, bitsFor(table, { incoming: 0, ids: parts.size }));
    refill(table, functions.enter, { log, count: parts.size });
    return table;
  });
  return { ...parts, text, functions, tables };
}
