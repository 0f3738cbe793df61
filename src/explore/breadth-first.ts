/**
 * Breadth-first search: states are expanded in the order of their discovery, so every state is found by a shortest path
 * and counterexamples are shortest. Cost: one expansion a state; memory for every state.
 */
import type { Progress } from "./observer.ts";
import { discoverInitialStates, expand, isTick, lookAround, type Walk } from "./walk.ts";

export function* breadthFirst<Code>(walk: Walk<Code>): Generator<Progress, void> {
  discoverInitialStates(walk);
  for (let id = 0; id < walk.store.size && walk.ending === undefined; id++) {
    walk.waiting--;
    if (walk.outside.at(id) === 0) expand(walk, id);
    if (isTick(walk)) yield lookAround(walk);
  }
}
