/**
 * `machine({...})`: a state machine as data. The schema of its state, its initial states, guarded actions, properties and
 * the verdicts that its author expects. Nothing runs here; every type is inferred from the schema.
 */
import type { Action } from "./action.ts";
import type { Domain, RecordInput, View } from "./domain.ts";
import type { Predicate, Property } from "./property.ts";
import type { Schema, State, StateView } from "./schema.ts";
import { validateMachine } from "./validate-machine.ts";

/** Initial states that range over every combination of values of some domains; see `choose`. */
export interface Choice<I> {
  readonly choose: { readonly [name: string]: Domain };
  readonly init: (args: never) => I | undefined;
}

/** One initial state, several, or a choice over domains. */
export type Init<S> =
  | RecordInput<S>
  | readonly (RecordInput<S> | Choice<RecordInput<S>>)[]
  | Choice<RecordInput<S>>;

/**
 * What the author of a property expects the checker to answer. A violation may name the action that must end its
 * counterexample (for a lasso: an action of its loop, or its last step before the system stops).
 */
export type Expectation =
  | "holds"
  | "holds within bounds"
  | "violated"
  | "reachable"
  | "unreachable"
  | "vacuous"
  | { readonly violated: string };

/** How a behaviour may stop: see docs/semantics.md. */
export type Stuttering = "progress" | "tla" | "none";

export interface MachineDefinition<S extends Schema, A, P extends string> {
  readonly name: string;
  readonly state: S;
  readonly init: Init<S>;
  readonly actions: { readonly [K in keyof A]: Action<State<S>, StateView<S>, A[K]> };
  readonly properties?: { readonly [K in P]: Property<StateView<S>> };
  /** States in which the machine may stop. Without it every state without an enabled action is a deadlock. */
  readonly final?: Predicate<StateView<S>>;
  /** `false` when the machine may stop anywhere. */
  readonly deadlock?: false;
  /** States outside are recorded and judged, but not explored further: verdicts then hold within these bounds only. */
  readonly within?: Predicate<StateView<S>>;
  /** `progress` unless said otherwise. */
  readonly stuttering?: Stuttering;
  /** Expected verdicts; a property that is not named is expected to pass. */
  readonly expect?: { readonly [K in NoInfer<P> | "deadlock"]?: Expectation };
}

/** A machine as the checker sees it: the definition, checked, its types erased. */
export interface Machine<S = unknown> {
  readonly everystate: "machine";
  readonly name: string;
  readonly state: Schema;
  readonly init: Init<Schema>;
  readonly actions: Readonly<Record<string, Action<never, never, never>>>;
  readonly properties: Readonly<Record<string, Property<never>>>;
  readonly final: Predicate<never> | undefined;
  readonly deadlock: boolean;
  readonly within: Predicate<never> | undefined;
  readonly stuttering: Stuttering;
  readonly expect: Readonly<Record<string, Expectation>>;
  /** The type of its state; never present at run time. */
  readonly "~state"?: S;
}

/**
 * Defines a state machine.
 * @throws CheckerError kind `spec` when the definition is ill-formed: what, where, and what to do about it.
 */
export function machine<const S extends Schema, A, P extends string>(
  definition: MachineDefinition<S, A, P>,
): Machine<StateView<S>> {
  const machine = {
    everystate: "machine",
    name: definition.name,
    state: definition.state,
    init: definition.init,
    actions: definition.actions,
    properties: definition.properties ?? {},
    final: definition.final,
    deadlock: definition.deadlock ?? true,
    within: definition.within,
    stuttering: definition.stuttering ?? "progress",
    expect: definition.expect ?? {},
  };
  validateMachine(machine, Object.keys(definition));
  return machine as unknown as Machine<StateView<S>>; // the types are erased; validateMachine has checked the shape
}

/** Initial states for every combination of values: `choose({ n: range(0, 3) }, ({ n }) => ({ x: n, y: 3 - n }))`; `undefined` leaves one out. */
export function choose<const D extends { readonly [name: string]: Domain }, const I>(
  domains: D,
  init: (args: { readonly [K in keyof D]: View<D[K]> }) => I | undefined,
): Choice<I> {
  return { choose: domains, init };
}
