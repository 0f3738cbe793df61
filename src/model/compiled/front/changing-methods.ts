/** Methods that change a set, list or bag of the state. */
import type { NumberExpr } from "../ir.ts";
import { bitsPerMask } from "../layout.ts";
import { choose, type Flow } from "./control.ts";
import { detach, refuseRepair } from "./detached-references.ts";
import { faultIf, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, fromBool } from "./expressions.ts";
import { obstacle } from "./obstacle.ts";
import { assign, pushElement } from "./packed-assign.ts";
import {
  bitOf,
  masksOf,
  numberOf,
  readElement,
  readField,
  snapshot,
  valueAt,
} from "./packed-read.ts";
import { positionsAmong } from "./set-members.ts";
import { clear, setSlot } from "./slot-assign.ts";
import { boolValue, type PackedValue, undefinedValue, type Value } from "./values.ts";

interface Named {
  readonly name: string;
  readonly args: readonly Value[];
}

export function changingSet(flow: Flow, of: PackedValue, { name, args }: Named): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "set" || !["add", "delete", "clear"].includes(name)) return undefined;
  if (name === "clear") {
    clear(flow, packed);
    return undefinedValue;
  }
  const before = masksOf(of).map((mask) => numberNow(flow.out, mask));
  const after = [...before];
  let had = constant(0) as NumberExpr;
  for (const { position, is } of positionsAmong(flow, packed.elements, args[0] ?? undefinedValue)) {
    const m = Math.floor(position / bitsPerMask);
    const bit = constant(2 ** (position % bitsPerMask));
    const mine = is.op === "true" ? bit : arithmetic("*", fromBool(is), bit);
    const mask = after[m] as NumberExpr; // every element has a mask
    after[m] = name === "add" ? arithmetic("|", mask, mine) : { op: "andNot", a: mask, b: mine };
    had = arithmetic("|", had, fromBool(and(is, bitOf(before, position))));
  }
  for (const [i, slot] of packed.masks.entries()) {
    if (after[i] !== before[i]) setSlot(flow, slot, after[i] as NumberExpr); // as many masks
  }
  return name === "add" ? of : boolValue(compare("!==", had, constant(0)));
}

export function changingList(
  flow: Flow,
  of: PackedValue,
  { name, args }: Named,
): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "list") return undefined;
  switch (name) {
    case "push":
      for (const arg of args) pushElement(flow, of, arg);
      return readField(flow, of, "length");
    case "shift":
      return takeElement(flow, of, "first");
    case "pop":
      return takeElement(flow, of, "last");
    case "unshift":
    case "splice":
    case "sort":
    case "reverse":
    case "fill":
    case "copyWithin":
      return obstacle(`${name} on a list of the state`);
    default:
      return undefined;
  }
}

function takeElement(flow: Flow, list: PackedValue, end: "first" | "last"): Value {
  const { packed } = list;
  if (packed.kind !== "list") return obstacle("taking from something that is no list");
  if (flow.gaps.has(packed)) refuseRepair();
  const length = numberOf(readField(flow, list, "length"));
  return choose(flow, compare(">", length, constant(0)), {
    a: () => {
      for (const element of packed.elements) detach(flow, element);
      const taken =
        end === "first" ? snapshot(flow, readElement(flow, list, 0)) : lastOf(flow, list, length);
      if (end === "first") moveDown(flow, list);
      else clearLast(flow, list, length);
      setSlot(flow, packed.length, arithmetic("-", length, constant(1)));
      return taken;
    },
    b: () => undefinedValue,
  });
}

function lastOf(flow: Flow, list: PackedValue, length: NumberExpr): Value {
  const { packed } = list;
  if (packed.kind !== "list") return undefinedValue;
  const from = (i: number): Value => {
    const element = packed.elements[i];
    if (element === undefined) return undefinedValue;
    return choose(flow, compare("===", length, constant(i + 1)), {
      a: () => snapshot(flow, valueAt(flow, element, list)),
      b: () => from(i + 1),
    });
  };
  return from(0);
}

function clearLast(flow: Flow, list: PackedValue, length: NumberExpr): void {
  const { packed } = list;
  if (packed.kind !== "list") return;
  for (const [i, element] of packed.elements.entries()) {
    choose(flow, compare("===", length, constant(i + 1)), {
      a: () => {
        clear(flow, element);
        return undefinedValue;
      },
      b: () => undefinedValue,
    });
  }
}

/** Every element takes the place of the one before; what is beyond the end is zero and stays so. */
function moveDown(flow: Flow, list: PackedValue): void {
  const { packed } = list;
  if (packed.kind !== "list") return;
  for (const [i, element] of packed.elements.entries()) {
    const following = packed.elements[i + 1];
    if (following === undefined) {
      clear(flow, element);
      continue;
    }
    choose(flow, compare(">", list.load(packed.length), constant(i + 1)), {
      a: () => {
        assign(flow, element, snapshot(flow, valueAt(flow, following, list)));
        return undefinedValue;
      },
      b: () => {
        clear(flow, element);
        return undefinedValue;
      },
    });
  }
}

export function changingBag(flow: Flow, of: PackedValue, { name, args }: Named): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "bag" || !["add", "delete", "clear"].includes(name)) return undefined;
  if (name === "clear") {
    clear(flow, packed);
    return undefinedValue;
  }
  const counts = packed.counts.map((slot) => numberNow(flow.out, of.load(slot)));
  const total = counts.reduce(
    (sum, count) => arithmetic("+", sum, count),
    constant(0) as NumberExpr,
  );
  const max = (packed.counts[0]?.size ?? 1) - 1;
  if (name === "add") faultIf(flow.out, compare(">=", total, constant(max)));
  let had: NumberExpr = constant(0);
  for (const { position, is } of positionsAmong(flow, packed.elements, args[0] ?? undefinedValue)) {
    const count = counts[position] as NumberExpr; // every element has a count
    const slot = packed.counts[position];
    if (slot === undefined) continue;
    const some = and(is, compare(">", count, constant(0)));
    const step = fromBool(name === "add" ? is : some);
    had = arithmetic("|", had, fromBool(some));
    setSlot(flow, slot, arithmetic(name === "add" ? "+" : "-", count, step));
  }
  return name === "add" ? of : boolValue(compare("!==", had, constant(0)));
}
