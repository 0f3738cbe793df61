/**
 * Properties: what is asked of a machine's behaviours. A predicate is a pure function of one state; a behaviour is an
 * infinite sequence of states that starts in an initial state and satisfies the fairness of the actions.
 */
import type { Domain, View } from "./domain.ts";
import { type Formula, type FormulaWords, formulaWords, type Operand, operand } from "./formula.ts";
import type { Predicate, StepPredicate } from "./predicate.ts";

export type { Predicate, StepPredicate, Taken } from "./predicate.ts";

/** What a property consists of; predicates are typed by the constructors and stored without the type of their state. */
export type PropertyShape =
  | { readonly kind: "always" | "never" | "reachable"; readonly p: Predicate<never> }
  | {
      readonly kind: "eventually" | "alwaysEventually" | "eventuallyAlways";
      readonly p: Predicate<never>;
    }
  | {
      readonly kind: "leadsTo" | "until";
      readonly p: Predicate<never>;
      readonly q: Predicate<never>;
    }
  | { readonly kind: "step"; readonly holds: StepPredicate<never> }
  | { readonly kind: "ltl"; readonly formula: Formula<never> }
  | {
      readonly kind: "forEach";
      readonly over: Domain;
      readonly property: (element: never) => Property<never>;
    };

export type PropertyKind = PropertyShape["kind"];

/**
 * A property of machines whose state can be read as `V`. It is a function, called without a state to learn its shape,
 * for the sake of inference: TypeScript postpones a generic call that returns a bare function until the schema beside it
 * is known, so `always((s) => …)` needs no annotation. The parameter also makes a property of a fragment one of the whole.
 */
export type Property<V> = (about: V) => PropertyShape;

/** The shape behind a property. */
export function shapeOf(property: Property<never>): PropertyShape {
  return (property as () => PropertyShape)(); // no constructor below looks at its argument
}

/** Invariant: `p` holds in every reachable state. */
export function always<V>(p: Predicate<V>): Property<V> {
  return () => ({ kind: "always", p });
}

/** `p` holds in no reachable state. */
export function never<V>(p: Predicate<V>): Property<V> {
  return () => ({ kind: "never", p });
}

/** Holds of every transition taken, those that leave the state unchanged included. */
export function step<V>(holds: StepPredicate<V>): Property<V> {
  return () => ({ kind: "step", holds });
}

/** Some reachable state satisfies `p`: a capability, shown by a witness. */
export function reachable<V>(p: Predicate<V>): Property<V> {
  return () => ({ kind: "reachable", p });
}

/** Every behaviour reaches a state with `p`. */
export function eventually<V>(p: Predicate<V>): Property<V> {
  return () => ({ kind: "eventually", p });
}

/** Every behaviour has `p` again and again, infinitely often. */
export function alwaysEventually<V>(p: Predicate<V>): Property<V> {
  return () => ({ kind: "alwaysEventually", p });
}

/** Every behaviour has `p` from some point on for ever. */
export function eventuallyAlways<V>(p: Predicate<V>): Property<V> {
  return () => ({ kind: "eventuallyAlways", p });
}

/** Whenever `p` holds, `q` holds then or later. */
export function leadsTo<V>(p: Predicate<V>, q: Predicate<V>): Property<V> {
  return () => ({ kind: "leadsTo", p, q });
}

/** From the start `p` holds without interruption until `q` does, and `q` does come. */
export function until<V>(p: Predicate<V>, q: Predicate<V>): Property<V> {
  return () => ({ kind: "until", p, q });
}

/**
 * Every behaviour satisfies a formula of linear temporal logic, which the function makes with the words that it is given:
 * `ltl(({ always, implies, next }) => always(implies((s) => s.asked, next((s) => s.answered))))`.
 * @throws CheckerError `bad-property` when a word is given something that is no formula
 */
export function ltl<V>(formula: (words: FormulaWords<V>) => Operand<V>): Property<V> {
  const made = operand("ltl", formula(formulaWords<V>()));
  return () => ({ kind: "ltl", formula: made });
}

/** The property for every element of a domain. It is violated when it is violated for one of them. */
export function forEach<D extends Domain, V>(
  over: D,
  property: (element: View<D>) => Property<V>,
): Property<V> {
  return () => ({ kind: "forEach", over, property });
}
