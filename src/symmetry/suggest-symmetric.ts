/**
 * Finds plain domains (`oneOf`, `index`) whose elements a machine treats alike as far as can be seen, so that its author may
 * declare them symmetric. The machine with the domain declared symmetric must not be refused by its text, must have the
 * initial states of its mirror images, and must agree with them in every state of an even sample.
 *
 * It is a suggestion, not a proof: what is declared symmetric is tested as such. Cost: bounded, for at most `mostWork`
 * questions to guards, effects and predicates; a machine for which that gives too small a sample gets no suggestion.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { SpecFault } from "../model/model.ts";
import { purely } from "../model/reference/purity.ts";
import { type ReferenceModel, referenceModel } from "../model/reference/reference-model.ts";
import type { SymmetricDomain } from "../spec/domain.ts";
import type { Machine } from "../spec/machine.ts";
import { comparePredicates, compareSteps } from "./compare-mirrors.ts";
import { refuseAsymmetricStart } from "./initial-symmetry.ts";
import { refuseTellingApart } from "./static/examine-machine.ts";
import { mirrorOf } from "./symmetry-test.ts";
import { type PlainDomain, plainDomains, withSymmetric } from "./with-symmetric.ts";

/** A plain domain that could be declared symmetric. */
export interface SymmetrySuggestion {
  readonly domain: string;
  /** About how many times fewer states a search would have, if it kept one of each orbit. */
  readonly times: number;
  /** One sentence. */
  readonly message: string;
}

/** The states that a search has found, all of them. */
export interface FoundStates {
  readonly distinct: number;
  readonly code: (id: number) => string;
}

/** States of a sample. Fewer than `least` show too little. */
const sample = { most: 48, least: 12 };
const mostWork = 4000;
/** Permutations that are tried in a state, and the state itself. */
const views = 3;
/** A search that would not be this many times smaller is not worth a word. */
const leastGain = 1.5;

/** The suggestions for a machine whose search is complete. */
export function suggestSymmetric(
  { parts }: ReferenceModel,
  found: FoundStates,
): readonly SymmetrySuggestion[] {
  const plain = plainDomains(parts.machine);
  const { instances, questions } = parts;
  const questionsInAll = instances.length + questions.predicates.length + 1;
  const affordable = Math.floor(mostWork / (views * questionsInAll * Math.max(plain.length, 1)));
  const count = Math.min(sample.most, found.distinct, affordable);
  if (count < sample.least) return [];
  const states = Array.from({ length: count }, (_, i) =>
    found.code(Math.floor((i * found.distinct) / count)),
  );
  return purely(() => plain.flatMap((domain) => suggested(parts.machine, domain, states)));
}

function suggested(
  machine: Machine,
  plain: PlainDomain,
  states: readonly string[],
): readonly SymmetrySuggestion[] {
  const times = gainOf(machine, plain, states);
  if (times < leastGain) return [];
  const rounded = times < 10 ? Math.round(times * 10) / 10 : Math.round(times);
  const { label, name } = plain;
  const message = `${label} behaves symmetrically in all ${states.length} states that were sampled: declare it symmetric("${name}", …) to explore about ${rounded} times fewer states`;
  return [{ domain: name, times: rounded, message }];
}

/** How many times fewer states there would be; 0 where the machine tells the elements apart. */
function gainOf(machine: Machine, plain: PlainDomain, states: readonly string[]): number {
  try {
    const variant = withSymmetric(machine, plain);
    const model = referenceModel(variant.machine);
    refuseTellingApart(model.parts, [variant.domain]);
    refuseAsymmetricStart(model);
    if (!states.every((state) => isTreatedAlike(model, variant.domain, state))) return 0;
    const orbits = states.map((state) => 1 / orbitSize(model, variant.domain, state));
    return states.length / orbits.reduce((sum, one) => sum + one, 0);
  } catch (error) {
    // A name that two domains would have, or a function that tells the elements apart.
    if (error instanceof SpecFault || error instanceof CheckerError) return 0;
    throw error;
  }
}

function isTreatedAlike(model: ReferenceModel, domain: SymmetricDomain, state: string): boolean {
  return model.symmetries.generators
    .filter((by) => by.domain === domain.name)
    .map((by) => mirrorOf(model, state, by))
    .every(
      (mirror) =>
        comparePredicates(model, mirror) === undefined &&
        (!model.isWithin(state) || compareSteps(model, mirror) === undefined),
    );
}

/** How many images a state has: exactly, unless more than exchanges of two elements leave it as it is. */
function orbitSize(model: ReferenceModel, domain: SymmetricDomain, state: string): number {
  const classes: string[][] = [];
  for (const element of domain.elements) {
    const twins = classes.find(([one = element]) => {
      const imageOf = (of: string, e: string): string =>
        of !== domain.name ? e : e === one ? element : e === element ? one : e;
      return model.symmetries.state(state, { imageOf }) === state;
    });
    if (twins === undefined) classes.push([element]);
    else twins.push(element);
  }
  return classes.reduce((size, { length }) => size / factorial(length), factorial(domain.size));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
