/**
 * Whether a formula of linear temporal logic is true of the infinite word `stem · loop · loop · …`, by what the words mean:
 * the values of each part at every position, fixpoints for those that look ahead. It shares nothing with the translation to
 * automata, so that a defect there cannot hide itself here.
 *
 * Cost: O(parts of the formula × positions²) at worst.
 */
import type { FormulaOver } from "../spec/formula.ts";

export interface LassoWord<Atom> {
  /** Positions of stem and loop together, at least 1; after the last one the word goes on at `loopAfter`. */
  readonly length: number;
  readonly loopAfter: number;
  readonly isTrue: (atom: Atom, position: number) => boolean;
}

/** Whether the formula is true at the first position. */
export function holdsOnLasso<Atom>(formula: FormulaOver<Atom>, word: LassoWord<Atom>): boolean {
  const known = new Map<FormulaOver<Atom>, readonly boolean[]>();
  const valuesOf = (one: FormulaOver<Atom>): readonly boolean[] => {
    const values = known.get(one) ?? valuesOn(word, one, valuesOf);
    known.set(one, values);
    return values;
  };
  return valuesOf(formula)[0] === true;
}

function valuesOn<Atom>(
  word: LassoWord<Atom>,
  formula: FormulaOver<Atom>,
  valuesOf: (part: FormulaOver<Atom>) => readonly boolean[],
): readonly boolean[] {
  const positions = [...Array(word.length).keys()];
  const after = (i: number): number => (i + 1 < word.length ? i + 1 : word.loopAfter);
  const at = (part: FormulaOver<Atom>, i: number): boolean => valuesOf(part)[i] === true;
  const each = (value: (i: number) => boolean): readonly boolean[] => positions.map(value);
  /** The solution of v(i) = step(i, v(i + 1)) that is found from all false, or from all true. */
  const solved = (from: boolean, step: (i: number, next: boolean) => boolean): boolean[] => {
    const values = positions.map(() => from);
    for (let changed = true; changed; ) {
      changed = false;
      for (const i of positions.toReversed()) {
        const value = step(i, values[after(i)] === true);
        changed ||= value !== values[i];
        values[i] = value;
      }
    }
    return values;
  };
  switch (formula.op) {
    case "atom":
      return each((i) => word.isTrue(formula.atom, i));
    case "not":
      return each((i) => !at(formula.of, i));
    case "and":
      return each((i) => formula.all.every((part) => at(part, i)));
    case "or":
      return each((i) => formula.all.some((part) => at(part, i)));
    case "implies":
      return each((i) => !at(formula.left, i) || at(formula.right, i));
    case "iff":
      return each((i) => at(formula.left, i) === at(formula.right, i));
    case "next":
      return each((i) => at(formula.of, after(i)));
    case "always":
      return solved(true, (i, next) => at(formula.of, i) && next);
    case "eventually":
      return solved(false, (i, next) => at(formula.of, i) || next);
    case "until":
      return solved(false, (i, next) => at(formula.right, i) || (at(formula.left, i) && next));
    case "weakUntil":
      return solved(true, (i, next) => at(formula.right, i) || (at(formula.left, i) && next));
    case "release":
      return solved(true, (i, next) => at(formula.right, i) && (at(formula.left, i) || next));
  }
}
