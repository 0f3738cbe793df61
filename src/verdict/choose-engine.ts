/**
 * Decides which engine explores a machine. The compiled one is taken when it can do something: when the state can be packed
 * and at least one action compiles. It gives the same answers as the reference, only sooner.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { type CompiledMachine, compiledMachine } from "../model/compiled/compiled-machine.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import type { Plan } from "./plan.ts";

/** @throws CheckerError kind `usage` when the compiled engine is needed for what was asked and cannot take the machine. */
export function chooseEngine(
  model: ReferenceModel,
  { engine: choice, fingerprints }: Pick<Plan, "engine" | "fingerprints">,
): CompiledMachine | "reference" {
  if (choice === "reference") return "reference";
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) {
    if (choice === "auto" && !fingerprints) return "reference";
    throw new CheckerError({
      kind: "usage",
      code: "bad-option",
      message: `the compiled engine cannot take "${model.name}": ${compiled.notPackable}`,
      hint: fingerprints ? "leave fingerprints out" : "use the engine auto, or reference",
    });
  }
  const helps = compiled.program.instances.some(({ kind }) => kind === "compiled");
  return choice === "compiled" || fingerprints || helps ? compiled : "reference";
}
