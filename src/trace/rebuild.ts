/** From what a search stored back to behaviours: the path to a state by first discoveries, a lasso of state ids. */
import type { Exploration } from "../explore/exploration.ts";
import type { Lasso } from "../temporal/lasso.ts";
import type { Claim } from "./replay.ts";

/** The path by which a state was discovered, and one step more if an instance is given. */
export function pathTo<Code>(
  exploration: Exploration<Code>,
  state: number,
  last?: number,
): Claim<Code> {
  const instances = last === undefined ? [] : [last];
  let id = state;
  for (let parent = exploration.parent(id); parent !== -1; parent = exploration.parent(id)) {
    instances.push(exploration.instanceInto(id));
    id = parent;
  }
  return { start: exploration.code(id), instances: instances.reverse(), loopAfter: undefined };
}

/** The behaviour of a lasso. */
export function lassoClaim<Code>(exploration: Exploration<Code>, lasso: Lasso): Claim<Code> {
  return {
    start: exploration.code(lasso.start),
    instances: [...lasso.stem, ...lasso.loop].map((step) => step.instance),
    loopAfter: lasso.stem.length,
  };
}
