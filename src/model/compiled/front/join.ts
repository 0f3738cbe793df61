/**
 * One value out of several, of which the control flow decides: numbers become a number within the bounds of all, elements an
 * element of all their values, booleans a boolean. Each path ends with an assignment to a local that holds the result.
 */
import type { NumberExpr, Statement } from "../ir.ts";
import type { Slot } from "../layout.ts";
import { type Emitter, newLocal, spend } from "./emitter.ts";
import { and, bool, constant, fromBool, lookup } from "./expressions.ts";
import { obstacle } from "./obstacle.ts";
import {
  boolValue,
  type Case,
  elementValue,
  type Item,
  isKnown,
  numberValue,
  type PackedValue,
  type Value,
} from "./values.ts";

/** A path that reaches the meeting point: the value it brings, and where its last statements go. */
export interface Arrival {
  readonly value: Value;
  /** Appends statements to the end of the path. */
  readonly append: (statement: Statement) => void;
}

/** The value after the paths have met. */
export function join(to: Emitter, arrivals: readonly Arrival[]): Value {
  const [first, ...rest] = arrivals;
  if (first === undefined) return { is: "known", value: undefined };
  if (rest.every(({ value }) => identical(value, first.value))) return first.value;
  spend(to, arrivals.length);
  const values = arrivals.map(({ value }) => value);
  if (values.every(isBoolean)) return joinBooleans(to, arrivals);
  if (values.every(isNumber)) return joinNumbers(to, arrivals);
  if (values.every(isElement)) return joinElements(to, arrivals);
  return joinStructures(to, arrivals);
}

function identical(a: Value, b: Value): boolean {
  if (a === b || (isKnown(a) && isKnown(b) && Object.is(a.value, b.value))) return true;
  // A part of the state is what it is, however it was reached.
  return (
    a.is === "packed" && b.is === "packed" && a.packed === b.packed && a.writable && b.writable
  );
}

function isBoolean(value: Value): boolean {
  return value.is === "bool" || (isKnown(value) && typeof value.value === "boolean");
}

function isNumber(value: Value): boolean {
  return value.is === "number" || (isKnown(value) && typeof value.value === "number");
}

/** Anything primitive that is one of known values. */
function isElement(value: Value): boolean {
  return value.is === "element" || isBoolean(value) || (isKnown(value) && isPrimitive(value.value));
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}

function joinBooleans(to: Emitter, arrivals: readonly Arrival[]): Value {
  const local = newLocal(to, "bool");
  for (const { value, append } of arrivals) {
    const expr = value.is === "bool" ? value.expr : bool(isKnown(value) && value.value === true);
    append({ do: "letBool", local, value: expr });
  }
  return boolValue({ op: "boolLocal", local });
}

function joinNumbers(to: Emitter, arrivals: readonly Arrival[]): Value {
  const local = newLocal(to, "number");
  let bounds = { lo: Number.POSITIVE_INFINITY, hi: Number.NEGATIVE_INFINITY, whole: true };
  for (const { value, append } of arrivals) {
    const number = asNumber(value);
    append({ do: "let", local, value: number.expr });
    bounds = {
      lo: Math.min(bounds.lo, number.lo),
      hi: Math.max(bounds.hi, number.hi),
      whole: bounds.whole && number.whole,
    };
  }
  return numberValue({ op: "local", local }, bounds);
}

function asNumber(value: Value) {
  if (value.is === "number") return value;
  const number = isKnown(value) ? Number(value.value) : Number.NaN;
  return { expr: constant(number), lo: number, hi: number, whole: Number.isInteger(number) };
}

function joinElements(to: Emitter, arrivals: readonly Arrival[]): Value {
  const values = [...new Set(arrivals.flatMap(({ value }) => possible(value)))];
  const local = newLocal(to, "number");
  for (const { value, append } of arrivals) {
    append({ do: "let", local, value: positionAmong(values, value) });
  }
  return elementValue(values, { op: "local", local });
}

/** The values that a primitive may have. */
export function possible(value: Value): readonly unknown[] {
  if (value.is === "element") return value.values;
  if (value.is === "bool") return [false, true];
  return isKnown(value)
    ? [value.value]
    : obstacle("a value of a kind that cannot be chosen at run time");
}

/** The position of a primitive in a list that contains all values it may have. */
export function positionAmong(values: readonly unknown[], value: Value): NumberExpr {
  if (value.is === "element") {
    return lookup(
      value.values.map((v) => values.indexOf(v)),
      value.expr,
    );
  }
  if (value.is === "bool") {
    return lookup([values.indexOf(false), values.indexOf(true)], fromBool(value.expr));
  }
  return constant(isKnown(value) ? values.indexOf(value.value) : -1);
}

