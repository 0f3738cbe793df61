/** The tables of a packed store: their memory, and how large they have to be. */
import { type BufferLimits, type GrowingInts, growingInts, OutOfMemory } from "./packed-memory.ts";
import type { Candidates, News, Places, Shard, StoreFunctions, Table } from "./store-functions.ts";

/** A table that grows. */
export interface StoreTable extends Shard {
  readonly entries: GrowingInts;
  /** The number of slots is 2^bits. */
  bits: number;
  /** Bits of an entry for 1 + id. */
  idBits: number;
  /** States in it. */
  size: number;
}

/** A table grows when more than this share of it is in use. */
export const mostLoad = 0.8;

/**
 * Tables of up to 2^this slots in all grow to four times their size, others to twice: to enter all states again costs as much as
 * to find a part of them, and so it is done half as often.
 */
const quadrupled = 22;

/** Ids, and what is taken for an id for a while, must be positive 32-bit integers; so must be the numbers of slots. */
const mostIdBits = 31;
const mostBits = 31;

export function newTable(shard: Shard, bits: number, limits?: BufferLimits): StoreTable {
  const entries = growingInts(2 ** bits, limits);
  return { ...shard, entries, ...sizedBy(bits, shard), size: 0 };
}

/** A table without growth that has a bit for each of 2^bits states. */
export function directTable(bits: number): StoreTable {
  const words = 2 ** Math.max(0, bits - 5);
  return { number: 0, shards: 1, entries: growingInts(words), bits, idBits: 0, size: 0 };
}

/** With several tables, one may be smaller than its share of all ids asks for: one bit more lets it wait. */
function sizedBy(bits: number, { shards }: Shard): { bits: number; idBits: number } {
  const spare = shards === 1 ? 0 : 1 + log2(shards);
  return { bits, idBits: Math.min(mostIdBits, bits + spare) };
}

export function log2(power: number): number {
  return 31 - Math.clz32(power);
}

/** What is about to be added: states of this table, and the number of all states then. */
export interface Demand {
  readonly incoming: number;
  readonly ids: number;
}

/**
 * The bits that the table needs; at least those that it has.
 * @throws OutOfMemory where there are more states than a table can tell apart.
 */
export function bitsFor(table: StoreTable, { incoming, ids }: Demand): number {
  const room = table.size + incoming;
  let { bits, idBits } = table;
  while (room > mostLoad * 2 ** bits || (ids >= 2 ** idBits - 1 && idBits < mostIdBits)) {
    bits += bits + log2(table.shards) <= quadrupled ? 2 : 1;
    idBits = sizedBy(bits, table).idBits;
  }
  if (bits > mostBits || ids >= 2 ** mostIdBits - 1) throw new OutOfMemory("too many states");
  return bits;
}

/** Gives an empty table more slots. */
export function widen(table: StoreTable, bits: number): void {
  table.entries.ensure(2 ** bits);
  Object.assign(table, sizedBy(bits, table));
}

/** Empties a table and enters again what belongs to it: the first states of the log. */
export function refill(
  table: StoreTable,
  enter: StoreFunctions["enter"],
  { log, count }: { readonly log: Int32Array; readonly count: number },
): number {
  const view = viewOf(table);
  view.entries.fill(0);
  return enter(view, log, count, table);
}

export function viewOf({ entries, bits, idBits }: StoreTable): Table {
  return { entries: entries.view(), bits, idBits };
}

/** Room for what is found out about candidates whose words are given. */
export function candidatesIn(words: Int32Array, most: number): Candidates {
  return {
    words,
    hashes: new Int32Array(most + 1),
  };
}

export function placesFor(news: News): Places {
  return { first: 0, end: 0, base: 0, news, count: 0, read: 0 };
}
