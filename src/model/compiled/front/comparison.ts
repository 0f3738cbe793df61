/** Equality, order and truth of values, as JavaScript has them. */
import { same } from "../../../value/same.ts";
import type { BoolExpr, Comparison, NumberExpr } from "../ir.ts";
import type { Flow } from "./control.ts";
import { and, bool, compare, constant, lookup, not, or, sameBool } from "./expressions.ts";
import { positionAmong, possible } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import { isOneOf, objectFields, slotNow, tagOf, valueAt } from "./packed-read.ts";
import { isKnown, type NumberValue, type PackedValue, type Value } from "./values.ts";

/** `a === b`. Objects are compared by identity in JavaScript; that is left to the reference. */
export function strictlyEqual(a: Value, b: Value): BoolExpr {
  if (isKnown(a) && isKnown(b)) return bool(a.value === b.value);
  if (isKnown(a) && isPrimitive(a.value)) return equalsKnown(b, a.value);
  if (isKnown(b) && isPrimitive(b.value)) return equalsKnown(a, b.value);
  if (a.is === "bool" && b.is === "bool") return sameBool(a.expr, b.expr);
  if (a.is === "number" && b.is === "number") return compare("===", a.expr, b.expr);
  if (isScalar(a) && isScalar(b)) return scalarsEqual(a, b);
  if (a.is === "either") return eachWay(a, (one) => strictlyEqual(one, b));
  if (b.is === "either") return eachWay(b, (one) => strictlyEqual(a, one));
  return obstacle("=== between objects; use same(a, b)");
}

export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}

function isScalar(value: Value): boolean {
  return value.is === "number" || value.is === "bool" || value.is === "element";
}

function equalsKnown(value: Value, wanted: unknown): BoolExpr {
  if (
    value.is === "packed" ||
    value.is === "object" ||
    value.is === "sequence" ||
    value.is === "mask"
  ) {
    return { op: "false" };
  }
  return isOneOf(value, wanted);
}

/** A condition that holds when it does for the case that is chosen. */
function eachWay(value: Value & { is: "either" }, test: (value: Value) => BoolExpr): BoolExpr {
  let others: BoolExpr = { op: "true" };
  const ways = value.cases.map((one) => {
    const way = and(others, one.if, test(one.value));
    others = and(others, not(one.if));
    return way;
  });
  return or(...ways);
}

function scalarsEqual(a: Value, b: Value): BoolExpr {
  if (a.is === "number" || b.is === "number") {
    const number = (a.is === "number" ? a : b) as NumberValue;
    const other = a.is === "number" ? b : a;
    const ways = possible(other).map((v) =>
      typeof v === "number"
        ? and(compare("===", number.expr, constant(v)), isOneOf(other, v))
        : ({ op: "false" } as const),
    );
    return or(...ways);
  }
  const shared = possible(a).filter((value) => possible(b).includes(value));
  if (shared.length === 0) return { op: "false" };
  const all = [...new Set([...possible(a), ...possible(b)])];
  return compare("===", positionAmong(all, a), positionAmong(all, b));
}

/** `a < b` and its kin, between numbers or between strings. */
export function ordered(op: Comparison, a: Value, b: Value): BoolExpr {
  if (a.is === "either") return eachWay(a, (one) => ordered(op, one, b));
  if (b.is === "either") return eachWay(b, (one) => ordered(op, a, one));
  const numbers = [asNumber(a), asNumber(b)];
  if (numbers[0] !== undefined && numbers[1] !== undefined) {
    return byBounds(op, boundsOf(a), boundsOf(b)) ?? compare(op, numbers[0], numbers[1]);
  }
  const texts = [...new Set([...possible(a), ...possible(b)])];
  if (!texts.every((text) => typeof text === "string"))
    return obstacle(`${op} between these values`);
  const sorted = [...texts].sort((x, y) => (x < y ? -1 : 1));
  return compare(op, positionAmong(sorted, a), positionAmong(sorted, b));
}

