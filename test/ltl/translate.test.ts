import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Automaton, componentsOf } from "../../src/ltl/automaton.ts";
import { type TooLarge, translate } from "../../src/ltl/translate.ts";
import { holdsOnLasso } from "../../src/trace/lasso-semantics.ts";
import { accepts, type Word } from "./accepts.ts";
import { type NumberedFormula, randomFormula, textOf } from "./random-formula.ts";

// FUZZ_RUNS=10000 in the night: with ten words for each formula, 100,000 words.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 600);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 60_000 + numRuns * 60;

const ATOMS = 3;

const word: fc.Arbitrary<Word> = fc
  .record({
    letters: fc.array(fc.bigInt({ min: 0n, max: 2n ** BigInt(ATOMS) - 1n }), {
      minLength: 1,
      maxLength: 6,
    }),
    loop: fc.nat(5),
  })
  .map(({ letters, loop }) => ({ letters, loopAfter: loop % letters.length }));
const words = fc.array(word, { minLength: 10, maxLength: 10 });

function automatonOf(formula: NumberedFormula, negated = false): Automaton {
  const automaton = translate(formula, negated);
  if (isTooLarge(automaton)) throw new Error(`${textOf(formula)} needs ${automaton.tooLarge}`);
  return automaton;
}

function isTooLarge(made: Automaton | TooLarge): made is TooLarge {
  return "tooLarge" in made;
}

function isTrueOf(formula: NumberedFormula, { letters, loopAfter }: Word): boolean {
  return holdsOnLasso(formula, {
    length: letters.length,
    loopAfter,
    isTrue: (atom, position) => (((letters[position] as bigint) >> BigInt(atom)) & 1n) === 1n,
  });
}

const a = (atom: number): NumberedFormula => ({ op: "atom", atom });
const [p, q, r] = [a(0), a(1), a(2)];
const not = (of: NumberedFormula): NumberedFormula => ({ op: "not", of });
const X = (of: NumberedFormula): NumberedFormula => ({ op: "next", of });
const F = (of: NumberedFormula): NumberedFormula => ({ op: "eventually", of });
const G = (of: NumberedFormula): NumberedFormula => ({ op: "always", of });
const U = (left: NumberedFormula, right: NumberedFormula): NumberedFormula => ({
  op: "until",
  left,
  right,
});
const and = (...all: NumberedFormula[]): NumberedFormula => ({ op: "and", all });
const or = (...all: NumberedFormula[]): NumberedFormula => ({ op: "or", all });
const implies = (left: NumberedFormula, right: NumberedFormula): NumberedFormula => ({
  op: "implies",
  left,
  right,
});

