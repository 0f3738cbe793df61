import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphSpace } from "../../src/explore/graph-space.ts";
import { translate } from "../../src/ltl/translate.ts";
import type { FormulaOver } from "../../src/spec/formula.ts";
import type { ProductAtom } from "../../src/temporal/automaton-moves.ts";
import type { Lasso, LassoStep } from "../../src/temporal/lasso.ts";
import { type DirectQuestion, livenessJudge } from "../../src/temporal/liveness.ts";
import { holdsOnLasso } from "../../src/trace/lasso-semantics.ts";
import { randomFormula, textOf } from "../ltl/random-formula.ts";
import { atOnce, judgeLiveness } from "./at-once.ts";
import { isFair, recurrentSets, stepsOf } from "./brute-force.ts";
import type { Edge } from "./graph-builder.ts";
import { type RandomQuestion, randomQuestion } from "./random-question.ts";
import { someFairBehaviourFalsifies } from "./tableau.ts";

// FUZZ_RUNS=10000 in the night; with FUZZ_SEED another part of the space.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 500);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 60_000 + numRuns * 100;

/** Atoms: p, q, "an even instance takes the step", "the step goes to a state with p". */
const ATOMS = 4;

function isTrue({ p, q }: RandomQuestion, atom: number, [from, instance, to]: Edge): boolean {
  if (atom === 0) return p[from] === 1;
  if (atom === 1) return q[from] === 1;
  if (instance < 0) return false;
  return atom === 2 ? instance % 2 === 0 : p[to] === 1;
}

function judge(question: RandomQuestion, formula: FormulaOver<number>, exactNodes?: number) {
  const { graph, fairness, stuttering, p, q } = question;
  const automaton = translate(formula, true);
  if ("tooLarge" in automaton) return undefined;
  const space = graphSpace(graph, (atom, { from, instance, to }) =>
    isTrue(question, atom, [from, instance, to]) ? 1 : 0,
  );
  const atoms: readonly ProductAtom[] = [
    { on: "state", column: p },
    { on: "state", column: q },
    { on: "step", predicate: 2 },
    { on: "step", predicate: 3 },
  ];
  const options = { fairness, stuttering, ...(exactNodes === undefined ? {} : { exactNodes }) };
  return atOnce(
    livenessJudge(space, options).judge({ form: "ltl", automaton, atoms, premise: undefined }),
  );
}

function lassoOf(answer: ReturnType<typeof judge>): Lasso | undefined {
  return answer?.violated && "lasso" in answer ? answer.lasso : undefined;
}

function expectCounterexample(
  question: RandomQuestion,
  formula: FormulaOver<number>,
  { start, stem, loop }: Lasso,
): void {
  const edges = [...stem, ...loop].map(({ from, instance, to }): Edge => [from, instance, to]);
  const real = stepsOf(question).map(String);
  expect(start).toBeLessThan(question.graph.initialCount);
  let here = start;
  for (const edge of edges) {
    expect(edge[0]).toBe(here);
    expect(real).toContain(String(edge));
    here = edge[2];
  }
  expect(loop.length).toBeGreaterThan(0);
  expect(here).toBe((loop[0] as LassoStep).from);
  const states = loop.map(({ from }) => from);
  expect(
    isFair(question.graph, { states, steps: edges.slice(stem.length) }, question.fairness),
  ).toBe(true);
  const word = {
    length: edges.length,
    loopAfter: stem.length,
    isTrue: (atom: number, i: number) => isTrue(question, atom, edges[i] as Edge),
  };
  expect(holdsOnLasso(formula, word)).toBe(false);
}

/** A tableau has a node for each step and each choice about the parts that look ahead. */
const smallFormula = randomFormula(ATOMS, 3).filter(
  (formula) => (textOf(formula).match(/next|always|eventually|ntil|release/g) ?? []).length <= 4,
);

