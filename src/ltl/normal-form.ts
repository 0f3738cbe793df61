/**
 * Formulas in negation normal form: literals, conjunction, disjunction, next, until and release. Equal formulas are one
 * object (hash consing), so they are compared by identity and numbered in the order of their making.
 *
 * The constructors simplify: absorption and contradiction, `a U (a U b)` and its dual, and the rules of Etessami & Holzmann,
 * "Optimizing Büchi automata", CONCUR 2000: `a U b` is b when b is a pure eventuality (true before a position whenever it is
 * true there), `a R b` is b when b is universal (true after a position whenever it is true there), and `next b` is b when b
 * is both. Eventually is `true U`, always `false R`.
 *
 * Cost: O(size) for a formula without `iff`, of which each doubles what is below it, shared parts counted once.
 */
import { unreachable } from "../diagnostics/bug.ts";
import type { FormulaOver } from "../spec/formula.ts";

export type NormalForm = NormalShape & {
  /** The number of the formula, ascending from its parts. */
  readonly id: number;
  /** Whether it is about one position only. */
  readonly isPropositional: boolean;
  readonly isEventual: boolean;
  readonly isUniversal: boolean;
};

type NormalShape =
  | { readonly op: "true" | "false" }
  | { readonly op: "literal"; readonly atom: number; readonly negated: boolean }
  /** Two parts or more, ascending. */
  | { readonly op: "and" | "or"; readonly all: readonly NormalForm[] }
  | { readonly op: "next"; readonly of: NormalForm }
  | { readonly op: "until" | "release"; readonly left: NormalForm; readonly right: NormalForm };

export interface NormalForms {
  /** The normal form of a formula over numbered atoms, or of its negation. */
  of(formula: FormulaOver<number>, negated: boolean): NormalForm;
  and(all: readonly NormalForm[]): NormalForm;
  negation(form: NormalForm): NormalForm;
}

/** Makes the constructors, with a memory of what they made. */
export function normalForms(): NormalForms {
  const made = new Map<string, NormalForm>();

  function cons(key: string, shape: NormalShape, kind: Omit<NormalForm, "id" | "op">): NormalForm {
    const known = made.get(key);
    if (known !== undefined) return known;
    const { isPropositional, isEventual, isUniversal } = kind;
    const form = { ...shape, id: made.size, isPropositional, isEventual, isUniversal };
    made.set(key, form);
    return form;
  }

  const constant = { isPropositional: true, isEventual: true, isUniversal: true };
  const yes = cons("true", { op: "true" }, constant);
  const no = cons("false", { op: "false" }, constant);

  function literal(atom: number, negated: boolean): NormalForm {
    const kind = { isPropositional: true, isEventual: false, isUniversal: false };
    return cons(`${negated ? "!" : ""}a${atom}`, { op: "literal", atom, negated }, kind);
  }

  /** Conjunction or disjunction; `neutral` is true or false, `absorbing` the other. */
  function several(op: "and" | "or", parts: readonly NormalForm[]): NormalForm {
    const [neutral, absorbing] = op === "and" ? [yes, no] : [no, yes];
    const flat = new Set(parts.flatMap((part) => (part.op === op ? part.all : [part])));
    flat.delete(neutral);
    if (flat.has(absorbing)) return absorbing;
    for (const part of flat) {
      if (part.op !== "literal") continue;
      if (flat.has(literal(part.atom, !part.negated))) return absorbing;
    }
    const dual = op === "and" ? "or" : "and";
    const kept = [...flat].filter(
      (part) => !(part.op === dual && part.all.some((inner) => flat.has(inner))),
    );
    const all = kept.toSorted((a, b) => a.id - b.id);
    const [only] = all;
    if (only === undefined) return neutral;
    if (all.length === 1) return only;
    return cons(
      `${op} ${all.map(({ id }) => id).join()}`,
      { op, all },
      {
        isPropositional: all.every((part) => part.isPropositional),
        isEventual: all.every((part) => part.isEventual),
        isUniversal: all.every((part) => part.isUniversal),
      },
    );
  }

  function next(of: NormalForm): NormalForm {
    if (of.isEventual && of.isUniversal) return of;
    const { isEventual, isUniversal } = of;
    const kind = { isPropositional: false, isEventual, isUniversal };
    return cons(`next ${of.id}`, { op: "next", of }, kind);
  }

  function until(left: NormalForm, right: NormalForm): NormalForm {
    if (left === no || left === right || right.isEventual) return right;
    if (right.op === "until" && right.left === left) return right;
    return cons(
      `${left.id} until ${right.id}`,
      { op: "until", left, right },
      { isPropositional: false, isEventual: left === yes, isUniversal: right.isUniversal },
    );
  }

  function release(left: NormalForm, right: NormalForm): NormalForm {
    if (left === yes || left === right || right.isUniversal) return right;
    if (right.op === "release" && right.left === left) return right;
    return cons(
      `${left.id} release ${right.id}`,
      { op: "release", left, right },
      { isPropositional: false, isEventual: right.isEventual, isUniversal: left === no },
    );
  }

  const negations = new Map<NormalForm, NormalForm>();

  function negation(form: NormalForm): NormalForm {
    const known = negations.get(form);
    if (known !== undefined) return known;
    const opposite = negated(form);
    negations.set(form, opposite);
    return opposite;
  }

  function negated(form: NormalForm): NormalForm {
    switch (form.op) {
      case "true":
        return no;
      case "false":
        return yes;
      case "literal":
        return literal(form.atom, !form.negated);
      case "and":
        return several("or", form.all.map(negation));
      case "or":
        return several("and", form.all.map(negation));
      case "next":
        return next(negation(form.of));
      case "until":
        return release(negation(form.left), negation(form.right));
      case "release":
        return until(negation(form.left), negation(form.right));
      default:
        return unreachable(form);
    }
  }

  const translated = new Map<FormulaOver<number>, NormalForm>();

  /** The normal form of a formula; its negation is made from that, which is as large. */
  function positive(formula: FormulaOver<number>): NormalForm {
    const known = translated.get(formula);
    if (known !== undefined) return known;
    const form = formOf(formula);
    translated.set(formula, form);
    return form;
  }

  function formOf(formula: FormulaOver<number>): NormalForm {
    switch (formula.op) {
      case "atom":
        return literal(formula.atom, false);
      case "not":
        return negation(positive(formula.of));
      case "and":
      case "or":
        return several(formula.op, formula.all.map(positive));
      case "next":
        return next(positive(formula.of));
      case "always":
        return release(no, positive(formula.of));
      case "eventually":
        return until(yes, positive(formula.of));
      default:
        return ofTwo(formula.op, positive(formula.left), positive(formula.right));
    }
  }

  function ofTwo(
    op: "implies" | "iff" | "until" | "weakUntil" | "release",
    left: NormalForm,
    right: NormalForm,
  ): NormalForm {
    switch (op) {
      case "implies":
        return several("or", [negation(left), right]);
      case "iff":
        return several("or", [
          several("and", [left, right]),
          several("and", [negation(left), negation(right)]),
        ]);
      case "until":
        return until(left, right);
      case "weakUntil":
        return release(right, several("or", [left, right]));
      case "release":
        return release(left, right);
      default:
        return unreachable(op);
    }
  }

  return {
    of: (formula, isNegated) => (isNegated ? negation(positive(formula)) : positive(formula)),
    and: (all) => several("and", all),
    negation,
  };
}
