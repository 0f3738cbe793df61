/** Variables of the author that refer to parts of the state, when those parts are replaced. */
import type { Packed } from "../layout.ts";
import type { Flow } from "./control.ts";
import { slotsOf } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import { snapshot } from "./packed-read.ts";
import type { Value } from "./values.ts";

/**
 * Before a part of the state is overwritten as a whole, variables that refer to it or into it keep what it was: the object
 * that they name is replaced in the state, not changed.
 */
export function detach(flow: Flow, replaced: Packed): void {
  const slots = new Set(slotsOf(replaced).map(({ id }) => id));
  for (const list of flow.gaps.keys()) {
    if (list.kind === "list" && slots.has(list.length.id)) refuseRepair();
  }
  for (const cell of flow.cells) cell.value = detached(flow, cell.value, slots);
}

/**
 * A gap in a list is a fault at once here, and for the reference engine only if it is still there at the end of the effect.
 * An effect that may close one again is left to the reference.
 */
export function refuseRepair(): never {
  return obstacle("a list that may have a gap for a while");
}

function detached(flow: Flow, value: Value, slots: ReadonlySet<number>): Value {
  switch (value.is) {
    case "packed":
      return value.writable && slotsOf(value.packed).every(({ id }) => slots.has(id))
        ? snapshot(flow, value)
        : value;
    case "sequence": {
      const items = value.items.map((item) => ({
        ...item,
        value: detached(flow, item.value, slots),
      }));
      return items.every((item, i) => item.value === value.items[i]?.value)
        ? value
        : { ...value, items };
    }
    case "object": {
      const fields = [...value.fields].map(
        ([key, field]) => [key, detached(flow, field, slots)] as const,
      );
      return fields.every(([key, field]) => field === value.fields.get(key))
        ? value
        : { ...value, fields: new Map(fields) };
    }
    case "either": {
      const cases = value.cases.map((one) => ({ ...one, value: detached(flow, one.value, slots) }));
      return cases.every((one, i) => one.value === value.cases[i]?.value)
        ? value
        : { ...value, cases };
    }
    default:
      return value;
  }
}
