/**
 * What one thread does in a round of a search by several threads. Nothing here depends on how the work is divided: chunks
 * and shards are taken by whoever comes first, and everything is put where its number says.
 *
 * expand: a chunk of states is expanded, its candidates are sifted and grouped by the table they belong to.
 * locate: for one table, the candidates of all chunks are looked up and entered, in the order of the chunks. That is the
 *   order of a sequential search, so of several equal candidates the one that a sequential search meets first is new.
 *   A table that has to grow is filled again before (refill).
 * settle: the new states of a chunk get their ids, again in order, are written to the log and judged.
 */
import type { GeneratedModule } from "../../../model/compiled/generated-module.ts";
import type {
  Memory,
  Places,
  Sieve,
  StoreFunctions,
  Table,
} from "../../../store/store-functions.ts";
import { placesFor } from "../../../store/store-table.ts";
import { recentStates } from "../../../store/store-text.ts";
import {
  judgedStride,
  numbersInTable,
  type Phase,
  type RoundMemory,
  type RoundShape,
  slot,
  takenStride,
} from "./round-memory.ts";

/** The store as a thread sees it in a phase. */
export interface StoreView extends Memory {
  readonly parents: Uint8Array;
  readonly columns: readonly Uint8Array[];
}

export interface Member {
  readonly number: number;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly module: GeneratedModule;
  readonly functions: StoreFunctions;
  /** What is left of the successors of a chunk. */
  readonly sifted: Sieve;
  /** Successors as they come from the module. */
  readonly successors: Int32Array;
  readonly taken: Int32Array;
  readonly pair: Int32Array;
  readonly list: Int32Array;
  readonly places: Places;
  readonly counts: Int32Array;
  view: StoreView;
  /** States outside the bounds that the member had seen before the phase. */
  cutBefore: number;
  /** The next free place in the arena. */
  position: number;
  /** How many candidates are left of the present chunk. */
  count: number;
}

export interface MemberOptions {
  readonly number: number;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly module: GeneratedModule;
  readonly functions: StoreFunctions;
  readonly view: StoreView;
}

/** A member for a store that has a state at least. */
export function newMember(options: MemberOptions): Member {
  const { number, shape, round, functions, view } = options;
  const { words, instances, batch, arena, members, shards } = shape;
  const recent = recentStates(words);
  functions.forget(recent, view.log, 0);
  const begin = number * takenStride(instances);
  const most = shape.chunk * instances + 1;
  return {
    ...options,
    sifted: { words: new Int32Array(most * (words + 1)), hashes: new Int32Array(most), recent },
    successors: new Int32Array((batch * instances + 1) * (words + 1)),
    taken: round.taken.subarray(begin, begin + instances),
    pair: new Int32Array(2),
    list: new Int32Array(most + 1),
    places: placesFor(members * arena),
    counts: new Int32Array(shards),
    ...{ position: number * arena, count: 0, cutBefore: 0 },
  };
}

/** Makes a member ready for a phase: its findings go on from those of all. */
export function beginPhase(member: Member, phase: Phase, view: StoreView): void {
  const { module, round, number, shape } = member;
  member.view = view;
  if (phase === "expand") member.position = number * shape.arena;
  module.found.set(round.foundBefore);
  member.cutBefore = module.cut[0] as number;
  round.judged[number * judgedStride] = 0;
}

/** Tells the others what the member found. */
export function endPhase({ module, round, number, shape, cutBefore }: Member): void {
  round.found.set(module.found, number * 2 * shape.questions);
  round.judged[number * judgedStride + 1] = (module.cut[0] as number) - cutBefore;
}

/** Does one piece of the work of a phase; false when there is none left for this member. */
export function workOn(member: Member, phase: Phase): boolean {
  switch (phase) {
    case "expand":
      return expandChunk(member);
    case "refill":
      return refillTable(member);
    case "locate":
      return locateInTable(member);
    case "settle":
      return settleChunk(member);
    case "stop":
      return false;
  }
}

function next({ control }: RoundMemory): number {
  return Atomics.add(control, slot.cursor, 1);
}

// ── Expanding ───────────────────────────────────────────────────────────────────────────────────────────────────────

function expandChunk(member: Member): boolean {
  const { round, shape, number } = member;
  const { control, chunks } = round;
  const room = (number + 1) * shape.arena - member.position;
  if (room < shape.chunk * shape.instances || Atomics.load(control, slot.failed) !== 0)
    return false;
  const chunk = next(round);
  if (chunk >= (control[slot.chunks] as number)) return false;
  if (!expandStates(member, chunk)) {
    Atomics.store(control, slot.failed, 1);
    return false;
  }
  groupByShard(member, chunk);
  chunks[3 * chunk] = member.position;
  member.position += member.count;
  chunks[3 * chunk + 1] = member.position;
  return true;
}

