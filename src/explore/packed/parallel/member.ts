/**
 * What one thread does in a round of a search by several threads. Nothing here depends on how the work is divided: chunks
 * and shards are taken by whoever comes first, and everything is put where its number says.
 *
 * expand: some chunks of states are expanded; their candidates are sifted and dealt out to the shards that they belong to.
 * locate: for one shard, the candidates of all chunks are looked up and added, in the order of the chunks. That is the
 *   order of a sequential search, so of several equal candidates the one that a sequential search meets first is new.
 *   A table that has to grow is filled again before (refill).
 * settle: the new states of a chunk get their ranks, and are judged in that order.
 */
import type { GeneratedModule } from "../../../model/compiled/generated-module.ts";
import { findCursors, noteStart, noteStarts, type Ranks } from "../../../store/divided-store.ts";
import { recentStates } from "../../../store/state-pen.ts";
import type {
  Candidates,
  Deal,
  Memory,
  Ordered,
  Places,
  Settling,
  Sieve,
  StateRange,
  StoreFunctions,
} from "../../../store/store-functions.ts";
import { candidatesIn } from "../../../store/store-table.ts";
import { blockEnd, statesInBlock } from "../parent-blocks.ts";
import {
  judgedStride,
  type Phase,
  type RoundMemory,
  type RoundShape,
  shardBegin,
  shardSlot,
  slot,
  takenStride,
} from "./round-memory.ts";

/** The store as a thread sees it in a phase. */
export interface StoreView extends Ordered, Ranks {
  readonly shards: readonly ShardView[];
  readonly columns: readonly Uint8Array[];
}

export interface ShardView extends Memory {
  readonly parents: Uint8Array;
}

export interface Member {
  readonly number: number;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly module: GeneratedModule;
  readonly functions: StoreFunctions;
  /** Successors as they come from the module, and what the sieve leaves of them. */
  readonly successors: Candidates;
  readonly sieve: Sieve;
  /** Where that is put. */
  readonly deal: Deal;
  readonly taken: Int32Array;
  readonly pair: Int32Array;
  readonly settling: Settling;
  /** Where the next candidate of the member is noted in `dealt`. */
  dealt: number;
  /** Room for the words of states that lie in several shards, and the next state of each. */
  readonly gathered: Int32Array;
  readonly cursors: Int32Array;
  view: StoreView;
  /** The first of the chunks that the member took last. */
  chunk: number;
  /** States outside the bounds that the member had seen before the phase. */
  cutBefore: number;
}

export interface MemberOptions {
  readonly number: number;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly module: GeneratedModule;
  readonly functions: StoreFunctions;
  /** The words of a state that the store has. */
  readonly known: Int32Array;
}

const nothing: StoreView = {
  ...{ shards: [], logs: [], columns: [] },
  order: new Uint8Array(0),
  starts: new Int32Array(0),
};

export function newMember(options: MemberOptions): Member {
  const { number, shape, round, functions, known } = options;
  const { words, instances, batch, shards } = shape;
  const recent = recentStates(words);
  functions.forget(recent, known);
  const begin = number * takenStride(instances);
  const most = batch * instances + 1;
  const successors = candidatesIn(new Int32Array(most * (words + 1)), most);
  return {
    ...options,
    ...{ successors, sieve: { ...successors, recent } },
    deal: { ...round.candidates, ends: new Int32Array(shards) },
    taken: round.taken.subarray(begin, begin + instances),
    pair: new Int32Array(2),
    settling: { first: 0, end: 0, rank: 0, places: new Int32Array(shards) },
    gathered: new Int32Array(Math.max(statesInBlock, batch) * words),
    cursors: new Int32Array(shards),
    ...{ view: nothing, dealt: 0, chunk: 0, cutBefore: 0 },
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
    member.dealt = number * shape.shards * shape.section;
  }
  module.found.set(round.foundBefore);
  member.cutBefore = module.cut[0] as number;
  round.judged[number * judgedStride] = 0;
}

