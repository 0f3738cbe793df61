/** The shape of an infinite counterexample: a finite path, then a cycle that is repeated for ever. */

/**
 * One step of a behaviour: an action instance taken between two states of the graph. In a quotient the states are those that
 * stand for the behaviour's own, and the instances those of the behaviour that begins in the state `start` itself.
 */
export interface LassoStep {
  /** The state id before the step. */
  readonly from: number;
  /** The action instance that takes the step, or −1 for a step that stands still, where `from` equals `to`. */
  readonly instance: number;
  /** The state id after the step. */
  readonly to: number;
}

/** The infinite behaviour `stem · loop · loop · …`. */
export interface Lasso {
  /** The id of the initial state that the behaviour starts in. */
  readonly start: number;
  /** The steps from `start` to the first state of the loop; empty when the loop begins in `start`. */
  readonly stem: readonly LassoStep[];
  /** At least one step; ends in the state it begins in. */
  readonly loop: readonly LassoStep[];
}
