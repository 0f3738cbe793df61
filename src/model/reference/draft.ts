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
import {
  noteCopies,
  noteDraft,
  noteRead,
  originalOf,
  refuseLostChange,
} from "./stale-references.ts";

/** A view that writes through to `raw`, which must belong to nobody else. */
export function draft(domain: Domain, raw: unknown, place: Place): unknown {
  if (!isNested(raw)) return raw;
  const inner = withoutOptional(domain);
  const nested = onceFor(draft);
  const made = new Proxy(raw, {
    get: (target, key, receiver) => {
      const value = readField(target, key, { domain: inner, place, nested, receiver });
      if (typeof key === "string" && Object.hasOwn(target, key)) {
        noteRead(Reflect.get(target, key), target, key);
      }
      return value;
    },
    set: (target, key, value) => {
      refuseLostChange(target, place);
      write(target, String(key), { domain: inner, place, value });
      return true;
    },
    deleteProperty: (target, key) => {
      if (!Array.isArray(target)) throw notRemovable(child(place, inner, String(key)));
      refuseLostChange(target, place);
      return Reflect.deleteProperty(target, key);
    },
    defineProperty: (_target, key) => {
      throw notRemovable(child(place, inner, String(key)));
    },
  });
  noteDraft(made, raw);
  return made;
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
  store(target, key, { domain: field, place: child(place, domain, key), value });
}

/** Stores a copy; a value that is assigned to where it stands stays. */
function store(target: object, key: string | number, { domain, place, value }: Write): void {
  if (typeof value === "object" && value !== null) {
    if (originalOf(value) === Reflect.get(target, key)) return;
  }
  const copy = admit(domain, value, place);
  noteCopies(value);
  Reflect.set(target, key, copy);
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
  store(list, position, { domain: domain.element, place: child(place, domain, position), value });
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