export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

export function boundsOf(value: Value): Bounds {
  if (value.is === "number") return value;
  const numbers = possible(value) as readonly number[]; // asked of numbers only
  return { lo: Math.min(...numbers), hi: Math.max(...numbers) };
}

/** The answer, where the bounds of the numbers decide it. */
function byBounds(op: Comparison, a: Bounds, b: Bounds): BoolExpr | undefined {
  if (![a.lo, a.hi, b.lo, b.hi].every(Number.isFinite)) return undefined;
  switch (op) {
    case "<":
      return a.hi < b.lo ? { op: "true" } : a.lo >= b.hi ? { op: "false" } : undefined;
    case "<=":
      return a.hi <= b.lo ? { op: "true" } : a.lo > b.hi ? { op: "false" } : undefined;
    case ">":
      return byBounds("<", b, a);
    case ">=":
      return byBounds("<=", b, a);
    default:
      return undefined;
  }
}

/** The number that a value is; undefined when it is none. */
export function asNumber(value: Value): NumberExpr | undefined {
  if (value.is === "number") return value.expr;
  if (isKnown(value)) return typeof value.value === "number" ? constant(value.value) : undefined;
  if (value.is === "element" && value.values.every((v) => typeof v === "number")) {
    return lookup(value.values as readonly number[], value.expr);
  }
  return undefined;
}

/** Whether a value counts as true. */
export function truth(value: Value): BoolExpr {
  switch (value.is) {
    case "known":
      return bool(Boolean(value.value));
    case "bool":
      return value.expr;
    case "number":
      // NaN is not true either; it is the only number that is not itself.
      return value.whole
        ? compare("!==", value.expr, constant(0))
        : and(compare("!==", value.expr, constant(0)), compare("===", value.expr, value.expr));
    case "element":
      return compare(
        "===",
        lookup(
          value.values.map((v) => (v ? 1 : 0)),
          value.expr,
        ),
        constant(1),
      );
    case "either":
      return eachWay(value, truth);
    default:
      return { op: "true" };
  }
}

/** The library's `same`: equality by value. */
export function sameValues(flow: Flow, a: Value, b: Value): BoolExpr {
  if (a.is === "either") return eachWay(a, (one) => sameValues(flow, one, b));
  if (b.is === "either") return eachWay(b, (one) => sameValues(flow, a, one));
  if (isKnown(a) && isKnown(b)) return bool(same(a.value, b.value));
  if (a.is === "packed" && b.is === "packed") return samePacked(flow, a, b);
  if (a.is === "packed") return samePackedObject(flow, a, b);
  if (b.is === "packed") return samePackedObject(flow, b, a);
  const [mine, theirs] = [objectFields(a), objectFields(b)];
  if (mine !== undefined && theirs !== undefined) {
    if (mine.size !== theirs.size) return { op: "false" };
    return and(
      ...[...mine].map(([key, part]) => {
        const other = theirs.get(key);
        return other === undefined ? ({ op: "false" } as const) : sameValues(flow, part, other);
      }),
    );
  }
  return or(strictlyEqual(a, b), and(isNoNumber(a), isNoNumber(b)));
}

/** Whether it is NaN, which `same` takes for equal to itself. */
function isNoNumber(value: Value): BoolExpr {
  const number = value.is === "number" && value.whole ? undefined : asNumber(value);
  return number === undefined ? { op: "false" } : compare("!==", number, number);
}

