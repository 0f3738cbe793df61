/**
 * What one thread does in a round of a search by several threads. Nothing here depends on how the work is divided: chunks
 * and shards are taken by whoever comes first, and everything is put where its number says.
 *
 * expand: some chunks of states are expanded; their candidates are sifted and dealt out to the tables that they belong to.
 * locate: for one table, the candidates of all chunks are looked up and entered, in the order of the chunks. That is the
 *   order of a sequential search, so of several equal candidates the one that a sequential search meets first is new.
 *   A table that has to grow is filled again before (refill).
 * settle: the new states of a chunk get their ids, again in order, are written to the log and judged.
 */
import type { GeneratedModule } from "../../../model/compiled/generated-module.ts";
import type {
  Deal,
  Memory,
  Places,
  Settled,
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
  /** Where what is left of the successors of a chunk is put. */
  readonly deal: Deal;
  /** Successors as they come from the module. */
  readonly successors: Int32Array;
  readonly taken: Int32Array;
  readonly pair: Int32Array;
  /** By shard. */
  readonly places: readonly Places[];
  readonly settling: Settling;
  view: StoreView;
  /** The first of the chunks that the member took last. */
  chunk: number;
  /** States outside the bounds that the member had seen before the phase. */
  cutBefore: number;
}

/** Memory for `settle`. */
type Settling = Pick<Settled, "begins" | "ends" | "marks" | "ranks">;

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
  const { words, instances, batch, chunk, shards } = shape;
  const recent = recentStates(words);
  functions.forget(recent, view.log, 0);
  const begin = number * takenStride(instances);
  const marks = 1 + ((chunk * instances) >>> 5);
  return {
    ...options,
    deal: { ...round.candidates, ends: new Int32Array(shards), recent },
    successors: new Int32Array((batch * instances + 1) * (words + 1)),
    taken: round.taken.subarray(begin, begin + instances),
    pair: new Int32Array(2),
    places: round.news.map(placesFor),
    settling: {
      begins: new Int32Array(shards),
      ends: new Int32Array(shards),
      marks: new Int32Array(marks),
      ranks: new Int32Array(marks),
    },
    ...{ chunk: 0, cutBefore: 0 },
  };
}

/** Makes a member ready for a phase: its findings go on from those of all. */
export function beginPhase(member: Member, phase: Phase, view: StoreView): void {
  const { module, round, number, shape } = member;
  member.view = view;
  if (phase === "expand") {
    for (let shard = 0; shard < shape.shards; shard++) {
      member.deal.ends[shard] = sectionBegin(shape, shard, number);
    }
  }
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
      return expandChunks(member);
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

function sectionBegin({ members, section }: RoundShape, shard: number, member: number): number {
  return (shard * members + member) * section;
}

function expandChunks(member: Member): boolean {
  const { round } = member;
  if (Atomics.load(round.control, slot.failed) !== 0) return false;
  const end = takeChunks(member);
  for (let chunk = member.chunk; chunk < end; chunk++) {
    if (expandChunk(member, chunk)) continue;
    Atomics.store(round.control, slot.failed, 1);
    return false;
  }
  return member.chunk < end;
}

/**
 * Takes the next chunks, from `chunk` of the member on, and answers the one after the last: as many as there is room for
 * whatever they lead to, and fewer towards the end of the round, so that all members finish together.
 */
function takeChunks(member: Member): number {
  const { control } = member.round;
  const { members, run } = member.shape;
  const room = Math.min(run, chunksWithRoom(member));
  for (;;) {
    const first = Atomics.load(control, slot.cursor);
    const left = (control[slot.chunks] as number) - first;
    const count = Math.max(0, Math.min(room, Math.ceil(left / (4 * members))));
    member.chunk = first;
    if (count === 0) return first;
    if (Atomics.compareExchange(control, slot.cursor, first, first + count) === first) {
      return first + count;
    }
  }
}

function chunksWithRoom({ shape, deal, number }: Member): number {
  let used = 0;
  for (let shard = 0; shard < shape.shards; shard++) {
    used = Math.max(used, (deal.ends[shard] as number) - sectionBegin(shape, shard, number));
  }
  return Math.floor((shape.section - 1 - used) / (shape.chunk * shape.instances));
}

/** Whether no state of the chunk failed. */
function expandChunk(member: Member, chunk: number): boolean {
  const { round, shape, deal } = member;
  const { shards } = shape;
  const at = 2 * chunk * shards;
  for (let shard = 0; shard < shards; shard++) {
    round.places[at + 2 * shard] = deal.ends[shard] as number;
  }
  const count = expandStates(member, chunk);
  round.chunks[2 * chunk] = count;
  for (let shard = 0; shard < shards; shard++) {
    round.places[at + 2 * shard + 1] = deal.ends[shard] as number;
  }
  return count >= 0;
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

/** How many candidates are left of the chunk; −1 if one of its states failed. */
function expandStates(member: Member, chunk: number): number {
  const { round, shape, module, pair, successors, taken, functions, deal, view } = member;
  const end = chunkBegin(round, shape, chunk + 1);
  let left = 0;
  for (let state = chunkBegin(round, shape, chunk); state < end; state += shape.batch) {
    pair[0] = state;
    pair[1] = Math.min(state + shape.batch, end);
    const count = module.expand(view.log, pair, successors, taken);
    if (count < 0) return -1;
    left = functions.deal(successors, count, deal, left);
  }
  return left;
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

function locateInTable(member: Member): boolean {
  const { round, shape, view, functions } = member;
  const shard = next(round);
  const { shards } = shape;
  if (shard >= shards) return false;
  const { control, candidates, fresh } = round;
  const places = member.places[shard] as Places;
  const table = view.tables[shard] as Table;
  const count = control[slot.chunks] as number;
  places.base = control[slot.size] as number;
  places.count = 0;
  for (let chunk = 0; chunk < count; chunk++) {
    const at = chunk * shards + shard;
    places.first = round.places[2 * at] as number;
    places.end = round.places[2 * at + 1] as number;
    functions.locate(table, view.log, candidates, places);
    fresh[at] = places.count;
  }
  return true;
}

// ── Settling ────────────────────────────────────────────────────────────────────────────────────────────────────────

function settleChunk(member: Member): boolean {
  const { round, shape, view, functions, settling } = member;
  const { control, chunks, candidates, news, fresh } = round;
  const { shards } = shape;
  const chunk = next(round);
  if (chunk >= (control[slot.chunks] as number)) return false;
  for (let shard = 0; shard < shards; shard++) {
    const at = chunk * shards + shard;
    settling.begins[shard] = chunk === 0 ? 0 : (fresh[at - shards] as number);
    settling.ends[shard] = fresh[at] as number;
  }
  const count = chunks[2 * chunk] as number;
  const base = chunks[2 * chunk + 1] as number;
  const settled = { ...settling, news, count, base, parents: view.parents };
  judge(member, base, functions.settle(view, candidates, settled));
  return true;
}

function judge({ module, view, pair, round, number }: Member, first: number, end: number): void {
  if (!module.visits || first === end) return;
  pair[0] = first;
  pair[1] = end;
  if (module.visit(view.log, pair, view.columns) >= 0) round.judged[number * judgedStride] = 1;
}
