/** Explores a model by the chosen search, and turns a fault of the author's code into an ending. */
import { type Model, SpecFault } from "../model/model.ts";
import { breadthFirst } from "./breadth-first.ts";
import { depthFirst } from "./depth-first.ts";
import type { Exploration } from "./exploration.ts";
import type { Progress } from "./observer.ts";
import { type ExploreOptions, finishWalk, startWalk } from "./walk.ts";

/**
 * Visits the reachable states of a model. A generator, so that its caller can report progress, let other work run and
 * stop it; the result is a function of the model and the options, never of when it is resumed.
 */
export function* explore<Code>(
  model: Model<Code>,
  options: ExploreOptions<Code>,
): Generator<Progress, Exploration<Code>> {
  const walk = startWalk(model, options);
  try {
    yield* options.search === "bfs" ? breadthFirst(walk) : depthFirst(walk);
  } catch (error) {
    return finishWalk(walk, { fault: asFault(error), state: walk.current });
  }
  return finishWalk(walk, undefined);
}

function asFault(error: unknown): SpecFault {
  if (error instanceof SpecFault) return error;
  throw error; // a defect of the checker
}
