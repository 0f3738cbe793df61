/**
 * The parts of a running packed search, and its careful way to take transitions: one state at a time, one transition after
 * the other, with every limit and failure exactly where the reference search has it. Breadth-first search takes the quick
 * way where neither can happen, and comes back to this one.
 */
import { saysOutOfMemory } from "../../diagnostics/out-of-memory.ts";
import { evaluateModule, generateModule } from "../../model/compiled/generate.ts";
import { faultKinds, type GeneratedModule } from "../../model/compiled/generated-module.ts";
import { fingerprintStore, hostRandom } from "../../store/fingerprint-store.ts";
import { type GrowingBytes, growingBytes, OutOfMemory } from "../../store/packed-memory.ts";
import { type PackedStore, packedStore } from "../../store/packed-store.ts";
import { type CanonicalOrder, canonicalOrder } from "../../symmetry/canonical-order.ts";
import { sortingOf } from "../../symmetry/sorting.ts";
import { type Ending, lookOutside } from "../limits.ts";
import type { Progress } from "../observer.ts";
import { moduleHost } from "./module-host.ts";
import { type OrbitCounter, orbitCounter } from "./orbit-counter.ts";
import type { PackedFault, PackedInput } from "./packed-exploration.ts";
import { type ParentBlocks, parentBlocks } from "./parent-blocks.ts";
import { directBitsOf } from "./state-memory.ts";

export interface Run {
  readonly input: PackedInput;
  readonly source: string;
  readonly module: GeneratedModule;
  readonly store: PackedStore;
  /** Where states stand for their orbits. */
  readonly canonical: CanonicalOrder | undefined;
  readonly orbits: OrbitCounter | undefined;
  /** Room for the candidate that stands for another. */
  readonly standing: Int32Array;
  /** Of a breadth-first search. */
  readonly blocks: ParentBlocks;
  /** Words of a state, and its parent: numbers a candidate. */
  readonly stride: number;
  /** States that are expanded together. */
  readonly batch: number;
  /** Successors to be looked up, and the instances that led to them. */
  readonly candidates: Int32Array;
  readonly instances: Int32Array;
  /** How often each instance was taken since the last look around, and before. */
  readonly taken: Int32Array;
  readonly totals: Float64Array;
  /** `taken` before the present batch. */
  readonly saved: Int32Array;
  /** Two numbers for calls of the module: a range of states, or a state and a place. */
  readonly pair: Int32Array;
  readonly columns: readonly GrowingBytes[];
  readonly started: number;
  /** Threads that took part; set when several do. */
  workers: number;
  /** 1 for a state that was expanded, but not wholly, because of a limit. */
  readonly incomplete: GrowingBytes;
  /** Whether every transition of a state was taken, once the search is over. */
  isExpanded: (state: number) => boolean;
  /** Initial states looked at, and those that are distinct once all are. */
  initialSeen: number;
  initialCount: number;
  depth: number;
  /** Set once; the search stops as soon as it is. */
  ending: Ending | undefined;
  fault: PackedFault | undefined;
  /** The number of states if that is less than the store holds. */
  distinct: number | undefined;
  beyondDepth: boolean;
  waiting: number;
  sinceTick: number;
  ticks: number;
  lastLook: number;
}

const defaultBatch = 64;
/** Candidates that a batch may have at most, so that they stay in the cache of the processor. */
const mostCandidates = 2 ** 14;

export function startRun(input: PackedInput): Run {
  const { program, layout, questions, columns, steps = [], names } = input;
  const { surroundings, reduction } = input;
  const source = generateModule(program, layout, {
    ...{ questions, columns, steps, names: names ?? {} },
    isWindowed: input.fingerprints || input.workers > 1,
    reducedBy: reduction && (sortingOf(reduction.tables) ?? "host"),
  });
  const canonical = reduction && canonicalOrder(reduction.tables);
  const instances = program.instances.length;
  const batch = Math.max(
    1,
    Math.min(input.tuning?.batch ?? defaultBatch, Math.floor(mostCandidates / (instances + 1))),
  );
  const stride = layout.words + 1;
  return {
    ...{ input, source, stride, batch },
    module: evaluateModule(source, moduleHost(input.host, reduction?.tables)),
    store: storeFor(input),
    canonical,
    orbits: canonical && orbitCounter(canonical, reduction),
    standing: new Int32Array(stride),
    blocks: parentBlocks(),
    candidates: new Int32Array((batch * instances + 1) * stride),
    instances: new Int32Array(batch * instances + 1),
    taken: new Int32Array(instances),
    totals: new Float64Array(instances),
    saved: new Int32Array(instances),
    workers: 1,
    pair: new Int32Array(2),
    columns: columns.map(() => growingBytes(1024, input.tuning?.buffers)),
    started: surroundings.clock(),
    incomplete: growingBytes(0),
    isExpanded: () => false,
    ...{ initialSeen: 0, initialCount: 0, depth: 0, waiting: 0 },
    ...{ ending: undefined, fault: undefined, distinct: undefined, beyondDepth: false },
    ...{ sinceTick: 0, ticks: 0, lastLook: Number.NEGATIVE_INFINITY },
  };
}

