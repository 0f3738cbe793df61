/**
 * Depth-first search over packed states: the same order, counts and parents as `src/explore/depth-first.ts`, where its
 * treatment of depth limits is explained. The path is a stack of frames in plain arrays, and the successors of all states
 * on it are a second stack of candidates.
 */
import { type GrowingInts, growingInts } from "../../store/packed-memory.ts";
import type { Progress } from "../observer.ts";
import {
  discover,
  discoverInitialStates,
  fail,
  isTick,
  lookAround,
  type Run,
  refused,
  take,
  takeTransitions,
} from "./packed-run.ts";

/** A state on the current path. Its successors are the candidates first … end − 1. */
interface Frame {
  readonly state: number;
  readonly first: number;
  readonly end: number;
  /** The next successor to be followed. */
  next: number;
  /** Whether its transitions were counted on an earlier visit. */
  readonly revisited: boolean;
}

interface Path {
  readonly run: Run;
  readonly frames: Frame[];
  /** Successors of the states on the path, and the instances that lead to them. */
  readonly candidates: GrowingInts;
  readonly instances: GrowingInts;
  /** By state. */
  readonly depths: GrowingInts;
  readonly expanded: GrowingInts;
}

export function* packedDepthFirst(run: Run): Generator<Progress, void> {
  const { store, module } = run;
  discoverInitialStates(run);
  const ints = (): GrowingInts => growingInts(1024, run.input.tuning?.buffers);
  const path: Path = {
    ...{ run, frames: [], candidates: ints(), instances: ints() },
    ...{ depths: ints(), expanded: ints() },
  };
  run.isExpanded = (state) => path.expanded.ensure(state + 1)[state] === 1;
  const initial = store.size();
  for (let state = 0; state < initial && run.ending === undefined; state++) {
    if (isTick(run, 1)) yield lookAround(run);
    if (!isAtLimit(run, 0)) yield* descend(path, state);
  }
  if (run.input.limits.depth === undefined) return;
  for (let state = 0; state < store.size() && run.ending === undefined; state++) {
    const depth = depthOf(path, state);
    if (!isAtLimit(run, depth) || !module.inside(store.log(), state)) continue;
    if (takeTransitions(run, state, depth + 1)) path.expanded.ensure(state + 1)[state] = 1;
    if (isTick(run, 1)) yield lookAround(run);
  }
}

function isAtLimit(run: Run, depth: number): boolean {
  return depth === run.input.limits.depth;
}

function depthOf({ depths }: Path, state: number): number {
  return depths.ensure(state + 1)[state] as number;
}

function* descend(path: Path, root: number): Generator<Progress, void> {
  const { run, frames } = path;
  frames.length = 0;
  enter(path, root);
  for (
    let top = frames.at(-1);
    top !== undefined && run.ending === undefined;
    top = frames.at(-1)
  ) {
    if (top.next === top.end) {
      frames.pop();
      finish(path, top);
      continue;
    }
    if (!follow(path, top)) continue;
    run.waiting = frames.length;
    if (isTick(run, 1)) yield lookAround(run);
  }
}

/** Puts a state on the path. */
function enter(path: Path, state: number): void {
  const { run, frames } = path;
  const { module, store, pair, stride } = run;
  const first = frames.at(-1)?.end ?? 0;
  const most = first + run.taken.length;
  const candidates = path.candidates.ensure((most + 1) * stride);
  const instances = path.instances.ensure(most + 1);
  const revisited = path.expanded.ensure(state + 1)[state] === 1;
  let end = first;
  if (module.inside(store.log(), state)) {
    pair[0] = state;
    pair[1] = first;
    end = module.transitions(store.log(), pair, candidates, instances);
    const isStuck = end === first && !revisited;
    if (end < 0 || (isStuck && module.deadlock(store.log(), state) < 0)) {
      fail(run);
      return;
    }
  }
  frames.push({ state, first, end, next: first, revisited });
}

/** Takes the next transition of a frame; whether the state it leads to was entered. */
function follow(path: Path, frame: Frame): boolean {
  const { run } = path;
  const { store } = run;
  const at = frame.next++;
  const from = frame.state;
  const depth = depthOf(path, from) + 1;
  const candidates = path.candidates.view();
  const size = store.size();
  const to = discover(run, { candidates, at }, depth);
  if (run.fault !== undefined) return false;
  if (to === refused) return false; // the search is over: successors of a state above the depth limit are within it
  const instance = path.instances.view()[at] as number;
  if (!frame.revisited && !take(run, from, { candidates, at }, instance)) return false;
  const isNew = to === size; // it got the next id
  if (!isNew) {
    if (run.input.limits.depth === undefined || depth >= depthOf(path, to)) return false;
    store.parents()[to] = from;
  }
  path.depths.ensure(to + 1)[to] = depth;
  if (isAtLimit(run, depth)) return false;
  enter(path, to);
  return run.ending === undefined;
}

function finish(path: Path, frame: Frame): void {
  const { run } = path;
  const { state, revisited } = frame;
  if (revisited) return;
  if (!run.module.inside(run.store.log(), state)) return;
  path.expanded.ensure(state + 1)[state] = 1;
}
