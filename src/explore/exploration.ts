/** Everything that a search found out, whichever engine made it. */
import type { SpecFault } from "../model/model.ts";
import type { Ending } from "./limits.ts";
import type { StateGraph } from "./state-graph.ts";

export interface Exploration<Code> {
  readonly ending: Ending;
  readonly distinct: number;
  /** Transitions taken, plus initial states. */
  readonly generated: number;
  /** Transitions on the longest of the paths by which states were discovered. */
  readonly depth: number;
  readonly milliseconds: number;
  /** States outside the bounds of the machine, which were not explored further. */
  readonly cut: number;
  /**
   * How many states of the machine the distinct ones stand for, if each stands for its orbit; undefined without symmetry
   * reduction, and if the number is not known exactly.
   */
  readonly orbitStates: bigint | undefined;
  code(id: number): Code;
  /** The state from which a state was discovered, −1 for an initial state. */
  parent(id: number): number;
  /** The instance that led there first, −1 for an initial state. */
  instanceInto(id: number): number;
  /** How often each instance was taken. */
  readonly taken: ArrayLike<number>;
  readonly graph: StateGraph | undefined;
  /** The author's code misbehaved here: in an action of this state, or in a predicate about it. */
  readonly fault: { readonly fault: SpecFault; readonly state: number | undefined } | undefined;
}