describe("the automaton of a formula", () => {
  it("accepts a word exactly when the formula is true of it", { timeout }, () => {
    const property = fc.property(randomFormula(ATOMS), words, (formula, all) => {
      const automaton = translate(formula, false);
      fc.pre(!isTooLarge(automaton));
      for (const one of all) {
        expect(accepts(automaton, one), textOf(formula)).toBe(isTrueOf(formula, one));
      }
    });
    fc.assert(property, { numRuns, seed });
  });

  it("and that of its negation never agree about a word", { timeout }, () => {
    const property = fc.property(randomFormula(ATOMS, 3), words, (formula, all) => {
      const [positive, negative] = [translate(formula, false), translate(formula, true)];
      fc.pre(!isTooLarge(positive) && !isTooLarge(negative));
      for (const one of all) {
        expect(accepts(negative, one), textOf(formula)).toBe(!accepts(positive, one));
      }
    });
    fc.assert(property, { numRuns, seed });
  });

  it("is well-formed: it is reached, can be accepted from everywhere, and knows its components", {
    timeout,
  }, () => {
    const property = fc.property(randomFormula(ATOMS), (formula) => {
      const automaton = translate(formula, false);
      fc.pre(!isTooLarge(automaton));
      const { states, components, acceptance } = automaton;
      const all = componentsOf(states);
      for (const [state, own] of states.entries()) {
        const isRecurrent = components[state] !== -1;
        if (isRecurrent) expect(components[state]).toBe(all[state]);
        expect(own.every(({ accepting }) => accepting >> BigInt(acceptance) === 0n)).toBe(true);
        if (state > 0) expect(own.length).toBeGreaterThan(0);
      }
    });
    fc.assert(property, { numRuns, seed });
  });

  it.each<readonly [formula: NumberedFormula, states: number, sets: number]>([
    [and(), 1, 0],
    [or(), 1, 0],
    [p, 2, 0],
    [X(p), 3, 0],
    [G(p), 1, 0],
    [F(p), 2, 0],
    [U(p, q), 2, 0],
    [{ op: "release", left: p, right: q }, 2, 0],
    [{ op: "weakUntil", left: p, right: q }, 2, 0],
    [G(F(p)), 1, 1],
    [F(G(p)), 2, 0],
    [F(F(p)), 2, 0],
    [F(G(F(p))), 1, 1],
    [G(F(G(p))), 2, 0],
    [G(implies(p, F(q))), 2, 1],
    [not(G(implies(p, F(q)))), 2, 0],
    [and(G(F(p)), G(F(q)), G(F(r))), 1, 3],
    [implies(G(F(p)), G(F(q))), 4, 1],
    [not(implies(G(F(p)), G(F(q)))), 2, 1],
    [G(implies(p, X(q))), 2, 0],
    [and(p, not(p)), 1, 0],
    [and(G(p), F(not(p))), 1, 0],
    [U(p, U(p, q)), 2, 0],
  ])("of %j has %i states and %i acceptance sets", (formula, states, sets) => {
    const automaton = automatonOf(formula);
    expect([automaton.states.length, automaton.acceptance]).toEqual([states, sets]);
  });

  it("needs no acceptance set that another one implies", () => {
    for (const [one, other] of [
      [p, or(p, q)],
      [or(p, q), p],
    ] as const) {
      const automaton = automatonOf(and(G(F(one)), G(F(other))));
      expect(automaton.acceptance).toBe(1);
      expect(accepts(automaton, { letters: [1n, 0n], loopAfter: 0 })).toBe(true);
      expect(accepts(automaton, { letters: [1n, 2n], loopAfter: 1 })).toBe(false);
    }
  });

  it("has no transition when the formula is false of every word", () => {
    for (const formula of [or(), and(p, not(p)), and(X(p), X(not(p)))]) {
      expect(automatonOf(formula).states).toEqual([[]]);
    }
  });

  it("has room for more atoms and sets than a number has bits", () => {
    const many = Array.from({ length: 70 }, (_, i) => a(i));
    const some = automatonOf(or(...many.map((one) => G(F(one)))));
    expect([some.states.length, some.acceptance]).toEqual([71, 70]);
    const all = automatonOf(G(and(...many)));
    const without = (atom: bigint): Word => ({
      letters: [2n ** 70n - 1n - 2n ** atom, 0n, 2n ** 69n],
      loopAfter: 0,
    });
    for (const atom of [0n, 31n, 40n, 64n]) {
      expect(accepts(some, without(atom))).toBe(true);
      expect(accepts(some, { ...without(atom), loopAfter: 1 })).toBe(true);
      expect(accepts(all, without(atom))).toBe(false);
    }
    expect(accepts(some, { letters: [2n ** 69n, 0n], loopAfter: 1 })).toBe(false);
    expect(accepts(all, { letters: [2n ** 70n - 1n], loopAfter: 0 })).toBe(true);
  });

  it("is refused when it would be too large", () => {
    const counter = Array.from({ length: 12 }, (_, i) =>
      G(implies(a(i), X(U(a(i + 12), and(a(i), X(a(i))))))),
    );
    expect(translate(and(...counter), true)).toHaveProperty("states");
    expect(translate(and(...counter), false)).toEqual({
      tooLarge: expect.stringMatching(
        /^more than [\d,]+ (states|transitions|cases to distinguish)$/,
      ),
    });
  });

  it("does not grow with formulas that are shared in it", () => {
    let formula: NumberedFormula = p;
    for (let i = 0; i < 40; i++) formula = { op: "and", all: [formula, formula] };
    expect(automatonOf(G(formula)).states.length).toBe(1);
  });
});
