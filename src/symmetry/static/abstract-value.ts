/**
 * What is known about a value of the author's function from the domains of the state and of the parameters alone: which
 * symmetric domain it is an element of, and whether somebody picked it by its position among the others. What cannot be
 * told is `unknown`, and nothing is ever said against it.
 */
import type { FunctionCode } from "../../model/compiled/front/source-tree.ts";
import type { Domain, Fields, SymmetricDomain } from "../../spec/domain.ts";

/** A place in the author's file. */
export interface Site {
  readonly code: Pick<FunctionCode, "file" | "text" | "offset">;
  readonly start: number;
}

export type Value =
  | { readonly is: "unknown" }
  /** A JavaScript value that the function captured, or a literal. */
  | KnownValue
  /** A name that neither the function nor its module declares: `Math`, `Object.keys`. */
  | { readonly is: "global"; readonly name: string }
  | ElementValue
  /** A part of the state that has parts itself, or a value of such a domain. */
  | PartValue
  /** Things in the order of the elements of a symmetric domain: the domain, a set of elements, what filters leave of them. */
  | ListingValue
  /** Things in an order that the state or the author gives. */
  | { readonly is: "array"; readonly item: Value }
  | { readonly is: "tuple"; readonly items: readonly Value[] }
  | { readonly is: "object"; readonly fields: ReadonlyMap<string, Value> }
  | FunctionValue
  /** A text made of the name of an element. */
  | DerivedValue<"text">
  /** The position of an element in a listing. */
  | DerivedValue<"position">
  | { readonly is: "either"; readonly cases: readonly Value[] };

export interface KnownValue {
  readonly is: "known";
  readonly value: unknown;
}

/** An element of a symmetric domain, or null or undefined in place of one. */
export interface ElementValue {
  readonly is: "element";
  readonly domain: SymmetricDomain;
  /** The loop or method in whose turn it is; undefined when it comes from none. */
  readonly turn: Turn | undefined;
  /** Where it was picked by its position. */
  readonly picked: Site | undefined;
}

/** A loop over elements, or a method such as `find` that asks about each. */
export interface Turn {
  /** Loops and methods around it, itself included. */
  readonly depth: number;
  readonly isLoop: boolean;
  /** Whether the element was compared with another one: then it may be the only one that is meant. */
  singled: boolean;
}

export interface PartValue {
  readonly is: "part";
  readonly domain: Domain;
  /** The depth of the innermost turn whose element its place in the state depends on; 0 for none. */
  readonly depth: number;
}

export interface ListingValue {
  readonly is: "listing";
  readonly of: SymmetricDomain;
  readonly item: Value;
  /** Where some were picked by their positions. */
  readonly picked: Site | undefined;
}

interface DerivedValue<Kind extends "text" | "position"> {
  readonly is: Kind;
  readonly of: SymmetricDomain;
  readonly made: Site;
}

export interface FunctionValue {
  readonly is: "function";
  readonly code: FunctionCode;
  readonly scope: Scope;
}

/** A variable of the author's; what it holds is in the flow. */
export interface Cell {
  /** How many turns are around its declaration. */
  readonly depth: number;
}

export interface Scope {
  readonly variables: Map<string, Cell>;
  readonly parent: Scope | undefined;
}

export const unknown: Value = { is: "unknown" };

export function known(value: unknown): KnownValue {
  return { is: "known", value };
}

export const nothing: Value = known(undefined);

/** More possibilities than this are not followed. */
const mostCases = 12;

/** What a value is when it may be any of these. */
export function eitherOf(values: readonly Value[]): Value {
  const cases: Value[] = [];
  for (const value of values.flatMap(casesOf)) {
    if (!cases.some((one) => isSame(one, value))) cases.push(value);
  }
  const [only] = cases;
  if (only === undefined || cases.length > mostCases) return unknown;
  return cases.length === 1 ? only : { is: "either", cases };
}

export function casesOf(value: Value): readonly Value[] {
  return value.is === "either" ? value.cases : [value];
}

function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.is === "known" && b.is === "known") return Object.is(a.value, b.value);
  if (a.is === "element" && b.is === "element") {
    return a.domain === b.domain && a.turn === b.turn && a.picked === b.picked;
  }
  if (a.is === "part" && b.is === "part") return a.domain === b.domain && a.depth === b.depth;
  return a.is === "unknown" && b.is === "unknown";
}

/** What can be told of a value of a domain. A domain of one element has no symmetries: everything may be done with it. */
export function abstractOf(domain: Domain, depth = 0): Value {
  switch (domain.kind) {
    case "symmetric":
      return domain.size < 2
        ? unknown
        : { is: "element", domain: domain as SymmetricDomain, turn: undefined, picked: undefined };
    case "optional":
      return abstractOf(domain.of as Domain, depth);
    case "record":
    case "union":
    case "map":
    case "set":
    case "list":
    case "bag":
      return { is: "part", domain, depth };
    default:
      return unknown;
  }
}

export function fieldsAsObject(fields: Fields): Value {
  const entries = Object.entries(fields).map(
    ([name, domain]) => [name, abstractOf(domain as Domain)] as const,
  );
  return { is: "object", fields: new Map(entries) };
}

/** A listing of all elements of a symmetric domain; undefined where there is nothing to tell apart. */
export function listingOf(domain: Domain): ListingValue | undefined {
  const item = abstractOf(domain);
  if (item.is !== "element") return undefined;
  return { is: "listing", of: item.domain, item, picked: undefined };
}

/** The domain of symmetric elements that a value may be an element of. */
export function symmetricOf(domain: Domain | undefined): SymmetricDomain | undefined {
  if (domain === undefined) return undefined;
  const value = abstractOf(domain);
  return value.is === "element" ? value.domain : undefined;
}

export function isDomain(value: unknown): value is Domain {
  const kinds = [
    ...["bool", "range", "oneOf", "symmetric", "index", "optional"],
    ...["record", "union", "map", "set", "list", "bag"],
  ];
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    kinds.includes(String(value.kind))
  );
}