/** Tells the others what the member found. */
export function endPhase({ module, round, number, shape, cutBefore }: Member): void {
  module.rebase?.(0);
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
      return locateInShard(member);
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
    const count = Math.max(0, Math.min(room, Math.ceil(left / (2 * members))));
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
  round.chunks[3 * chunk] = member.dealt;
  const isDone = expandStates(member, chunk);
  for (let shard = 0; shard < shards; shard++) {
    round.places[at + 2 * shard + 1] = deal.ends[shard] as number;
  }
  return isDone;
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

/** Whether no state of the chunk failed. */
function expandStates(member: Member, chunk: number): boolean {
  const { round, shape, module, pair, successors, taken, functions, deal } = member;
  const first = chunkBegin(round, shape, chunk);
  const end = chunkBegin(round, shape, chunk + 1);
  findCursors(member.view, first, member.cursors);
  for (let state = first; state < end; state += shape.batch) {
    gather(member, { first: state, end: Math.min(state + shape.batch, end) });
    const count = module.expand(member.gathered, pair, successors.words, taken);
    if (count < 0) return false;
    const left = functions.sift(successors.words, count, member.sieve, 0);
    member.dealt = functions.deal(successors, left, deal, member.dealt);
  }
  return true;
}

/** Makes states ready to be read by the module, from where the cursors are. */
function gather(member: Member, range: StateRange): void {
  const { functions, view, cursors, gathered, module, pair } = member;
  functions.gather(view, range, cursors, gathered);
  module.rebase?.(range.first);
  pair[0] = range.first;
  pair[1] = range.end;
}

// ── Looking up ──────────────────────────────────────────────────────────────────────────────────────────────────────

function refillTable({ round, shape, view, functions }: Member): boolean {
  const number = next(round);
  if (number >= shape.shards) return false;
  const at = shardBegin(number);
  if (round.control[at + shardSlot.refilled] === 0) return true;
  const { table, log } = view.shards[number] as ShardView;
  table.entries.fill(0);
  functions.enter(table, log, { first: 0, end: round.control[at + shardSlot.size] as number });
  return true;
}

function locateInShard(member: Member): boolean {
  const { round, shape, view, functions } = member;
  const number = next(round);
  const { shards } = shape;
  if (number >= shards) return false;
  const { control, candidates, sizes } = round;
  const shard = view.shards[number] as ShardView;
  // Without a spread: objects made with one are each of a shape of their own to the host's compiler.
  const places: Places = {
    first: 0,
    end: 0,
    size: control[shardBegin(number) + shardSlot.size] as number,
    parents: shard.parents,
    read: 0,
  };
  const count = control[slot.chunks] as number;
  for (let chunk = 0; chunk < count; chunk++) {
    const at = chunk * shards + number;
    places.first = round.places[2 * at] as number;
    places.end = round.places[2 * at + 1] as number;
    functions.locate(shard, candidates, places);
    sizes[at] = places.size;
  }
  return true;
}

// ── Settling ────────────────────────────────────────────────────────────────────────────────────────────────────────

function settleChunk(member: Member): boolean {
  const { round, shape, view, functions, settling, cursors } = member;
  const { control, chunks, candidates, places, sizes } = round;
  const { shards } = shape;
  const chunk = next(round);
  if (chunk >= (control[slot.chunks] as number)) return false;
  for (let shard = 0; shard < shards; shard++) {
    const at = chunk * shards + shard;
    settling.places[shard] = places[2 * at] as number;
    const before = chunk === 0 ? control[shardBegin(shard) + shardSlot.size] : sizes[at - shards];
    cursors[shard] = before as number;
  }
  settling.first = chunks[3 * chunk] as number;
  settling.rank = chunks[3 * chunk + 1] as number;
  settling.end = chunks[3 * chunk + 2] as number;
  const range = { first: settling.rank, end: settling.end };
  functions.settle(view.order, candidates, settling);
  if (member.module.visits) judge(member, range);
  else noteStarts(view, range, cursors);
  return true;
}

/** Judges new states, from where the cursors are; a block of ranks at a time. */
function judge(member: Member, { first, end }: StateRange): void {
  const { module, view, pair, round, number } = member;
  for (let state = first; state < end; state = pair[1] as number) {
    const next = Math.min(blockEnd(state), end);
    noteStart(view, state, member.cursors);
    gather(member, { first: state, end: next });
    if (module.visit(member.gathered, pair, view.columns) < 0) continue;
    round.judged[number * judgedStride] = 1;
    return;
  }
}
