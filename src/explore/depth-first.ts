/**
 * Depth-first search: follows one path to its end before it turns back. It finds the same states and transitions as
 * breadth-first search, deep ones early; paths, and so counterexamples, are not shortest.
 *
 * Iterative, because state graphs are deeper than the JavaScript stack. Under a depth limit a state that was first reached
 * late may have hidden others that are near, so it is visited again when it is reached by a shorter path (SPIN's -DREACH).
 * States at the limit itself are expanded last, when it is known which of their successors are within it. So the states
 * and transitions are those of a breadth-first search under the same limit, and each transition counts once.
 */
import type { Progress } from "./observer.ts";
import {
  discover,
  discoverInitialStates,
  expand,
  isTick,
  lookAround,
  observeDeadlock,
  observeExpansion,
  observeTransition,
  recordExpanded,
  type Walk,
} from "./walk.ts";

/** A state on the current path, with the successors that are still to be followed. */
interface Frame<Code> {
  readonly id: number;
  readonly successors: readonly { readonly after: Code; readonly instance: number }[];
  readonly steps: { readonly to: number; readonly instance: number }[];
  followed: number;
  /** Whether its transitions were counted on an earlier visit. */
  readonly revisited: boolean;
}

export function* depthFirst<Code>(walk: Walk<Code>): Generator<Progress, void> {
  discoverInitialStates(walk);
  const initial = walk.store.size;
  // A path that meets an initial state turns back: that state starts a path of its own, at depth 0.
  for (let id = 0; id < initial && walk.ending === undefined; id++) {
    if (isTick(walk)) yield lookAround(walk);
    if (!isAtLimit(walk, 0)) yield* descend(walk, id);
  }
  for (let id = 0; id < walk.store.size && walk.ending === undefined; id++) {
    if (!isAtLimit(walk, walk.depths.at(id)) || walk.outside.at(id) === 1) continue;
    expand(walk, id);
    if (isTick(walk)) yield lookAround(walk);
  }
}

function isAtLimit<Code>(walk: Walk<Code>, depth: number): boolean {
  return depth === walk.options.limits.depth;
}

function* descend<Code>(walk: Walk<Code>, root: number): Generator<Progress, void> {
  const path = [enter(walk, root)];
  for (let top = path.at(-1); top !== undefined && walk.ending === undefined; top = path.at(-1)) {
    if (top.followed === top.successors.length) {
      path.pop();
      finish(walk, top);
      continue;
    }
    const entered = follow(walk, top);
    if (entered === undefined) continue;
    path.push(entered);
    walk.waiting = path.length;
    if (isTick(walk)) yield lookAround(walk);
  }
}

function enter<Code>(walk: Walk<Code>, id: number): Frame<Code> {
  walk.current = id;
  const revisited = walk.expanded.at(id) === 1;
  const successors: { readonly after: Code; readonly instance: number }[] = [];
  if (walk.outside.at(id) === 0) {
    walk.model.successors(walk.store.code(id), (after, instance) => {
      successors.push({ after, instance });
    });
    if (!revisited) observeExpansion(walk, id);
    if (successors.length === 0 && !revisited) observeDeadlock(walk, id);
  }
  return { id, successors, steps: [], followed: 0, revisited };
}

/** Takes the next transition of a frame; answers the frame of the state it leads to, if that is to be visited now. */
function follow<Code>(walk: Walk<Code>, frame: Frame<Code>): Frame<Code> | undefined {
  const { after, instance } = frame.successors[
    frame.followed++
  ] as Frame<Code>["successors"][number];
  const from = frame.id;
  const depth = walk.depths.at(from) + 1;
  walk.current = from;
  const size = walk.store.size;
  const to = discover(walk, after, { from, instance, depth });
  if (to === undefined) return undefined;
  if (!frame.revisited) {
    walk.generated++;
    walk.taken[instance] = (walk.taken[instance] as number) + 1;
    observeTransition(walk, { from, to, before: walk.store.code(from), after, instance });
  }
  frame.steps.push({ to, instance });
  const isNew = to === size; // it got the next id
  if (!isNew) {
    if (walk.options.limits.depth === undefined || depth >= walk.depths.at(to)) return undefined;
    walk.depths.set(to, depth);
    walk.parents.set(to, from);
    walk.parentInstances.set(to, instance);
  }
  return isAtLimit(walk, depth) ? undefined : enter(walk, to);
}

function finish<Code>(walk: Walk<Code>, frame: Frame<Code>): void {
  const complete = frame.steps.length === frame.successors.length;
  const known = frame.revisited || walk.outside.at(frame.id) === 1;
  if (complete && !known) recordExpanded(walk, frame.id, frame.steps);
}
