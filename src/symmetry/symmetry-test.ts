/**
 * Tests that a machine treats the elements of its symmetric domains alike, on a sample of the states that a search visits:
 * for permutations that generate all others, the permuted state must have exactly the permuted successors, and every
 * predicate the same answer (Ip & Dill, "Better verification through symmetry", Formal Methods in System Design 9, 1996).
 *
 * This is what catches an author who compares elements with `<`, sorts them, takes the first of a set, or names one: the
 * effect of it, not the syntax. It is a test, not a proof: an order that makes no difference in any sampled state passes.
 * Cost: for each sampled state one expansion and one evaluation of every predicate more for each permutation.
 */
import { bug } from "../diagnostics/bug.ts";
import { CheckerError } from "../diagnostics/checker-error.ts";
import { predicatesOf, stepPredicatesOf } from "../model/asked-predicates.ts";
import { type Model, SpecFault } from "../model/model.ts";
import type { Permutation } from "../model/reference/permute.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { show } from "../value/show.ts";

/** All of the first states, then so many of every doubling of their number. */
const sampled = { first: 64, perDoubling: 4, byAll: 16 };

/** Whether the tests look at a state, by its rank of discovery: ever more rarely, so that the cost stays bounded. */
export function isSampled(id: number): boolean {
  return nextSampled(id) === id;
}

/** The first of these states at or after a rank. */
export function nextSampled(id: number): number {
  if (id < sampled.first) return id;
  const apart = 2 ** Math.floor(Math.log2(id)) / sampled.perDoubling;
  return Math.ceil(id / apart) * apart;
}

/** One of the permutations, another for every state: with many elements all of them take long. */
function inTurn<By>(all: readonly By[], id: number): readonly By[] {
  const at = (Math.imul(id, 0x9e3779b1) >>> 8) % all.length;
  return all.slice(at, at + 1);
}

/** Where a machine and its mirror image part. */
interface Divergence {
  readonly what: string;
  readonly instance: number | undefined;
}

/** Two tests, to be shown the states of a search. */
export interface SymmetryTest<Code> {
  /** For every state that is found: do the predicates treat its mirror images alike? */
  state(id: number, code: Code): void;
  /** For every state whose successors were computed: do the mirror images have the mirrored successors? */
  expansion(id: number, code: Code): void;
}

/**
 * The tests look at a sample of the states that they are shown, by their rank of discovery. Successors are compared only
 * where the search computes them too: outside the bounds of a machine its effects need not make sense.
 * @throws SpecFault `not-symmetric` from the tests, at the first state that shows it.
 */
export function symmetryTest<Code>(model: SymmetricModel<Code>): SymmetryTest<Code> {
  const { generators } = model.symmetries;
  if (generators.length === 0) return { state: () => {}, expansion: () => {} };
  let known: ReadonlySet<Code> | undefined;
  const initial = (): ReadonlySet<Code> => {
    if (known !== undefined) return known;
    compareChoices(model);
    known = new Set(model.initialStates());
    return known;
  };
  const mirrors = (id: number, state: Code): readonly Mirror<Code>[] => {
    if (!isSampled(id) && !initial().has(state)) return [];
    const tried = id < sampled.byAll ? generators : inTurn(generators, id);
    return tried.map((by) => ({ state, mirrored: model.symmetries.state(state, by), by }));
  };
  return {
    state: (id, code) => {
      for (const mirror of mirrors(id, code)) {
        const { mirrored, by } = mirror;
        if (initial().has(code) && !initial().has(mirrored)) {
          throw asymmetricStart(model, mirrored, by);
        }
        refuse(model, mirror, comparePredicates(model, mirror));
      }
    },
    expansion: (id, code) => {
      for (const mirror of mirrors(id, code)) {
        refuse(model, mirror, compareSteps(model, mirror));
      }
    },
  };
}

/** A choice among initial states must give the mirrored state for the mirrored values. */
function compareChoices<Code>(model: SymmetricModel<Code>): void {
  const { symmetries } = model;
  const choices = symmetries.choices();
  const chosen = new Map(choices.map((choice) => [choice.key, choice]));
  for (const by of symmetries.generators) {
    for (const choice of choices) {
      const twin = chosen.get(choice.image(by)) ?? bug("a choice has no image");
      const { state } = choice;
      if (twin.state === (state === undefined ? undefined : symmetries.state(state, by))) continue;
      const what = `${choice.label} and its mirror image ${twin.label} give different initial states`;
      throw notSymmetric(model, { by, what, instance: undefined });
    }
  }
}

function refuse<Code>(
  model: SymmetricModel<Code>,
  mirror: Mirror<Code>,
  divergence: Divergence | undefined,
): void {
  if (divergence !== undefined) throw asymmetric(model, mirror, divergence);
}

/** A state, its image, and the permutation between them. */
interface Mirror<Code> {
  readonly state: Code;
  readonly mirrored: Code;
  readonly by: Permutation;
}

