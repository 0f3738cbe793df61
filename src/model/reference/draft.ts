/**
 * A state as an effect sees it: a proxy over a private copy. Every assignment is checked against its domain on the spot,
 * so the error points at the line that was wrong, and stores a copy, so `s.a = s.b` never makes two fields one.
 */

import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Domain } from "../../spec/domain.ts";
import { admit } from "./admit.ts";
import { child, outOfDomain, type Place } from "./place.ts";
import {
  fieldsOf,
  isNested,
  onceFor,
  readField,
  unknownField,
  withoutOptional,
} from "./read-view.ts";

/** A view that writes through to `raw`, which must belong to nobody else. */
export function draft(domain: Domain, raw: unknown, place: Place): unknown {
  if (!isNested(raw)) return raw;
  const inner = withoutOptional(domain);
  const nested = onceFor(draft);
  return new Proxy(raw, {
    get: (target, key, receiver) =>
      readField(target, key, { domain: inner, place, nested, receiver }),
    set: (target, key, value) => {
      write(target, String(key), { domain: inner, place, value });
      return true;
    },
    deleteProperty: (target, key) => {
      if (!Array.isArray(target)) throw notRemovable(child(place, inner, String(key)));
      return Reflect.deleteProperty(target, key);
    },
    defineProperty: (_target, key) => {
      throw notRemovable(child(place, inner, String(key)));
    },
  });
}

interface Write {
  readonly domain: Domain;
  readonly place: Place;
  readonly value: unknown;
}

function write(target: object, key: string, { domain, place, value }: Write): void {
  if (Array.isArray(target)) {
    writeElement(target, key, { domain, place, value });
    return;
  }
  const fields = fieldsOf(domain, target);
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) {
    throw key === "tag" && domain.kind === "union"
      ? variantInPlace(place)
      : unknownField(key, domain, place);
  }
  Reflect.set(target, key, admit(field, value, child(place, domain, key)));
}

/** `unshift` and `splice` fill from the end, so a gap may come and go; one that remains is found when the state is encoded. */
function writeElement(list: unknown[], key: string, { domain, place, value }: Write): void {
  if (domain.kind !== "list") throw unknownField(key, domain, place);
  if (key === "length") {
    if (typeof value !== "number" || value > list.length) throw outOfDomain(domain, value, place);
    list.length = value;
    return;
  }
  const position = Number(key);
  if (!/^\d+$/.test(key)) throw unknownField(key, domain, place);
  if (position >= domain.max) throw tooLong(domain.max, place);
  list[position] = admit(domain.element, value, child(place, domain, position));
}

function tooLong(max: number, place: Place): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "value-out-of-domain",
    message: `${place.path} would hold more than ${max} values`,
    hint: "raise the bound of the list, or guard the action with its length",
  });
}

function variantInPlace(place: Place): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "value-out-of-domain",
    message: `${place.access.who()} assigns ${place.path}.tag alone`,
    hint: `assign the whole variant: ${place.path} = { tag: …, … }`,
  });
}

function notRemovable(place: Place): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "unknown-field",
    message: `${place.access.who()} adds or removes ${place.path}`,
    hint: "a state has the fields of its schema, always; use optional(…) for a value that may be absent",
  });
}
