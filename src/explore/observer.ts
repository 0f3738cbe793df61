/** What may listen to a search: judges of safety properties, recorders, progress. Observers cannot steer it. */

/** A transition as it is taken during a search. */
export interface ObservedStep<Code> {
  readonly from: number;
  readonly to: number;
  readonly before: Code;
  readonly after: Code;
  readonly instance: number;
}

export interface Observer<Code> {
  /** A new state, in the order of ids. */
  state?(id: number, code: Code): void;
  /** A state whose successors were computed without a fault; states outside the bounds never are. */
  expansion?(id: number, code: Code): void;
  /** A transition, in the order of discovery; those back to the same state included. */
  transition?(step: ObservedStep<Code>): void;
  /** A state in which no action is enabled. */
  deadlock?(id: number, code: Code): void;
}

/** A moment of a running search. */
export interface Progress {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** States found and not yet explored. */
  readonly waiting: number;
  readonly milliseconds: number;
  readonly bytes: number;
}
