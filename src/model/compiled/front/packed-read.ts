/** Reading parts of the packed state. What an effect may change later is read into a local at once. */
import type { Domain, OptionalDomain } from "../../../spec/domain.ts";
import type { BoolExpr, NumberExpr } from "../ir.ts";
import { bitsPerMask, type Packed, type Slot } from "../layout.ts";
import { choose, type Flow } from "./control.ts";
import { boolNow, fault, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, isSet, not, or } from "./expressions.ts";
import { slotsOf } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import {
  boolValue,
  elementValue,
  isKnown,
  known,
  numberValue,
  type PackedValue,
  undefinedValue,
  type Value,
} from "./values.ts";

/** How a packed value is reached. */
type Reach = Pick<PackedValue, "load" | "writable">;

/** The value that lies in some slots: a scalar as it is now, a compound as a part of the state. */
export function valueAt(flow: Flow, packed: Packed, reach: Reach): Value {
  const now = (slot: Slot): NumberExpr => slotNow(flow, reach, slot);
  switch (packed.kind) {
    case "scalar":
      return scalarValue(packed.domain, now(packed.slot));
    case "optionalScalar":
      return elementValue(elementsOf(packed.domain), now(packed.slot));
    case "optional": {
      const absent = compare("===", now(packed.present), constant(0));
      return {
        is: "either",
        cases: [
          { if: reach.writable ? boolNow(flow.out, absent) : absent, value: known(null) },
          {
            if: { op: "true" },
            value: { is: "packed", packed: packed.of, load: reach.load, writable: reach.writable },
          },
        ],
      };
    }
    default:
      return { is: "packed", packed, load: reach.load, writable: reach.writable };
  }
}

function scalarValue(domain: Domain, position: NumberExpr): Value {
  if (domain.kind === "bool") return boolValue(compare("!==", position, constant(0)));
  if (domain.kind === "range") {
    const { lo, hi } = domain;
    return numberValue(arithmetic("+", position, constant(lo)), { lo, hi, whole: true });
  }
  return elementValue(elementsOf(domain), position);
}

/** The values of a scalar domain by position; null first for an optional one. */
export function elementsOf(domain: Domain): readonly unknown[] {
  if (domain.kind === "optional") return [null, ...elementsOf((domain as OptionalDomain).of)];
  return "elements" in domain
    ? domain.elements
    : obstacle("a compound value where a scalar is needed");
}

/** The content of a slot as it is now, whatever is assigned later. */
export function slotNow(flow: Flow, { load, writable }: Reach, slot: Slot): NumberExpr {
  return writable ? numberNow(flow.out, load(slot)) : load(slot);
}

/** A field, entry or element by its known name. A name that does not exist is a fault, as it is for the reference. */
export function readField(flow: Flow, value: PackedValue, key: string): Value {
  const { packed } = value;
  switch (packed.kind) {
    case "record":
    case "map": {
      const part = (packed.kind === "record" ? packed.fields : packed.entries)[key];
      if (part !== undefined) return valueAt(flow, part, value);
      if (isInherited(key)) return obstacle(`.${key} of a ${packed.kind}`);
      fault(flow.out);
      return undefinedValue;
    }
    case "union":
      return key === "tag" ? tagOf(flow, value) : readVariantField(flow, value, key);
    case "list":
      return key === "length" ? lengthOf(flow, value) : readElement(flow, value, Number(key));
    default:
      return obstacle(`.${key} of a ${packed.kind}`);
  }
}

/** What all objects have, and what is asked of them when they are written out: the reference engine answers it. */
export function isInherited(key: string): boolean {
  return key in Object.prototype || key === "toJSON";
}

export function tagOf(flow: Flow, value: PackedValue): Value {
  const { packed } = value;
  if (packed.kind !== "union") return obstacle("the tag of something that is no union");
  const tag = value.load(packed.tag);
  return elementValue(
    Object.keys(packed.variants),
    value.writable ? numberNow(flow.out, tag) : tag,
  );
}

function readVariantField(flow: Flow, value: PackedValue, key: string): Value {
  const { packed } = value;
  if (packed.kind !== "union") return obstacle("a variant of something that is no union");
  const tag = tagOf(flow, value);
  const having = Object.entries(packed.variants).filter(([, fields]) => fields[key] !== undefined);
  const from = ([first, ...rest]: typeof having): Value => {
    if (first === undefined) {
      if (isInherited(key)) return obstacle(`.${key} of a union`);
      fault(flow.out);
      return undefinedValue;
    }
    const [name, fields] = first;
    return choose(flow, isOneOf(tag, name), {
      a: () => valueAt(flow, fields[key] as Packed, value), // it was filtered for having it
      b: () => from(rest),
    });
  };
  return from(having);
}

