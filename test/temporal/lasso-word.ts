/** Linear temporal logic on the infinite word `stem · loop · loop · …`, by fixpoints over its positions. */

export type Formula =
  | { readonly op: "p" | "q" }
  | { readonly op: "not" | "F" | "G"; readonly of: Formula }
  | { readonly op: "implies" | "U"; readonly left: Formula; readonly right: Formula };

const p: Formula = { op: "p" };
const q: Formula = { op: "q" };
const F = (of: Formula): Formula => ({ op: "F", of });
const G = (of: Formula): Formula => ({ op: "G", of });

/** The forms of property, as formulas. */
export const FORMULAS = {
  eventually: F(p),
  alwaysEventually: G(F(p)),
  eventuallyAlways: F(G(p)),
  leadsTo: G({ op: "implies", left: p, right: F(q) }),
  until: { op: "U", left: p, right: q },
} satisfies Record<string, Formula>;

/** States by position; after the last position the word goes on at `loopAt`. */
export interface LassoWord {
  readonly states: readonly number[];
  readonly loopAt: number;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
}

export function holdsOn(word: LassoWord, formula: Formula): boolean {
  return valuesOn(word, formula)[0] as boolean;
}

function valuesOn(word: LassoWord, formula: Formula): boolean[] {
  const { states } = word;
  switch (formula.op) {
    case "p":
      return states.map((s) => word.p[s] === 1);
    case "q":
      return states.map((s) => word.q[s] === 1);
    case "not":
      return valuesOn(word, formula.of).map((value) => !value);
    case "implies": {
      const right = valuesOn(word, formula.right);
      return valuesOn(word, formula.left).map((value, i) => !value || (right[i] as boolean));
    }
    case "U":
      return untilOn(word, valuesOn(word, formula.left), valuesOn(word, formula.right));
    case "F":
      return untilOn(
        word,
        states.map(() => true),
        valuesOn(word, formula.of),
      );
    case "G": {
      const broken = valuesOn(word, formula.of).map((value) => !value);
      return untilOn(
        word,
        states.map(() => true),
        broken,
      ).map((value) => !value);
    }
  }
}

/** The least solution of u(i) = right(i) ∨ (left(i) ∧ u(i + 1)). */
function untilOn(word: LassoWord, left: readonly boolean[], right: readonly boolean[]): boolean[] {
  const values = word.states.map(() => false);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = values.length - 1; i >= 0; i--) {
      const next = values[i + 1 < values.length ? i + 1 : word.loopAt] as boolean;
      const value = (right[i] as boolean) || ((left[i] as boolean) && next);
      if (value !== values[i]) changed = true;
      values[i] = value;
    }
  }
  return values;
}