function compareSteps<Code>(
  model: SymmetricModel<Code>,
  mirror: Mirror<Code>,
): Divergence | undefined {
  const { state, mirrored, by } = mirror;
  const here = stepsFrom(model, state);
  const there = mirroredSteps(model, mirrored);
  if (there instanceof SpecFault) {
    return { what: `only the mirror image fails: ${there.message}`, instance: there.instance };
  }
  for (const [instance, next] of here) {
    const twin = model.symmetries.instance(instance, by);
    const label = labelOf(model, instance);
    const after = there.get(twin);
    if (after === undefined) {
      return {
        what: `${label} is enabled, but not its mirror image ${labelOf(model, twin)}`,
        instance,
      };
    }
    if (after !== model.symmetries.state(next, by)) {
      return {
        what: `${label} and its mirror image ${labelOf(model, twin)} do different things`,
        instance,
      };
    }
    const divergence = compareStepPredicates(model, mirror, { instance, next, twin, after });
    if (divergence !== undefined) return divergence;
  }
  const images = new Set(
    [...here.keys()].map((instance) => model.symmetries.instance(instance, by)),
  );
  const extra = [...there.keys()].find((instance) => !images.has(instance));
  if (extra === undefined) return undefined;
  return { what: `only the mirror image has ${labelOf(model, extra)} enabled`, instance: extra };
}

/** The steps of the mirror image; it may be a state that the machine never meets and cannot take. */
function mirroredSteps<Code>(
  model: Model<Code>,
  mirrored: Code,
): ReadonlyMap<number, Code> | SpecFault {
  try {
    return stepsFrom(model, mirrored);
  } catch (error) {
    if (error instanceof SpecFault) return error;
    throw error;
  }
}

/** A step and its mirror image. */
interface Twins<Code> {
  readonly instance: number;
  readonly next: Code;
  readonly twin: number;
  readonly after: Code;
}

function compareStepPredicates<Code>(
  model: SymmetricModel<Code>,
  { state, mirrored, by }: Mirror<Code>,
  { instance, next, twin, after }: Twins<Code>,
): Divergence | undefined {
  for (const { name, parts } of model.properties) {
    for (const { question } of parts) {
      for (const predicate of stepPredicatesOf(question)) {
        const image = model.symmetries.stepPredicate(predicate, by);
        const here = model.stepHolds(predicate, { before: state, after: next, instance });
        const there = model.stepHolds(image, { before: mirrored, after, instance: twin });
        if (here !== there)
          return { what: `property "${name}" answers differently`, instance: undefined };
      }
    }
  }
  return undefined;
}

function comparePredicates<Code>(
  model: SymmetricModel<Code>,
  { state, mirrored, by }: Mirror<Code>,
): Divergence | undefined {
  for (const { name, parts } of model.properties) {
    for (const { question } of parts) {
      for (const predicate of predicatesOf(question)) {
        const twin = model.symmetries.predicate(predicate, by);
        if (model.holds(predicate, state) === model.holds(twin, mirrored)) continue;
        return { what: `property "${name}" answers differently`, instance: undefined };
      }
    }
  }
  if (model.isFinal(state) !== model.isFinal(mirrored)) {
    return { what: "final answers differently", instance: undefined };
  }
  if (model.isWithin(state) !== model.isWithin(mirrored)) {
    return { what: "within answers differently", instance: undefined };
  }
  return undefined;
}

function stepsFrom<Code>(model: Model<Code>, state: Code): ReadonlyMap<number, Code> {
  const steps = new Map<number, Code>();
  model.successors(state, (next, instance) => {
    steps.set(instance, next);
  });
  return steps;
}

function labelOf<Code>(model: Model<Code>, instance: number | undefined): string {
  return (instance === undefined ? undefined : model.instances[instance]?.label) ?? "nothing";
}

function asymmetric<Code>(
  model: SymmetricModel<Code>,
  { state, mirrored, by }: Mirror<Code>,
  { what, instance }: Divergence,
): SpecFault {
  const states = `in ${show(model.read(state))} and ${show(model.read(mirrored))}`;
  return notSymmetric(model, { by, what: `${what}: ${states}`, instance });
}

function asymmetricStart<Code>(
  model: SymmetricModel<Code>,
  missing: Code,
  by: Permutation,
): SpecFault {
  const what = `the mirror image of an initial state is none: ${show(model.read(missing))}`;
  return notSymmetric(model, { by, what, instance: undefined });
}

function notSymmetric<Code>(
  model: SymmetricModel<Code>,
  { by, what, instance }: Divergence & { readonly by: Permutation },
): SpecFault {
  const moved = [...by.images]
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => `${from} → ${to}`);
  const error = new CheckerError({
    kind: "spec",
    code: "not-symmetric",
    message: `"${by.domain}" is declared symmetric, but its elements are not treated alike (${moved.join(", ")}): ${what}`,
    hint: `do not order or name the ${by.domain}s, nor pick the first of some; or declare index("${by.domain}", …)`,
    about: instance === undefined ? undefined : model.closureOf(instance),
  });
  return new SpecFault(error, instance);
}
