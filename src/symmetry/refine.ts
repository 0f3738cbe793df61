/**
 * Ordered partitions of the vertices, and how the facts of a state refine them: colour refinement (one-dimensional
 * Weisfeiler–Leman). The cells of a partition are stretches of `order`; the colour of a vertex is where its cell begins.
 *
 * What decides the order are numbers that do not depend on the names of the vertices, so equal states up to names are
 * partitioned equally up to names. Two vertices whose hashes collide stay in one cell: more is left to the search then, and
 * nothing gets wrong.
 */
import type { Facts } from "./fact-reader.ts";

export interface Partition {
  readonly order: Uint8Array;
  readonly colour: Uint8Array;
}

export function newPartition(vertices: number): Partition {
  return { order: new Uint8Array(vertices), colour: new Uint8Array(vertices) };
}

export function copyPartition(from: Partition, to: Partition): void {
  const { order, colour } = from;
  for (let v = 0; v < order.length; v++) {
    to.order[v] = order[v] as number;
    to.colour[v] = colour[v] as number;
  }
}

/** The place after the last of the cell that begins at a place. */
export function cellEnd({ order, colour }: Partition, start: number): number {
  let end = start + 1;
  while (end < order.length && colour[order[end] as number] === start) end++;
  return end;
}

/** The partition by what is said about each vertex alone. */
export function partitionByKeys({ tables, keys }: Facts, { order, colour }: Partition): void {
  const { ranges, keyWords } = tables;
  for (let range = 0; range < ranges.length; range += 2) {
    const first = ranges[range] as number;
    const end = first + (ranges[range + 1] as number);
    for (let v = first; v < end; v++) {
      let at = v;
      for (; at > first && compareKeys(keys, keyWords, order[at - 1] as number, v) > 0; at--) {
        order[at] = order[at - 1] as number;
      }
      order[at] = v;
    }
    let start = first;
    for (let at = first; at < end; at++) {
      const isNew =
        at === first ||
        compareKeys(keys, keyWords, order[at - 1] as number, order[at] as number) !== 0;
      if (isNew) start = at;
      colour[order[at] as number] = start;
    }
  }
}

function compareKeys(keys: Int32Array, size: number, a: number, b: number): number {
  for (let word = 0; word < size; word++) {
    const difference = (keys[a * size + word] as number) - (keys[b * size + word] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Makes one vertex of a cell a cell of its own, before the others. */
export function individualise({ order, colour }: Partition, start: number, vertex: number): void {
  let at = start;
  while (order[at] !== vertex) at++;
  for (; at > start; at--) order[at] = order[at - 1] as number;
  order[start] = vertex;
  for (let i = start + 1; i < order.length && colour[order[i] as number] === start; i++) {
    colour[order[i] as number] = start + 1;
  }
}

/** Splits cells until vertices of one cell have the same facts with vertices of the same cells. */
export function refine(facts: Facts, partition: Partition, hashes: Int32Array): void {
  do hashFacts(facts, partition.colour, hashes);
  while (splitCells(partition, hashes));
}

/** What each vertex has to do with the colours of others, as a number. */
function hashFacts(facts: Facts, colour: Uint8Array, hashes: Int32Array): void {
  const { tables, joint, jointCount, location, number, held } = facts;
  const { firstMention, vertex, role, schema } = tables.locations;
  hashes.fill(0);
  for (let i = 0; i < jointCount; i++) {
    const fact = joint[i] as number;
    const at = location[fact] as number;
    const begin = firstMention[at] as number;
    const end = firstMention[at + 1] as number;
    const kind = schema[at] as number;
    const inside = held[fact] as number;
    let hash = mixed(kind, number[fact] as number);
    for (let m = begin; m < end; m++) {
      hash = (hash + mixed(role[m] as number, colour[vertex[m] as number] as number)) | 0;
    }
    if (inside >= 0) hash = (hash + mixed(~kind, colour[inside] as number)) | 0;
    for (let m = begin; m < end; m++) {
      const v = vertex[m] as number;
      hashes[v] = ((hashes[v] as number) + mixed(role[m] as number, hash)) | 0;
    }
    if (inside >= 0) hashes[inside] = ((hashes[inside] as number) + mixed(~kind, hash)) | 0;
  }
}

function mixed(a: number, b: number): number {
  const x = Math.imul(a + Math.imul(b + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  return x ^ (x >>> 15);
}

/** Sorts each cell by the hashes and splits it where they differ; whether any was split. */
function splitCells(partition: Partition, hashes: Int32Array): boolean {
  const { order, colour } = partition;
  let isSplit = false;
  for (let start = 0, end = 0; start < order.length; start = end) {
    end = cellEnd(partition, start);
    if (end - start === 1) continue;
    sortByHash(order, hashes, start, end);
    let cell = start;
    for (let at = start + 1; at < end; at++) {
      if (hashes[order[at] as number] !== hashes[order[at - 1] as number]) {
        cell = at;
        isSplit = true;
      }
      colour[order[at] as number] = cell;
    }
  }
  return isSplit;
}

function sortByHash(order: Uint8Array, hashes: Int32Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const vertex = order[i] as number;
    const hash = hashes[vertex] as number;
    let at = i;
    for (; at > start && (hashes[order[at - 1] as number] as number) > hash; at--) {
      order[at] = order[at - 1] as number;
    }
    order[at] = vertex;
  }
}
