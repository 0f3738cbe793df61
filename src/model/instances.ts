/** Expands the actions of a machine into instances, one for every combination of parameters, and their fairness. */
import type { Action, Fairness } from "../spec/action.ts";
import type { Domain, RecordDomain } from "../spec/domain.ts";
import type { Machine } from "../spec/machine.ts";
import { show } from "../value/show.ts";
import { combinations } from "./enumerate.ts";
import type { FairnessConstraint } from "./fairness.ts";
import type { ActionInstance } from "./model.ts";
import type { Present } from "./questions.ts";

/** An action whose types were erased when its machine was made. */
export interface ErasedAction {
  readonly for?: Readonly<Record<string, Domain>>;
  readonly when?: (state: unknown, args: unknown) => unknown;
  readonly then: (state: unknown, args: unknown) => unknown;
  readonly fair?: Fairness<Readonly<Record<string, Domain>>>;
  readonly actor?: string | ((args: unknown) => string);
  readonly doc?: string | ((args: unknown) => string);
}

/** An instance with the code it runs. */
export interface RunnableInstance extends ActionInstance {
  readonly definition: ErasedAction;
}

/** The instances in the order of declaration; `present` turns plain arguments into what the author's functions receive. */
export function instancesOf(machine: Machine, present: Present): readonly RunnableInstance[] {
  return Object.entries(machine.actions).flatMap(([action, typed]) => {
    const definition = erased(typed);
    const parameters = definition.for ?? {};
    const domain: RecordDomain = { kind: "record", fields: parameters };
    return combinations(parameters).map((plainArgs) => {
      const args = present(domain, plainArgs) as Readonly<Record<string, unknown>>; // a record's view
      return {
        action,
        args,
        label: labelOf(action, args),
        actor: textOf(definition.actor, args),
        doc: textOf(definition.doc, args),
        definition,
      };
    });
  });
}

/** One constraint for every group of instances that the author's fairness tells apart. */
export function fairnessOf(
  machine: Machine,
  instances: readonly RunnableInstance[],
): readonly FairnessConstraint[] {
  return Object.entries(machine.actions).flatMap(([action, typed]) => {
    const { fair, for: parameters = {} } = erased(typed);
    if (fair === undefined) return [];
    const { kind, told } = demand(fair, Object.keys(parameters));
    const groups = new Map<string, number[]>();
    for (const [i, instance] of instances.entries()) {
      if (instance.action !== action) continue;
      const label = groupLabel(action, instance.args, told);
      groups.set(label, [...(groups.get(label) ?? []), i]);
    }
    return [...groups].map(([label, members]) => ({ kind, label, instances: members }));
  });
}

function erased(action: Action<never, never, never>): ErasedAction {
  return action as unknown as ErasedAction; // its functions get exactly the state and arguments they were typed for
}

function demand(
  fair: Fairness<Readonly<Record<string, Domain>>>,
  parameters: readonly string[],
): { readonly kind: "weak" | "strong"; readonly told: readonly string[] } {
  if (fair === "weak" || fair === "strong") return { kind: fair, told: parameters };
  return "weak" in fair ? { kind: "weak", told: fair.weak } : { kind: "strong", told: fair.strong };
}

function labelOf(action: string, args: Readonly<Record<string, unknown>>): string {
  const values = Object.values(args).map(show);
  return values.length === 0 ? action : `${action}(${values.join(", ")})`;
}

/** `recv(·, app0)`: the arguments that are told apart, a dot for the others. */
function groupLabel(
  action: string,
  args: Readonly<Record<string, unknown>>,
  told: readonly string[],
): string {
  const values = Object.entries(args).map(([name, value]) =>
    told.includes(name) ? show(value) : "·",
  );
  return values.length === 0 ? action : `${action}(${values.join(", ")})`;
}

function textOf(
  text: string | ((args: unknown) => string) | undefined,
  args: unknown,
): string | undefined {
  return typeof text === "function" ? text(args) : text;
}
