/**
 * The parts of a property that the permutations of a machine make of each other: where one is violated all are, by behaviours
 * that the permutations make of each other. So one question about them is asked of a quotient, which follows the part.
 */
import { bug } from "../diagnostics/bug.ts";
import type { PropertyPart } from "../model/model.ts";
import type { GroupAction } from "../symmetry/group-action.ts";
import { compose, type Images, identity, neighbourExchanges } from "../symmetry/permutation.ts";
import type { Tracking } from "../temporal/tracked-space.ts";
import { livenessPredicates } from "./predicate-columns.ts";

export interface PartOrbit {
  /** The parts; the first is the one to report. */
  readonly parts: readonly PropertyPart[];
  /** A permutation that makes each of them of the first. */
  readonly fromFirst: readonly Images[];
  /** How permutations make them of each other; positions are those in `parts`. */
  readonly tracking: Tracking;
}

/** Collects the orbits of parts that ask about infinite behaviours, in the order of their first parts. */
export function partOrbits<Code>(
  parts: readonly PropertyPart[],
  action: GroupAction<Code>,
): readonly PartOrbit[] {
  const byPredicate = new Map(parts.map((part) => [predicateOf(part), part]));
  const imageOf = (part: PropertyPart, images: Images): PropertyPart => {
    const predicate = predicateOf(part);
    if (predicate === undefined) return part;
    const image = byPredicate.get(action.predicate(predicate, images));
    return image ?? bug("a part of a property has no image");
  };
  const seen = new Set<PropertyPart>();
  return parts.flatMap((first) => {
    if (seen.has(first)) return [];
    const orbit = orbitOf(first, action, imageOf);
    for (const part of orbit.keys()) seen.add(part);
    const members = [...orbit.keys()];
    const positions = new Map(members.map((part, i) => [part, i]));
    const tracking: Tracking = {
      positions: members.length,
      image: (position, images) =>
        positions.get(imageOf(members[position] as PropertyPart, images)) ??
        bug("a permutation leaves an orbit"),
    };
    return { parts: members, fromFirst: [...orbit.values()], tracking };
  });
}

/** A predicate that tells a part from the others of its property; undefined if it asks about no state. */
function predicateOf({ question }: PropertyPart): number | undefined {
  return livenessPredicates(question)[0];
}

/** What permutations make of a part, each with one that does. */
function orbitOf<Code>(
  first: PropertyPart,
  { group }: GroupAction<Code>,
  imageOf: (part: PropertyPart, images: Images) => PropertyPart,
): ReadonlyMap<PropertyPart, Images> {
  const orbit = new Map([[first, identity(group)]]);
  const exchanges = neighbourExchanges(group);
  for (const [part, images] of orbit) {
    for (const exchange of exchanges) {
      const image = imageOf(part, exchange);
      if (!orbit.has(image)) orbit.set(image, compose(exchange, images));
    }
  }
  return orbit;
}
