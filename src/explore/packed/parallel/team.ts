/**
 * A breadth-first search by several threads over one store, with the result of a sequential one: the same states with the
 * same ids, parents, counts and findings, for any number of threads. The thread that leads plans the rounds and puts
 * together what the members found; all of them, the leader included, do the work (`member.ts`).
 *
 * Deterministic by order of candidates instead of by priority of writes (Blelloch, Fineman, Gibbons, Shun: Internally
 * deterministic parallel algorithms can be fast, PPoPP 2012): each table is filled by one thread at a time, in the order
 * of a sequential search, so that no access to it is atomic and nothing needs to be corrected afterwards.
 *
 * A round that cannot be done as planned, because the author's code fails in it, is done again by the careful way of the
 * sequential search, which knows where to stop.
 */

import { memoryOf, type StoreParts } from "../../../store/packed-store.ts";
import { bitsFor, widen } from "../../../store/store-table.ts";
import type { Progress } from "../../observer.ts";
import { lookAround, makeRoomInColumns, needMemory, type Run } from "../packed-run.ts";
import type { Crew, StoreBuffers } from "./crew.ts";
import { beginPhase, chunkBegin, endPhase, type Member, type StoreView, workOn } from "./member.ts";
import {
  judgedStride,
  numbersInTable,
  type Phase,
  type RoundMemory,
  type RoundShape,
  slot,
  takenStride,
} from "./round-memory.ts";

