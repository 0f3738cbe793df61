/** What may and what may not be done with symmetric elements: compared for equality, stored, used as keys, and that is all. */
import type { Domain, SymmetricDomain } from "../../spec/domain.ts";
import {
  abstractOf,
  casesOf,
  type ElementValue,
  type Site,
  symmetricOf,
  unknown,
  type Value,
} from "./abstract-value.ts";
import { type Frame, refuse, siteOf } from "./frame.ts";

type Node = { readonly start: number };

/** Elements are compared with `<`, sorted, or the like. */
export function ordered(
  frame: Frame,
  value: Value,
  how: { readonly node: Node; what: string },
): void {
  const { node, what } = how;
  const domain = surelyOf(value);
  if (domain === undefined) return;
  refuse(frame, {
    apart: "orders",
    domain,
    what: `orders its elements${what}`,
    at: siteOf(frame, node),
  });
}

/** A number is made of the name, or of the position, of an element. */
export function computedWith(frame: Frame, value: Value, node: Node): void {
  const domain = surelyOf(value);
  if (domain === undefined) return;
  const what = value.is === "position" ? "computes with the position of" : "computes with";
  refuse(frame, { apart: "computes", domain, what: `${what} an element`, at: siteOf(frame, node) });
}

/** The letters of an element's name are looked at. */
export function read(frame: Frame, domain: SymmetricDomain, node: Node): void {
  const what = "reads the name of an element";
  refuse(frame, { apart: "reads", domain, what, at: siteOf(frame, node) });
}

/** The domain of whose elements the value certainly is made; a mixture may be told apart by the author. */
function surelyOf(value: Value): SymmetricDomain | undefined {
  const domains = casesOf(value).map((one) => {
    switch (one.is) {
      case "element":
        return one.domain;
      case "text":
      case "position":
        return one.of;
      default:
        return undefined;
    }
  });
  return domains.every((domain) => domain === domains[0]) ? domains[0] : undefined;
}

/** Whether it is `a === b`, `a !== b`, or whether `a` is among several. */
export type Comparing = "equal" | "different" | "among";

/** `a === b` and the like. */
export function comparedForEquality(
  frame: Frame,
  [left, right]: readonly [Value, Value],
  how: { readonly node: Node; readonly asks: Comparing },
): void {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    for (const a of casesOf(one)) {
      for (const b of casesOf(other)) comparedWith(frame, [a, b], how);
    }
  }
}

function comparedWith(
  frame: Frame,
  [a, b]: readonly [Value, Value],
  { node, asks }: { readonly node: Node; readonly asks: Comparing },
): void {
  if (a.is === "element") {
    if (asks !== "among") noteSingledOut(a, b, asks === "different");
    if (b.is === "known") named(frame, a.domain, { name: b.value, node });
    if (b.is === "element" && b.domain === a.domain) identified(frame, a);
    return;
  }
  if (b.is !== "known") return;
  if (a.is === "text" && typeof b.value === "string") read(frame, a.of, node);
  if (a.is === "position" && typeof b.value === "number" && b.value !== -1) {
    computedWith(frame, a, node);
  }
}

/** `a === x` may single out the element whose turn it is; `a !== x` does where there are two, or where a loop goes on. */
function noteSingledOut({ turn, domain }: ElementValue, other: Value, negated: boolean): void {
  if (turn === undefined) return;
  if (other.is === "element" && other.turn !== undefined) return;
  if (!negated || turn.isLoop || domain.size === 2) turn.singled = true;
}

/** A name that the author wrote, where an element of the domain is meant. */
export function named(
  frame: Frame,
  domain: SymmetricDomain,
  { name, node }: { readonly name: unknown; readonly node: Node },
): void {
  if (!domain.elements.some((element) => element === name)) return;
  const what = `names one of its elements, ${JSON.stringify(name)}`;
  refuse(frame, { apart: "names", domain, what, at: siteOf(frame, node) });
}

