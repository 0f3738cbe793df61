/** Random graphs of up to six states, all of them reached from the initial ones, with constraints and predicates. */

import fc from "fast-check";
import type { StateGraph } from "../../src/explore/state-graph.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import type { Stuttering } from "../../src/temporal/stuttering.ts";
import { type Edge, graphOf } from "./graph-builder.ts";

export interface RandomQuestion {
  readonly graph: StateGraph;
  readonly fairness: readonly FairnessConstraint[];
  readonly stuttering: Stuttering;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
}

const STATES = 6;
const INSTANCES = 5;

const instance = fc.nat(INSTANCES - 1);
const state = fc.nat(STATES - 1);
const edge: fc.Arbitrary<Edge> = fc.tuple(state, instance, state);
/** Mostly false: the interesting counterexamples have to stay outside the predicate for a while. */
const predicate = fc.array(fc.constantFrom(0, 0, 1), { minLength: STATES, maxLength: STATES });
const constraint: fc.Arbitrary<FairnessConstraint> = fc.record({
  kind: fc.constantFrom("weak", "strong"),
  label: fc.constant("random"),
  instances: fc.uniqueArray(instance, { minLength: 1, maxLength: 3, size: "max" }),
});

export const randomQuestion: fc.Arbitrary<RandomQuestion> = fc
  .record({
    size: fc.constantFrom(1, 2, 3, 4, 5, 6),
    initial: fc.constantFrom(1, 1, 2),
    // A step into each state from one before it, now and then missing, so that most states are reached; then any steps.
    tree: fc.array(fc.option(fc.tuple(fc.nat(60), instance), { freq: 8 }), {
      minLength: STATES,
      maxLength: STATES,
    }),
    edges: fc.array(edge, { maxLength: 10, size: "max" }),
    // Most graphs are complete; in the others one or two states are not expanded, with transitions stored all the same.
    unexpanded: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.uniqueArray(state, { maxLength: 2 }) },
    ),
    fairness: fc.array(constraint, { maxLength: 3, size: "max" }),
    stuttering: fc.constantFrom<Stuttering[]>("progress", "progress", "tla", "none"),
    p: predicate,
    q: predicate,
    // The p of leadsTo is a request, of until a condition that mostly holds.
    negated: fc.boolean(),
  })
  .map(({ size, initial, tree, edges, unexpanded, fairness, stuttering, p, q, negated }) => {
    const initialCount = Math.min(initial, size);
    const treeEdges = tree.flatMap((step, s): Edge[] =>
      step === null || s === 0 ? [] : [[step[0] % s, step[1], s]],
    );
    const inRange = [...treeEdges, ...edges].filter(([from, , to]) => from < size && to < size);
    const { rank, edges: reached } = reachedPart(initialCount, inRange);
    const states = rank.size;
    return {
      graph: graphOf({ states, initial: initialCount, edges: reached, unexpanded }),
      fairness,
      stuttering,
      p: Uint8Array.from(p.slice(0, states), (holds) => (negated ? 1 - holds : holds)),
      q: Uint8Array.from(q.slice(0, states)),
    };
  });

/** Numbers the states in the order of discovery, as an exploration does. */
function reachedPart(
  initial: number,
  edges: readonly Edge[],
): { rank: Map<number, number>; edges: Edge[] } {
  const rank = new Map<number, number>();
  for (let s = 0; s < initial; s++) rank.set(s, s);
  for (const s of rank.keys()) {
    for (const [from, , to] of edges) if (from === s && !rank.has(to)) rank.set(to, rank.size);
  }
  const reached = edges.filter(([from]) => rank.has(from));
  return {
    rank,
    edges: reached.map(([from, i, to]) => [rank.get(from) as number, i, rank.get(to) as number]),
  };
}
