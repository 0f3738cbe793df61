/** Random formulas over a few atoms. */
import fc from "fast-check";
import type { FormulaOver } from "../../src/spec/formula.ts";

export type NumberedFormula = FormulaOver<number>;

/** Formulas over atoms 0 … atoms − 1, of a depth that keeps their automata small. */
export function randomFormula(atoms: number, maxDepth = 4): fc.Arbitrary<NumberedFormula> {
  const atom: fc.Arbitrary<NumberedFormula> = fc
    .nat(atoms - 1)
    .map((number) => ({ op: "atom", atom: number }));
  const { formula } = fc.letrec<{ formula: NumberedFormula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth, withCrossShrink: true },
      atom,
      fc.record({
        op: fc.constantFrom("not", "next", "always", "eventually", "always", "eventually"),
        of: tie("formula"),
      }) as fc.Arbitrary<NumberedFormula>,
      fc.record({
        op: fc.constantFrom("and", "or"),
        all: fc.array(tie("formula"), { maxLength: 3 }),
      }) as fc.Arbitrary<NumberedFormula>,
      fc.record({
        op: fc.constantFrom("implies", "iff", "until", "until", "weakUntil", "release"),
        left: tie("formula"),
        right: tie("formula"),
      }) as fc.Arbitrary<NumberedFormula>,
    ),
  }));
  return formula;
}

/** A formula as text, for messages. */
export function textOf(formula: NumberedFormula): string {
  switch (formula.op) {
    case "atom":
      return `a${formula.atom}`;
    case "and":
    case "or":
      return `${formula.op}(${formula.all.map(textOf).join(", ")})`;
    case "not":
    case "next":
    case "always":
    case "eventually":
      return `${formula.op}(${textOf(formula.of)})`;
    default:
      return `${formula.op}(${textOf(formula.left)}, ${textOf(formula.right)})`;
  }
}
