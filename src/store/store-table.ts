/** The table of a packed store: its memory, and how large it has to be. */
import { type BufferLimits, type GrowingInts, growingInts, OutOfMemory } from "./packed-memory.ts";
import type { Candidates, StoreFunctions, Table } from "./store-functions.ts";

/** A table that grows. */
export interface StoreTable {
  readonly entries: GrowingInts;
  /** The number of slots is 2^bits. */
  bits: number;
  /** Bits of an entry for 1 + id. */
  idBits: number;
  /** One of so many. */
  readonly shards: number;
}

/** A table grows when more than this share of it is in use. */
export const mostLoad = 0.8;

/**
 * Tables of up to 2^this slots in all grow to four times their size, others to twice: to enter all states again costs as much as
 * to find a part of them, and so it is done half as often.
 */
const quadrupled = 22;

/** Ids must be positive 32-bit integers; so must be the numbers of slots. */
const mostIdBits = 31;
const mostBits = 31;

export function newTable(bits: number, shards: number, limits?: BufferLimits): StoreTable {
  return { entries: growingInts(2 ** bits, limits), ...sizedBy(bits), shards };
}

/** A table without growth that has a bit for each of 2^bits states. */
export function directTable(bits: number): StoreTable {
  const words = 2 ** Math.max(0, bits - 5);
  return { entries: growingInts(words), bits, idBits: 0, shards: 1 };
}

function sizedBy(bits: number): Pick<StoreTable, "bits" | "idBits"> {
  return { bits, idBits: Math.min(mostIdBits, bits) };
}

export function log2(power: number): number {
  return 31 - Math.clz32(power);
}

/**
 * The bits that the table needs for so many states; at least those that it has.
 * @throws OutOfMemory where there are more states than a table can tell apart.
 */
export function bitsFor(table: StoreTable, states: number): number {
  let { bits } = table;
  while (states > mostLoad * 2 ** bits || (states >= 2 ** bits - 1 && bits < mostIdBits)) {
    bits += bits + log2(table.shards) <= quadrupled ? 2 : 1;
  }
  if (bits > mostBits || states >= 2 ** mostIdBits - 1) throw new OutOfMemory("too many states");
  return bits;
}

/** Gives an empty table more slots. */
export function widen(table: StoreTable, bits: number): void {
  table.entries.ensure(2 ** bits);
  Object.assign(table, sizedBy(bits));
}

/** Empties a table and enters the first states of the log again. */
export function refill(
  table: StoreTable,
  enter: StoreFunctions["enter"],
  { log, count }: { readonly log: Int32Array; readonly count: number },
): number {
  const view = viewOf(table);
  view.entries.fill(0);
  return enter(view, log, { first: 0, end: count });
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
