/**
 * Breadth-first search over packed states. States are expanded in the order of their discovery, several at a time: the
 * successors of a batch are collected, then looked up together, so that the processor waits for distant memory once for
 * many of them. Successors are still looked up in the order in which an unbatched search finds them, so numbers of states,
 * parents and counts are the same.
 *
 * The quick way takes for granted that nothing ends the search within the batch. When something could (a limit is near) or
 * did (the author's code failed), the batch is done the careful way; what the quick way had counted is taken back.
 */
import { growingBytes } from "../../store/packed-memory.ts";
import type { Progress } from "../observer.ts";
import {
  discoverInitialStates,
  fail,
  isTick,
  lookAround,
  type Run,
  takeTransitions,
  visitNew,
} from "./packed-run.ts";

export function* packedBreadthFirst(run: Run): Generator<Progress, void> {
  discoverInitialStates(run);
  const { store, batch, input } = run;
  const saved = new Int32Array(run.taken.length);
  const incomplete = growingBytes(0);
  let depth = 0;
  let levelEnd = store.size();
  let first = 0;
  run.isExpanded = (state) => state < first && incomplete.view()[state] !== 1;
  while (first < store.size() && run.ending === undefined) {
    if (first === levelEnd) {
      depth++;
      levelEnd = store.size();
    }
    const isCareful = depth === input.limits.depth || isStateLimitNear(run);
    const end = isCareful ? first + 1 : Math.min(first + batch, levelEnd);
    if (!isCareful) takeBatch(run, { first, end, depth: depth + 1, saved });
    else if (!takeTransitions(run, first, depth + 1)) incomplete.ensure(end)[first] = 1;
    run.waiting = store.size() - end;
    if (isTick(run, end - first)) yield lookAround(run);
    if (run.fault === undefined) first = end;
  }
}

function isStateLimitNear({ input, store, batch, taken }: Run): boolean {
  const { states } = input.limits;
  return states !== undefined && store.size() + batch * taken.length > states;
}

/** States to be expanded together, and the depth of their successors. */
interface Batch {
  readonly first: number;
  readonly end: number;
  readonly depth: number;
  /** Room for the counts before the batch. */
  readonly saved: Int32Array;
}

function takeBatch(run: Run, batch: Batch): void {
  const { store, candidates, taken } = run;
  for (let i = 0; i < taken.length; i++) batch.saved[i] = taken[i] as number; // few: `set` takes longer
  const count = expand(run, batch);
  if (count < 0) {
    takeBack(run, batch);
    takeCarefully(run, batch);
    return;
  }
  const size = store.size();
  store.insert(candidates, 0, count);
  if (store.size() > size) run.depth = batch.depth;
  const failed = visitNew(run, size);
  if (failed >= 0) failAt(run, batch, failed);
}

function expand({ module, store, pair, candidates, taken }: Run, { first, end }: Batch): number {
  pair[0] = first;
  pair[1] = end;
  return module.expand(store.log(), pair, candidates, taken);
}

/** Forgets what was counted and found in a batch; not what was found about states, which are judged in order. */
function takeBack({ taken, module, input }: Run, { first, saved }: Batch): void {
  taken.set(saved);
  for (const [question, { kind }] of input.questions.entries()) {
    if (kind === "state" || (module.found[2 * question] as number) < first) continue;
    module.found.fill(-1, 2 * question, 2 * question + 2);
  }
}

function takeCarefully(run: Run, { first, end, depth }: Batch): void {
  for (let state = first; state < end && run.ending === undefined; state++) {
    takeTransitions(run, state, depth);
  }
}

/** Judging a new state failed: the search ends with it, and what the batch did after its discovery does not count. */
function failAt(run: Run, batch: Batch, failed: number): void {
  fail(run);
  const { fault, ending } = run;
  run.fault = undefined;
  run.ending = undefined;
  takeBack(run, batch);
  const parent = run.store.parents()[failed] as number;
  for (let state = batch.first; state <= parent; state++) {
    takeTransitions(run, state, batch.depth, state === parent ? failed : -1);
  }
  run.fault = fault;
  run.ending = ending;
  run.distinct = failed + 1;
}
