/** What a search leaves to the judges, whichever engine made it. */
import type { Exploration } from "../explore/exploration.ts";
import type { StateSpace } from "../explore/state-space.ts";
import type { PropertyPart } from "../model/model.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import type { Finding } from "./safety.ts";

export interface Search<Code> {
  readonly exploration: Exploration<Code>;
  /** If the states of the exploration stand for their orbits. */
  readonly reduction: Reduction<Code> | undefined;
  /** The first violation of a part of safety (for `reachable`, the first witness), if there was one. */
  readonly found: (part: PropertyPart) => Finding | undefined;
  /** 1 where a predicate of a liveness property holds, by state. */
  readonly column: (predicate: number) => Uint8Array;
  /** Threads that took part. */
  readonly workers: number;
  /** The probability that a state was missed is at most this; undefined where whole states were compared. */
  readonly omission: number | undefined;
  /** The states and transitions, for liveness. */
  readonly space: () => StateSpace;
}
