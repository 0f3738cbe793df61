/** From what a search stored back to behaviours: the path to a state by first discoveries. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Exploration } from "../explore/exploration.ts";
import { SpecFault } from "../model/model.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { type Images, instanceImage, stateImage } from "../symmetry/permutation.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import type { Claim } from "./replay.ts";

/** A search, and what it needs to find real behaviours if its states stand for orbits. */
export interface Searched<Code> {
  readonly model: SymmetricModel<Code>;
  readonly exploration: Exploration<Code>;
  readonly reduction: Reduction<Code> | undefined;
}

/** The path by which a state was discovered, and one step more if an instance is given. It ends in this very state. */
export function pathTo<Code>(
  { model, exploration, reduction }: Searched<Code>,
  state: number,
  last?: number,
): Claim<Code> {
  const way = [state];
  for (let id = state; exploration.parent(id) !== -1; ) {
    id = exploration.parent(id);
    way.push(id);
  }
  way.reverse();
  const start = exploration.code(way[0] as number);
  const path =
    reduction === undefined
      ? { start, instances: way.slice(1).map((id) => exploration.instanceInto(id)) }
      : realPath({ model, reduction }, way.map(exploration.code));
  const instances = last === undefined ? path.instances : [...path.instances, last];
  return { start: path.start, instances, loopAfter: undefined };
}

/** The behaviour that a permutation of the elements makes of one. */
export function claimImage<Code>(
  model: SymmetricModel<Code>,
  { start, instances, loopAfter }: Claim<Code>,
  images: Images,
): Claim<Code> {
  return {
    start: stateImage(model, start, images),
    instances: instances.map((i) => (i === -1 ? -1 : instanceImage(model, i, images))),
    loopAfter,
  };
}

interface Symmetric<Code> {
  readonly model: SymmetricModel<Code>;
  readonly reduction: Reduction<Code>;
}

/**
 * A behaviour whose states have the given canonical forms, one after the other, and that ends in the last of these.
 *
 * From an initial state in the first orbit on, the first step is taken that leads to the next orbit: there is one, because a
 * state has the steps that its canonical form has, up to names. Then all of it is renamed so that it ends as it should:
 * what is a behaviour remains one.
 */
function realPath<Code>(
  { model, reduction }: Symmetric<Code>,
  forms: readonly Code[],
): Pick<Claim<Code>, "start" | "instances"> {
  const isOf = (state: Code, form: Code | undefined): boolean =>
    reduction.canonical(state).code === form;
  const start = model.initialStates().find((state) => isOf(state, forms[0]));
  if (start === undefined) throw notSymmetric();
  const instances: number[] = [];
  let state: Code = start as Code;
  for (const form of forms.slice(1)) {
    const steps: { readonly next: Code; readonly instance: number }[] = [];
    model.successors(state, (next, instance) => {
      steps.push({ next, instance });
    });
    const step = steps.find(({ next }) => isOf(next, form));
    if (step === undefined) throw notSymmetric();
    instances.push(step.instance);
    state = step.next;
  }
  const { images } = reduction.canonical(state);
  return claimImage(model, { start, instances, loopAfter: undefined }, images);
}

/** @returns the fault of a spec in which an image of a behaviour is none. */
export function notSymmetric(): SpecFault {
  const error = new CheckerError({
    kind: "spec",
    code: "not-symmetric",
    message:
      "a counterexample that was found up to the names of symmetric elements is no behaviour",
    hint: "elements of a symmetric domain are not treated alike, or a function depends on more than the state and its parameters: declare the domain as index, or explore with symmetry off",
  });
  return new SpecFault(error);
}
