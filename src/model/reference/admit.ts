/**
 * The only way for a value to get into a state: `admit` checks it against its domain and copies it, so that no state shares
 * anything with another, or with the author's variables.
 *
 * A state is a plain JavaScript value while it is worked on: records, maps and unions are objects, lists arrays, sets and
 * bags StoredSet and StoredBag.
 */
import { unreachable } from "../../diagnostics/bug.ts";
import { CheckerError, watchErrors } from "../../diagnostics/checker-error.ts";
import type { BagDomain, Domain, Fields, ListDomain, SetDomain } from "../../spec/domain.ts";
import type { ElementCodec } from "../../value/element-codec.ts";
import { type BagCodec, modelBag } from "../../value/model-bag.ts";
import { modelSet } from "../../value/model-set.ts";
import { describeDomain } from "./describe-domain.ts";
import { fieldsOfMap, positionsOf, variantFields } from "./domain-parts.ts";
import { codeOf } from "./encode.ts";
import {
  checkerAccess,
  child,
  elementPlace,
  notWritable,
  outOfDomain,
  type Place,
  unknownName,
} from "./place.ts";
import { readView } from "./read-view.ts";
import { noteCopies, refuseLostChange } from "./stale-references.ts";

/**
 * A copy of the value in the form that states are kept in.
 * @throws CheckerError `value-out-of-domain`, or `unknown-field` for a record of another shape.
 */
export function admit(domain: Domain, value: unknown, place: Place): unknown {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "symmetric":
    case "index": {
      const position = positionsOf(domain).get(value);
      if (position === undefined) throw outOfDomain(domain, value, place);
      return domain.elements[position]; // the domain's own copy: 0 for −0
    }
    case "optional":
      return value === null ? null : admit(domain.of, value, place);
    case "record":
      return admitFields(domain.fields, value, { domain, place });
    case "union":
      return admitVariant(domain, value, place);
    case "map":
      return admitFields(fieldsOfMap(domain), value, { domain, place });
    case "set":
      if (!isCollection(value)) throw outOfDomain(domain, value, place);
      return modelSet(elementCodec(domain, place), value);
    case "list":
      return admitList(domain, value, place);
    case "bag":
      if (!isCollection(value)) throw outOfDomain(domain, value, place);
      return modelBag(bagCodec(domain, place), value);
    default:
      return unreachable(domain);
  }
}

function admitFields(
  fields: Fields,
  value: unknown,
  at: { readonly domain: Domain; readonly place: Place },
): Record<string, unknown> {
  const { domain, place } = at;
  if (typeof value !== "object" || value === null || isCollection(value)) {
    throw outOfDomain(domain, value, place);
  }
  const given = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) {
    throw new CheckerError({
      kind: "spec",
      code: "unknown-field",
      message: `${place.path} has no field "${unknown}"`,
      hint: `it is ${describeDomain(domain)}`,
    });
  }
  const admitted: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(fields)) {
    if (!Object.hasOwn(given, field)) throw missingField(field, domain, place);
    admitted[field] = admit(inner, given[field], child(place, domain, field));
  }
  return admitted;
}

function admitVariant(domain: Domain & { kind: "union" }, value: unknown, place: Place): unknown {
  const tag =
    typeof value === "object" && value !== null ? (value as { tag?: unknown }).tag : undefined;
  if (typeof tag !== "string" || !Object.hasOwn(domain.variants, tag)) {
    throw outOfDomain(domain, value, place);
  }
  const { tag: _, ...fields } = value as Record<string, unknown>;
  return { tag, ...admitFields(variantFields(domain, tag), fields, { domain, place }) };
}

function admitList(domain: ListDomain, value: unknown, place: Place): unknown[] {
  if (!Array.isArray(value) || value.length > domain.max) throw outOfDomain(domain, value, place);
  return Array.from(value, (element, i) => admit(domain.element, element, child(place, domain, i)));
}

/** How a set at this place knows its elements. Elements are frozen views: a set's member cannot change under it. */
export function elementCodec(domain: SetDomain | BagDomain, place: Place): ElementCodec<unknown> {
  const known = place.codecs.get(domain);
  if (known !== undefined) return known;
  const inner = elementPlace(place);
  const admitElement = (value: unknown): unknown => admit(domain.element, value, inner);
  const codec = (value: unknown): string => codeOf(domain.element, admitElement(value));
  const made: ElementCodec<unknown> = {
    family: domain.element,
    admit: (value) => {
      const raw = admitElement(value);
      noteCopies(value);
      return { code: codeOf(domain.element, raw), value: readView(domain.element, raw, inner) };
    },
    codeOf: codec,
    find: (value) => {
      try {
        return watchErrors({ first: undefined }, () => codec(value));
      } catch (error) {
        if (error instanceof CheckerError) return undefined;
        throw error;
      }
    },
    beforeChange: (container) => {
      if (!place.access.writable) throw notWritable(place);
      refuseLostChange(container, place);
    },
    unknownName: (name, known) => {
      if (place.access !== checkerAccess) throw unknownName(name, known, { domain, place });
    },
  };
  place.codecs.set(domain, made);
  return made;
}

/** The same for a bag, with its bound. */
export function bagCodec(domain: BagDomain, place: Place): BagCodec<unknown> {
  return {
    ...elementCodec(domain, place),
    max: domain.max,
    overflow: (): never => {
      throw new CheckerError({
        kind: "spec",
        code: "value-out-of-domain",
        message: `${place.path} would hold more than ${domain.max} values`,
        hint: `it is ${describeDomain(domain)}: raise the bound, or guard the addition`,
      });
    },
  };
}

/** Sets, bags, and whatever else can be read one by one, but no string. */
function isCollection(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function missingField(field: string, domain: Domain, place: Place): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "value-out-of-domain",
    message: `${place.path} lacks a value for "${field}"`,
    hint: `it is ${describeDomain(domain)}: give every field a value`,
  });
}
