/** A machine of a spec with one of its actions done in another way: what its guards are for shows when they are gone. */
import { type Machine, machine } from "everystate";
import type { Loose, LooseAction, LooseDefinition } from "./loose-machine.ts";

/** State, actions and properties of a machine, with their types. */
export interface Parts {
  readonly actions: object;
}

/** The machine of the parts, but that the action is changed. It may stop anywhere. */
export function changedMachine(parts: Parts, action: string, change: LooseAction): Machine {
  const { actions: all = {} } = parts as LooseDefinition; // the types are in the way of changing an action by name
  const own = all[action];
  if (own === undefined) throw new Error(`no action ${action}`);
  const actions = { ...all, [action]: { ...own, ...change } };
  return machine({ name: `other ${action}`, ...parts, actions, deadlock: false } as never);
}

/** An effect that does nothing but assign a field. */
export function assign(field: string, value: Loose): (s: Loose) => void {
  return (s) => {
    s[field] = value;
  };
}

/** Something that a machine needs, and what is violated without it. */
export interface Guard {
  readonly what: string;
  readonly parts: Parts;
  readonly action: string;
  readonly change: LooseAction;
  readonly violates: string;
}
