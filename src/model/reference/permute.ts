/** What a state becomes when the elements of symmetric domains exchange their roles. */
import { unreachable } from "../../diagnostics/bug.ts";
import type { Domain, Fields, SymmetricDomain } from "../../spec/domain.ts";
import { fieldsOfMap, variantFields } from "./domain-parts.ts";

/** What every element becomes; `domain` is the name of its symmetric domain. */
export interface Renaming {
  imageOf(domain: string, element: string): string;
}

/** A permutation of the elements of one domain; those of others stay what they are. */
export interface Permutation extends Renaming {
  readonly domain: string;
  readonly images: ReadonlyMap<string, string>;
}

function permutation(domain: string, images: ReadonlyMap<string, string>): Permutation {
  const imageOf = (of: string, element: string): string =>
    (of === domain ? images.get(element) : undefined) ?? element;
  return { domain, images, imageOf };
}

/** Permutations of one domain from which all others are composed: an exchange of two elements, and a rotation of all. */
export function generators(domain: SymmetricDomain): readonly Permutation[] {
  const { elements, name } = domain;
  const [first, second] = elements;
  if (first === undefined || second === undefined) return [];
  const exchange = new Map(
    elements.map((e) => [e, e === first ? second : e === second ? first : e]),
  );
  const rotation = new Map(elements.map((e, i) => [e, elements[(i + 1) % elements.length] ?? e]));
  const all = elements.length === 2 ? [exchange] : [exchange, rotation];
  return all.map((images) => permutation(name, images));
}

/** The value with its elements replaced by their images; a plain value, ready to be admitted. */
export function permute(domain: Domain, value: unknown, by: Renaming): unknown {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "index":
      return value;
    case "symmetric":
      return by.imageOf(domain.name, value as string);
    case "optional":
      return value === null ? null : permute(domain.of, value, by);
    case "record":
      return permuteFields(domain.fields, value, by);
    case "union": {
      const { tag } = value as { tag: string };
      return { tag, ...permuteFields(variantFields(domain, tag), value, by) };
    }
    case "map": {
      const entries = Object.entries(permuteFields(fieldsOfMap(domain), value, by));
      return Object.fromEntries(entries.map(([key, v]) => [permute(domain.key, key, by), v]));
    }
    case "set":
    case "bag":
    case "list":
      return [...(value as Iterable<unknown>)].map((element) =>
        permute(domain.element, element, by),
      );
    default:
      return unreachable(domain);
  }
}

function permuteFields(fields: Fields, value: unknown, by: Renaming): Record<string, unknown> {
  const values = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(fields).map(([field, inner]) => [field, permute(inner, values[field], by)]),
  );
}
