/** From the code of a state back to its value: the inverse of `encode`. */
import { unreachable } from "../../diagnostics/bug.ts";
import type { BagDomain, Domain, Fields, SetDomain } from "../../spec/domain.ts";
import { StoredBag } from "../../value/model-bag.ts";
import { StoredSet } from "../../value/model-set.ts";
import { bagCodec, elementCodec } from "./admit.ts";
import { entriesOf, fieldsOfMap, variantFields } from "./domain-parts.ts";
import { valuesPerUnit } from "./encode.ts";
import { checkerAccess, child, elementPlace, type Place } from "./place.ts";
import { readView } from "./read-view.ts";

/** Reads a code from left to right. */
interface Reader {
  readonly code: string;
  position: number;
}

/** The value of a code: frozen for the checker itself, to be wrapped in a view for the author's code. */
export function decode(domain: Domain, code: string, place: Place): unknown {
  return read(domain, { code, position: 0 }, place);
}

function read(domain: Domain, reader: Reader, place: Place): unknown {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "symmetric":
    case "index": {
      const high = domain.size > valuesPerUnit ? next(reader) * valuesPerUnit : 0;
      return domain.elements[high + next(reader)];
    }
    case "optional":
      return next(reader) === 0 ? null : read(domain.of, reader, place);
    case "record":
      return sealed(readFields(domain, domain.fields, { reader, place }), place);
    case "union": {
      const tag = Object.keys(domain.variants)[next(reader)] as string; // encoded from the same keys
      const fields = readFields(domain, variantFields(domain, tag), { reader, place });
      return sealed({ tag, ...fields }, place);
    }
    case "map":
      return sealed(readFields(domain, fieldsOfMap(domain), { reader, place }), place);
    case "set":
      return readSet(domain, reader, place);
    case "list": {
      const length = next(reader);
      const list: unknown[] = [];
      for (let i = 0; i < length; i++) {
        list.push(read(domain.element, reader, child(place, domain, i)));
      }
      return sealed(list, place);
    }
    case "bag":
      return readBag(domain, reader, place);
    default:
      return unreachable(domain);
  }
}

function readFields(
  domain: Domain,
  fields: Fields,
  from: { readonly reader: Reader; readonly place: Place },
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [field, inner] of entriesOf(fields)) {
    values[field] = read(inner, from.reader, child(from.place, domain, field));
  }
  return values;
}

function readSet(domain: SetDomain, reader: Reader, place: Place): StoredSet<unknown> {
  const set = new StoredSet(elementCodec(domain, place));
  for (let left = next(reader); left > 0; left--) {
    const { code, value } = readElement(domain, reader, place);
    StoredSet.restore(set, code, value);
  }
  return set;
}

function readBag(domain: BagDomain, reader: Reader, place: Place): StoredBag<unknown> {
  const bag = new StoredBag(bagCodec(domain, place));
  for (let left = next(reader); left > 0; left--) {
    const count = next(reader);
    const { code, value } = readElement(domain, reader, place);
    StoredBag.restore(bag, code, { value, count });
  }
  return bag;
}

function readElement(
  domain: SetDomain | BagDomain,
  reader: Reader,
  place: Place,
): { readonly code: string; readonly value: unknown } {
  const start = reader.position;
  const inner = elementPlace(place);
  const raw = read(domain.element, reader, inner);
  const value = inner.access === checkerAccess ? raw : readView(domain.element, raw, inner);
  return { code: reader.code.slice(start, reader.position), value };
}

function next(reader: Reader): number {
  return reader.code.charCodeAt(reader.position++);
}

function sealed<T extends object>(value: T, place: Place): T {
  return place.access === checkerAccess ? Object.freeze(value) : value;
}