function storeFor(input: PackedInput): PackedStore {
  const { layout, tuning, search, fingerprints } = input;
  if (fingerprints) {
    return fingerprintStore({
      words: layout.words,
      random: tuning?.random ?? hostRandom,
      initialCapacity: tuning?.initialCapacity,
      halfBits: tuning?.halfBits,
      limits: tuning?.buffers,
    });
  }
  return packedStore({
    words: layout.words,
    parents: search === "bfs" ? "low byte" : "whole",
    directBits: tuning?.store === "index" ? undefined : directBitsOf(layout, search),
    initialCapacity: tuning?.initialCapacity,
    hashBits: tuning?.hashBits,
    limits: tuning?.buffers,
  });
}

/** The state from which a state was found, −1 for an initial state. */
export function parentOf({ input, store, blocks }: Run, state: number): number {
  const kept = store.parentOf(state);
  return input.search === "bfs" ? blocks.parentOf(state, kept) : kept;
}

/** The parents of the first states of a breadth-first search. */
export function parentsOf({ store, blocks }: Run, count: number): Int32Array {
  return blocks.parentsOf(store.parents().subarray(0, count));
}

export function distinctOf(run: Run): number {
  return run.distinct ?? run.store.size();
}

export function generatedOf({ totals, taken, initialSeen }: Run): number {
  const sum = (numbers: Float64Array | Int32Array): number => {
    let total = 0;
    for (const number of numbers) total += number;
    return total;
  };
  return initialSeen + sum(totals) + sum(taken);
}

// ── States ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const none: readonly Uint8Array[] = [];

/** Judges the states from `first` on that are new. Answers the first whose judging failed, or −1. */
export function visitNew({ module, store, pair, columns }: Run, first: number): number {
  if (!module.visits) return -1;
  const size = store.size();
  if (first === size) return -1;
  pair[0] = first;
  pair[1] = size;
  const views = columns.length === 0 ? none : columns.map((column) => column.view());
  return module.visit(store.log(), pair, views);
}

/** Makes room in the columns for so many states more: before they are added, because none stays without its values. */
export function makeRoomInColumns({ store, columns }: Run, count: number): void {
  for (const column of columns) column.ensure(store.size() + count);
}

/** What `discover` answers when a limit forbids a new state. */
export const refused = -1;

/** Where a candidate lies. */
export interface Place {
  readonly candidates: Int32Array;
  readonly at: number;
}

/** The candidate itself, or that which stands for its orbit: the next call writes over it. */
export function standingFor(run: Run, place: Place): Place {
  const { canonical, standing, stride } = run;
  if (canonical === undefined) return place;
  const { candidates } = place;
  const at = place.at * stride;
  canonical.find(candidates, at);
  canonical.write({ words: candidates, at }, { words: standing, at: 0 });
  standing[stride - 1] = candidates[at + stride - 1] as number;
  return { candidates: standing, at: 0 };
}

/**
 * The id of a candidate, or of that which stands for its orbit, added if it is new; ids are of use only if the store gives
 * them. A failure sets the fault.
 */
export function discover(run: Run, found: Place, depth: number): number {
  const { store } = run;
  const { candidates, at } = standingFor(run, found);
  const known = store.find(candidates, at);
  if (known >= 0) return known;
  const { limits } = run.input;
  if (limits.depth !== undefined && depth > limits.depth) {
    run.beyondDepth = true;
    return refused;
  }
  const id = store.size();
  if (limits.states !== undefined && id >= limits.states) {
    run.ending = { because: "state limit", limit: limits.states };
    return refused;
  }
  makeRoomInColumns(run, 1);
  store.add(candidates, at);
  run.depth = Math.max(run.depth, depth);
  if (visitNew(run, id) >= 0) fail(run);
  return id;
}

/** Adds the initial states. */
export function discoverInitialStates(run: Run): void {
  const { input, candidates } = run;
  const { words } = input.layout;
  for (let at = 0; at < input.initial.length; at += words) {
    for (let word = 0; word < words; word++) candidates[word] = input.initial[at + word] as number;
    candidates[words] = -1;
    run.initialSeen++;
    discover(run, { candidates, at: 0 }, 0);
    if (run.ending !== undefined) return;
  }
  run.initialCount = run.store.size();
}

/** Ends the search with the failure that the module has noted. */
export function fail(run: Run): void {
  const [kind = 0, number = -1, instance = -1, state = 0] = run.module.fault;
  const what = faultKinds[kind] as PackedFault["what"];
  const orNone = (given: number): number | undefined => (given < 0 ? undefined : given);
  run.fault = { state, what, number: orNone(number), instance: orNone(instance) };
  run.ending = { because: "fault" };
}

