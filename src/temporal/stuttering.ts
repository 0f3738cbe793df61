/**
 * Where a behaviour may stand still for ever.
 *
 * An infinite behaviour needs a next step in every state; these modes say which states get a *virtual* step that
 * changes nothing and is taken by no action instance. It exists for liveness only: it is not a transition of the
 * graph, it enables nothing, and it discharges no fairness constraint.
 */

import type { StateGraph } from "../explore/state-graph.ts";

/**
 * `progress`: a behaviour stands still only where nothing can happen, in a deadlocked state, which is TLA+ with weak
 * fairness of the whole next-state relation. `tla`: it may stand still anywhere, so that without fairness nothing has
 * to happen. `none`: it never stands still, and a path into a deadlock is no infinite behaviour.
 */
export type Stuttering = "progress" | "tla" | "none";

/** Makes the test whether a state has the virtual step; one that is not expanded has none, its successors being unknown. */
export function stutterTest(graph: StateGraph, stuttering: Stuttering): (state: number) => boolean {
  const { expanded, offsets } = graph;
  if (stuttering === "none") return () => false;
  if (stuttering === "tla") return (state) => expanded[state] === 1;
  return (state) => expanded[state] === 1 && offsets[state] === offsets[state + 1];
}
