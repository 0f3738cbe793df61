/**
 * Where a behaviour may stand still for ever.
 *
 * An infinite behaviour needs a next step in every state; these modes say which states get a *virtual* step that
 * changes nothing and is taken by no action instance. It exists for liveness only: it is not a transition of the
 * graph, it enables nothing, and it discharges no fairness constraint.
 */

/**
 * `progress`: a behaviour stands still only where nothing can happen, in a deadlocked state, which is TLA+ with weak
 * fairness of the whole next-state relation. `tla`: it may stand still anywhere, so that without fairness nothing has
 * to happen. `none`: it never stands still, and a path into a deadlock is no infinite behaviour.
 */
export type Stuttering = "progress" | "tla" | "none";

/** Whether an expanded state with so many transitions has the virtual step. One that is not expanded never has. */
export function standsStill(stuttering: Stuttering, transitions: number): boolean {
  return stuttering === "tla" || (stuttering === "progress" && transitions === 0);
}
