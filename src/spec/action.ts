/**
 * Actions: the steps of a machine. `when` says in which states a step is possible, `then` what it changes; they are
 * separate because fairness has to know that a step is possible without taking it.
 */
import type { Domain, View } from "./domain.ts";

/** The parameters of an action: a domain for each; every combination of values is one instance of the action. */
export type Parameters = { readonly [name: string]: Domain };

/** The values that guard and effect receive for the parameters `P`. */
export type Arguments<P> = { readonly [K in keyof P]: View<P[K]> };

/**
 * What the scheduler is assumed not to neglect. A word speaks of every instance on its own; an object names the
 * parameters that are told apart, and the instances that agree on them count as one.
 */
export type Fairness<P> =
  | "weak"
  | "strong"
  | { readonly weak: readonly (keyof P & string)[] }
  | { readonly strong: readonly (keyof P & string)[] };

/**
 * One kind of step. `S` is the state as the effect may change it, `V` the same state as the guard reads it, `P` the
 * parameters. Guard and effect are pure: functions of the state and the parameters, and of nothing else.
 */
export interface Action<S, V, P> {
  /** Domains of the parameters: the only source of choice inside an action. */
  readonly for?: P;
  /** In which states the step is possible; always, when left out. */
  readonly when?: (state: V, args: Arguments<P>) => boolean;
  /** Changes the state in place. Atomic: no other step sees it half done. */
  readonly then: (state: S, args: Arguments<P>) => void;
  readonly fair?: Fairness<P>;
  /** The thread, process or device that takes the step. */
  readonly actor?: string | ((args: Arguments<P>) => string);
  /** The step in a maintainer's words: function, lock, effect. */
  readonly doc?: string | ((args: Arguments<P>) => string);
}
