/**
 * The parts of a quantified property that are one question up to names. A search of orbits finds out about a part only as far
 * as the states go that stand for orbits; what it finds about one part holds of its images, in states that are images.
 */
import { predicatesOf, stepPredicatesOf } from "../model/asked-predicates.ts";
import type { ModelProperty, PropertyPart } from "../model/model.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { renaming } from "../model/vertices.ts";
import {
  compose,
  type Group,
  type Images,
  identity,
  neighbourExchanges,
} from "../symmetry/permutation.ts";

/** A part that is the same question as another, and a permutation that takes its elements to those of the other. */
export interface Mate {
  readonly part: PropertyPart;
  readonly images: Images;
}

/** The mates of the parts of a property, each among its own, which comes first. */
export function matesOf<Code>(
  model: SymmetricModel<Code>,
  group: Group,
  { parts }: Pick<ModelProperty, "parts">,
): (part: PropertyPart) => readonly Mate[] {
  const exchanges = neighbourExchanges(group);
  const byName = new Map(parts.map((part) => [nameOf(part), part]));
  /** By part: what each exchange makes of it. */
  const images = new Map(
    parts.map((part) => [part, exchanges.map((by) => byName.get(imageOf(model, part, by)))]),
  );
  return (part) => {
    const found = new Map<PropertyPart, Images>([[part, identity(group)]]);
    for (const [mate, toPart] of found) {
      for (const [i, exchange] of exchanges.entries()) {
        const next = images.get(mate)?.[i];
        if (next !== undefined && !found.has(next)) found.set(next, compose(toPart, exchange));
      }
    }
    return [...found].map(([mate, toPart]) => ({ part: mate, images: toPart }));
  };
}

/** Names the first thing that a part asks; what asks nothing has one part. */
function nameOf({ question }: PropertyPart): string {
  const [predicate] = predicatesOf(question);
  const [stepPredicate] = stepPredicatesOf(question);
  if (predicate !== undefined) return `state ${predicate}`;
  return stepPredicate === undefined ? "" : `step ${stepPredicate}`;
}

function imageOf<Code>(
  { symmetries }: SymmetricModel<Code>,
  { question }: PropertyPart,
  images: Images,
): string {
  const by = renaming(symmetries.vertices, images);
  const [predicate] = predicatesOf(question);
  const [stepPredicate] = stepPredicatesOf(question);
  if (predicate !== undefined) return `state ${symmetries.predicate(predicate, by)}`;
  return stepPredicate === undefined ? "" : `step ${symmetries.stepPredicate(stepPredicate, by)}`;
}
