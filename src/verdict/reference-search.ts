/** Searches with the reference engine: the judges of safety and the columns of predicates listen. */
import { bug } from "../diagnostics/bug.ts";
import type { Exploration } from "../explore/exploration.ts";
import { explore } from "../explore/explore.ts";
import { graphSpace, type StepJudge } from "../explore/graph-space.ts";
import type { Surroundings } from "../explore/limits.ts";
import type { Observer, Progress } from "../explore/observer.ts";
import { orbitSpace } from "../explore/orbit-space.ts";
import { type Model, SpecFault } from "../model/model.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import type { Plan } from "./plan.ts";
import { predicateColumns } from "./predicate-columns.ts";
import { watchSafety } from "./safety.ts";
import type { Search } from "./search.ts";

export interface ReferenceSearchOptions<Code> {
  readonly plan: Plan;
  readonly surroundings: Surroundings;
  readonly reduction?: Reduction<Code> | undefined;
  /** Listens after the judges. */
  readonly observer: Observer<Code>;
}

export function* searchReference<Code>(
  model: Model<Code>,
  { plan, surroundings, reduction, observer }: ReferenceSearchOptions<Code>,
): Generator<Progress, Search<Code>> {
  const parts = plan.properties.flatMap((property) => property.parts);
  const safety = watchSafety(model, parts);
  const columns = predicateColumns(
    model,
    parts.map((part) => part.question),
  );
  const exploration = yield* explore(model, {
    search: plan.search,
    limits: plan.limits,
    surroundings,
    observers: [safety.observer, columns.observer, observer],
    recordTransitions: plan.recordTransitions,
    reduction,
  });
  return {
    exploration,
    reduction,
    found: safety.found,
    column: columns.column,
    space: () => {
      const graph = exploration.graph ?? bug("liveness needs the transitions");
      if (reduction !== undefined) {
        return orbitSpace(graph, { model, code: exploration.code, reduction });
      }
      return graphSpace(graph, stepJudge(model, exploration));
    },
    workers: 1,
    omission: undefined,
  };
}

/** Asks the model about steps that were recorded. */
function stepJudge<Code>(model: Model<Code>, { code }: Exploration<Code>): StepJudge {
  return (predicate, { from, instance, to }) => {
    try {
      return model.stepHolds(predicate, { before: code(from), after: code(to), instance }) ? 1 : 0;
    } catch (error) {
      if (error instanceof SpecFault) return 2;
      throw error;
    }
  };
}
