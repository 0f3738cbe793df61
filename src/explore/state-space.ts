/**
 * The explored states and transitions as the liveness algorithms read them: a region at a time, a few states at a time.
 *
 * An engine that recorded the transitions gives them from there (`graph-space.ts`); one that did not expands the states of
 * the region again (`packed/packed-space.ts`). So nothing has to be kept for the states that no question is about.
 *
 * State ids are ranks in the order of discovery, initial states first.
 */
export interface StateSpace {
  /** Number of distinct states; ids are 0 … stateCount − 1. */
  readonly stateCount: number;
  /** Number of initial states: ids 0 … initialCount − 1. */
  readonly initialCount: number;
  /** Action instances are 0 … instanceCount − 1. */
  readonly instanceCount: number;
  /**
   * The state from which each was discovered, −1 for initial ones, if that was by breadth-first search: then ids ascend with
   * the distance from the initial states, and so do parents with ids.
   */
  readonly parents: Int32Array | undefined;
  /** Whether every transition of the state is known; false where a limit stopped the search, or bounds did. */
  readonly isExpanded: (state: number) => boolean;
  /** Makes the transitions of some states readable, each given once. A state of a region is called by its position there. */
  readonly region: (states: Int32Array) => Region;
}

/** Some of the states. */
export interface Region {
  /** Most states that can be read at once. */
  readonly batch: number;
  /**
   * All transitions of the members list[first] … list[end − 1], in the order of the action instances; none of those that are
   * not expanded. The answer is overwritten by the next.
   */
  readonly read: (list: Int32Array, first: number, end: number) => Transitions;
  /**
   * Whether a step predicate is true of the k-th transition of the last answer, which leaves the i-th of its members: 0 for
   * no, 1 for yes, 2 where the author's code failed.
   */
  readonly stepHolds: (predicate: number, i: number, k: number) => 0 | 1 | 2;
}

/** The transitions of some members, one member after the other. */
export interface Transitions {
  /** Those of the i-th member end before ends[i]; they begin where those of the member before it end. */
  readonly ends: Int32Array;
  /** The member that each leads to, −1 for a state outside of the region. */
  readonly targets: Int32Array;
  readonly instances: Int32Array;
}
