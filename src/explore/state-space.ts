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
  /** Action instances are 0 … instanceCount − 1; in a quotient with all that permutations make of those that are taken. */
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
  /** Set when each state stands for all those of its orbit; undefined when it stands for itself. */
  readonly quotient?: Quotient | undefined;
}

/**
 * What the states of a quotient stand for: a group permutes the vertices of a machine, and with them its instances and its
 * states, and each state of the quotient is one of those that the permutations make of it.
 */
export interface Quotient {
  /** The permutation with a number: the vertex that it makes of each vertex. Number 0 is the identity. */
  readonly images: (permutation: number) => Uint8Array;
  /** The instance that a permutation makes of an instance. */
  readonly instanceImage: (instance: number, images: Uint8Array) => number;
  /** Names the state that a permutation makes of a state of the quotient: the same name exactly for the same state. */
  readonly stateImage: (state: number, images: Uint8Array) => string;
  /** How many states there are for each orbit, where something is followed in it; 1 when undefined. */
  readonly positions?: number | undefined;
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
  /**
   * In a quotient: the number of a permutation that makes the target of the state to which the instance leads. It is 0 where
   * the instance changes nothing, and another where it leads to another state of the orbit that the source stands for.
   */
  readonly permutations?: Int32Array | undefined;
}

/** Whether a transition from a state to itself changes the state all the same: to another one of its orbit. */
export function staysInOrbit(
  permutations: ArrayLike<number> | undefined,
  transition: number,
): boolean {
  return permutations !== undefined && permutations[transition] !== 0;
}
