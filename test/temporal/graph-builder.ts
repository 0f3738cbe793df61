/** Small state graphs written down as lists, for tests. */

import type { StateGraph } from "../../src/explore/state-graph.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";

/** [from, action instance, to] */
export type Edge = readonly [number, number, number];

export interface GraphText {
  readonly states: number;
  readonly initial?: number;
  readonly edges: readonly Edge[];
  readonly unexpanded?: readonly number[];
}

/** The graph with these edges, sorted by source and then instance. */
export function graphOf({ states, initial = 1, edges, unexpanded = [] }: GraphText): StateGraph {
  const sorted = edges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const offsets = new Int32Array(states + 1);
  for (const [from] of sorted) offsets[from + 1] = (offsets[from + 1] as number) + 1;
  for (let s = 0; s < states; s++) {
    offsets[s + 1] = (offsets[s + 1] as number) + (offsets[s] as number);
  }
  return {
    stateCount: states,
    initialCount: initial,
    offsets,
    targets: Int32Array.from(sorted, (edge) => edge[2]),
    instances: Int32Array.from(sorted, (edge) => edge[1]),
    expanded: Uint8Array.from({ length: states }, (_, s) => (unexpanded.includes(s) ? 0 : 1)),
  };
}

/** The predicate that holds in these states only. */
export function only(graph: StateGraph, ...states: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: graph.stateCount }, (_, s) => (states.includes(s) ? 1 : 0));
}

export function weak(...instances: readonly number[]): FairnessConstraint {
  return { kind: "weak", label: `weak ${instances.join()}`, instances };
}

export function strong(...instances: readonly number[]): FairnessConstraint {
  return { kind: "strong", label: `strong ${instances.join()}`, instances };
}
