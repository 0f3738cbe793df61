/**
 * A breadth-first search by several threads over one store, with the result of a sequential one: the same states with the
 * same ids, parents, counts and findings, for any number of threads. The thread that leads plans the rounds and puts
 * together what the members found; all of them, the leader included, do the work (`member.ts`).
 *
 * Deterministic by order of candidates instead of by priority of writes (Blelloch, Fineman, Gibbons, Shun: Internally
 * deterministic parallel algorithms can be fast, PPoPP 2012): each shard is filled by one thread at a time, in the order
 * of a sequential search, so that no access to it is atomic and nothing needs to be corrected afterwards.
 *
 * A round that cannot be done as planned, because the author's code fails in it, is done again by the careful way of the
 * sequential search, which knows where to stop.
 */

import { type DividedStore, makeRoomForRanks } from "../../../store/divided-store.ts";
import { bitsWith, memoryOf } from "../../../store/store-parts.ts";
import { widen } from "../../../store/store-table.ts";
import type { Progress } from "../../observer.ts";
import { lookAround, makeRoomInColumns, needMemory, type Run } from "../packed-run.ts";
import type { Crew, StoreBuffers } from "./crew.ts";
import { beginPhase, chunkBegin, endPhase, type Member, type StoreView, workOn } from "./member.ts";
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

export interface Team {
  readonly run: Run;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly store: DividedStore;
  readonly leader: Member;
  readonly crew: Crew;
  /** The buffers that the others know. */
  known: StoreBuffers | undefined;
  /** Candidates of the last round. */
  candidates: number | undefined;
  /** Whether all members take part in the present round. */
  isShared: boolean;
}

/** How a round went. */
export type RoundOutcome =
  /** The states up to `end` were expanded. */
  | { readonly kind: "done"; readonly end: number }
  /** The author's code failed for one of the states of the range: nothing was added. */
  | { readonly kind: "failed in expanding" }
  /** It failed for one of the new states, which were added; their first is `size`. */
  | { readonly kind: "failed in judging"; readonly end: number; readonly size: number };

/** States that are to be expanded. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/**
 * Expands states from `first` on, as many as there is room for.
 * @throws OutOfMemory if there is none for what they lead to: nothing was added.
 */
export function* takeRound(team: Team, range: Range): Generator<Progress, RoundOutcome> {
  const { run, round, store } = team;
  const { control } = round;
  planRound(team, range);
  yield* inPhase(team, "expand");
  const chunks = Math.min(control[slot.cursor] as number, control[slot.chunks] as number);
  control[slot.chunks] = chunks;
  const end = chunkBegin(round, team.shape, chunks);
  if (control[slot.failed] !== 0) {
    run.module.found.set(round.foundBefore); // what the leader found is not known to come first
    return { kind: "failed in expanding" };
  }
  const incoming = candidatesByShard(team);
  team.candidates = total(incoming);
  const wanted = bitsWanted(team, incoming);
  needMemory(run, growthOf(team, wanted));
  const isRefilled = makeRoom(team, incoming, wanted);
  mergeSteps(team);
  announceMemory(team);
  if (isRefilled) yield* inPhase(team, "refill");
  yield* inPhase(team, "locate");
  const size = store.size;
  const cut = run.module.cut[0] as number;
  numberStates(team);
  yield* inPhase(team, "settle");
  if (isJudgingFailed(team)) {
    run.module.cut[0] = cut;
    run.module.found.set(round.foundBefore);
    return { kind: "failed in judging", end, size };
  }
  mergeStates(team);
  return { kind: "done", end };
}

// ── Phases ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Lets the members do a phase, or the leader alone. */
function* inPhase(team: Team, phase: Phase): Generator<Progress, void> {
  const { leader, crew, round, run, isShared } = team;
  round.control[slot.cursor] = 0;
  if (isShared) crew.begin(phase);
  else round.judged.fill(0);
  beginPhase(leader, phase, viewOfStore(team));
  while (workOn(leader, phase));
  endPhase(leader);
  if (!isShared) return;
  while (!crew.isDone()) {
    const failure = crew.failure();
    if (failure !== undefined) throw failure;
    yield lookAround(run);
  }
}

