/** Searches with the reference engine: the judges of safety and the columns of predicates listen. */
import { bug } from "../diagnostics/bug.ts";
import { explore } from "../explore/explore.ts";
import { graphSpace } from "../explore/graph-space.ts";
import type { Surroundings } from "../explore/limits.ts";
import type { Observer, Progress } from "../explore/observer.ts";
import type { Model } from "../model/model.ts";
import type { Plan } from "./plan.ts";
import { predicateColumns } from "./predicate-columns.ts";
import { watchSafety } from "./safety.ts";
import type { Search } from "./search.ts";

export interface ReferenceSearchOptions<Code> {
  readonly plan: Plan;
  readonly surroundings: Surroundings;
  /** Listens after the judges. */
  readonly observer: Observer<Code>;
}

export function* searchReference<Code>(
  model: Model<Code>,
  { plan, surroundings, observer }: ReferenceSearchOptions<Code>,
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
  });
  return {
    exploration,
    found: safety.found,
    column: columns.column,
    space: () => graphSpace(exploration.graph ?? bug("liveness needs the transitions")),
    workers: 1,
    omission: undefined,
    orbits: undefined,
  };
}
