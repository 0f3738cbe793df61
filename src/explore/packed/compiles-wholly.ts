/** Whether everything that a search asks is compiled: only then can several threads search, which have no author's code. */
import type { PackedQuestion } from "../../model/compiled/generated-module.ts";
import type { Compiled, CompiledSteps, Program } from "../../model/compiled/ir.ts";

/** What is asked during the search, and the predicates whose value is kept for every state. */
export interface Asked {
  readonly questions: readonly PackedQuestion[];
  readonly columns: readonly number[];
}

export function compilesWholly(program: Program, { questions, columns }: Asked): boolean {
  const { predicates, stepPredicates, final, within, instances } = program;
  const parts = [
    ...instances,
    within,
    ...columns.map((predicate) => predicates[predicate]),
    ...questions.flatMap((question) => {
      if (question.kind === "deadlock") return [final];
      return question.kind === "state"
        ? [predicates[question.predicate]]
        : casesOf(stepPredicates[question.predicate]);
    }),
  ];
  return parts.every((part) => part?.kind !== "fallback");
}

function casesOf(predicate: CompiledSteps | undefined): readonly (Compiled | undefined)[] {
  return predicate?.kind === "byInstance"
    ? predicate.cases.map(({ compiled }) => compiled)
    : [predicate];
}
