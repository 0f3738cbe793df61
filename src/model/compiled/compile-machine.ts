/** Compiles the functions of a machine, each on its own: what cannot be compiled falls back, and says why. */
import type { RunnableInstance } from "../instances.ts";
import type { MachineParts } from "../machine-parts.ts";
import { compileSteps } from "./compile-steps.ts";
import { compileAnswer, compileEffect, stateValue } from "./front/compile-function.ts";
import { known } from "./front/values.ts";
import type { Compiled, CompiledInstance, Procedure, Program } from "./ir.ts";
import type { Layout } from "./layout.ts";

const always: Procedure = { body: [], answer: { op: "true" }, locals: [] };

/** The program of a machine over a layout of its state. */
export function compileMachine(
  { machine, instances, questions }: MachineParts,
  layout: Layout,
): Program {
  const state = stateValue(layout.root, 0, false);
  const predicate = (fn: unknown): Compiled => compileAnswer(fn as () => unknown, [state]);
  return {
    instances: instances.map((instance) => compileInstance(instance, layout)),
    predicates: questions.predicates.map(({ holds }) => predicate(holds)),
    stepPredicates: questions.stepPredicates.map(({ holds }) =>
      compileSteps(holds as () => unknown, { instances, layout }),
    ),
    final: machine.final && predicate(machine.final),
    within: machine.within && predicate(machine.within),
  };
}

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
  return { kind: "compiled", guard: guard.procedure, effect: effect.procedure };
}
