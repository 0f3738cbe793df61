import { describe, expect, it } from "vitest";
import { graphSpace } from "../../src/explore/graph-space.ts";
import type { Automaton } from "../../src/ltl/automaton.ts";
import { translate } from "../../src/ltl/translate.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import type { FormulaOver } from "../../src/spec/formula.ts";
import { StepPredicateFailed } from "../../src/temporal/product.ts";
import { findAcceptedLasso, rolledUp } from "../../src/temporal/product-lasso.ts";
import { atOnce } from "./at-once.ts";
import { graphOf, strong, weak } from "./graph-builder.ts";

function automatonOf(formula: FormulaOver<number>): Automaton {
  const automaton = translate(formula, false);
  if ("tooLarge" in automaton) throw new Error(automaton.tooLarge);
  return automaton;
}

function alwaysEventually(atom: number): FormulaOver<number> {
  return { op: "always", of: { op: "eventually", of: { op: "atom", atom } } };
}

const setting = {
  fairness: [],
  stuttering: "none",
  exactNodes: 1 << 16,
  unfoldLimit: 1 << 14,
} as const;

describe("a lasso that an automaton accepts", () => {
  it("is found in the single state that strong fairness leaves of a component", () => {
    const graph = graphOf({
      states: 3,
      edges: [
        [0, 0, 0],
        [0, 1, 1],
        [0, 3, 0],
        [1, 1, 0],
        [1, 2, 2],
      ],
    });
    // Two steps that change nothing, taken in turn: neither is a loop that will do.
    const byInstance = graphSpace(graph, (predicate, { instance }) =>
      instance === predicate ? 1 : 0,
    );
    const atoms = [
      { on: "step", predicate: 0 },
      { on: "step", predicate: 3 },
    ] as const;
    const inTurn = automatonOf({ op: "and", all: [0, 1].map(alwaysEventually) });
    const asked = (fairness: readonly FairnessConstraint[]) =>
      atOnce(
        findAcceptedLasso(
          { ...setting, space: byInstance, fairness },
          { automaton: inTurn, atoms },
        ),
      );
    expect(asked([strong(2)])).toEqual({
      start: 0,
      stem: [],
      loop: [
        { from: 0, instance: 0, to: 0 },
        { from: 0, instance: 3, to: 0 },
      ],
    });
    expect(asked([strong(2), weak(1)])).toBe(undefined);
  });

  it("ends with the transition on which a step predicate fails", () => {
    const graph = graphOf({
      states: 2,
      edges: [
        [0, 0, 1],
        [1, 1, 0],
      ],
    });
    const space = graphSpace(graph, (_, { instance }) => (instance === 1 ? 2 : 1));
    const atoms = [{ on: "step", predicate: 7 }] as const;
    const automaton = automatonOf({ op: "always", of: { op: "atom", atom: 0 } });
    const search = findAcceptedLasso({ ...setting, space }, { automaton, atoms });
    expect(() => atOnce(search)).toThrow(
      new StepPredicateFailed({ state: 1, instance: 1, predicate: 7 }),
    );
  });
});

describe("a lasso that is rolled up", () => {
  const step = (from: number, to: number, instance = 0) => ({ from, instance, to });

  it("takes a loop that repeats itself once, and as much of the stem as belongs to the loop", () => {
    const loop = [step(1, 2), step(2, 1), step(1, 2), step(2, 1)];
    expect(rolledUp({ start: 0, stem: [step(0, 1)], loop }, true)).toEqual({
      ...{ start: 0, stem: [step(0, 1)], loop: [step(1, 2), step(2, 1)] },
    });
    const stem = [step(0, 2), step(2, 1), step(1, 2), step(2, 1)];
    expect(rolledUp({ start: 0, stem, loop }, true)).toEqual({
      ...{ start: 0, stem: [step(0, 2)], loop: [step(2, 1), step(1, 2)] },
    });
  });

  it("keeps steps of other instances apart only where steps are asked about", () => {
    const lasso = { start: 0, stem: [step(0, 0, 1)], loop: [step(0, 0, 0)] };
    expect(rolledUp(lasso, true)).toEqual(lasso);
    expect(rolledUp(lasso, false)).toEqual({ start: 0, stem: [], loop: [step(0, 0, 0)] });
  });
});
