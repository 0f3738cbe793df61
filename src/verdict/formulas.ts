/**
 * The formulas of `ltl` properties, made ready before anything runs: the automata of their negations, which accept the
 * behaviours that break them. What cannot be judged is refused here.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Automaton } from "../ltl/automaton.ts";
import { formulaKey, numbered } from "../ltl/numbered.ts";
import { type TooLarge, translate } from "../ltl/translate.ts";
import { type AskedFormula, type Atom, type Question, SpecFault } from "../model/model.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import { partsOfFormula } from "../spec/formula.ts";
import { badOption } from "./option-values.ts";
import type { Plan } from "./plan.ts";

export interface PreparedFormula {
  /** Accepts the behaviours of which the formula is false. */
  readonly automaton: Automaton;
  /** What its atoms are. */
  readonly atoms: readonly Atom[];
}

/** The formulas of all questions that have one. */
export type PreparedFormulas = ReadonlyMap<Question, PreparedFormula>;

/**
 * Prepares the formulas of the properties that are asked.
 * @throws SpecFault or CheckerError for a formula that is too large, or speaks of the next step where nothing need happen
 */
export function prepareFormulas(
  model: Pick<ReferenceModel, "stuttering" | "parts">,
  { properties, stuttering }: Pick<Plan, "properties" | "stuttering">,
): PreparedFormulas {
  const prepared = new Map<Question, PreparedFormula>();
  const known = new Map<string, Automaton | TooLarge>();
  for (const { name, parts } of properties) {
    for (const { question } of parts) {
      if (question.kind !== "ltl") continue;
      if (stuttering === "tla" && usesNext(question.formula)) {
        throw nextWhileStuttering(model, { name, formula: question.formula });
      }
      const { formula, atoms } = numbered(question.formula, ({ on, predicate }) => on + predicate);
      const key = formulaKey(formula); // elements of a forEach ask the same of other predicates
      const automaton = known.get(key) ?? translate(formula, true);
      known.set(key, automaton);
      if ("tooLarge" in automaton) {
        throw tooLarge(automaton, { name, about: firstIn(question.formula, model) });
      }
      prepared.set(question, { automaton, atoms });
    }
  }
  return prepared;
}

function usesNext(formula: AskedFormula): boolean {
  return partsOfFormula(formula).some(({ op }) => op === "next");
}

interface Named {
  readonly name: string;
  readonly formula: AskedFormula;
}

function nextWhileStuttering(
  model: Pick<ReferenceModel, "stuttering" | "parts">,
  { name, formula }: Named,
): SpecFault | CheckerError {
  const message = `property "${name}" uses next, which says nothing where a behaviour may stand still at any time`;
  const instead = "use the stuttering progress or none, or write the formula without next";
  if (model.stuttering !== "tla") return badOption(message, instead);
  const about = firstIn(formula, model);
  return new SpecFault(
    new CheckerError({ kind: "spec", code: "bad-property", message, hint: instead, about }),
  );
}

/** The first of the author's functions in a formula, so that the message can show where it is. */
function firstIn(
  formula: AskedFormula,
  { parts: { questions } }: Pick<ReferenceModel, "parts">,
): CheckerError["about"] {
  const first = partsOfFormula(formula).find((part) => part.op === "atom");
  if (first === undefined) return undefined;
  const { on, predicate } = first.atom;
  return (on === "state" ? questions.predicates : questions.stepPredicates)[predicate]?.holds;
}

function tooLarge(
  { tooLarge: what }: TooLarge,
  { name, about }: { readonly name: string; readonly about: CheckerError["about"] },
): SpecFault {
  return new SpecFault(
    new CheckerError({
      kind: "spec",
      code: "formula-too-large",
      message: `the automaton of property "${name}" would have ${what}`,
      hint: "ask less at once: each operand of an outer and can be a property of its own",
      about,
    }),
  );
}
