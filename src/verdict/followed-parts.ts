/**
 * Liveness of a quantified property on orbits. The parts that permutations make of each other are one question there: which of
 * them it is about is followed along the transitions, and where one is violated all are, by behaviours that the permutations
 * make of each other.
 */
import { bug } from "../diagnostics/bug.ts";
import { predicatesOf, stepPredicatesOf } from "../model/asked-predicates.ts";
import type { ModelProperty, PropertyPart } from "../model/model.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { type Images, inverse } from "../symmetry/permutation.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import type { Tracking } from "../temporal/tracked-space.ts";
import { type Mate, matesOf } from "./part-orbits.ts";
import { isLiveness } from "./predicate-columns.ts";

/** Parts that are asked together, by position. The first is the one to report. */
export interface FollowedParts {
  /** Each with a permutation that takes it to the first. */
  readonly mates: readonly Mate[];
  /** How permutations take them to each other; undefined when there is nothing to follow. */
  readonly tracking: Tracking | undefined;
}

/** What is asked of a part. */
export interface AskedPart {
  readonly part: PropertyPart;
  /** The part and those that are asked with it; undefined without reduction. */
  readonly followed: FollowedParts | undefined;
}

/** The questions of a property of infinite behaviours, in the order of its parts. */
export function askedParts<Code>(
  model: SymmetricModel<Code>,
  reduction: Reduction<Code> | undefined,
  property: ModelProperty,
): readonly AskedPart[] {
  const { parts } = property;
  if (reduction === undefined || !parts.some(({ question }) => isLiveness(question))) {
    return parts.map((part) => ({ part, followed: undefined }));
  }
  const mates = matesOf(model, reduction.group, property);
  const seen = new Set<PropertyPart>();
  return parts.flatMap((part) => {
    if (seen.has(part)) return [];
    const own = mates(part);
    for (const mate of own) seen.add(mate.part);
    return { part, followed: { mates: own, tracking: trackingOf(own, reduction) } };
  });
}

function trackingOf<Code>(
  mates: readonly Mate[],
  { action }: Reduction<Code>,
): Tracking | undefined {
  if (mates.length === 1) return undefined;
  const [state] = predicatesOf(mates[0]?.part.question ?? bug("a part is asked with none"));
  const ask = state === undefined ? action.stepPredicate : action.predicate;
  const asked = mates.map(({ part: { question } }) => {
    const [first] = state === undefined ? stepPredicatesOf(question) : predicatesOf(question);
    return first ?? bug("a part asks nothing");
  });
  const positions = new Map(asked.map((predicate, i) => [predicate, i]));
  const fromFirst = mates.map(({ images }) => inverse(images));
  return {
    positions: mates.length,
    image: (position, images) =>
      positions.get(ask(asked[position] as number, images)) ??
      bug("a permutation takes a part to none"),
    stepPredicate: (position, predicate) =>
      action.stepPredicate(predicate, fromFirst[position] as Images),
  };
}

/** Where a predicate of the first part, and those that the others have in its place, hold: state by state, part by part. */
export function followedColumn<Code>(
  { mates }: FollowedParts,
  { action }: Reduction<Code>,
  column: (predicate: number) => Uint8Array,
): (predicate: number) => Uint8Array {
  if (mates.length === 1) return column;
  const fromFirst = mates.map(({ images }) => inverse(images));
  return (predicate) => {
    const columns = fromFirst.map((images) => column(action.predicate(predicate, images)));
    const states = columns[0]?.length ?? 0;
    const woven = new Uint8Array(states * columns.length);
    for (let state = 0, to = 0; state < states; state++) {
      for (const one of columns) woven[to++] = one[state] as number;
    }
    return woven;
  };
}
