/** The initial states of a machine: one, several, or every combination of a choice. */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Fields } from "../../spec/domain.ts";
import type { Choice, Machine } from "../../spec/machine.ts";
import { combinations } from "../enumerate.ts";
import type { Values } from "../values.ts";

type Initial = Readonly<Record<string, unknown>>;

/** An initial state as its author wrote it, or its code; undefined where a choice leaves a combination out. */
export interface InitialState<State> {
  readonly state: State | undefined;
  /** The choice that made it. */
  readonly by: ChoiceMade | undefined;
}

/** Which of the alternatives it is, the domains that it ranges over, and the values chosen. */
export interface ChoiceMade {
  readonly alternative: number;
  readonly fields: Fields;
  readonly args: Initial;
}

/**
 * The initial states in order, with the combinations that are left out.
 * @throws CheckerError `no-initial-state` when there is none.
 */
export function initialStatesOf(
  machine: Machine,
  values: Values,
): readonly InitialState<unknown>[] {
  const states = alternativesOf(machine).flatMap((one, alternative) =>
    isChoice(one) ? chosen(one, alternative, values) : [{ state: one, by: undefined }],
  );
  if (states.some((one) => !isLeftOut(one))) return states;
  throw new CheckerError({
    kind: "spec",
    code: "no-initial-state",
    message: `machine "${machine.name}" has no initial state`,
    hint: "give at least one; a choice must not leave out every combination",
  });
}

/** Only a choice can leave something out; elsewhere `undefined` is a mistake. */
export function isLeftOut({ state, by }: InitialState<unknown>): boolean {
  return state === undefined && by !== undefined;
}

/** The choices among initial states that the machine makes. */
export function choicesOf(machine: Machine): readonly Choice<Initial>[] {
  return alternativesOf(machine).filter(isChoice);
}

function alternativesOf({ init }: Machine): readonly unknown[] {
  return Array.isArray(init) ? init : [init];
}

function isChoice(init: unknown): init is Choice<Initial> {
  return (
    typeof init === "object" &&
    init !== null &&
    typeof (init as Initial)["choose"] === "object" &&
    typeof (init as Initial)["init"] === "function"
  );
}

function chosen(
  { choose: fields, init }: Choice<Initial>,
  alternative: number,
  values: Values,
): readonly InitialState<unknown>[] {
  const initial = init as (args: unknown) => Initial | undefined; // called with a view of the record it was typed for
  return combinations(fields).map((args) => ({
    state: initial(values.present({ kind: "record", fields }, args)),
    by: { alternative, fields, args },
  }));
}