function joinStructures(to: Emitter, arrivals: readonly Arrival[]): Value {
  const values = arrivals.map(({ value }) => value);
  if (values.every((value) => value.is === "packed")) {
    return joinPacked(to, arrivals, values);
  }
  if (values.every((value) => value.is === "sequence")) {
    const longest = Math.max(...values.map(({ items }) => items.length));
    const items = Array.from({ length: longest }, (_, i): Item => {
      const present = join(
        to,
        arrivals.map(({ append }, k) => ({ append, value: presence(values[k]?.items[i]) })),
      );
      const value = join(
        to,
        arrivals.flatMap(({ append }, k) => {
          const item = values[k]?.items[i];
          return item === undefined ? [] : [{ append, value: item.value }];
        }),
      );
      return {
        present:
          present.is === "bool" ? present.expr : bool(isKnown(present) && present.value === true),
        value,
      };
    });
    return { is: "sequence", items };
  }
  return joinCases(to, arrivals);
}

function presence(item: Item | undefined): Value {
  return boolValue(item === undefined ? { op: "false" } : item.present);
}

/** Values of the same shape that cannot change any more are joined slot by slot; parts of the state stay what they are. */
function joinPacked(
  to: Emitter,
  arrivals: readonly Arrival[],
  values: readonly PackedValue[],
): Value {
  const [first] = values;
  if (first === undefined || values.some((v) => v.packed !== first.packed || v.writable)) {
    return joinCases(to, arrivals);
  }
  const cells = new Map<number, NumberExpr>();
  for (const slot of slotsOf(first.packed)) {
    const local = newLocal(to, "number");
    for (const [i, { append }] of arrivals.entries()) {
      append({ do: "let", local, value: (values[i] as PackedValue).load(slot) }); // one value an arrival
    }
    cells.set(slot.id, { op: "local", local });
  }
  return { ...first, load: (slot) => cells.get(slot.id) as NumberExpr }; // every slot of it was joined
}

/** Values of different kinds: a local says which of them it is. Each is a case once, however many paths bring it. */
function joinCases(to: Emitter, arrivals: readonly Arrival[]): Value {
  const different: Value[] = [];
  const caseOf = (value: Value): number => {
    const at = different.findIndex((other) => identical(other, value));
    return at === -1 ? different.push(value) - 1 : at;
  };
  const chosen = arrivals.map(({ value }) =>
    leavesOf(value).reduceRight<NumberExpr | undefined>((others, leaf) => {
      spend(to, 1);
      const own = constant(caseOf(leaf.value));
      return others === undefined ? own : { op: "choose", if: leaf.if, a: own, b: others };
    }, undefined),
  );
  const [only] = different;
  if (only !== undefined && different.length === 1) return only;
  const local = newLocal(to, "number");
  for (const [i, { append }] of arrivals.entries()) {
    append({ do: "let", local, value: chosen[i] as NumberExpr }); // a value has a leaf
  }
  return {
    is: "either",
    cases: different.map((value, i) => ({
      if: { op: "===", a: { op: "local", local }, b: constant(i) },
      value,
    })),
  };
}

/** The cases of a value, those of its cases included: the first whose condition holds. */
function leavesOf(value: Value): readonly Case[] {
  if (value.is !== "either") return [{ if: { op: "true" }, value }];
  const last = value.cases.length - 1;
  return value.cases.flatMap((one, i) =>
    leavesOf(one.value).map((leaf) => ({
      if: i === last ? leaf.if : and(one.if, leaf.if),
      value: leaf.value,
    })),
  );
}

/** Reads every slot of a packed value now. */
export function slotsOf(packed: PackedValue["packed"]): readonly Slot[] {
  switch (packed.kind) {
    case "scalar":
    case "optionalScalar":
      return [packed.slot];
    case "optional":
      return [packed.present, ...slotsOf(packed.of)];
    case "record":
      return Object.values(packed.fields).flatMap(slotsOf);
    case "union":
      return [
        packed.tag,
        ...Object.values(packed.variants).flatMap((fields) =>
          Object.values(fields).flatMap(slotsOf),
        ),
      ];
    case "map":
      return Object.values(packed.entries).flatMap(slotsOf);
    case "set":
      return packed.masks;
    case "list":
      return [packed.length, ...packed.elements.flatMap(slotsOf)];
    case "bag":
      return packed.counts;
  }
}
