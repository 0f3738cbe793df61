/**
 * The interface between a machine and everything that explores or judges it. A model is a machine made executable: its
 * actions expanded into instances, its states reduced to codes that are equal exactly when the states are.
 */
import type { CheckerError } from "../diagnostics/checker-error.ts";
import type { Expectation, Stuttering } from "../spec/machine.ts";
import type { PropertyKind } from "../spec/property.ts";
import type { Divergence } from "./divergence.ts";
import type { FairnessConstraint } from "./fairness.ts";

/** An action with values for its parameters: the unit of fairness, and the label of a transition. */
export interface ActionInstance {
  readonly action: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** `pin(app0, page1)`. */
  readonly label: string;
  readonly actor: string | undefined;
  readonly doc: string | undefined;
}

/** What a property asks, in terms of the model's predicates (indices for `holds`) and step predicates (for `stepHolds`). */
export type Question =
  | { readonly kind: "always" | "never" | "reachable"; readonly p: number }
  | { readonly kind: "eventually" | "alwaysEventually" | "eventuallyAlways"; readonly p: number }
  | { readonly kind: "leadsTo" | "until"; readonly p: number; readonly q: number }
  | { readonly kind: "step"; readonly holds: number }
  | { readonly kind: "deadlock" };

/** One question of a property: the only one, or one for each element that it is quantified over. */
export interface PropertyPart {
  /** The elements, `page0` or `page0, app1`; empty for a property without `forEach`. */
  readonly label: string;
  readonly question: Question;
}

export interface ModelProperty {
  readonly name: string;
  /** The kind inside the quantifiers. */
  readonly kind: Exclude<PropertyKind, "forEach"> | "deadlock";
  readonly parts: readonly PropertyPart[];
  /** What the author expects, or what a property of this kind is expected to be when the author is silent. */
  readonly expected: Expectation;
}

/**
 * An executable machine. `Code` identifies a state: two codes are equal (`===`) exactly when the states are equal.
 * Every method is a deterministic function of its arguments, and throws SpecFault when the author's code misbehaves.
 */
export interface Model<Code> {
  readonly name: string;
  /** In the order of declaration, parameters varying fastest from the last. An instance is named by its index. */
  readonly instances: readonly ActionInstance[];
  readonly fairness: readonly FairnessConstraint[];
  readonly properties: readonly ModelProperty[];
  readonly stuttering: Stuttering;
  /** Whether the author bounded the states to explore. */
  readonly bounded: boolean;
  /** Initial states in a fixed order, possibly with repetitions. */
  initialStates(): readonly Code[];
  /** Calls `visit` once for every enabled instance, in ascending order; `next` may equal `state`. */
  successors(state: Code, visit: (next: Code, instance: number) => void): void;
  holds(predicate: number, state: Code): boolean;
  stepHolds(
    predicate: number,
    step: { readonly before: Code; readonly after: Code; readonly instance: number },
  ): boolean;
  /** Whether the machine may stop in this state. */
  isFinal(state: Code): boolean;
  /** Whether the state lies within the author's bounds. */
  isWithin(state: Code): boolean;
  /** The state as a frozen value that people and programs can read. */
  read(state: Code): Readonly<Record<string, unknown>>;
}

/** The author's code misbehaved: the error, and the instance whose guard or effect it was, if it was one. */
export class SpecFault extends Error {
  override readonly name = "SpecFault";
  readonly error: CheckerError;
  readonly instance: number | undefined;
  /** What shows that symmetric elements are told apart. */
  readonly divergence: Divergence | undefined;

  constructor(error: CheckerError, instance?: number, divergence?: Divergence) {
    super(error.message, { cause: error });
    this.error = error;
    this.instance = instance;
    this.divergence = divergence;
  }
}
