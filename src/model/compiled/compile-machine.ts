/** Compiles the functions of a machine, each on its own: what cannot be compiled falls back, and says why. */
import type { RunnableInstance } from "../instances.ts";
import type { MachineParts } from "../machine-parts.ts";
import { compileSteps } from "./compile-steps.ts";
import { compileAnswer, compileEffect, stateValue } from "./front/compile-function.ts";
import { tooMuchCode } from "./front/emitter.ts";
import { known } from "./front/values.ts";
import type { Compiled, CompiledInstance, Procedure, Program } from "./ir.ts";
import type { Layout } from "./layout.ts";
import { weightOfProcedure } from "./weight.ts";

const always: Procedure = { body: [], answer: { op: "true" }, locals: [] };

/** The program of a machine over a layout of its state. */
export function compileMachine(
  { machine, instances, questions }: MachineParts,
  layout: Layout,
): Program {
  const state = stateValue(layout.root, 0, false);
  const predicate = (fn: unknown): Compiled => compileAnswer(fn as () => unknown, [state]);
  return {
    instances: compileInstances(instances, layout),
    predicates: questions.predicates.map(({ holds }) => predicate(holds)),
    stepPredicates: questions.stepPredicates.map(({ holds }) =>
      compileSteps(holds as () => unknown, { instances, layout }),
    ),
    final: machine.final && predicate(machine.final),
    within: machine.within && predicate(machine.within),
  };
}

/** More than this in all instances takes longer to compile than most machines to explore. */
const mostOfAll = 1_000_000;

function compileInstances(
  instances: readonly RunnableInstance[],
  layout: Layout,
): readonly CompiledInstance[] {
  const tooLarge = new Map<RunnableInstance["definition"], CompiledInstance>();
  let weight = 0;
  return instances.map((instance) => {
    const { definition } = instance;
    const known = weight > mostOfAll ? tooMuch : tooLarge.get(definition);
    if (known !== undefined) return known;
    const made = compileInstance(instance, layout);
    if (made.kind === "compiled") {
      weight += weightOfProcedure(made.guard) + weightOfProcedure(made.effect);
      return made;
    }
    // The other instances of the action would be as large.
    if (made.why.what === tooMuchCode) tooLarge.set(definition, made);
    return made;
  });
}

const tooMuch: CompiledInstance = {
  kind: "fallback",
  why: {
    what: "the machine unrolls to too much code",
    ...{ file: undefined, text: undefined, offset: undefined },
  },
};

function compileInstance(
  { definition, given }: RunnableInstance,
  layout: Layout,
): CompiledInstance {
  const guard: Compiled =
    definition.when === undefined
      ? { kind: "compiled", procedure: always }
      : compileAnswer(definition.when, [stateValue(layout.root, 0, false), known(given)]);
  if (guard.kind === "fallback") return guard;
  const effect = compileEffect(definition.then, [stateValue(layout.root, 0, true), known(given)]);
  if (effect.kind === "fallback") return effect;
  const captures = [...(guard.captures ?? []), ...(effect.captures ?? [])];
  return { kind: "compiled", guard: guard.procedure, effect: effect.procedure, captures };
}
