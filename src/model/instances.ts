/** Expands the actions of a machine into instances, one for every combination of parameters, and their fairness. */
import type { Action, Fairness } from "../spec/action.ts";
import type { Domain, RecordDomain } from "../spec/domain.ts";
import type { Machine } from "../spec/machine.ts";
import { show } from "../value/show.ts";
import { combinations } from "./enumerate.ts";
import type { FairnessConstraint } from "./fairness.ts";
import type { ActionInstance } from "./model.ts";
import type { Values } from "./values.ts";

/** An action whose types were erased when its machine was made. */
export interface ErasedAction {
  readonly for?: Readonly<Record<string, Domain>>;
  readonly when?: (state: unknown, args: unknown) => unknown;
  readonly then: (state: unknown, args: unknown) => unknown;
  readonly fair?: Fairness<Readonly<Record<string, Domain>>>;
  readonly actor?: string | ((args: unknown) => string);
  readonly doc?: string | ((args: unknown) => string);
}

/** An instance with the code it runs, and its arguments as that code receives them. */
export interface RunnableInstance extends ActionInstance {
  readonly definition: ErasedAction;
  readonly given: unknown;
}

/** The instances in the order of declaration. */
export function instancesOf(machine: Machine, values: Values): readonly RunnableInstance[] {
  return Object.entries(machine.actions).flatMap(([action, typed]) => {
    const definition = erased(typed);
    const parameters = definition.for ?? {};
    const domain: RecordDomain = { kind: "record", fields: parameters };
    return combinations(parameters).map((plainArgs) => {
      const args = values.data(domain, plainArgs) as Readonly<Record<string, unknown>>; // of a record
      const given = values.present(domain, plainArgs);
      return {
        action,
        args,
        label: labelOf(action, args),
        actor: textOf(definition.actor, given),
        doc: textOf(definition.doc, given),
        definition,
        given,
      };
    });
  });
}

/** One constraint for every group of instances that the author's fairness tells apart. */
export function fairnessOf(
  machine: Machine,
  instances: readonly RunnableInstance[],
  values: Values,
): readonly FairnessConstraint[] {
  return Object.entries(machine.actions).flatMap(([action, typed]) => {
    const { fair, for: parameters = {} } = erased(typed);
    if (fair === undefined) return [];
    const { kind, told } = demand(fair, Object.keys(parameters));
    const groups = new Map<string, { readonly label: string; readonly instances: number[] }>();
    for (const [i, instance] of instances.entries()) {
      if (instance.action !== action) continue;
      const identity = values.identity(...toldApart(instance, told));
      const group = groups.get(identity);
      if (group !== undefined) group.instances.push(i);
      else groups.set(identity, { label: groupLabel(action, instance.args, told), instances: [i] });
    }
    return [...groups.values()].map((group) => ({ kind, ...group }));
  });
}

/** The arguments of an instance that fairness tells apart, and their domain. */
function toldApart(
  { args, definition }: RunnableInstance,
  told: readonly string[],
): [RecordDomain, unknown] {
  const domains = Object.entries(definition.for ?? {}).filter(([name]) => told.includes(name));
  const values = domains.map(([name]) => [name, args[name]] as const);
  return [{ kind: "record", fields: Object.fromEntries(domains) }, Object.fromEntries(values)];
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
