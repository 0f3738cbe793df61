/** What a packed store consists of, or one of the shards into which it was divided. */
import type { BufferLimits, GrowingBytes, GrowingInts } from "./packed-memory.ts";
import type { StoreTextOptions } from "./state-pen.ts";
import type { Memory, StoreFunctions } from "./store-functions.ts";
import { bitsFor, type StoreTable, viewOf } from "./store-table.ts";

export interface StoreParts {
  readonly text: StoreTextOptions;
  readonly functions: StoreFunctions;
  readonly log: GrowingInts;
  readonly parents: GrowingBytes | GrowingInts;
  readonly table: StoreTable;
  readonly limits: BufferLimits | undefined;
  size: number;
}

/** The bits that the table needs before so many states more. */
export function bitsWith({ text, table, size }: StoreParts, count: number): number {
  return text.direct ? table.bits : bitsFor(table, size + count);
}

/** Bytes that the table takes more once so many states are added. */
export function growthFor(parts: StoreParts, count: number): number {
  return 4 * (2 ** bitsWith(parts, count) - 2 ** parts.table.bits);
}

export function memoryOf({ table, log }: StoreParts): Memory {
  return { table: viewOf(table), log: log.view() };
}
