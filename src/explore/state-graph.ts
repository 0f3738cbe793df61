/**
 * The explored states and transitions as typed arrays: what the reference engine records, for liveness and the graph export.
 *
 * State ids are ranks in the order of discovery, so the initial states come first and, after a breadth-first search,
 * ids ascend with depth. The transitions of one state are stored together, in the order of the action instances; two
 * instances that lead to the same state are two transitions, and a transition may lead back to its own state.
 */
export interface StateGraph {
  /** Number of distinct states; ids are 0 … stateCount − 1. */
  readonly stateCount: number;
  /** Number of initial states: ids 0 … initialCount − 1. */
  readonly initialCount: number;
  /** The transitions of state s are at offsets[s] … offsets[s + 1] − 1; length stateCount + 1. */
  readonly offsets: Int32Array;
  /** The state that each transition leads to. */
  readonly targets: Int32Array;
  /** The action instance that takes each transition. */
  readonly instances: Int32Array;
  /** 1 where every transition of the state is known, 0 where a limit stopped the search before or at that state. */
  readonly expanded: Uint8Array;
}