export interface Team {
  readonly run: Run;
  readonly shape: RoundShape;
  readonly round: RoundMemory;
  readonly store: StoreParts;
  readonly leader: Member;
  readonly crew: Crew;
  /** The buffers that the others know. */
  known: StoreBuffers | undefined;
  /** Candidates of the last round. */
  candidates: number | undefined;
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
  needMemory(run, growthFor(team, incoming));
  const isRefilled = makeRoom(team, incoming);
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

/** Lets the members do a phase; the leader alone does a round that is not worth waking the others for. */
function* inPhase(team: Team, phase: Phase): Generator<Progress, void> {
  const { leader, crew, round, run, shape } = team;
  const { control } = round;
  const isAlone = (control[slot.chunks] as number) < 2 * shape.members;
  control[slot.cursor] = 0;
  if (isAlone) round.judged.fill(0);
  else crew.begin(phase);
  beginPhase(leader, phase, viewOfStore(team));
  while (workOn(leader, phase));
  endPhase(leader);
  if (isAlone) return;
  while (!crew.isDone()) {
    const failure = crew.failure();
    if (failure !== undefined) throw failure;
    yield lookAround(run);
  }
}

function planRound(team: Team, { first, end }: Range): void {
  const { round, shape, store, run } = team;
  const { control } = round;
  const before = first - (first % shape.chunk);
  const chunks = Math.min(plannedChunks(team), Math.ceil((end - before) / shape.chunk));
  control[slot.first] = first;
  control[slot.end] = Math.min(end, before + chunks * shape.chunk);
  control[slot.chunks] = chunks;
  control[slot.failed] = 0;
  control[slot.size] = store.size;
  round.taken.fill(0);
  round.foundBefore.set(run.module.found);
}

/** As many as lead to enough candidates, if they are as those of the round before. */
function plannedChunks({ shape, round, candidates }: Team): number {
  const { members, arena, mostChunks } = shape;
  if (candidates === undefined) return mostChunks; // room for candidates ends the first round
  const perChunk = Math.max(1, candidates) / (round.control[slot.chunks] as number);
  return Math.min(mostChunks, Math.max(members, Math.round((members * arena) / perChunk)));
}

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The bits that each table needs for the candidates of the round. If one grows, those grow with it that would do so soon:
 * then all members have something to fill.
 */
function bitsWanted({ store }: Team, incoming: Int32Array): readonly number[] {
  const { tables, text } = store;
  if (text.direct) return tables.map(({ bits }) => bits);
  const ids = store.size + total(incoming);
  const wanted = (foresight: number): readonly number[] =>
    tables.map((table, shard) => {
      const soon = (incoming[shard] as number) + foresight * table.size;
      return bitsFor(table, { incoming: soon, ids });
    });
  const now = wanted(0);
  return now.some((bits, shard) => bits !== tables[shard]?.bits) ? wanted(0.1) : now;
}

function growthFor(team: Team, incoming: Int32Array): number {
  const wanted = bitsWanted(team, incoming);
  return team.store.tables.reduce(
    (bytes, { bits }, shard) => bytes + 4 * (2 ** (wanted[shard] as number) - 2 ** bits),
    0,
  );
}

/** Makes room for all candidates of the round; whether tables must be filled again. */
function makeRoom(team: Team, incoming: Int32Array): boolean {
  const { round, store, run, shape } = team;
  const most = store.size + total(incoming);
  const wanted = bitsWanted(team, incoming);
  store.log.ensure(most * shape.words);
  store.parents.ensure(most);
  makeRoomInColumns(run, total(incoming));
  for (const [shard, table] of store.tables.entries()) {
    if (!store.text.direct) table.entries.ensure(2 ** (wanted[shard] as number)); // all, or none is widened
  }
  let grows = false;
  for (const [shard, table] of store.tables.entries()) {
    const bits = wanted[shard] as number;
    const isLarger = bits !== table.bits;
    round.control[slot.tables + numbersInTable * shard + 2] = isLarger ? 1 : 0;
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
  // in states: there may be more elements than a 32-bit integer can tell
  control[slot.logStates] = Math.floor(store.log.view().length / shape.words);
  control[slot.parentStates] = Math.min(
    store.parents.view().length,
    ...run.columns.map((column) => column.view().length),
  );
  for (const [shard, table] of store.tables.entries()) {
    control[slot.tables + numbersInTable * shard] = table.bits;
    control[slot.tables + numbersInTable * shard + 1] = table.idBits;
  }
  const now = buffersOf(store, run);
  if (team.known === undefined || !areSame(team.known, now)) crew.send(now);
  team.known = now;
}

export function buffersOf(
  store: Pick<StoreParts, "log" | "parents" | "tables">,
  run: Run,
): StoreBuffers {
  const bufferOf = (memory: { view(): Int32Array | Uint8Array }): SharedArrayBuffer =>
    memory.view().buffer as SharedArrayBuffer; // growing memory is shared where there are threads
  return {
    log: bufferOf(store.log),
    parents: bufferOf(store.parents),
    tables: store.tables.map(({ entries }) => bufferOf(entries)),
    columns: run.columns.map(bufferOf),
  };
}

function areSame(a: StoreBuffers, b: StoreBuffers): boolean {
  const all = (of: StoreBuffers): readonly SharedArrayBuffer[] => [
    ...[of.log, of.parents],
    ...of.tables,
    ...of.columns,
  ];
  const others = all(b);
  const ours = all(a);
  return ours.length === others.length && ours.every((buffer, i) => buffer === others[i]);
}

export function viewOfStore({ store, run }: Pick<Team, "store" | "run">): StoreView {
  return {
    ...memoryOf(store),
    parents: store.parents.view() as Uint8Array, // of a breadth-first search
    columns: run.columns.map((column) => column.view()),
  };
}

// ── Putting together ────────────────────────────────────────────────────────────────────────────────────────────────

/** Gives ids to the new states: in the order of the chunks. */
function numberStates({ round, shape, store, run }: Team): void {
  const { control, chunks, fresh } = round;
  const { shards } = shape;
  for (let chunk = 0; chunk < (control[slot.chunks] as number); chunk++) {
    run.blocks.expanding(chunkBegin(round, shape, chunk), store.size);
    chunks[2 * chunk + 1] = store.size;
    for (const [shard, table] of store.tables.entries()) {
      const at = chunk * shards + shard;
      const count = (fresh[at] as number) - (chunk === 0 ? 0 : (fresh[at - shards] as number));
      table.size += count;
      store.size += count;
    }
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
