/** Writing parts of the packed state: every write is checked against the domain, as the reference engine does. */

import type { Domain } from "../../../spec/domain.ts";
import { same as sameValue } from "../../../value/same.ts";
import type { BoolExpr, NumberExpr } from "../ir.ts";
import { bitsPerMask, type Packed, type PackedFields } from "../layout.ts";
import { choose, distribute, type Flow } from "./control.ts";
import { detach } from "./detached-references.ts";
import { boolNow, fault, faultIf, numberNow } from "./emitter.ts";
import { arithmetic, compare, constant, fromBool, not } from "./expressions.ts";
import { possible } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import {
  elementsOf,
  isOneOf,
  lengthOf,
  longerThan,
  masksOf,
  numberOf,
  objectFields,
  readField,
  snapshot,
  tagOf,
  valueAt,
} from "./packed-read.ts";
import { positionsOfItem } from "./set-members.ts";
import { clear, elementPosition, positionIn, setSlot } from "./slot-assign.ts";
import { isKnown, known, type PackedValue, undefinedValue, type Value } from "./values.ts";

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
    // What is assigned to where it stands stays, and so do references to it.
    if (value.is === "packed" && value.writable && isIn(to, value.packed)) return;
    const copy = snapshot(flow, value);
    detach(flow, to);
    assignCompound(flow, to, copy);
    return;
  }
  if (to.kind === "scalar") setSlot(flow, to.slot, positionIn(flow, to.domain, value));
  else setSlot(flow, to.slot, elementPosition(flow, elementsOf(to.domain), value));
}

/** Whether a value is what stands in a place. */
export function isIn(place: Packed, value: Packed): boolean {
  return place === value || (place.kind === "optional" && place.of === value);
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

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function assignVariant(flow: Flow, to: Packed & { kind: "union" }, value: Value): void {
  const source = snapshot(flow, value);
  const given = objectFields(source);
  const tag = source.is === "packed" ? tagOf(flow, source) : (given?.get("tag") ?? undefinedValue);
  const tags = possible(tag);
  const from = ([first, ...rest]: readonly unknown[]): Value => {
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
  const { tag } = from;
  const fields = typeof tag === "string" ? to.variants[tag] : undefined;
  if (typeof tag !== "string" || fields === undefined) {
    fault(flow.out);
    return;
  }
  const position = Object.keys(to.variants).indexOf(tag);
  const { source, given } = from;
  const names = Object.keys(fields);
  const own =
    source.is === "packed"
      ? variantNames(source.packed, tag)
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
  for (const item of items) {
    for (const { position, is } of positionsOfItem(flow, to.elements, item)) {
      const m = Math.floor(position / bitsPerMask);
      const bit = arithmetic("*", fromBool(is), constant(2 ** (position % bitsPerMask)));
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
  if (packed.kind !== "list") obstacle("a push to something that is no list");
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
  if (items === undefined) obstacle("this value as a bag");
  const counts = to.counts.map(() => constant(0) as NumberExpr);
  for (const item of items) {
    for (const { position, is } of positionsOfItem(flow, to.elements, item)) {
      counts[position] = arithmetic("+", counts[position] as NumberExpr, fromBool(is)); // every element has a count
    }
  }
  const ready = counts.map((count) => numberNow(flow.out, count));
  const total = ready.reduce((sum, count) => arithmetic("+", sum, count), constant(0));
  faultIf(flow.out, compare(">", total, constant((to.counts[0]?.size ?? 1) - 1)));
  for (const [i, slot] of to.counts.entries()) setSlot(flow, slot, ready[i] as NumberExpr); // as many counts
}
