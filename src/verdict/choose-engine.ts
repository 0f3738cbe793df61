/**
 * Decides which engine explores a machine. The compiled one is taken when it can do something: when the state can be packed
 * and at least one action compiles. It gives the same answers as the reference, only sooner.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { type CompiledMachine, compiledMachine } from "../model/compiled/compiled-machine.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import type { EngineChoice } from "./engine-choice.ts";

/** @throws CheckerError kind `usage` when the compiled engine is asked for and cannot take the machine. */
export function chooseEngine(
  model: ReferenceModel,
  choice: EngineChoice,
): CompiledMachine | "reference" {
  if (choice === "reference") return "reference";
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) {
    if (choice === "auto") return "reference";
    throw new CheckerError({
      kind: "usage",
      code: "bad-option",
      message: `the compiled engine cannot take "${model.name}": ${compiled.notPackable}`,
      hint: "use the engine auto, or reference",
    });
  }
  const helps = compiled.program.instances.some(({ kind }) => kind === "compiled");
  return choice === "compiled" || helps ? compiled : "reference";
}
