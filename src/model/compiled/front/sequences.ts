/** Everything that can be gone through one by one: domains, arrays, sets, lists, bags, and what filters leave of them. */
import type { BoolExpr, NumberExpr } from "../ir.ts";
import { choose, type Flow } from "./control.ts";
import { boolNow, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, fromBool } from "./expressions.ts";
import { obstacle } from "./obstacle.ts";
import { bitOf, longerThan, masksOf, readField, valueAt } from "./packed-read.ts";
import { plainElement } from "./set-members.ts";
import {
  type Item,
  isKnown,
  known,
  numberValue,
  type PackedValue,
  undefinedValue,
  type Value,
} from "./values.ts";

/** The items of a value, in its order, as they are now. */
export function itemsOf(flow: Flow, value: Value): readonly Item[] {
  switch (value.is) {
    case "sequence":
      return value.items;
    case "known":
      return knownItems(value.value).map((one) => ({ present: { op: "true" }, value: known(one) }));
    case "mask":
      return maskItems(value.elements, value.masks);
    case "packed":
      return packedItems(flow, value);
    default:
      return obstacle("going through this value");
  }
}

function knownItems(value: unknown): readonly unknown[] {
  if (typeof value === "object" && value !== null && Symbol.iterator in value) {
    return [...(value as Iterable<unknown>)]; // it says that it can be iterated
  }
  return obstacle("going through a value that cannot be iterated");
}

function maskItems(elements: readonly unknown[], masks: readonly NumberExpr[]): readonly Item[] {
  return elements
    .map((element, i): Item => ({ present: bitOf(masks, i), value: plainElement(element) }))
    .filter(({ present }) => present.op !== "false");
}

function packedItems(flow: Flow, value: PackedValue): readonly Item[] {
  const { packed } = value;
  switch (packed.kind) {
    case "set": {
      const masks = masksOf(value).map((mask) =>
        value.writable ? numberNow(flow.out, mask) : mask,
      );
      return maskItems(packed.elements, masks);
    }
    case "list": {
      const length = readField(flow, value, "length");
      return packed.elements.map((element, i) => {
        const present = longerThan(length, i);
        return {
          present: value.writable ? boolNow(flow.out, present) : present,
          value: valueAt(flow, element, value),
        };
      });
    }
    case "bag":
      return packed.elements.flatMap((element, i) => {
        const slot = packed.counts[i];
        if (slot === undefined) return [];
        const count = value.writable ? numberNow(flow.out, value.load(slot)) : value.load(slot);
        return Array.from(
          { length: slot.size - 1 },
          (_, k): Item => ({
            present: compare(">", count, constant(k)),
            value: plainElement(element),
          }),
        );
      });
    default:
      return obstacle(`going through a ${packed.kind}`);
  }
}

/** How many items there are. */
export function countOf(items: readonly Item[]): Value {
  const sure = items.filter(({ present }) => present.op === "true").length;
  const open = items.filter(({ present }) => present.op !== "true" && present.op !== "false");
  const expr = open.reduce<NumberExpr>(
    (sum, { present }) => arithmetic("+", sum, fromBool(present)),
    constant(sure),
  );
  return numberValue(expr, { lo: sure, hi: sure + open.length, whole: true });
}

/** Runs something for the items that are present, in order; `use` answers a condition under which the rest is not run. */
export function forItems(flow: Flow, items: readonly Item[], use: (value: Value) => void): void {
  for (const { present, value } of items) {
    choose(flow, present, {
      a: () => {
        use(value);
        return undefinedValue;
      },
      b: () => undefinedValue,
    });
  }
}

/** The first item that is present. */
export function firstOf(flow: Flow, items: readonly Item[]): Value {
  const [first, ...rest] = items;
  if (first === undefined) return undefinedValue;
  return choose(flow, first.present, { a: () => first.value, b: () => firstOf(flow, rest) });
}

/** The item at a known position among those present. */
export function nthOf(flow: Flow, items: readonly Item[], position: number): Value {
  if (items.every(({ present }) => present.op === "true"))
    return items[position]?.value ?? undefinedValue;
  if (position === 0) return firstOf(flow, items);
  const from = (i: number, passed: NumberExpr): Value => {
    const item = items[i];
    if (item === undefined) return undefinedValue;
    const here: BoolExpr = and(item.present, compare("===", passed, constant(position)));
    return choose(flow, here, {
      a: () => item.value,
      b: () => from(i + 1, arithmetic("+", passed, fromBool(item.present))),
    });
  };
  return from(0, constant(0));
}

/** Whether a value is an array, or something that has an array's methods once it is one. */
export function isListed(value: Value): boolean {
  if (value.is === "sequence") return true;
  if (isKnown(value)) return Array.isArray(value.value);
  return value.is === "packed" && value.packed.kind === "list";
}
