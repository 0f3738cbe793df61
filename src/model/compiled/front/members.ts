/** Reading and assigning properties: `s.pins[page]`, `queue.length`, `order[i]`. */

import type { NumberExpr } from "../ir.ts";
import type { Packed } from "../layout.ts";
import { choose, distribute, type Flow } from "./control.ts";
import { detach, refuseRepair } from "./detached-references.ts";
import { fault, faultIf, numberNow } from "./emitter.ts";
import { settled } from "./evaluator.ts";
import { arithmetic, compare, constant } from "./expressions.ts";
import { possible } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import { assign, isIn, pushElement } from "./packed-assign.ts";
import {
  isInherited,
  isOneOf,
  masksOf,
  numberOf,
  readField,
  snapshot,
  tagOf,
} from "./packed-read.ts";
import { countOf, nthOf } from "./sequences.ts";
import { clear } from "./slot-assign.ts";
import {
  elementValue,
  isKnown,
  known,
  numberValue,
  type PackedValue,
  undefinedValue,
  type Value,
} from "./values.ts";

/** The property of a value, its name known. */
export function member(flow: Flow, of: Value, key: string): Value {
  switch (of.is) {
    case "either":
      return distribute(flow, of, (one) => member(flow, one, key));
    case "known":
      return knownMember(flow, of.value, key);
    case "packed":
      return packedMember(flow, of, key);
    case "object":
      return of.fields.get(key) ?? missing(flow, key, of.isElement === true);
    case "sequence":
      if (key === "length") return countOf(of.items);
      return isPosition(key) ? nthOf(flow, of.items, Number(key)) : method(of, "list", key);
    case "mask":
      return key === "size" ? sizeOf(of.masks, of.elements.length) : method(of, "set", key);
    default:
      return obstacle(`.${key} of this value`);
  }
}

/** `01` is none. */
function isPosition(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}

/** A name that an object does not have itself: it may have it of all objects. */
function missing(flow: Flow, key: string, isElement: boolean): Value {
  if (isInherited(key)) return obstacle(`.${key} of an object`);
  if (isElement) fault(flow.out);
  return undefinedValue;
}

const ofAll = ["every", "some", "filter"];
const ofMutable = ["add", "delete", "clear", "has"];
const algebra = ["isSubsetOf", "isDisjointFrom", "union", "intersection", "difference"];

/** The methods that there are. A name that is none of them is undefined in JavaScript, or unknown to the reference. */
const methods: Readonly<Record<"set" | "bag" | "list", readonly string[]>> = {
  set: [...ofAll, ...ofMutable, "find", "map", "count", ...algebra],
  bag: [...ofAll, ...ofMutable, "count", "distinct"],
  list: [
    ...[...ofAll, "find", "map", "includes", "at", "slice", "forEach"],
    ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
  ],
};

function method(of: Value, kind: "set" | "bag" | "list", name: string): Value {
  return methods[kind].includes(name)
    ? { is: "method", of, name }
    : obstacle(`.${name} of a ${kind}`);
}

function knownMember(flow: Flow, of: unknown, key: string): Value {
  if (of === null || of === undefined) {
    fault(flow.out);
    return undefinedValue;
  }
  const value: unknown = (of as Readonly<Record<string, unknown>>)[key]; // any property of any value
  return typeof value === "function" &&
    !Object.hasOwn(of as object, "prototype") &&
    isLibraryMethod(of, key)
    ? { is: "method", of: known(of), name: key }
    : known(value);
}

/** Methods of arrays, and of the library's domains and sets, are known to the compiler; other functions are the author's. */
function isLibraryMethod(of: unknown, key: string): boolean {
  if (Array.isArray(of)) return true;
  if (of === Math) return true;
  return (
    typeof of === "object" && of !== null && "kind" in of && "elements" in of && key !== "elements"
  );
}

