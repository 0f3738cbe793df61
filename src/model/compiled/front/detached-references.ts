/** Variables of the author that refer to parts of the state, when those parts are replaced. */
import type { Packed } from "../layout.ts";
import type { Flow } from "./control.ts";
import { spend } from "./emitter.ts";
import { obstacle } from "./obstacle.ts";
import { snapshot } from "./packed-read.ts";
import type { Value } from "./values.ts";

/**
 * Before a part of the state is overwritten as a whole, variables that refer to it or into it keep what it was: the object
 * that they name is replaced in the state, not changed.
 */
export function detach(flow: Flow, replaced: Packed): void {
  const gone = new Set(partsOf(replaced));
  for (const list of flow.gaps.keys()) if (gone.has(list)) refuseRepair();
  for (const cell of flow.cells) cell.value = detached(flow, cell.value, gone);
}

/** A part of the state and all parts of it. What contains it is not among them, though it may have the same slots. */
function partsOf(packed: Packed): readonly Packed[] {
  switch (packed.kind) {
    case "optional":
      return [packed, ...partsOf(packed.of)];
    case "record":
      return [packed, ...Object.values(packed.fields).flatMap(partsOf)];
    case "map":
      return [packed, ...Object.values(packed.entries).flatMap(partsOf)];
    case "union":
      return [packed, ...Object.values(packed.variants).flatMap(Object.values).flatMap(partsOf)];
    case "list":
      return [packed, ...packed.elements.flatMap(partsOf)];
    default:
      return [packed];
  }
}

/**
 * A gap in a list is a fault at once here, and for the reference engine only if it is still there at the end of the effect.
 * An effect that may close one again is left to the reference.
 */
export function refuseRepair(): never {
  return obstacle("a list that may have a gap for a while");
}

function detached(flow: Flow, value: Value, gone: ReadonlySet<Packed>): Value {
  if (value.is !== "known") spend(flow.out, 1);
  switch (value.is) {
    case "packed":
      return value.writable && gone.has(value.packed) ? snapshot(flow, value) : value;
    case "sequence": {
      const items = value.items.map((item) => ({
        ...item,
        value: detached(flow, item.value, gone),
      }));
      return items.every((item, i) => item.value === value.items[i]?.value)
        ? value
        : { ...value, items };
    }
    case "object": {
      const fields = [...value.fields].map(
        ([key, field]) => [key, detached(flow, field, gone)] as const,
      );
      return fields.every(([key, field]) => field === value.fields.get(key))
        ? value
        : { ...value, fields: new Map(fields) };
    }
    case "either": {
      const cases = value.cases.map((one) => ({ ...one, value: detached(flow, one.value, gone) }));
      return cases.every((one, i) => one.value === value.cases[i]?.value)
        ? value
        : { ...value, cases };
    }
    default:
      return value;
  }
}
