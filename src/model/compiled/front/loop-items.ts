/**
 * The items of what a loop goes through, and may change meanwhile: as in JavaScript, a list is read element by element, and
 * what was removed from a set is not visited any more.
 */
import { truth } from "./comparison.ts";
import { distribute, type Flow, type Iteration } from "./control.ts";
import { boolNow } from "./emitter.ts";
import { and, compare, constant } from "./expressions.ts";
import { obstacle } from "./obstacle.ts";
import { numberOf, readField, valueAt } from "./packed-read.ts";
import { itemsOf } from "./sequences.ts";
import { boolValue, type Cell, type Item, type PackedValue, type Value } from "./values.ts";

export interface ItemsNow {
  /** The item of a round, at its beginning; `item` is what it was before the loop. */
  readonly at: (round: number, item: Item) => Item;
  /** At the end of the loop. */
  readonly done: () => void;
}

export function itemsNow(flow: Flow, through: Value): ItemsNow {
  // A loop through a bag visits what was there at its beginning.
  if (through.is !== "packed" || !through.writable || through.packed.kind === "bag") {
    return { at: (_round, item) => item, done: () => {} };
  }
  const iteration: Iteration = { packed: through.packed, byLoop: true, changed: false };
  // A variable, so that the loop goes on with what it was, should the set or list be replaced in the state.
  const cell: Cell = { value: through, constant: true };
  flow.cells.push(cell);
  flow.iterating.push(iteration);
  return {
    at: (round, item) => {
      if (!iteration.changed) return item;
      return through.packed.kind === "set"
        ? unlessRemoved(flow, cell.value, { round, item })
        : elementNow(flow, cell.value, round);
    },
    done: () => {
      flow.iterating.splice(flow.iterating.indexOf(iteration), 1);
    },
  };
}

function unlessRemoved(
  flow: Flow,
  set: Value,
  { round, item }: { readonly round: number; readonly item: Item },
): Item {
  const still = distribute(flow, set, (one) =>
    boolValue(itemsOf(flow, one)[round]?.present ?? { op: "false" }),
  );
  return { ...item, present: and(item.present, boolNow(flow.out, truth(still))) };
}

function elementNow(flow: Flow, list: Value, position: number): Item {
  const length = distribute(flow, list, (one) => readField(flow, listIn(one), "length"));
  const present = boolNow(flow.out, compare(">", numberOf(length), constant(position)));
  const value = distribute(flow, list, (one) => {
    const { packed } = listIn(one);
    const element = packed.kind === "list" ? packed.elements[position] : undefined;
    return element === undefined
      ? obstacle("an element beyond the end")
      : valueAt(flow, element, listIn(one));
  });
  return { present, value };
}

function listIn(value: Value): PackedValue {
  return value.is === "packed" ? value : obstacle("going through something that was replaced");
}
