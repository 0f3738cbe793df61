/**
 * Formulas of linear temporal logic as data, and the words that they are written with. A formula speaks of a position of an
 * infinite behaviour: a predicate of the state there, a predicate of the step that is taken there, or what is put together
 * from formulas. What the words mean: docs/semantics.md.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Predicate, StepPredicate } from "./predicate.ts";

/** A formula over some kind of atoms. Parts may be shared; there are no cycles. */
export type FormulaOver<Atom> =
  | { readonly op: "atom"; readonly atom: Atom }
  | {
      readonly op: "not" | "next" | "always" | "eventually";
      readonly of: FormulaOver<Atom>;
    }
  | { readonly op: "and" | "or"; readonly all: readonly FormulaOver<Atom>[] }
  | {
      readonly op: "implies" | "iff" | "until" | "weakUntil" | "release";
      readonly left: FormulaOver<Atom>;
      readonly right: FormulaOver<Atom>;
    };

/** What the author asks of one position. */
export type WrittenAtom<V> =
  | { readonly on: "state"; readonly holds: Predicate<V> }
  | { readonly on: "step"; readonly holds: StepPredicate<V> };

/** A formula as the author wrote it, about machines whose state can be read as `V`. */
export type Formula<V> = FormulaOver<WrittenAtom<V>>;

/** What a formula is put together from: formulas, and predicates of the state as they are. */
export type Operand<V> = Predicate<V> | Formula<V>;

/** The words of `ltl`. They are given to the author's function, typed for the machine that the property stands in. */
export interface FormulaWords<V> {
  /** A step is taken here, and the predicate is true of it. False where the behaviour stands still. */
  step(holds: StepPredicate<V>): Formula<V>;
  not(of: Operand<V>): Formula<V>;
  /** All of them; true of none. */
  and(...all: readonly Operand<V>[]): Formula<V>;
  /** One of them or more; false of none. */
  or(...all: readonly Operand<V>[]): Formula<V>;
  implies(left: Operand<V>, right: Operand<V>): Formula<V>;
  /** Both or neither. */
  iff(left: Operand<V>, right: Operand<V>): Formula<V>;
  /** At the next position: after one step, taken or of standing still. */
  next(of: Operand<V>): Formula<V>;
  /** Here and at every later position. */
  always(of: Operand<V>): Formula<V>;
  /** Here or at some later position. */
  eventually(of: Operand<V>): Formula<V>;
  /** `right` comes, here or later, and `left` is true until then. */
  until(left: Operand<V>, right: Operand<V>): Formula<V>;
  /** `left` is true until `right` comes, or for ever. */
  weakUntil(left: Operand<V>, right: Operand<V>): Formula<V>;
  /** `right` is true up to the position where `left` is, that one included, or for ever. */
  release(left: Operand<V>, right: Operand<V>): Formula<V>;
}

/** The words, each of which looks at what it is given: specs are loaded without type checking. */
export function formulaWords<V>(): FormulaWords<V> {
  const unary =
    (op: "not" | "next" | "always" | "eventually") =>
    (of: Operand<V>): Formula<V> => ({ op, of: operand(op, of) });
  const binary =
    (op: "implies" | "iff" | "until" | "weakUntil" | "release") =>
    (left: Operand<V>, right: Operand<V>): Formula<V> => ({
      op,
      left: operand(op, left),
      right: operand(op, right),
    });
  const several =
    (op: "and" | "or") =>
    (...all: readonly Operand<V>[]): Formula<V> => ({
      op,
      all: all.map((one) => operand(op, one)),
    });
  return {
    step: (holds) => {
      if (typeof holds !== "function") throw misused("step", "a function of a step");
      return { op: "atom", atom: { on: "step", holds } };
    },
    not: unary("not"),
    and: several("and"),
    or: several("or"),
    implies: binary("implies"),
    iff: binary("iff"),
    next: unary("next"),
    always: unary("always"),
    eventually: unary("eventually"),
    until: binary("until"),
    weakUntil: binary("weakUntil"),
    release: binary("release"),
  };
}

/** What stands for a formula, as one. `word` is what it was given to, for messages. */
export function operand<V>(word: string, given: Operand<V>): Formula<V> {
  if (typeof given === "function") return { op: "atom", atom: { on: "state", holds: given } };
  if (typeof given === "object" && given !== null && "op" in given) return given;
  throw misused(word, "a formula or a function of the state");
}

function misused(word: string, wanted: string): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "bad-property",
    message: `${word} in a formula was given something else than ${wanted}`,
    hint: "write ltl(({ always, implies, next }) => always(implies((s) => …, next((s) => …))))",
  });
}

/** The atoms of a formula replaced by others, what is shared kept shared. */
export function withAtoms<A, B>(formula: FormulaOver<A>, replace: (atom: A) => B): FormulaOver<B> {
  const done = new Map<FormulaOver<A>, FormulaOver<B>>();
  const visit = (one: FormulaOver<A>): FormulaOver<B> => {
    const known = done.get(one);
    if (known !== undefined) return known;
    const made = replaced(one);
    done.set(one, made);
    return made;
  };
  const replaced = (one: FormulaOver<A>): FormulaOver<B> => {
    switch (one.op) {
      case "atom":
        return { op: one.op, atom: replace(one.atom) };
      case "and":
      case "or":
        return { op: one.op, all: one.all.map(visit) };
      case "not":
      case "next":
      case "always":
      case "eventually":
        return { op: one.op, of: visit(one.of) };
      default:
        return { op: one.op, left: visit(one.left), right: visit(one.right) };
    }
  };
  return visit(formula);
}

/** All parts of a formula, itself included, each once. */
export function partsOfFormula<Atom>(formula: FormulaOver<Atom>): readonly FormulaOver<Atom>[] {
  const parts = new Set([formula]);
  for (const part of parts) for (const operand of operandsOf(part)) parts.add(operand);
  return [...parts];
}

function operandsOf<Atom>(formula: FormulaOver<Atom>): readonly FormulaOver<Atom>[] {
  if (formula.op === "atom") return [];
  if ("all" in formula) return formula.all;
  return "of" in formula ? [formula.of] : [formula.left, formula.right];
}