/** The first state of a chunk. */
export function chunkBegin(
  { control }: RoundMemory,
  { chunk: size }: RoundShape,
  chunk: number,
): number {
  const first = control[slot.first] as number;
  const aligned = first - (first % size) + chunk * size;
  return Math.min(Math.max(first, aligned), control[slot.end] as number);
}

/** Whether no state of the chunk failed. What is left of its successors lies in `sifted`. */
function expandStates(member: Member, chunk: number): boolean {
  const { round, shape, module, pair, successors, taken, functions, sifted, view } = member;
  const end = chunkBegin(round, shape, chunk + 1);
  member.count = 0;
  for (let state = chunkBegin(round, shape, chunk); state < end; state += shape.batch) {
    pair[0] = state;
    pair[1] = Math.min(state + shape.batch, end);
    const count = module.expand(view.log, pair, successors, taken);
    if (count < 0) return false;
    member.count = functions.sift(successors, count, sifted, member.count);
  }
  return true;
}

/** Copies what was sifted into the arena, grouped by shard: counting sort, so that each group keeps its order. */
function groupByShard(member: Member, chunk: number): void {
  const { round, shape, functions, counts, sifted, count, position } = member;
  const { places, candidates } = round;
  const { shards } = shape;
  counts.fill(0);
  for (let origin = 0; origin < count; origin++) {
    const shard = shardAt(shape, sifted.hashes[origin] as number);
    counts[shard] = (counts[shard] as number) + 1;
  }
  let place = position;
  for (let shard = 0; shard < shards; shard++) {
    places[chunk * (shards + 1) + shard] = place;
    const inShard = counts[shard] as number;
    counts[shard] = place;
    place += inShard;
  }
  places[chunk * (shards + 1) + shards] = place;
  for (let origin = 0; origin < count; origin++) {
    const hash = sifted.hashes[origin] as number;
    const shard = shardAt(shape, hash);
    const to = counts[shard] as number;
    counts[shard] = to + 1;
    candidates.hashes[to] = hash;
    candidates.origins[to] = origin;
    functions.move(sifted.words, candidates.words, origin, to);
  }
}

function shardAt({ shards, shardShift }: RoundShape, hash: number): number {
  return (hash >>> shardShift) & (shards - 1);
}

// ── Looking up ──────────────────────────────────────────────────────────────────────────────────────────────────────

function refillTable({ round, shape, view, functions }: Member): boolean {
  const number = next(round);
  if (number >= shape.shards) return false;
  const at = slot.tables + numbersInTable * number;
  if (round.control[at + 2] === 0) return true;
  const table = view.tables[number] as Table;
  table.entries.fill(0);
  const count = round.control[slot.size] as number;
  functions.enter(table, view.log, count, { number, shards: shape.shards });
  return true;
}

function locateInTable({ round, shape, view, functions, places }: Member): boolean {
  const shard = next(round);
  const { shards } = shape;
  if (shard >= shards) return false;
  const { control, candidates, fresh } = round;
  const table = view.tables[shard] as Table;
  const count = control[slot.chunks] as number;
  places.base = control[slot.size] as number;
  places.count = 0;
  for (let chunk = 0; chunk < count; chunk++) {
    places.first = round.places[chunk * (shards + 1) + shard] as number;
    places.end = round.places[chunk * (shards + 1) + shard + 1] as number;
    const before = places.count;
    functions.locate(table, view.log, candidates, places);
    fresh[chunk * shards + shard] = places.count - before;
  }
  return true;
}

// ── Settling ────────────────────────────────────────────────────────────────────────────────────────────────────────

function settleChunk(member: Member): boolean {
  const { round, view, functions, list } = member;
  const { control, chunks, candidates } = round;
  const chunk = next(round);
  if (chunk >= (control[slot.chunks] as number)) return false;
  const first = chunks[3 * chunk] as number;
  const end = chunks[3 * chunk + 1] as number;
  const base = chunks[3 * chunk + 2] as number;
  const settled = { first, end, base, parents: view.parents, list };
  judge(member, base, functions.settle(view, candidates, settled));
  return true;
}

function judge({ module, view, pair, round, number }: Member, first: number, end: number): void {
  if (!module.visits || first === end) return;
  pair[0] = first;
  pair[1] = end;
  if (module.visit(view.log, pair, view.columns) >= 0) round.judged[number * judgedStride] = 1;
}