function samePacked(flow: Flow, a: PackedValue, b: PackedValue): BoolExpr {
  const [p, q] = [a.packed, b.packed];
  if (p.kind === "record" && q.kind === "record")
    return sameParts(flow, [a, p.fields], [b, q.fields]);
  if (p.kind === "map" && q.kind === "map") return sameParts(flow, [a, p.entries], [b, q.entries]);
  if (
    p.kind === "set" &&
    q.kind === "set" &&
    p.masks.length === q.masks.length &&
    same(p.elements, q.elements)
  ) {
    return and(
      ...p.masks.map((slot, i) =>
        compare("===", slotNow(flow, a, slot), slotNow(flow, b, q.masks[i] as typeof slot)),
      ),
    ); // as many
  }
  if (p.kind === "bag" && q.kind === "bag" && same(p.elements, q.elements)) {
    return and(
      ...p.counts.map((slot, i) =>
        compare("===", slotNow(flow, a, slot), slotNow(flow, b, q.counts[i] as typeof slot)),
      ),
    ); // as many
  }
  if (p.kind === "union" && q.kind === "union") {
    const tags = strictlyEqual(tagOf(flow, a), tagOf(flow, b));
    const variants = Object.entries(p.variants).map(([tag, fields]) =>
      or(
        not(isOneOf(tagOf(flow, a), tag)),
        q.variants[tag] === undefined
          ? { op: "false" }
          : sameParts(flow, [a, fields], [b, q.variants[tag]]),
      ),
    );
    return and(tags, ...variants);
  }
  if (p.kind === "list" && q.kind === "list" && p.elements.length === q.elements.length) {
    // Beyond their length both are zero.
    return and(
      compare("===", slotNow(flow, a, p.length), slotNow(flow, b, q.length)),
      ...p.elements.map(
        (part, i) =>
          sameValues(flow, valueAt(flow, part, a), valueAt(flow, q.elements[i] as typeof part, b)), // as many
      ),
    );
  }
  return obstacle(`same between a ${p.kind} and a ${q.kind}`);
}

type Parts = readonly [PackedValue, { readonly [field: string]: PackedValue["packed"] }];

function sameParts(flow: Flow, [a, mine]: Parts, [b, theirs]: Parts): BoolExpr {
  const names = Object.keys(mine);
  if (names.length !== Object.keys(theirs).length) return { op: "false" };
  return and(
    ...names.map((name) => {
      const [p, q] = [mine[name], theirs[name]];
      if (p === undefined || q === undefined) return { op: "false" } as const;
      return sameValues(flow, valueAt(flow, p, a), valueAt(flow, q, b));
    }),
  );
}

function samePackedObject(flow: Flow, a: PackedValue, b: Value): BoolExpr {
  if (isKnown(b) && isPrimitive(b.value)) return { op: "false" };
  const fields = objectFields(b);
  const { packed } = a;
  if (fields === undefined) return obstacle(`same between a ${packed.kind} and this value`);
  if (packed.kind === "union") {
    const tag = fields.get("tag");
    if (tag === undefined || !isKnown(tag))
      return obstacle("same with a variant whose tag is not known");
    const variant = packed.variants[String(tag.value)];
    if (variant === undefined || Object.keys(variant).length !== fields.size - 1)
      return { op: "false" };
    return and(
      isOneOf(tagOf(flow, a), tag.value),
      ...partsAre(flow, a, { parts: variant, fields }),
    );
  }
  const parts =
    packed.kind === "record" ? packed.fields : packed.kind === "map" ? packed.entries : undefined;
  if (parts === undefined) return obstacle(`same between a ${packed.kind} and an object`);
  if (Object.keys(parts).length !== fields.size) return { op: "false" };
  return and(...partsAre(flow, a, { parts, fields }));
}

function partsAre(
  flow: Flow,
  a: PackedValue,
  {
    parts,
    fields,
  }: {
    readonly parts: { readonly [field: string]: PackedValue["packed"] };
    readonly fields: ReadonlyMap<string, Value>;
  },
): readonly BoolExpr[] {
  return Object.entries(parts).map(([name, part]) => {
    const other = fields.get(name);
    return other === undefined ? { op: "false" } : sameValues(flow, valueAt(flow, part, a), other);
  });
}