function packedMember(flow: Flow, of: PackedValue, key: string): Value {
  const { packed } = of;
  switch (packed.kind) {
    case "set":
      if (key !== "size") return method(of, "set", key);
      return sizeOf(
        masksOf(of).map((mask) => (of.writable ? numberNow(flow.out, mask) : mask)),
        packed.elements.length,
      );
    case "bag": {
      if (key !== "size") return method(of, "bag", key);
      const total = packed.counts.reduce<NumberExpr>(
        (sum, slot) => arithmetic("+", sum, of.load(slot)),
        constant(0),
      );
      const bounds = { lo: 0, hi: (packed.counts[0]?.size ?? 1) - 1, whole: true };
      return numberValue(of.writable ? numberNow(flow.out, total) : total, bounds);
    }
    case "list":
      return key === "length" || isPosition(key)
        ? readField(flow, of, key)
        : method(of, "list", key);
    default:
      return readField(flow, of, key);
  }
}

function sizeOf(masks: readonly NumberExpr[], most: number): Value {
  const size = masks.reduce<NumberExpr>(
    (sum, a) =>
      arithmetic("+", sum, a.op === "const" ? constant(ones(a.value)) : { op: "popCount", a }),
    constant(0),
  );
  return numberValue(size, { lo: 0, hi: most, whole: true });
}

function ones(mask: number): number {
  return [...mask.toString(2)].filter((digit) => digit === "1").length;
}

/** Does something for the key that a value is, of all that it may be. */
export function forKey(flow: Flow, key: Value, use: (key: string) => Value): Value {
  if (key.is === "either") return distribute(flow, key, (one) => forKey(flow, one, use));
  const now = settled(flow, key);
  const keys = keysOf(now);
  const from = (i: number): Value => {
    const one = keys[i]; // undefined is a key, too
    if (i >= keys.length) return undefinedValue;
    if (i === keys.length - 1) return use(String(one));
    return choose(flow, isOneOf(now, one), { a: () => use(String(one)), b: () => from(i + 1) });
  };
  return from(0);
}

function keysOf(key: Value): readonly unknown[] {
  if (key.is !== "number") return possible(key);
  if (!key.whole || key.hi - key.lo > 256) return obstacle("a property whose name is any number");
  return Array.from({ length: key.hi - key.lo + 1 }, (_, i) => key.lo + i);
}

/** The property of a value, its name computed. */
export function memberAt(flow: Flow, of: Value, key: Value): Value {
  if (isKnown(key)) return member(flow, of, String(key.value));
  if (isKnown(of) && typeof of.value === "object" && of.value !== null) {
    const table = tableOf(of.value as Readonly<Record<string, unknown>>, key); // not null
    if (table !== undefined) return table;
  }
  return forKey(flow, key, (name) => member(flow, of, name));
}

/** A known object of primitives, looked up. */
function tableOf(of: Readonly<Record<string, unknown>>, key: Value): Value | undefined {
  if (key.is !== "element") return undefined;
  const values = key.values.map((k) => of[String(k)]);
  if (values.some((v) => (typeof v === "object" && v !== null) || typeof v === "function"))
    return undefined;
  const numbers = values.filter((v): v is number => typeof v === "number");
  if (numbers.length < values.length) return elementValue(values, key.expr);
  const bounds = {
    lo: Math.min(...numbers),
    hi: Math.max(...numbers),
    whole: numbers.every(Number.isInteger),
  };
  return numberValue({ op: "lookup", table: numbers, a: key.expr }, bounds);
}

/** `of[key] = value`. */
export function assignMember(flow: Flow, of: Value, key: Value, value: Value): void {
  if (of.is === "either") {
    distribute(flow, of, (one) => {
      assignMember(flow, one, key, value);
      return undefinedValue;
    });
    return;
  }
  if (isKnown(of) && (of.value === null || of.value === undefined)) {
    fault(flow.out);
    return;
  }
  if (of.is !== "packed" || !of.writable)
    obstacle("an assignment to something that is no part of the state");
  const kept = unlessPartOf(flow, of.packed, value);
  if (of.packed.kind === "list") {
    assignElement(flow, of, key, kept);
    return;
  }
  forKey(flow, key, (name) => {
    assignField(flow, of, name, kept);
    return undefinedValue;
  });
}

