/** Reading parts of the packed state, and writing them: every write is checked against the domain, as the reference does. */
import type { Domain, OptionalDomain } from "../../../spec/domain.ts";
import { same as sameValue } from "../../../value/same.ts";
import type { BoolExpr, NumberExpr } from "../ir.ts";
import { bitsPerMask, type Packed, type PackedFields, type Slot } from "../layout.ts";
import { choose, distribute, type Flow } from "./control.ts";
import { boolNow, emit, fault, faultIf, numberNow } from "./emitter.ts";
import {
  and,
  arithmetic,
  compare,
  constant,
  fromBool,
  isSet,
  lookup,
  not,
  or,
} from "./expressions.ts";
import { positionAmong, possible, slotsOf } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import {
  boolValue,
  elementValue,
  isKnown,
  known,
  numberValue,
  type PackedValue,
  sequenceOf,
  undefinedValue,
  type Value,
} from "./values.ts";

/** How a packed value is reached. */
type Reach = Pick<PackedValue, "load" | "writable">;

/** The value that lies in some slots: a scalar as it is now, a compound as a part of the state. */
export function valueAt(flow: Flow, packed: Packed, reach: Reach): Value {
  // What may be written later is read now.
  const now = (slot: Slot): NumberExpr =>
    reach.writable ? numberNow(flow.out, reach.load(slot)) : reach.load(slot);
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

/** A field, entry or element by its known name. A name that does not exist is a fault, as it is for the reference. */
export function readField(flow: Flow, value: PackedValue, key: string): Value {
  const { packed } = value;
  switch (packed.kind) {
    case "record":
    case "map": {
      const part = (packed.kind === "record" ? packed.fields : packed.entries)[key];
      if (part !== undefined) return valueAt(flow, part, value);
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

function lengthOf(flow: Flow, value: PackedValue): Value {
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

/** A copy that later assignments do not change. */
export function snapshot(flow: Flow, value: Value): Value {
  if (value.is !== "packed" || !value.writable) return value;
  const cells = new Map(
    slotsOf(value.packed).map((slot) => [slot.id, numberNow(flow.out, value.load(slot))]),
  );
  return {
    ...value,
    writable: false,
    load: (slot) => cells.get(slot.id) as NumberExpr, // every slot of it was read
  };
}

/**
 * Before a part of the state is overwritten as a whole, variables that refer to it or into it keep what it was: the object
 * that they name is replaced in the state, not changed.
 */
export function detach(flow: Flow, replaced: Packed): void {
  const slots = new Set(slotsOf(replaced).map(({ id }) => id));
  for (const cell of flow.cells) cell.value = detached(flow, cell.value, slots);
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

/** An element of a set or bag, among the plain values that it may hold: as a value, and compared with another. */
export function plainElement(element: unknown): Value {
  if (typeof element !== "object" || element === null) return known(element);
  if (Array.isArray(element)) return sequenceOf(element.map(plainElement));
  return {
    is: "object",
    fields: new Map(Object.entries(element).map(([key, part]) => [key, plainElement(part)])),
  };
}

/** For each element that the value may be: its position and the condition that it is that one. */
export function positionsAmong(
  flow: Flow,
  elements: readonly unknown[],
  value: Value,
): readonly { readonly position: number; readonly is: BoolExpr }[] {
  if (isKnown(value)) {
    const position = elements.findIndex((element) => sameValue(element, value.value));
    if (position === -1) fault(flow.out);
    return position === -1 ? [] : [{ position, is: { op: "true" } }];
  }
  const found = elements
    .map((element, position) => ({ position, is: isPlain(flow, value, element) }))
    .filter(({ is }) => is.op !== "false");
  // A value that is none of them is outside the domain.
  const none = not(or(...found.map(({ is }) => is)));
  if (!coversAll(value, elements)) faultIf(flow.out, none);
  return found;
}

function coversAll(value: Value, elements: readonly unknown[]): boolean {
  return value.is === "element" && value.values.every((v) => elements.includes(v));
}

/** Whether a value equals a plain one. */
export function isPlain(flow: Flow, value: Value, wanted: unknown): BoolExpr {
  if (typeof wanted !== "object" || wanted === null) {
    return value.is === "packed" || value.is === "object"
      ? { op: "false" }
      : isOneOf(value, wanted);
  }
  if (value.is === "either") {
    let others: BoolExpr = { op: "true" };
    const ways = value.cases.map((one) => {
      const way = and(others, one.if, isPlain(flow, one.value, wanted));
      others = and(others, not(one.if));
      return way;
    });
    return or(...ways);
  }
  if (Array.isArray(wanted)) return obstacle("a set or list as an element of a set");
  const entries = Object.entries(wanted);
  if (value.is === "object") {
    if (entries.length !== value.fields.size) return { op: "false" };
    return and(
      ...entries.map(([key, part]) => {
        const field = value.fields.get(key);
        return field === undefined ? ({ op: "false" } as const) : isPlain(flow, field, part);
      }),
    );
  }
  if (value.is === "packed")
    return isPlainPacked(flow, value, wanted as Readonly<Record<string, unknown>>);
  return { op: isKnown(value) && sameValue(value.value, wanted) ? "true" : "false" };
}

function isPlainPacked(
  flow: Flow,
  value: PackedValue,
  wanted: Readonly<Record<string, unknown>>,
): BoolExpr {
  const { packed } = value;
  const fieldsAre = (fields: PackedFields): BoolExpr =>
    and(
      ...Object.entries(fields).map(([key, part]) =>
        isPlain(flow, valueAt(flow, part, value), wanted[key]),
      ),
    );
  switch (packed.kind) {
    case "record":
      return fieldsAre(packed.fields);
    case "map":
      return fieldsAre(packed.entries);
    case "union": {
      const fields = packed.variants[wanted["tag"] as string];
      if (fields === undefined) return { op: "false" };
      return and(isOneOf(tagOf(flow, value), wanted["tag"]), fieldsAre(fields));
    }
    default:
      return obstacle(`a ${packed.kind} as an element of a set`);
  }
}

/** Assigns a value to a part of the state. */
export function assign(flow: Flow, to: Packed, value: Value): void {
  if (value.is === "either") {
    distribute(flow, value, (one) => {
      assign(flow, to, one);
      return undefinedValue;
    });
    return;
  }
  if (to.kind !== "scalar" && to.kind !== "optionalScalar") {
    const copy = snapshot(flow, value);
    detach(flow, to);
    assignCompound(flow, to, copy);
    return;
  }
  if (to.kind === "scalar") setSlot(flow, to.slot, positionIn(flow, to.domain, value));
  else setSlot(flow, to.slot, elementPosition(flow, elementsOf(to.domain), value));
}

function assignCompound(flow: Flow, to: Packed, value: Value): void {
  switch (to.kind) {
    case "scalar":
    case "optionalScalar":
      return;
    case "optional":
      if (isKnown(value) && value.value === null) {
        clear(flow, to);
        return;
      }
      setSlot(flow, to.present, constant(1));
      assign(flow, to.of, value);
      return;
    case "record":
      assignFields(flow, to.fields, { value, domain: to.domain });
      return;
    case "map":
      assignFields(flow, to.entries, { value, domain: to.domain });
      return;
    case "union":
      assignVariant(flow, to, value);
      return;
    case "set":
      assignSet(flow, to, value);
      return;
    case "list":
      assignList(flow, to, value);
      return;
    case "bag":
      assignBag(flow, to, value);
  }
}

export function setSlot(flow: Flow, slot: Slot, value: NumberExpr): void {
  emit(flow.out, { do: "set", slot: slot.id, value });
}

/** Makes every slot zero. */
export function clear(flow: Flow, packed: Packed): void {
  for (const slot of slotsOf(packed)) setSlot(flow, slot, constant(0));
}

function positionIn(flow: Flow, domain: Domain, value: Value): NumberExpr {
  if (domain.kind === "bool") {
    if (value.is === "bool") return fromBool(value.expr);
    if (isKnown(value) && typeof value.value === "boolean") return constant(value.value ? 1 : 0);
    if (value.is !== "element") return outside(flow);
  }
  if (domain.kind !== "range") return elementPosition(flow, elementsOf(domain), value);
  const { lo, hi } = domain;
  if (value.is === "number") {
    const { expr } = value;
    const tooLow = value.lo < lo ? compare("<", expr, constant(lo)) : ({ op: "false" } as const);
    const tooHigh = value.hi > hi ? compare(">", expr, constant(hi)) : ({ op: "false" } as const);
    const broken = value.whole
      ? ({ op: "false" } as const)
      : compare("!==", arithmetic("|", expr, constant(0)), expr);
    const now = numberNow(flow.out, expr);
    const inTermsOf = (condition: BoolExpr): BoolExpr =>
      "a" in condition && condition.op !== "not" ? replaceA(condition, expr, now) : condition;
    faultIf(flow.out, or(inTermsOf(tooLow), inTermsOf(tooHigh), broken));
    return arithmetic("-", now, constant(lo));
  }
  return elementPosition(flow, domain.elements, value);
}

/** The comparison with the operand computed already. */
function replaceA(condition: BoolExpr, from: NumberExpr, to: NumberExpr): BoolExpr {
  return "a" in condition && condition.a === from
    ? ({ ...condition, a: to } as BoolExpr)
    : condition; // same operator
}

function elementPosition(flow: Flow, elements: readonly unknown[], value: Value): NumberExpr {
  if (isKnown(value)) {
    const position = elements.findIndex((e) => e === value.value);
    return position === -1 ? outside(flow) : constant(position);
  }
  if (value.is === "number") {
    const known = elements.flatMap((e, i) => (typeof e === "number" ? [{ e, i }] : []));
    const now = numberNow(flow.out, value.expr);
    faultIf(flow.out, not(or(...known.map(({ e }) => compare("===", now, constant(e))))));
    return known.reduce<NumberExpr>(
      (otherwise, { e, i }) => ({
        op: "choose",
        if: compare("===", now, constant(e)),
        a: constant(i),
        b: otherwise,
      }),
      constant(0),
    );
  }
  if (value.is !== "element" && value.is !== "bool") return outside(flow);
  const values = possible(value);
  const missing = values.flatMap((v, i) => (elements.includes(v) ? [] : [i]));
  const own = numberNow(flow.out, positionAmong(values, value));
  faultIf(flow.out, or(...missing.map((i) => compare("===", own, constant(i)))));
  return lookup(
    values.map((v) => Math.max(0, elements.indexOf(v))),
    own,
  );
}

/** The value is certainly none of the domain. */
function outside(flow: Flow): NumberExpr {
  fault(flow.out);
  return constant(0);
}

interface Fielded {
  readonly value: Value;
  readonly domain: Domain;
}

function assignFields(flow: Flow, fields: PackedFields, { value, domain }: Fielded): void {
  const source = snapshot(flow, value);
  if (source.is === "packed") {
    const names = Object.keys(packedFields(source.packed) ?? {});
    if (names.length === 0 || !sameNames(names, Object.keys(fields))) {
      fault(flow.out);
      return;
    }
    for (const [name, part] of Object.entries(fields))
      assign(flow, part, readField(flow, source, name));
    return;
  }
  const given = objectFields(source);
  if (given === undefined || !sameNames([...given.keys()], Object.keys(fields))) {
    fault(flow.out);
    return;
  }
  if (domain.kind === "union") given.delete("tag");
  // All parts are read before any is written: `{ a: s.b, b: s.a }` exchanges.
  const parts = Object.entries(fields).map(([name, part]) => ({
    part,
    value: snapshot(flow, given.get(name) as Value), // the names are the same
  }));
  for (const { part, value: one } of parts) assign(flow, part, one);
}

function packedFields(packed: Packed): PackedFields | undefined {
  if (packed.kind === "record") return packed.fields;
  return packed.kind === "map" ? packed.entries : undefined;
}

/** The fields of an object that is no part of the state. */
export function objectFields(value: Value): Map<string, Value> | undefined {
  if (value.is === "object") return new Map(value.fields);
  if (!isKnown(value) || typeof value.value !== "object" || value.value === null) return undefined;
  if (Symbol.iterator in value.value) return undefined;
  return new Map(Object.entries(value.value).map(([key, part]) => [key, known(part)]));
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function assignVariant(flow: Flow, to: Packed & { kind: "union" }, value: Value): void {
  const source = snapshot(flow, value);
  const given = objectFields(source);
  const tag = source.is === "packed" ? tagOf(flow, source) : (given?.get("tag") ?? undefinedValue);
  const tags = possible(tag);
  const from = ([first, ...rest]: readonly unknown[]): Value => {
    if (first === undefined) {
      fault(flow.out);
      return undefinedValue;
    }
    return choose(flow, rest.length === 0 ? { op: "true" } : isOneOf(tag, first), {
      a: () => {
        assignKnownVariant(flow, to, { tag: first, source, given });
        return undefinedValue;
      },
      b: () => from(rest),
    });
  };
  from(tags);
}

function assignKnownVariant(
  flow: Flow,
  to: Packed & { kind: "union" },
  from: {
    readonly tag: unknown;
    readonly source: Value;
    readonly given: Map<string, Value> | undefined;
  },
): void {
  const position = Object.keys(to.variants).indexOf(String(from.tag));
  const fields = to.variants[String(from.tag)];
  if (fields === undefined) {
    fault(flow.out);
    return;
  }
  const { source, given } = from;
  const names = Object.keys(fields);
  const own =
    source.is === "packed"
      ? variantNames(source.packed, String(from.tag))
      : [...(given?.keys() ?? [])].filter((name) => name !== "tag");
  if (!sameNames(own, names)) {
    fault(flow.out);
    return;
  }
  const parts = names.map((name) => ({
    part: fields[name] as Packed, // one of its own names
    value: snapshot(
      flow,
      source.is === "packed" ? readField(flow, source, name) : (given?.get(name) as Value),
    ),
  }));
  // Variants share bits, so everything goes before anything comes.
  clear(flow, to);
  setSlot(flow, to.tag, constant(position));
  for (const { part, value } of parts) assign(flow, part, value);
}

function variantNames(packed: Packed, tag: string): readonly string[] {
  return packed.kind === "union" ? Object.keys(packed.variants[tag] ?? {}) : ["tag"];
}

function assignSet(flow: Flow, to: Packed & { kind: "set" }, value: Value): void {
  if (
    value.is === "mask" &&
    value.elements.length === to.elements.length &&
    sameValue(value.elements, to.elements)
  ) {
    for (const [i, slot] of to.masks.entries()) setSlot(flow, slot, value.masks[i] as NumberExpr); // as many masks
    return;
  }
  if (
    value.is === "packed" &&
    value.packed.kind === "set" &&
    sameValue(value.packed.elements, to.elements)
  ) {
    const masks = masksOf(value).map((mask) => numberNow(flow.out, mask));
    for (const [i, slot] of to.masks.entries()) setSlot(flow, slot, masks[i] as NumberExpr); // as many masks
    return;
  }
  const items = listed(value);
  if (items === undefined) obstacle("this value as a set");
  const masks = to.masks.map(() => constant(0) as NumberExpr);
  for (const { present, value: element } of items) {
    for (const { position, is } of positionsAmong(flow, to.elements, element)) {
      const m = Math.floor(position / bitsPerMask);
      const bit = arithmetic(
        "*",
        fromBool(and(present, is)),
        constant(2 ** (position % bitsPerMask)),
      );
      masks[m] = arithmetic("|", masks[m] as NumberExpr, bit); // every element has a mask
    }
  }
  const ready = masks.map((mask) => numberNow(flow.out, mask));
  for (const [i, slot] of to.masks.entries()) setSlot(flow, slot, ready[i] as NumberExpr); // as many masks
}

function listed(
  value: Value,
): readonly { readonly present: BoolExpr; readonly value: Value }[] | undefined {
  if (value.is === "sequence") return value.items;
  if (isKnown(value) && Array.isArray(value.value)) {
    return value.value.map((one: unknown) => ({ present: { op: "true" }, value: known(one) }));
  }
  return undefined;
}

function assignList(flow: Flow, to: Packed & { kind: "list" }, value: Value): void {
  if (value.is === "packed" && value.packed.kind === "list") {
    const source = snapshot(flow, value) as PackedValue; // a snapshot of a packed value is one
    const length = lengthOf(flow, source);
    clear(flow, to);
    const from = source.packed as Packed & { kind: "list" }; // checked above
    for (const [i, element] of to.elements.entries()) {
      if (i >= from.elements.length) break;
      choose(flow, longerThan(length, i), {
        a: () => {
          assign(flow, element, valueAt(flow, from.elements[i] as Packed, source)); // within its length
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
    }
    if (from.elements.length > to.elements.length)
      faultIf(flow.out, longerThan(length, to.elements.length));
    setSlot(flow, to.length, numberOf(length));
    return;
  }
  const items = listed(value);
  if (items === undefined) obstacle("this value as a list");
  if (items.every(({ present }) => present.op === "true")) {
    if (items.length > to.elements.length) {
      fault(flow.out);
      return;
    }
    const values = items.map((item) => snapshot(flow, item.value));
    clear(flow, to);
    setSlot(flow, to.length, constant(items.length));
    for (const [i, one] of values.entries()) assign(flow, to.elements[i] as Packed, one); // within its length
    return;
  }
  appendSome(
    flow,
    to,
    items.map((item) => ({
      present: boolNow(flow.out, item.present),
      value: snapshot(flow, item.value),
    })),
  );
}

/** Fills a list with the items that are present, one after the other. */
function appendSome(
  flow: Flow,
  to: Packed & { kind: "list" },
  items: readonly { readonly present: BoolExpr; readonly value: Value }[],
): void {
  clear(flow, to);
  for (const item of items) {
    choose(flow, item.present, {
      a: () => {
        pushElement(
          flow,
          {
            is: "packed",
            packed: to,
            load: ({ id }) => ({ op: "slot", slot: id, of: 0 }),
            writable: true,
          },
          item.value,
        );
        return undefinedValue;
      },
      b: () => undefinedValue,
    });
  }
}

/** Adds a value at the end of a list; a full list is a fault. */
export function pushElement(flow: Flow, list: PackedValue, value: Value): void {
  const { packed } = list;
  if (packed.kind !== "list") return obstacle("a push to something that is no list");
  const length = lengthOf(flow, list);
  faultIf(flow.out, not(longerThanLength(length, packed.elements.length)));
  const one = snapshot(flow, value);
  const from = (i: number): Value => {
    const element = packed.elements[i];
    if (element === undefined) return undefinedValue;
    return choose(flow, isOneOf(length, i), {
      a: () => {
        assign(flow, element, one);
        return undefinedValue;
      },
      b: () => from(i + 1),
    });
  };
  from(0);
  setSlot(flow, packed.length, arithmetic("+", numberOf(length), constant(1)));
}

function longerThanLength(length: Value, max: number): BoolExpr {
  return compare("<", numberOf(length), constant(max));
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

function assignBag(flow: Flow, to: Packed & { kind: "bag" }, value: Value): void {
  if (
    value.is === "packed" &&
    value.packed.kind === "bag" &&
    sameValue(value.packed.elements, to.elements)
  ) {
    const counts = value.packed.counts.map((slot) => numberNow(flow.out, value.load(slot)));
    for (const [i, slot] of to.counts.entries()) setSlot(flow, slot, counts[i] as NumberExpr); // as many counts
    return;
  }
  const items = listed(value);
  if (items === undefined || items.length > 0) obstacle("this value as a bag");
  clear(flow, to);
}
