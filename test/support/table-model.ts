/** Models written down as tables, for tests of what only needs a `Model`: states are numbers. */

import { CheckerError } from "../../src/index.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import { type Model, SpecFault } from "../../src/model/model.ts";

export interface Table {
  /** In order, repetitions allowed; state 0 unless given. */
  readonly initial?: readonly number[];
  /** [from, action instance, to] */
  readonly steps: readonly (readonly [number, number, number])[];
  readonly fairness?: readonly FairnessConstraint[];
  /** The states that satisfy each predicate. */
  readonly predicates?: readonly (readonly number[])[];
  /** The steps that satisfy the only step predicate, as `from-to`. */
  readonly goodSteps?: readonly string[];
  readonly final?: readonly number[];
  readonly outside?: readonly number[];
  /** States whose expansion fails. */
  readonly faulty?: readonly number[];
}

export function tableModel(table: Table): Model<number> {
  const { initial = [0], steps, fairness = [], predicates = [], goodSteps = [] } = table;
  const { final = [], outside = [], faulty = [] } = table;
  const count = steps.reduce((most, [, instance]) => Math.max(most, instance + 1), 0);
  const from = new Map<number, Table["steps"][number][]>();
  for (const one of steps.toSorted(([, a], [, b]) => a - b)) {
    const own = from.get(one[0]);
    if (own === undefined) from.set(one[0], [one]);
    else own.push(one);
  }
  return {
    name: "a table",
    instances: Array.from({ length: count }, (_, i) => ({
      action: `a${i}`,
      args: {},
      label: `a${i}`,
      actor: undefined,
      doc: undefined,
    })),
    fairness,
    properties: [],
    stuttering: "progress",
    bounded: outside.length > 0,
    initialStates: () => initial,
    successors: (state, visit) => {
      if (faulty.includes(state)) throw faultIn(state);
      for (const [, instance, to] of from.get(state) ?? []) visit(to, instance);
    },
    holds: (predicate, state) => predicates[predicate]?.includes(state) === true,
    stepHolds: (_predicate, { before, after }) => goodSteps.includes(`${before}-${after}`),
    isFinal: (state) => final.includes(state),
    isWithin: (state) => !outside.includes(state),
    read: (state) => ({ state }),
  };
}

function faultIn(state: number): SpecFault {
  const error = new CheckerError({ kind: "spec", code: "spec-threw", message: `in ${state}` });
  return new SpecFault(error, 0);
}

/** A table of steps 0 → 1 → … → `length` by instance 0. */
export function chain(length: number): readonly (readonly [number, number, number])[] {
  return Array.from({ length }, (_, i) => [i, 0, i + 1] as const);
}