// ── Transitions, one after the other ────────────────────────────────────────────────────────────────────────────────

/**
 * Takes every transition of a state, and answers whether it could. One that a limit forbids leaves the state incomplete.
 * With `until`, stops before the first transition that leads to this state.
 */
export function takeTransitions(run: Run, from: number, depth: number, until = -1): boolean {
  const { module, store, candidates, pair } = run;
  if (!module.inside(store.log(), from)) return true;
  pair[0] = from;
  pair[1] = 0;
  const count = module.transitions(store.log(), pair, candidates, run.instances);
  if (count < 0 || (count === 0 && module.deadlock(store.log(), from) < 0)) {
    fail(run);
    return false;
  }
  return takeAll(run, { from, count, depth, until });
}

/** The candidates that are the successors of a state. */
interface Successors {
  readonly from: number;
  readonly count: number;
  readonly depth: number;
  readonly until: number;
}

/** Whether all transitions of a state could be taken. */
function takeAll(run: Run, { from, count, depth, until }: Successors): boolean {
  const { candidates, instances } = run;
  let complete = true;
  for (let at = 0; at < count; at++) {
    if (until >= 0 && isState(run, until, at)) return false;
    const to = discover(run, { candidates, at }, depth);
    if (run.ending !== undefined) return false;
    if (to === refused) {
      complete = false;
      continue;
    }
    if (!take(run, from, { candidates, at }, instances[at] as number)) return false;
  }
  return complete;
}

/** Counts and judges a transition; false when that failed. */
export function take(run: Run, from: number, { candidates, at }: Place, instance: number): boolean {
  const { module, store, taken, pair } = run;
  taken[instance] = (taken[instance] as number) + 1;
  pair[0] = from;
  pair[1] = at;
  if (module.step(store.log(), pair, candidates, instance) >= 0) return true;
  fail(run);
  return false;
}

/** Whether a candidate is a state of the log, or in its orbit. */
function isState(run: Run, state: number, found: number): boolean {
  const { store, stride } = run;
  const { candidates, at } = standingFor(run, { candidates: run.candidates, at: found });
  const log = store.log();
  for (let word = 0; word < store.words; word++) {
    if (candidates[at * stride + word] !== log[(state - store.base()) * store.words + word])
      return false;
  }
  return true;
}

// ── Looking around ──────────────────────────────────────────────────────────────────────────────────────────────────

/** States between two looks at the clock, and looks at the clock after which there is one around in any case. */
const statesPerTick = 256;
const mostTicks = 256;
/** Milliseconds between two looks: reading the memory of a process takes some ten microseconds. */
const lookEvery = 20;

/** Whether it is time to look around, now that so many more states were expanded. */
export function isTick(run: Run, states: number): boolean {
  run.sinceTick += states;
  if (run.sinceTick < statesPerTick) return false;
  run.sinceTick = 0;
  run.ticks++;
  addUp(run);
  const { surroundings } = run.input;
  return (
    surroundings.clock() - run.lastLook >= lookEvery ||
    run.ticks >= mostTicks ||
    surroundings.interrupted()
  );
}

/** So that no count gets too large for `taken`. */
function addUp({ taken, totals }: Run): void {
  for (let instance = 0; instance < taken.length; instance++) {
    totals[instance] = (totals[instance] as number) + (taken[instance] as number);
  }
  taken.fill(0);
}

/**
 * Sees whether the limit of memory lets the process use so many bytes more. Small growth is left to the next look around.
 * @throws OutOfMemory if it does not.
 */
export function needMemory(run: Run, bytes: number): void {
  const { limits, surroundings } = run.input;
  if (bytes < noticeableGrowth || limits.bytes === undefined) return;
  if (surroundings.memory() + bytes <= limits.bytes) return;
  run.ending = { because: "memory limit", limit: limits.bytes };
  throw new OutOfMemory("the limit of memory is reached");
}

const noticeableGrowth = 2 ** 22;

/** Ends the search because there is no memory for more states: what was found until then counts. */
export function endWithoutMemory(run: Run, error: unknown): void {
  if (!saysOutOfMemory(error)) throw error;
  run.ending ??= { because: "memory limit", limit: run.input.surroundings.memory() };
}

/** Looks at the limits that come from outside; sets the ending if one is reached. */
export function lookAround(run: Run): Progress {
  const { limits, surroundings } = run.input;
  run.ticks = 0;
  const { milliseconds, bytes, ending } = lookOutside(limits, surroundings, run.started);
  run.lastLook = run.started + milliseconds;
  run.ending ??= ending;
  const { depth, waiting } = run;
  const distinct = distinctOf(run);
  return { distinct, generated: generatedOf(run), depth, waiting, milliseconds, bytes };
}
