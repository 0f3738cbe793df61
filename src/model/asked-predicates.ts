/** The predicates that a question asks, by their numbers in the model, each once. */
import { partsOfFormula } from "../spec/formula.ts";
import type { AskedFormula, Atom, Question } from "./model.ts";

/** The predicates of states. */
export function predicatesOf(question: Question): readonly number[] {
  if (question.kind === "ltl") return atomsOn("state", question.formula);
  if (!("p" in question)) return [];
  return "q" in question ? [question.p, question.q] : [question.p];
}

/** The predicates of steps. */
export function stepPredicatesOf(question: Question): readonly number[] {
  if (question.kind === "ltl") return atomsOn("step", question.formula);
  return question.kind === "step" ? [question.holds] : [];
}

function atomsOn(on: Atom["on"], formula: AskedFormula): readonly number[] {
  const found = partsOfFormula(formula).flatMap((part) =>
    part.op === "atom" && part.atom.on === on ? [part.atom.predicate] : [],
  );
  return [...new Set(found)];
}
