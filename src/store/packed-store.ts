/**
 * Remembers the distinct states of a packed search: fixed numbers of 32-bit words. States get dense ids in the order in
 * which they are added, and lie in that order in a log, which is the queue of a breadth-first search as well.
 *
 * Two stores share this interface. `inlineStore` keeps the words of narrow states in the hash table itself: one access to
 * distant memory for a look-up. `indexStore` keeps ids in the table and compares with the log: two accesses, but 4 bytes a
 * slot for states of any width, and it can tell the ids.
 *
 * Both take candidates in batches: first the table slots of all are read, so that the processor fetches distant memory for
 * many at once, and only then are they compared. Batching changes no result: candidates are added in their order.
 */
import { type GrowingInts, growingInts } from "./packed-memory.ts";

export interface PackedStore {
  /** Words a state. */
  readonly words: number;
  /** Whether `ids` says where the candidates are; otherwise only what is new. */
  readonly givesIds: boolean;
  /** Distinct states so far. */
  size(): number;
  /** The words of the states, by id. Take it again after every `insert`. */
  log(): Int32Array;
  /** What each state was added with: the id of the state that it was found from, −1 for an initial state. */
  parents(): Int32Array;
  /**
   * Adds those candidates first … end − 1 that are new. Candidate i lies at i · (words + 1): its words, and its parent.
   */
  insert(candidates: Int32Array, first: number, end: number): void;
  /** The id of each candidate of the last `insert`, from its first on. */
  ids(): Int32Array;
  /** Whether a candidate is stored: its id if the store gives ids, otherwise 0; −1 if it is new. */
  find(candidates: Int32Array, candidate: number): number;
}

export interface PackedStoreOptions {
  readonly words: number;
  /** Slots of the table at first; a power of two, at least 4. */
  readonly initialCapacity?: number | undefined;
  /** How many bits of the hash count, for tests: 32 unless told, 0 makes all states collide. */
  readonly hashBits?: number | undefined;
}

export const defaultCapacity: number = 2 ** 12;

/** A table grows when more than this share of it is in use. */
export const mostLoad = 0.8;

/** The log and the parents that every store has, and room for what a batch is told and tells. */
export interface Log {
  readonly words: GrowingInts;
  readonly parents: GrowingInts;
}

export function startLog(words: number, capacity: number): Log {
  return { words: growingInts(capacity * words), parents: growingInts(capacity) };
}

/** The bits of a hash that count. Tables are indexed by the highest bits, so the lowest go first. */
export function hashMaskOf(bits: number): number {
  return bits === 0 ? 0 : -1 << (32 - bits);
}

/*
 * Products carry a bit upwards only, so the high bits of every word are brought down first: states often differ in the high
 * bits of their words alone.
 */

export function hashOne(a: number): number {
  const h = Math.imul(a ^ (a >>> 16), 0x9e3779b1);
  return Math.imul(h ^ (h >>> 15), 0x85ebca77);
}

export function hashTwo(a: number, b: number): number {
  const h = Math.imul(a ^ (a >>> 15), 0x9e3779b1) ^ Math.imul(b ^ (b >>> 17), 0x85ebca77);
  return Math.imul(h ^ (h >>> 15), 0xc2b2ae3d);
}

/** The hash of the words at a position. */
export function hashMany(words: Int32Array, at: number, count: number): number {
  let h = 0;
  for (let i = 0; i < count; i++) {
    h = Math.imul((h ^ (words[at + i] as number)) | 0, 0x9e3779b1);
    h ^= h >>> 15;
  }
  return Math.imul(h, 0x85ebca77);
}

/**
 * Reads the places of a table, so that the processor has them near when they are needed. It waits for many of them at once
 * only if little else is to be done in between: this loop does nothing else, and takes four at a time. The sum of what was
 * read is written behind the places, where there must be room, or the compiler would leave the reads out.
 */
export function touch(table: Int32Array, places: Int32Array, count: number): void {
  let sum = 0;
  let i = 0;
  for (const whole = count & ~3; i < whole; i += 4) {
    sum +=
      ((table[places[i] as number] as number) ^
        (table[places[i + 1] as number] as number) ^
        (table[places[i + 2] as number] as number) ^
        (table[places[i + 3] as number] as number)) &
      1;
  }
  for (; i < count; i++) sum ^= table[places[i] as number] as number;
  places[count] = sum;
}