describe("formulas on random graphs, against a tableau", () => {
  it("are violated when some fair behaviour makes them false, and a lasso shows it", {
    timeout,
  }, () => {
    const outcomes = { violated: 0, holds: 0 };
    const property = fc.property(randomQuestion, smallFormula, (question, formula) => {
      const answer = judge(question, formula);
      fc.pre(answer !== undefined);
      const expected = someFairBehaviourFalsifies(
        { ...question, isTrue: (atom, step) => isTrue(question, atom, step) },
        formula,
      );
      expect(answer?.violated, textOf(formula)).toBe(expected);
      outcomes[expected ? "violated" : "holds"]++;
      const lasso = lassoOf(answer);
      if (lasso !== undefined) expectCounterexample(question, formula, lasso);
    });
    fc.assert(property, { numRuns, seed });
    expect(Math.min(outcomes.violated, outcomes.holds)).toBeGreaterThan(numRuns / 20);
  });

  it("have a real, fair lasso where the exact search for loops is too large", { timeout }, () => {
    const property = fc.property(randomQuestion, smallFormula, (question, formula) => {
      const [exact, greedy] = [judge(question, formula), judge(question, formula, 0)];
      expect(greedy?.violated).toBe(exact?.violated);
      const lasso = lassoOf(greedy);
      if (lasso !== undefined) expectCounterexample(question, formula, lasso);
    });
    fc.assert(property, { numRuns, seed });
  });

  it("are violated, or their negation is, where there is a fair behaviour", {
    timeout,
  }, () => {
    const property = fc.property(randomQuestion, smallFormula, (question, formula) => {
      const positive = judge(question, formula);
      const negative = judge(question, { op: "not", of: formula });
      fc.pre(positive !== undefined && negative !== undefined);
      const hasBehaviour = recurrentSets(question).length > 0 && hasReachedCycle(question);
      if (hasBehaviour) expect(positive?.violated || negative?.violated).toBe(true);
    });
    fc.assert(property, { numRuns, seed });
  });
});

/** All states of these graphs are reached, but some only through states that are not expanded. */
function hasReachedCycle(question: RandomQuestion): boolean {
  return !question.graph.expanded.includes(0);
}

const p: FormulaOver<number> = { op: "atom", atom: 0 };
const q: FormulaOver<number> = { op: "atom", atom: 1 };
const F = (of: FormulaOver<number>): FormulaOver<number> => ({ op: "eventually", of });
const G = (of: FormulaOver<number>): FormulaOver<number> => ({ op: "always", of });
const spelled: readonly (readonly [DirectQuestion["form"], FormulaOver<number>])[] = [
  ["eventually", F(p)],
  ["alwaysEventually", G(F(p))],
  ["eventuallyAlways", F(G(p))],
  ["leadsTo", G({ op: "implies", left: p, right: F(q) })],
  ["until", { op: "until", left: p, right: q }],
];

describe("formulas that spell a direct form", () => {
  it.each(spelled)("get the verdict of %s, and a lasso as short", { timeout }, (form, formula) => {
    const property = fc.property(randomQuestion, (question) => {
      const { graph, fairness, stuttering } = question;
      const direct = judgeLiveness(
        graph,
        { form, p: question.p, q: question.q },
        { fairness, stuttering },
      );
      const spelledOut = judge(question, formula);
      // A path that breaks `until` is enough for it, a formula needs a behaviour that goes on.
      if (direct.violated && "prefix" in direct) return;
      expect(spelledOut?.violated).toBe(direct.violated);
      const [long, short] = [lassoOf(spelledOut), direct.violated ? direct.lasso : undefined];
      if (long === undefined || short === undefined) return;
      const least = short.stem.length + short.loop.length;
      // The direct form of leadsTo shows the request before the loop, which may take longer.
      if (form === "leadsTo")
        expect(long.stem.length + long.loop.length).toBeLessThanOrEqual(least);
      else expect(long.stem.length + long.loop.length).toBe(least);
    });
    fc.assert(property, { numRuns, seed });
  });
});
