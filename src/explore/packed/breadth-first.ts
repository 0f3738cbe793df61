/**
 * Breadth-first search over packed states. States are expanded in the order of their discovery, several at a time: the
 * successors of a batch are collected, then looked up together, so that the processor waits for distant memory once for
 * many of them. Successors are still looked up in the order in which an unbatched search finds them, so numbers of states,
 * parents and counts are the same. Once there are many states, several threads share the work, see `parallel/team.ts`.
 *
 * The quick ways take for granted that nothing ends the search within the batch. When something could (a limit is near) or
 * did (the author's code failed), the batch is done the careful way; what the quick way had counted is taken back.
 */
import type { Progress } from "../observer.ts";
import {
  discoverInitialStates,
  fail,
  isTick,
  lookAround,
  makeRoomInColumns,
  needMemory,
  parentOf,
  type Run,
  takeTransitions,
  visitNew,
} from "./packed-run.ts";
import { type Recruiting, recruiting } from "./parallel/recruit.ts";
import { type RoundOutcome, type Team, takeRound } from "./parallel/team.ts";
import { blockEnd } from "./parent-blocks.ts";
import { rehearsalOf, rehearse, rehearsesNow } from "./rehearsal.ts";

export function* packedBreadthFirst(run: Run): Generator<Progress, void> {
  const recruits = recruiting(run);
  try {
    yield* takeLevels(run, recruits);
  } finally {
    recruits.dismiss();
  }
}

function* takeLevels(run: Run, recruits: Recruiting): Generator<Progress, void> {
  const { store, module } = run;
  discoverInitialStates(run);
  let depth = 0;
  let levelEnd = store.size();
  let first = 0;
  let isRehearsed = false;
  run.isExpanded = (state) => state < first && run.incomplete.view()[state] !== 1;
  while (first < store.size() && run.ending === undefined) {
    if (first === levelEnd) {
      depth++;
      levelEnd = store.size();
    }
    if (!isRehearsed && rehearsesNow(run)) {
      rehearseAll(run);
      isRehearsed = true;
    }
    const team = recruits.team(levelEnd - first);
    if (run.input.tuning?.waitsForThreads && recruits.isForming()) {
      yield lookAround(run);
      continue;
    }
    const end = yield* takeStates(run, { first, end: levelEnd, depth: depth + 1 }, team);
    run.waiting = store.size() - end;
    if (isTick(run, end - first)) yield lookAround(run);
    if (run.fault !== undefined) break;
    first = end;
    if (run.input.fingerprints) run.orbits?.upTo(store, first);
    store.release(first);
    module.rebase?.(store.base());
  }
}

function rehearseAll({ input, module, store }: Run): void {
  const rehearsal = rehearsalOf(input);
  if (rehearsal === undefined) return;
  rehearse(module, rehearsal);
  module.rebase?.(store.base());
}

/** States to be expanded, and the depth of their successors. */
interface States {
  readonly first: number;
  readonly end: number;
  readonly depth: number;
}

/** Expands some of the states, and answers the one after the last. */
function* takeStates(
  run: Run,
  states: States,
  team: Team | undefined,
): Generator<Progress, number> {
  const { store, input, batch, taken } = run;
  const { first, depth } = states;
  const { limits } = input;
  // so many can be expanded without reaching the limit of states
  const free = Math.floor(
    ((limits.states ?? Number.POSITIVE_INFINITY) - store.size()) / Math.max(1, taken.length),
  );
  if (depth - 1 === limits.depth || free < batch) {
    run.blocks.expanding(first, store.size());
    if (!takeTransitions(run, first, depth)) run.incomplete.ensure(first + 1)[first] = 1;
    return first + 1;
  }
  if (team !== undefined) {
    return yield* takeTogether(team, { first, end: Math.min(states.end, first + free), depth });
  }
  run.blocks.expanding(first, store.size());
  const end = Math.min(first + batch, states.end, blockEnd(first));
  return takeBatch(run, { first, end, depth });
}

// ── Together with other threads ─────────────────────────────────────────────────────────────────────────────────────

function* takeTogether(team: Team, states: States): Generator<Progress, number> {
  const { run } = team;
  const size = run.store.size();
  run.saved.set(run.taken);
  const outcome = yield* roundOf(team, states);
  switch (outcome.kind) {
    case "done":
      if (run.store.size() > size) run.depth = states.depth;
      return outcome.end;
    case "failed in expanding":
      return takeOneByOne(run, states);
    case "failed in judging":
      run.depth = states.depth;
      failAt(run, states, visitNew(run, outcome.size));
      return outcome.end;
  }
}

/** A round for which there is no memory was not done. */
function* roundOf(team: Team, states: States): Generator<Progress, RoundOutcome> {
  try {
    return yield* takeRound(team, states);
  } catch (error) {
    takeBack(team.run, states);
    throw error;
  }
}

/** Answers the state before which the search ended: it may have been interrupted before the first. */
function takeOneByOne(run: Run, { first, end, depth }: States): number {
  let state = first;
  for (; state < end && run.ending === undefined; state++) {
    run.blocks.expanding(state, run.store.size());
    takeTransitions(run, state, depth);
  }
  return state;
}

// ── Alone ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Answers the state after the last that was expanded. */
function takeBatch(run: Run, batch: States): number {
  const { store, candidates, taken, saved } = run;
  for (let i = 0; i < taken.length; i++) saved[i] = taken[i] as number; // few: `set` takes longer
  const count = expand(run, batch);
  if (count < 0) {
    takeBack(run, batch);
    takeCarefully(run, batch);
    return batch.end;
  }
  const size = store.size();
  try {
    needMemory(run, store.growthFor(count));
    makeRoomInColumns(run, count);
    store.insert(candidates, count);
  } catch (error) {
    takeBack(run, batch); // there is no memory
    throw error;
  }
  if (store.size() > size) run.depth = batch.depth;
  const failed = visitNew(run, size);
  if (failed >= 0) failAt(run, batch, failed);
  return batch.end;
}

function expand({ module, store, pair, candidates, taken }: Run, { first, end }: States): number {
  pair[0] = first;
  pair[1] = end;
  return module.expand(store.log(), pair, candidates, taken);
}

/** Forgets what was counted and found in a batch; not what was found about states, which are judged in order. */
function takeBack({ taken, saved, module, input }: Run, { first }: States): void {
  taken.set(saved);
  for (const [question, { kind }] of input.questions.entries()) {
    if (kind === "state" || (module.found[2 * question] as number) < first) continue;
    module.found.fill(-1, 2 * question, 2 * question + 2);
  }
}

function takeCarefully(run: Run, { first, end, depth }: States): void {
  for (let state = first; state < end && run.ending === undefined; state++) {
    takeTransitions(run, state, depth);
  }
}

/** Judging a new state failed: the search ends with it, and what the batch did after its discovery does not count. */
function failAt(run: Run, batch: States, failed: number): void {
  fail(run);
  const { fault, ending } = run;
  run.fault = undefined;
  run.ending = undefined;
  takeBack(run, batch);
  const parent = parentOf(run, failed);
  for (let state = batch.first; state <= parent; state++) {
    takeTransitions(run, state, batch.depth, state === parent ? failed : -1);
  }
  run.fault = fault;
  run.ending = ending;
  run.distinct = failed + 1;
}
