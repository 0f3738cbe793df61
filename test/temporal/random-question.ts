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

const state = fc.nat(STATES - 1);
const edge: fc.Arbitrary<Edge> = fc.tuple(state, fc.nat(INSTANCES - 1), state);
const bits = fc.array(fc.nat(1), { minLength: STATES, maxLength: STATES });
const constraint: fc.Arbitrary<FairnessConstraint> = fc.record({
  kind: fc.constantFrom("weak", "strong"),
  label: fc.constant("random"),
  instances: fc.uniqueArray(fc.nat(INSTANCES), { minLength: 1, maxLength: 3 }),
});

export const randomQuestion: fc.Arbitrary<RandomQuestion> = fc
  .record({
    size: fc.integer({ min: 1, max: STATES }),
    initial: fc.integer({ min: 1, max: 2 }),
    edges: fc.array(edge, { maxLength: 13, size: "max" }),
    // Half the graphs are complete; in the others a state is left unexpanded, with its transitions stored, now and then.
    unexpanded: fc.oneof(fc.constant([]), fc.uniqueArray(state, { maxLength: 2 })),
    fairness: fc.array(constraint, { maxLength: 3, size: "max" }),
    stuttering: fc.constantFrom<Stuttering[]>("progress", "tla", "none"),
    p: bits,
    q: bits,
  })
  .map(({ size, initial, edges, unexpanded, fairness, stuttering, p, q }) => {
    const inRange = edges.filter(([from, , to]) => from < size && to < size);
    const { rank, edges: reached } = reachedPart(Math.min(initial, size), inRange);
    const graph = graphOf({
      states: rank.size,
      initial: Math.min(initial, size),
      edges: reached,
      unexpanded,
    });
    return {
      graph,
      fairness,
      stuttering,
      p: Uint8Array.from(p.slice(0, rank.size)),
      q: Uint8Array.from(q.slice(0, rank.size)),
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