function planRound(team: Team, { first, end }: Range): void {
  const { round, shape, run } = team;
  const { control } = round;
  const before = first - (first % shape.chunk);
  const chunks = Math.min(plannedChunks(team), Math.ceil((end - before) / shape.chunk));
  control[slot.first] = first;
  control[slot.end] = Math.min(end, before + chunks * shape.chunk);
  control[slot.chunks] = chunks;
  control[slot.failed] = 0;
  team.isShared = isWorthSharing(team, chunks);
  if (team.isShared) run.workers = shape.members;
  round.taken.fill(0);
  round.foundBefore.set(run.module.found);
}

/** For each member: a round of fewer is not worth waking the others for. */
const chunksToShare = 2;

/** Whether there is work for all, and all are there. */
function isWorthSharing({ crew, shape }: Team, chunks: number): boolean {
  return chunks >= chunksToShare * shape.members && crew.isReady();
}

/** As many as lead to enough candidates, if they are as those of the round before. */
function plannedChunks({ shape, round, candidates }: Team): number {
  const { members, arena, mostChunks } = shape;
  if (candidates === undefined) return mostChunks; // room for candidates ends the first round
  const perChunk = Math.max(1, candidates) / (round.control[slot.chunks] as number);
  const wanted = Math.round((members * arena) / perChunk);
  return Math.min(mostChunks, Math.max(chunksToShare * members, wanted));
}

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The bits that each table needs for the candidates of the round. If one grows, those grow with it that would do so soon:
 * then all members have something to fill.
 */
function bitsWanted({ store }: Team, incoming: Int32Array): readonly number[] {
  const wanted = (foresight: number): readonly number[] =>
    store.shards.map((shard, i) =>
      bitsWith(shard, (incoming[i] as number) + Math.floor(foresight * shard.size)),
    );
  const now = wanted(0);
  return now.some((bits, i) => bits !== store.shards[i]?.table.bits) ? wanted(0.1) : now;
}

function growthOf({ store }: Team, wanted: readonly number[]): number {
  return store.shards.reduce(
    (bytes, { table }, i) => bytes + 4 * (2 ** (wanted[i] as number) - 2 ** table.bits),
    0,
  );
}

/** Makes room for all candidates of the round; whether tables must be filled again. */
function makeRoom(team: Team, incoming: Int32Array, wanted: readonly number[]): boolean {
  const { round, store, run, shape } = team;
  makeRoomForRanks(store, store.size + total(incoming));
  makeRoomInColumns(run, total(incoming));
  for (const [i, { log, parents, table, size, text }] of store.shards.entries()) {
    const most = size + (incoming[i] as number);
    log.ensure(most * shape.words);
    parents.ensure(most);
    if (!text.direct) table.entries.ensure(2 ** (wanted[i] as number)); // all, or none is widened
  }
  let grows = false;
  for (const [i, { table }] of store.shards.entries()) {
    const bits = wanted[i] as number;
    const isLarger = bits !== table.bits;
    round.control[shardBegin(i) + shardSlot.refilled] = isLarger ? 1 : 0;
    if (isLarger) widen(table, bits);
    grows ||= isLarger;
  }
  return grows;
}