/** Whether a primitive is the given value. */
export function isOneOf(value: Value, wanted: unknown): BoolExpr {
  if (isKnown(value)) return { op: value.value === wanted ? "true" : "false" };
  if (value.is === "bool") {
    if (typeof wanted !== "boolean") return { op: "false" };
    return wanted ? value.expr : not(value.expr);
  }
  if (value.is === "number") {
    return typeof wanted === "number"
      ? compare("===", value.expr, constant(wanted))
      : { op: "false" };
  }
  if (value.is === "element") {
    const position = value.values.indexOf(wanted);
    return position === -1 ? { op: "false" } : compare("===", value.expr, constant(position));
  }
  if (value.is === "either") {
    let others: BoolExpr = { op: "true" };
    const ways = value.cases.map((one) => {
      const way = and(others, one.if, isOneOf(one.value, wanted));
      others = and(others, not(one.if));
      return way;
    });
    return or(...ways);
  }
  return { op: "false" };
}

export function lengthOf(flow: Flow, value: PackedValue): Value {
  const { packed } = value;
  if (packed.kind !== "list") return obstacle("the length of something that is no list");
  const length = value.load(packed.length);
  const expr = value.writable ? numberNow(flow.out, length) : length;
  return numberValue(expr, { lo: 0, hi: packed.elements.length, whole: true });
}

/** The element at a known position; undefined beyond the end. */
export function readElement(flow: Flow, value: PackedValue, position: number): Value {
  const { packed } = value;
  if (packed.kind !== "list") return obstacle("an element of something that is no list");
  const element = packed.elements[position];
  if (element === undefined) return undefinedValue;
  const length = value.load(packed.length);
  const exists = compare(
    ">",
    value.writable ? numberNow(flow.out, length) : length,
    constant(position),
  );
  return choose(flow, exists, {
    a: () => valueAt(flow, element, value),
    b: () => undefinedValue,
  });
}

/** A copy that later assignments do not change, of parts of the state wherever they are in the value. */
export function snapshot(flow: Flow, value: Value): Value {
  switch (value.is) {
    case "packed":
      return value.writable ? packedSnapshot(flow, value) : value;
    case "either":
      return {
        ...value,
        cases: value.cases.map((one) => ({ ...one, value: snapshot(flow, one.value) })),
      };
    case "sequence":
      return {
        ...value,
        items: value.items.map((item) => ({ ...item, value: snapshot(flow, item.value) })),
      };
    case "object":
      return {
        ...value,
        fields: new Map([...value.fields].map(([key, field]) => [key, snapshot(flow, field)])),
      };
    default:
      return value;
  }
}

function packedSnapshot(flow: Flow, value: PackedValue): PackedValue {
  const cells = new Map(
    slotsOf(value.packed).map((slot) => [slot.id, numberNow(flow.out, value.load(slot))]),
  );
  return {
    ...value,
    writable: false,
    load: (slot) => cells.get(slot.id) as NumberExpr, // every slot of it was read
  };
}

/** The bits of a set. */
export function masksOf(value: PackedValue): readonly NumberExpr[] {
  if (value.packed.kind !== "set") return obstacle("the elements of something that is no set");
  return value.packed.masks.map((slot) => value.load(slot));
}

/** Whether an element, known by position, is in a set. */
export function bitOf(masks: readonly NumberExpr[], position: number): BoolExpr {
  const mask = masks[Math.floor(position / bitsPerMask)];
  return mask === undefined ? { op: "false" } : isSet(mask, position % bitsPerMask);
}

/** The fields of an object that is no part of the state. */
export function objectFields(value: Value): Map<string, Value> | undefined {
  if (value.is === "object") return new Map(value.fields);
  if (!isKnown(value) || typeof value.value !== "object" || value.value === null) return undefined;
  if (Symbol.iterator in value.value) return undefined;
  return new Map(Object.entries(value.value).map(([key, part]) => [key, known(part)]));
}

export function longerThan(length: Value, position: number): BoolExpr {
  return compare(">", numberOf(length), constant(position));
}

export function numberOf(value: Value): NumberExpr {
  if (value.is === "number") return value.expr;
  return isKnown(value) && typeof value.value === "number"
    ? constant(value.value)
    : obstacle("a value that is no number");
}
