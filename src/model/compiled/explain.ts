/** Says of a machine what the compiled engine makes of it: the layout, what is compiled, what is not and why, the code. */
import type { SourceLocation } from "../../diagnostics/checker-error.ts";
import type { Machine } from "../../spec/machine.ts";
import { SpecFault } from "../model.ts";
import { type ReferenceModel, referenceModel } from "../reference/reference-model.ts";
import { type CompiledMachine, compiledMachine } from "./compiled-machine.ts";
import { generateModule } from "./generate.ts";
import type { Compiled, CompiledInstance, CompiledSteps, Obstacle } from "./ir.ts";
import { showLayout } from "./show-layout.ts";

/** One action or property. */
export interface ExplainedFunction {
  readonly kind: "action" | "property" | "final" | "within";
  readonly name: string;
  readonly compiled: boolean;
  /** Why not, and where in the author's file, if that is known. */
  readonly why: string | undefined;
  readonly location: SourceLocation | undefined;
}

export interface Explanation {
  readonly machine: string;
  /** Why the state cannot be packed, and so nothing is compiled. */
  readonly notPackable: string | undefined;
  /** A table of the packed state, for people. */
  readonly layout: string;
  readonly functions: readonly ExplainedFunction[];
  /** The generated module. */
  readonly source: string;
}

/**
 * Compiles a machine without exploring it.
 * @throws CheckerError kind `spec` when the machine is ill-formed
 */
export function explain(machine: Machine): Explanation {
  try {
    return explained(referenceModel(machine));
  } catch (error) {
    throw error instanceof SpecFault ? error.error : error;
  }
}

function explained(model: ReferenceModel): Explanation {
  const { machine } = model.parts;
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) {
    const { notPackable } = compiled;
    return { machine: machine.name, notPackable, layout: "", functions: [], source: "" };
  }
  const { instances, questions } = model.parts;
  const { program, layout } = compiled;
  const actions = Object.keys(machine.actions).map((name) => {
    const own = program.instances.filter((_, i) => instances[i]?.action === name);
    return functionOf({ kind: "action", name }, own);
  });
  const predicates = [
    ...questions.predicates.map(({ property }, i) => ({ property, made: program.predicates[i] })),
    ...questions.stepPredicates.flatMap(({ property }, i) =>
      allOf(program.stepPredicates[i]).map((made) => ({ property, made })),
    ),
  ];
  const properties = Object.keys(machine.properties).map((name) => {
    const own = predicates.flatMap(({ property, made }) =>
      property === name && made !== undefined ? [made] : [],
    );
    return functionOf({ kind: "property", name }, own);
  });
  const others = (["final", "within"] as const).flatMap((kind) => {
    const made = program[kind];
    return made === undefined ? [] : [functionOf({ kind, name: kind }, [made])];
  });
  return {
    machine: machine.name,
    notPackable: undefined,
    layout: showLayout(layout),
    functions: [...actions, ...properties, ...others],
    source: sourceText(
      compiled,
      instances.map(({ label }) => label),
    ),
  };
}

function allOf(steps: CompiledSteps | undefined): readonly Compiled[] {
  if (steps === undefined) return [];
  return steps.kind === "byInstance" ? steps.cases.map(({ compiled }) => compiled) : [steps];
}

function functionOf(
  what: Pick<ExplainedFunction, "kind" | "name">,
  made: readonly (Compiled | CompiledInstance)[],
): ExplainedFunction {
  const obstacle = made.find((one) => one.kind === "fallback");
  if (obstacle === undefined)
    return { ...what, compiled: true, why: undefined, location: undefined };
  const { why } = obstacle;
  return { ...what, compiled: false, why: why.what, location: locationOf(why) };
}

/** Line and column of an offset; they need the text of the module, which the function's source carries. */
function locationOf({ file, text, offset }: Obstacle): SourceLocation | undefined {
  if (file === undefined || text === undefined || offset === undefined) return undefined;
  const before = text.slice(0, offset).split("\n");
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function sourceText({ program, layout }: CompiledMachine, instances: readonly string[]): string {
  return generateModule(program, layout, { questions: [], columns: [], names: { instances } });
}
