/** Formulas over atoms of any kind with the atoms numbered from 0, as the translation takes them. */
import { type FormulaOver, partsOfFormula, withAtoms } from "../spec/formula.ts";

export interface Numbered<Atom> {
  readonly formula: FormulaOver<number>;
  /** The atoms by number, each once. */
  readonly atoms: readonly Atom[];
}

/** Numbers the atoms in the order in which they first stand in the formula; `keyOf` says which are the same. */
export function numbered<Atom>(
  formula: FormulaOver<Atom>,
  keyOf: (atom: Atom) => string,
): Numbered<Atom> {
  const numbers = new Map<string, number>();
  const atoms: Atom[] = [];
  const renumbered = withAtoms(formula, (atom) => {
    const key = keyOf(atom);
    const number = numbers.get(key) ?? atoms.push(atom) - 1;
    numbers.set(key, number);
    return number;
  });
  return { formula: renumbered, atoms };
}

/** A text that two formulas share only when they are equal. As long as the formula, what is shared in it counted once. */
export function formulaKey(formula: FormulaOver<number>): string {
  const parts = partsOfFormula(formula);
  const numbers = new Map(parts.map((part, i) => [part, i]));
  const number = (part: FormulaOver<number>): number => numbers.get(part) ?? -1;
  return parts
    .map((part) => {
      if (part.op === "atom") return `a${part.atom}`;
      if ("all" in part) return `${part.op} ${part.all.map(number).join()}`;
      if ("of" in part) return `${part.op} ${number(part.of)}`;
      return `${part.op} ${number(part.left)},${number(part.right)}`;
    })
    .join(";");
}