/** A copy, but of what may be assigned to where it stands: that stays. */
function unlessPartOf(flow: Flow, whole: Packed, value: Value): Value {
  if (value.is === "either") {
    const cases = value.cases.map((one) => ({
      ...one,
      value: unlessPartOf(flow, whole, one.value),
    }));
    return { ...value, cases };
  }
  const isPart =
    value.is === "packed" &&
    value.writable &&
    directParts(whole).some((part) => isIn(part, value.packed));
  return isPart ? value : snapshot(flow, value);
}

function directParts(whole: Packed): readonly Packed[] {
  switch (whole.kind) {
    case "record":
      return Object.values(whole.fields);
    case "map":
      return Object.values(whole.entries);
    case "union":
      return Object.values(whole.variants).flatMap((fields) => Object.values(fields));
    case "list":
      return whole.elements;
    default:
      return [];
  }
}

function assignField(flow: Flow, of: PackedValue, name: string, value: Value): void {
  const { packed } = of;
  switch (packed.kind) {
    case "record":
    case "map": {
      const part = (packed.kind === "record" ? packed.fields : packed.entries)[name];
      if (part === undefined) fault(flow.out);
      else assign(flow, part, value);
      return;
    }
    case "union": {
      assignVariantField(flow, of, name, value);
      return;
    }
    default:
      obstacle(`an assignment to ${name} of a ${packed.kind}`);
  }
}

function assignVariantField(flow: Flow, of: PackedValue, name: string, value: Value): void {
  const { packed } = of;
  if (packed.kind !== "union") return;
  const tag = tagOf(flow, of);
  const having = Object.entries(packed.variants).filter(([, fields]) => fields[name] !== undefined);
  const from = (i: number): Value => {
    const one = having[i];
    if (one === undefined || name === "tag") {
      fault(flow.out);
      return undefinedValue;
    }
    return choose(flow, isOneOf(tag, one[0]), {
      a: () => {
        assign(flow, one[1][name] as Packed, value); // it was filtered for having it
        return undefinedValue;
      },
      b: () => from(i + 1),
    });
  };
  from(0);
}

function assignElement(flow: Flow, of: PackedValue, key: Value, value: Value): void {
  const { packed } = of;
  if (packed.kind !== "list") return;
  if (isKnown(key) && key.value === "length") {
    if (!isKnown(value) || value.value !== 0) obstacle("an assignment to the length of a list");
    if (flow.gaps.has(packed)) refuseRepair();
    // The list stays what it is; its elements are gone.
    for (const element of packed.elements) detach(flow, element);
    clear(flow, packed);
    return;
  }
  const length = numberOf(readField(flow, of, "length"));
  const position = isKnown(key) ? known(Number(key.value)) : key;
  const gap = flow.gaps.get(packed) ?? 0;
  forKey(flow, position, (name) => {
    if (Number(name) < gap) refuseRepair();
    if (Number(name) > 0) {
      flow.gaps.set(packed, Math.max(flow.gaps.get(packed) ?? 0, Number(name)));
    }
    const i = Number(name);
    const element = packed.elements[i];
    if (element === undefined) {
      fault(flow.out);
      return undefinedValue;
    }
    // One beyond the end makes the list longer; farther is a gap.
    faultIf(flow.out, compare("<", length, constant(i)));
    return choose(flow, compare("===", length, constant(i)), {
      a: () => {
        pushElement(flow, of, value);
        return undefinedValue;
      },
      b: () => {
        assign(flow, element, value);
        return undefinedValue;
      },
    });
  });
}
