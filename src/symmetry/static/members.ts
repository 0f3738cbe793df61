/** What is known of `a.b` and `a[b]`, and what a loop or a spread finds in a value. */
import type { Domain } from "../../spec/domain.ts";
import {
  abstractOf,
  casesOf,
  eitherOf,
  isDomain,
  known,
  listingOf,
  type Site,
  unknown,
  type Value,
} from "./abstract-value.ts";
import { type Frame, siteOf } from "./frame.ts";
import { elementOf, read, underKey } from "./uses.ts";

type Node = { readonly start: number };

interface Key {
  readonly key: Value;
  readonly node: Node;
}

/** `of[key]`. */
export function member(frame: Frame, of: Value, at: Key): Value {
  return eitherOf(casesOf(of).map((one) => memberOfCase(frame, one, at)));
}

function memberOfCase(frame: Frame, of: Value, at: Key): Value {
  const name = at.key.is === "known" ? at.key.value : undefined;
  switch (of.is) {
    case "part":
      return memberOfPart(frame, of, at);
    case "object":
      return (typeof name === "string" ? of.fields.get(name) : undefined) ?? unknown;
    case "tuple":
      return (typeof name === "number" ? of.items[name] : undefined) ?? unknown;
    case "array":
      return isPosition(at.key) ? of.item : unknown;
    case "listing":
      if (!isPosition(at.key)) return unknown;
      return name === undefined ? of.item : pickedFrom(of.item, siteOf(frame, at.node));
    case "known":
      return memberOfKnown(frame, of.value, at);
    case "element":
      if (name === "length" ? !alike(of.domain.elements, "length") : isPosition(at.key)) {
        read(frame, of.domain, at.node);
      }
      return unknown;
    case "global":
      return typeof name === "string" ? { is: "global", name: `${of.name}.${name}` } : unknown;
    default:
      return unknown;
  }
}

function alike(elements: readonly string[], property: "length"): boolean {
  return elements.every((element) => element[property] === elements[0]?.[property]);
}

function isPosition(key: Value): boolean {
  return key.is !== "known" || typeof key.value === "number";
}

function memberOfPart(
  frame: Frame,
  { domain, depth }: Extract<Value, { is: "part" }>,
  at: Key,
): Value {
  const name = at.key.is === "known" ? String(at.key.value) : undefined;
  switch (domain.kind) {
    case "record": {
      const field = ownField(domain.fields, name);
      return field === undefined ? unknown : abstractOf(field, depth);
    }
    case "union": {
      const variants = Object.values(domain.variants as Readonly<Record<string, object>>);
      const found = variants.flatMap((fields) => ownField(fields, name) ?? []);
      return found.length === 0
        ? unknown
        : eitherOf(found.map((field) => abstractOf(field, depth)));
    }
    case "map": {
      const { key, value } = domain as { readonly key: Domain; readonly value: Domain };
      return underKey(frame, { key, value, depth }, at);
    }
    case "list":
      return isPosition(at.key) ? abstractOf(domain.element as Domain, depth) : unknown;
    default:
      return unknown;
  }
}

function ownField(fields: object, name: string | undefined): Domain | undefined {
  if (name === undefined || !Object.hasOwn(fields, name)) return undefined;
  return (fields as Readonly<Record<string, Domain>>)[name];
}

/** Of a captured value only data is read: a getter is the author's code. */
function memberOfKnown(frame: Frame, of: unknown, at: Key): Value {
  if (typeof of !== "object" || of === null) return unknown;
  if (at.key.is === "element" && !isDomain(of)) return tableEntry(frame, of, at);
  if (at.key.is !== "known") return unknown;
  const name = String(at.key.value);
  if (isDomain(of) && name === "elements") return listingOf(of) ?? unknown;
  const listing = listingOfArray(frame, of);
  if (listing !== undefined && name !== "length") {
    return typeof at.key.value === "number"
      ? pickedFrom(listing.item, siteOf(frame, at.node))
      : unknown;
  }
  const property = Object.getOwnPropertyDescriptor(of, name);
  if (property === undefined || !("value" in property)) return unknown;
  return frame.examination.captured(property.value, "", frame.code);
}

/** A table that the author wrote, read at an element: all elements must find the same there. */
function tableEntry(frame: Frame, table: object, { key, node }: Key): Value {
  if (key.is !== "element") return unknown;
  const entries = key.domain.elements.map(
    (element) => Object.getOwnPropertyDescriptor(table, element)?.value as unknown,
  );
  const isPlain = entries.every((entry) =>
    ["number", "boolean", "undefined"].includes(typeof entry),
  );
  if (!isPlain) return unknown;
  if (entries.every((entry) => Object.is(entry, entries[0]))) return known(entries[0]);
  read(frame, key.domain, node);
  return unknown;
}

/** All elements of a symmetric domain, as an array. */
export function listingOfArray(
  frame: Frame,
  array: unknown,
): Extract<Value, { is: "listing" }> | undefined {
  if (!Array.isArray(array)) return undefined;
  const domain = frame.examination.domains.find(
    ({ elements }) =>
      elements.length === array.length && elements.every((element) => array.includes(element)),
  );
  return domain === undefined ? undefined : listingOf(domain);
}

export function pickedFrom(item: Value, picked: Site): Value {
  if (item.is === "element") return { ...item, picked: item.picked ?? picked };
  if (item.is === "tuple") {
    return { is: "tuple", items: item.items.map((one) => pickedFrom(one, picked)) };
  }
  return item;
}

/** What one finds by going through a value: its items, and whether they come in the order of a symmetric domain. */
export function itemsOf(frame: Frame, value: Value): Value {
  return eitherOf(casesOf(value).map((one) => itemsOfCase(frame, one)));
}

function itemsOfCase(frame: Frame, value: Value): Value {
  switch (value.is) {
    case "listing":
    case "array":
      return value;
    case "tuple": {
      const known = value.items.flatMap((item) => (item.is === "known" ? [item.value] : []));
      return listingOfArray(frame, known) ?? value;
    }
    case "known":
      if (isDomain(value.value)) return listingOf(value.value) ?? unknown;
      return listingOfArray(frame, value.value) ?? unknown;
    case "part": {
      const element = elementOf(value.domain);
      if (element === undefined) return unknown;
      const listing = value.domain.kind === "list" ? undefined : listingOf(element);
      return listing ?? { is: "array", item: abstractOf(element, value.depth) };
    }
    default:
      return unknown;
  }
}

/** One of the items, whichever. */
export function anyItem(items: Value): Value {
  switch (items.is) {
    case "listing":
    case "array":
      return items.item;
    case "tuple":
      return eitherOf(items.items);
    default:
      return unknown;
  }
}
