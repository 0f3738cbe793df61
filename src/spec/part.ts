/**
 * Parts: fragments of machines, some fields with the actions and properties that concern them. A machine is put together
 * by spreading their pieces; a function of the fragment is a function of the whole, so it needs no adapting.
 *
 * Where two parts are spread, JavaScript lets the later one win silently. So that no action is lost that way, the actions
 * of a part remember where they come from, and `refuseLostActions` compares.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Action } from "./action.ts";
import type { RecordInput } from "./domain.ts";
import type { Property } from "./property.ts";
import type { Schema, State, StateView } from "./schema.ts";

/** A fragment of a machine: some fields with the actions and properties that concern them; spread its pieces into a machine. */
export interface Part<S extends Schema, A, P extends string, I> {
  readonly state: S;
  readonly init: I;
  readonly actions: { readonly [K in keyof A]: Action<State<S>, StateView<S>, A[K]> };
  readonly properties: { readonly [K in P]: Property<StateView<S>> };
}

/** Defines a part, typed on its own fragment of the state. */
export function part<const S extends Schema, A, P extends string>(definition: {
  readonly state: S;
  readonly init?: RecordInput<S>;
  readonly actions?: { readonly [K in keyof A]: Action<State<S>, StateView<S>, A[K]> };
  readonly properties?: { readonly [K in P]: Property<StateView<S>> };
}): Part<S, A, P, RecordInput<S>> {
  const actions: Readonly<Record<string, object>> = definition.actions ?? {};
  const origin: Origin = { actions: new Map() };
  const remembered = Object.entries(actions).map(([name, action]) => {
    const own = { ...action, [partOf]: origin };
    origin.actions.set(name, own);
    return [name, own];
  });
  return {
    state: definition.state,
    init: definition.init ?? ({} as RecordInput<S>), // a part without initial values contributes none
    actions: Object.fromEntries(remembered) as Part<S, A, P, unknown>["actions"], // copies under the same names
    properties: definition.properties ?? ({} as Part<S, A, P, unknown>["properties"]),
  };
}

const partOf: unique symbol = Symbol("part");

/** The part that an action belongs to: all its actions, by name. */
interface Origin {
  readonly actions: Map<string, object>;
}

function originOf(action: object | undefined): Origin | undefined {
  return (action as { readonly [partOf]?: Origin } | undefined)?.[partOf];
}

/**
 * Refuses a machine in which the action of one part has silently replaced that of another part of the same name. An action that is written out in the machine may replace one of a part: that is how a
 * variant of a protocol is made.
 * @throws CheckerError `duplicate-name`
 */
export function refuseLostActions(actions: Readonly<Record<string, object>>): void {
  const present = new Set(Object.values(actions));
  for (const [name, action] of Object.entries(actions)) {
    for (const [sibling, own] of originOf(action)?.actions ?? []) {
      const winner = originOf(actions[sibling]);
      if (present.has(own) || winner === undefined || winner === originOf(action)) continue;
      throw new CheckerError({
        kind: "spec",
        code: "duplicate-name",
        message: `two parts have an action "${sibling}", and one of them is lost`,
        hint: `rename one where it is spread; "${name}" comes from the part whose "${sibling}" is missing`,
      });
    }
  }
}
