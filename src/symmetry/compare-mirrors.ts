/** Compares what a machine does in a state with what it does in a mirror image of the state. */
import type { Answer } from "../model/divergence.ts";
import { type Model, SpecFault } from "../model/model.ts";
import type { Permutation } from "../model/reference/permute.ts";
import type { AuthorsPart, SymmetricModel } from "../model/reference/reference-model.ts";

/** A state, its image, and the permutation between them. */
export interface Mirror<Code> {
  readonly state: Code;
  readonly mirrored: Code;
  readonly by: Permutation;
}

/** Where a machine and its mirror image part. */
export interface Parting {
  /** One sentence. */
  readonly what: string;
  /** What the author wrote that makes the difference. */
  readonly guilty: AuthorsPart;
  readonly here: Answer | undefined;
  readonly expected: Answer | undefined;
  readonly actual: Answer;
}

/** Where the steps from the state and from its image part, step predicates included. */
export function compareSteps<Code>(
  model: SymmetricModel<Code>,
  mirror: Mirror<Code>,
): Parting | undefined {
  const { state, mirrored, by } = mirror;
  const here = stepsFrom(model, state);
  const there = mirroredSteps(model, mirrored);
  if (there instanceof SpecFault) return onlyFails(model, there);
  for (const [instance, next] of here) {
    const twin = model.symmetries.instance(instance, by);
    const after = there.get(twin);
    const expected = model.symmetries.state(next, by);
    if (after === undefined || after !== expected) {
      return stepsPart(model, { instance, twin }, { next, expected, after });
    }
    const parting = compareStepPredicates(model, mirror, { instance, next, twin, after });
    if (parting !== undefined) return parting;
  }
  const images = new Set(
    [...here.keys()].map((instance) => model.symmetries.instance(instance, by)),
  );
  const extra = [...there].find(([instance]) => !images.has(instance));
  return extra === undefined ? undefined : onlyEnabledThere(model, extra);
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

function onlyFails<Code>(model: Model<Code>, { message, instance = 0 }: SpecFault): Parting {
  const who = labelOf(model, instance);
  return {
    what: `only the mirror image fails: ${message}`,
    guilty: { effect: instance },
    here: undefined,
    expected: undefined,
    actual: { who, says: { kind: "fails", message } },
  };
}

interface Steps {
  readonly instance: number;
  readonly twin: number;
}

function stepsPart<Code>(
  model: Model<Code>,
  { instance, twin }: Steps,
  states: { readonly next: Code; readonly expected: Code; readonly after: Code | undefined },
): Parting {
  const { next, expected, after } = states;
  const [label, twinLabel] = [labelOf(model, instance), labelOf(model, twin)];
  const whose = label === twinLabel ? "the same step" : twinLabel;
  const isEnabled = after !== undefined;
  return {
    what: isEnabled
      ? `${label} and its mirror image ${twinLabel} do different things`
      : `${label} is enabled, but in the mirror image of the state ${whose} is not`,
    guilty: isEnabled ? { effect: instance } : { guard: instance },
    here: leadsTo(model, instance, next),
    expected: leadsTo(model, twin, expected),
    actual: isEnabled
      ? leadsTo(model, twin, after)
      : { who: twinLabel, says: { kind: "is not enabled" } },
  };
}

function onlyEnabledThere<Code>(
  model: Model<Code>,
  [instance, next]: readonly [number, Code],
): Parting {
  const who = labelOf(model, instance);
  return {
    what: `only the mirror image has ${who} enabled`,
    guilty: { guard: instance },
    here: undefined,
    expected: { who, says: { kind: "is not enabled" } },
    actual: leadsTo(model, instance, next),
  };
}

function leadsTo<Code>(model: Model<Code>, instance: number, next: Code): Answer {
  return { who: labelOf(model, instance), says: { kind: "leads to", state: model.read(next) } };
}

/** A step and its mirror image. */
interface Twins<Code> extends Steps {
  readonly next: Code;
  readonly after: Code;
}

function compareStepPredicates<Code>(
  model: SymmetricModel<Code>,
  { state, mirrored, by }: Mirror<Code>,
  { instance, next, twin, after }: Twins<Code>,
): Parting | undefined {
  for (const { name, parts } of model.properties) {
    for (const { question } of parts) {
      if (question.kind !== "step") continue;
      const image = model.symmetries.stepPredicate(question.holds, by);
      const here = model.stepHolds(question.holds, { before: state, after: next, instance });
      const there = model.stepHolds(image, { before: mirrored, after, instance: twin });
      if (here === there) continue;
      const who = `property "${name}" of ${labelOf(model, instance)}`;
      return answersPart(`property "${name}"`, { stepPredicate: question.holds }, { who, here });
    }
  }
  return undefined;
}

/** Where what is asked of the state and of its image is answered differently. */
export function comparePredicates<Code>(
  model: SymmetricModel<Code>,
  { state, mirrored, by }: Mirror<Code>,
): Parting | undefined {
  for (const { name, parts } of model.properties) {
    for (const { question } of parts) {
      const predicates =
        "p" in question ? [question.p, ...("q" in question ? [question.q] : [])] : [];
      for (const predicate of predicates) {
        const twin = model.symmetries.predicate(predicate, by);
        const here = model.holds(predicate, state);
        if (here === model.holds(twin, mirrored)) continue;
        const who = `property "${name}"`;
        return answersPart(who, { predicate }, { who, here });
      }
    }
  }
  for (const who of ["final", "within"] as const) {
    const ask = who === "final" ? model.isFinal : model.isWithin;
    const here = ask(state);
    if (here !== ask(mirrored)) return answersPart(who, who, { who, here });
  }
  return undefined;
}

function answersPart(
  name: string,
  guilty: AuthorsPart,
  { who, here }: { readonly who: string; readonly here: boolean },
): Parting {
  const says = (answer: boolean): Answer => ({ who, says: { kind: "answers", answer } });
  return {
    what: `${name} answers differently`,
    guilty,
    here: says(here),
    expected: says(here),
    actual: says(!here),
  };
}

function stepsFrom<Code>(model: Model<Code>, state: Code): ReadonlyMap<number, Code> {
  const steps = new Map<number, Code>();
  model.successors(state, (next, instance) => {
    steps.set(instance, next);
  });
  return steps;
}

function labelOf<Code>(model: Model<Code>, instance: number): string {
  return model.instances[instance]?.label ?? "nothing";
}