/** It matters which element it is: then it must not have been picked by its position. */
export function identified(frame: Frame, value: Value): void {
  for (const one of casesOf(value)) {
    if (one.is === "element" && one.picked !== undefined) {
      picked(frame, one.domain, one.picked);
    }
  }
}

function picked(frame: Frame, domain: SymmetricDomain, at: Site): void {
  refuse(frame, { apart: "picks", domain, what: "picks one of its elements by their order", at });
}

/** Where a value goes. */
export interface Destination {
  readonly domain: Domain | undefined;
  readonly node: Node;
  /** The depth of the innermost turn whose element the place depends on; undefined where turns do not matter. */
  readonly depth?: number | undefined;
}

/** The value becomes, or is compared with, one of the domain. */
export function meant(frame: Frame, value: Value, to: Destination): void {
  for (const one of casesOf(value)) meantCase(frame, one, to);
}

function meantCase(frame: Frame, value: Value, to: Destination): void {
  const { domain, node, depth } = to;
  const symmetric = symmetricOf(domain);
  switch (value.is) {
    case "known":
      if (symmetric !== undefined) named(frame, symmetric, { name: value.value, node });
      return;
    case "element":
      identified(frame, value);
      if (depth === undefined || value.turn === undefined) return;
      if (value.turn.depth > depth && !value.turn.singled) {
        picked(frame, value.domain, siteOf(frame, node));
      }
      return;
    case "text":
      read(frame, value.of, node);
      return;
    case "position":
      computedWith(frame, value, node);
      return;
    case "object":
      for (const [field, inner] of fieldsOf(domain, value.fields)) {
        meant(frame, value.fields.get(field) ?? unknown, { ...to, domain: inner });
      }
      return;
    case "tuple":
      for (const item of value.items) meant(frame, item, { ...to, domain: elementOf(domain) });
      return;
    case "listing":
      if (value.picked !== undefined) picked(frame, value.of, value.picked);
      if (domain?.kind === "list" && value.item.is === "element") listed(frame, value.of, node);
      return;
    default:
  }
}

/** Elements are put one after another in the order of their domain. */
export function listed(frame: Frame, domain: SymmetricDomain, node: Node): void {
  const what = "puts its elements into a list in their order";
  refuse(frame, { apart: "lists", domain, what, at: siteOf(frame, node) });
}

/** The domains of the fields of an object, as far as they are known. */
function fieldsOf(
  domain: Domain | undefined,
  given: ReadonlyMap<string, Value>,
): readonly (readonly [string, Domain | undefined])[] {
  return [...given.keys()].map((field) => [field, fieldOf(domain, field, given)] as const);
}

function fieldOf(
  domain: Domain | undefined,
  field: string,
  given: ReadonlyMap<string, Value>,
): Domain | undefined {
  switch (domain?.kind) {
    case "optional":
      return fieldOf(domain.of as Domain, field, given);
    case "record":
      return (domain.fields as Readonly<Record<string, Domain>>)[field];
    case "union": {
      const tag = given.get("tag");
      const variants = domain.variants as Readonly<
        Record<string, Readonly<Record<string, Domain>>>
      >;
      return tag?.is === "known" ? variants[String(tag.value)]?.[field] : undefined;
    }
    case "map":
      return domain.value as Domain;
    default:
      return undefined;
  }
}

/** The domain of what a set, list or bag holds. */
export function elementOf(domain: Domain | undefined): Domain | undefined {
  switch (domain?.kind) {
    case "optional":
      return elementOf(domain.of as Domain);
    case "set":
    case "list":
    case "bag":
      return domain.element as Domain;
    default:
      return undefined;
  }
}

/** The value under a key of a map of the state. */
export function underKey(
  frame: Frame,
  map: { readonly key: Domain; readonly value: Domain; readonly depth: number },
  { key, node }: { readonly key: Value; readonly node: Node },
): Value {
  meant(frame, key, { domain: map.key, node });
  const depths = casesOf(key).map((one) => (one.is === "element" ? (one.turn?.depth ?? 0) : 0));
  return abstractOf(map.value, Math.max(map.depth, ...depths));
}
