/**
 * Breadth-first search: states are expanded in the order of their discovery, so every state is found by a shortest path
 * and counterexamples are shortest. Cost: one expansion a state; memory for every state.
 */
import type { Progress } from "./observer.ts";
import {
  discover,
  discoverInitialStates,
  isTick,
  lookAround,
  observeDeadlock,
  observeTransition,
  recordExpanded,
  type Walk,
} from "./walk.ts";

export function* breadthFirst<Code>(walk: Walk<Code>): Generator<Progress, void> {
  discoverInitialStates(walk);
  for (let id = 0; id < walk.store.size && walk.ending === undefined; id++) {
    walk.waiting--;
    if (walk.outside.at(id) === 0) expand(walk, id);
    if (isTick(walk)) yield lookAround(walk);
  }
}

function expand<Code>(walk: Walk<Code>, from: number): void {
  walk.current = from;
  const before = walk.store.code(from);
  const depth = walk.depths.at(from) + 1;
  const steps: { readonly to: number; readonly instance: number }[] = [];
  let enabled = 0;
  walk.model.successors(before, (after, instance) => {
    enabled++;
    if (walk.ending !== undefined) return;
    const to = discover(walk, after, { from, instance, depth });
    if (to === undefined) return;
    walk.generated++;
    walk.taken[instance] = (walk.taken[instance] as number) + 1;
    steps.push({ to, instance });
    observeTransition(walk, { from, to, before, after, instance });
  });
  if (enabled === 0) observeDeadlock(walk, from);
  if (steps.length === enabled) recordExpanded(walk, from, steps);
}
