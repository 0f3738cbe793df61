/** The initial states of a machine: one, several, or every combination of a choice. */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Choice, Machine } from "../../spec/machine.ts";
import { combinations } from "../enumerate.ts";
import type { Values } from "../values.ts";

type Initial = Readonly<Record<string, unknown>>;

/**
 * The initial states as their author wrote them, in order.
 * @throws CheckerError `no-initial-state` when there is none.
 */
export function initialStatesOf(machine: Machine, values: Values): readonly unknown[] {
  const init = machine.init as unknown;
  const alternatives: readonly unknown[] = Array.isArray(init) ? init : [init];
  const states = alternatives.flatMap((one) => (isChoice(one) ? chosen(one, values) : [one]));
  if (states.length > 0) return states;
  throw new CheckerError({
    kind: "spec",
    code: "no-initial-state",
    message: `machine "${machine.name}" has no initial state`,
    hint: "give at least one; a choice must not leave out every combination",
  });
}

function isChoice(init: unknown): init is Choice<Initial> {
  return (
    typeof init === "object" &&
    init !== null &&
    typeof (init as Initial)["choose"] === "object" &&
    typeof (init as Initial)["init"] === "function"
  );
}

function chosen({ choose, init }: Choice<Initial>, values: Values): readonly unknown[] {
  const initial = init as (args: unknown) => Initial | undefined; // called with a view of the record it was typed for
  return combinations(choose)
    .map((args) => initial(values.present({ kind: "record", fields: choose }, args)))
    .filter((state) => state !== undefined);
}