function total(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function candidatesByShard({ round, shape }: Team): Int32Array {
  const { control, places } = round;
  const { shards } = shape;
  const counts = new Int32Array(shards);
  for (let chunk = 0; chunk < (control[slot.chunks] as number); chunk++) {
    for (let shard = 0; shard < shards; shard++) {
      const at = 2 * (chunk * shards + shard);
      const count = (places[at + 1] as number) - (places[at] as number);
      counts[shard] = (counts[shard] as number) + count;
    }
  }
  return counts;
}

/** Tells the others how much memory is in use, and where it is if that has changed. */
export function announceMemory(team: Team): void {
  const { round, shape, store, crew, run } = team;
  const { control } = round;
  control[slot.starts] = store.starts.view().length;
  control[slot.ranks] = Math.min(
    store.order.view().length,
    ...run.columns.map((column) => column.view().length),
  );
  for (const [i, { table, log, parents, size }] of store.shards.entries()) {
    const at = shardBegin(i);
    control[at + shardSlot.bits] = table.bits;
    control[at + shardSlot.idBits] = table.idBits;
    control[at + shardSlot.size] = size;
    // in states: there may be more elements than a 32-bit integer can tell
    control[at + shardSlot.logStates] = Math.floor(log.view().length / shape.words);
    control[at + shardSlot.parentStates] = parents.view().length;
  }
  const now = buffersOf(store, run);
  if (team.known !== undefined && areSame(team.known, now)) return;
  crew.send(now);
  team.known = now;
}

function buffersOf({ order, starts, shards }: DividedStore, run: Run): StoreBuffers {
  const bufferOf = (memory: { view(): Int32Array | Uint8Array }): SharedArrayBuffer =>
    memory.view().buffer as SharedArrayBuffer; // growing memory is shared where there are threads
  return {
    order: bufferOf(order),
    starts: bufferOf(starts),
    shards: shards.map(({ log, parents, table }) => ({
      log: bufferOf(log),
      parents: bufferOf(parents),
      table: bufferOf(table.entries),
    })),
    columns: run.columns.map(bufferOf),
  };
}

function areSame(a: StoreBuffers, b: StoreBuffers): boolean {
  const all = ({ order, starts, shards, columns }: StoreBuffers): readonly SharedArrayBuffer[] => [
    ...[order, starts],
    ...shards.flatMap(({ log, parents, table }) => [log, parents, table]),
    ...columns,
  ];
  const others = all(b);
  return all(a).every((buffer, i) => buffer === others[i]);
}

export function viewOfStore({ store, run }: Pick<Team, "store" | "run">): StoreView {
  const shards = store.shards.map((shard) => {
    const { table, log } = memoryOf(shard);
    return { log, parents: shard.parents.view() as Uint8Array, table }; // of a divided store
  });
  return {
    shards,
    logs: shards.map(({ log }) => log),
    order: store.order.view(),
    starts: store.starts.view(),
    columns: run.columns.map((column) => column.view()),
  };
}

// ── Putting together ────────────────────────────────────────────────────────────────────────────────────────────────

/** Gives ranks to the new states: in the order of the chunks. */
function numberStates({ round, shape, store, run }: Team): void {
  const { control, chunks, sizes } = round;
  const { shards } = shape;
  for (let chunk = 0; chunk < (control[slot.chunks] as number); chunk++) {
    run.blocks.expanding(chunkBegin(round, shape, chunk), store.size);
    chunks[3 * chunk + 1] = store.size;
    for (const [i, shard] of store.shards.entries()) {
      const size = sizes[chunk * shards + i] as number;
      store.size += size - shard.size;
      shard.size = size;
    }
    chunks[3 * chunk + 2] = store.size;
  }
}

/** Takes over what was found and counted while states were expanded. */
function mergeSteps(team: Team): void {
  const { run, round, shape } = team;
  mergeFindings(team);
  for (let member = 0; member < shape.members; member++) {
    const begin = member * takenStride(shape.instances);
    for (let instance = 0; instance < shape.instances; instance++) {
      const times = round.taken[begin + instance] as number;
      run.taken[instance] = (run.taken[instance] as number) + times;
    }
  }
}

/** Of what the members found, the first in the order of states; a state is looked at by one member only. */
function mergeFindings({ run, round, shape }: Team): void {
  const { questions, members } = shape;
  const { found } = run.module;
  found.set(round.foundBefore);
  for (let question = 0; question < questions; question++) {
    if ((round.foundBefore[2 * question] as number) >= 0) continue;
    for (let member = 0; member < members; member++) {
      const at = 2 * (member * questions + question);
      const state = round.found[at] as number;
      const best = found[2 * question] as number;
      if (state < 0 || (best >= 0 && best <= state)) continue;
      found[2 * question] = state;
      found[2 * question + 1] = round.found[at + 1] as number;
    }
  }
  round.foundBefore.set(found);
}

function isJudgingFailed({ round, shape }: Team): boolean {
  for (let member = 0; member < shape.members; member++) {
    if (round.judged[member * judgedStride] !== 0) return true;
  }
  return false;
}

/** Takes over what was found about new states. */
function mergeStates(team: Team): void {
  const { run, round, shape } = team;
  mergeFindings(team);
  const { cut } = run.module;
  for (let member = 1; member < shape.members; member++) {
    cut[0] = (cut[0] as number) + (round.judged[member * judgedStride + 1] as number);
  }
}
