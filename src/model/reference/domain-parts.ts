/** How the parts of a compound domain are addressed: positions of elements, a map's entries and a variant's values as fields. */
import type { Domain, Fields, MapDomain } from "../../spec/domain.ts";

const positions = new WeakMap<object, ReadonlyMap<unknown, number>>();

/** The position of each element of a listed domain. */
export function positionsOf(domain: {
  readonly elements: readonly unknown[];
}): ReadonlyMap<unknown, number> {
  const known = positions.get(domain);
  if (known !== undefined) return known;
  const made = new Map(domain.elements.map((element, i) => [element, i]));
  positions.set(domain, made);
  return made;
}

const mapFields = new WeakMap<object, Fields>();

/** A map as a record with one field for every key. */
export function fieldsOfMap(domain: MapDomain): Fields {
  const known = mapFields.get(domain);
  if (known !== undefined) return known;
  const made = Object.fromEntries(
    [...domain.key.elements].map((key) => [String(key), domain.value as Domain]),
  );
  // Integer-like keys come first in every JavaScript object, in ascending order; all users of a map go by this one.
  mapFields.set(domain, made);
  return made;
}

/** The fields of one variant of a union, `tag` aside. */
export function variantFields(domain: Domain & { kind: "union" }, tag: string): Fields {
  return domain.variants[tag] as Fields;
}

const fieldEntries = new WeakMap<Fields, readonly (readonly [string, Domain])[]>();

/** The fields of a record in their order. */
export function entriesOf(fields: Fields): readonly (readonly [string, Domain])[] {
  const known = fieldEntries.get(fields);
  if (known !== undefined) return known;
  const made = Object.entries(fields);
  fieldEntries.set(fields, made);
  return made;
}
