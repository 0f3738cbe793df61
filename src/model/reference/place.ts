/** Where a value stands inside a state, for messages, and the errors that name the place. */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { Domain } from "../../spec/domain.ts";
import type { ElementCodec } from "../../value/element-codec.ts";
import { show } from "../../value/show.ts";
import { describeDomain } from "./describe-domain.ts";

/** Who handles a state at the moment, and whether they may change it. */
export interface Access {
  readonly writable: boolean;
  /** For messages: `the guard of pin(app0)`. */
  readonly who: () => string;
}

/** Access for the checker itself: nothing is written, and nothing can go wrong. */
export const checkerAccess: Access = { writable: false, who: () => "the checker" };

/**
 * Where a value stands: its path for messages, and who handles it. A machine has few places and many states, so every
 * place is made once and remembers those inside it.
 */
export interface Place {
  readonly path: string;
  readonly access: Access;
  /** Fields, and the elements of sets. */
  readonly inner: Map<string | number, Place>;
  /** Entries of maps and elements of lists: variants of a union may have a field of one name, once this and once that. */
  readonly entries: Map<string | number, Place>;
  /** How sets and bags at this place know their elements, by their domain: variants of a union may differ. */
  readonly codecs: Map<Domain, ElementCodec<unknown>>;
}

/** A place of its own. */
export function placeOf(path: string, access: Access): Place {
  return { path, access, inner: new Map(), entries: new Map(), codecs: new Map() };
}

/** The place of a field, element or entry of a value. */
export function child(place: Place, domain: Domain, key: string | number): Place {
  const isEntry = domain.kind === "map" || domain.kind === "list";
  const inside = isEntry ? place.entries : place.inner;
  const known = inside.get(key);
  if (known !== undefined) return known;
  const made = placeOf(place.path + (isEntry ? `[${key}]` : `.${key}`), place.access);
  inside.set(key, made);
  return made;
}

/** The place of the elements of a set or bag, who must not change under it. */
export function elementPlace(place: Place): Place {
  const known = place.inner.get(elementKey);
  if (known !== undefined) return known;
  const { access } = place;
  const tied = access.writable ? { writable: false, who: access.who } : access;
  const made = placeOf(`an element of ${place.path}`, tied);
  place.inner.set(elementKey, made);
  return made;
}

/** Stands for any element of a set; no field of one. */
const elementKey = "∈";

export function notWritable(place: Place): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "state-modified",
    message: `${place.access.who()} modifies ${place.path}`,
    hint: "guards and properties only read the state; change it in `then`",
  });
}

export function outOfDomain(domain: Domain, value: unknown, place: Place): CheckerError {
  const shown =
    value === undefined ? "undefined" : typeof value === "function" ? "a function" : show(value);
  return new CheckerError({
    kind: "spec",
    code: "value-out-of-domain",
    message: `${place.path} = ${shown} is outside its domain`,
    hint: `it is ${describeDomain(domain)}: widen the domain, or guard the action`,
  });
}

/** How other collections call what ours have. */
const otherwiseCalled: Readonly<Record<string, readonly string[]>> = {
  size: ["length", "count"],
  length: ["size", "count"],
  has: ["includes", "contains"],
  includes: ["has", "contains"],
  add: ["push", "insert"],
  push: ["add", "append"],
  delete: ["remove"],
  every: ["forEach"],
};

/** @returns the error for a name that the value at the place does not have, with the one that was probably meant. */
export function unknownName(
  name: string,
  known: readonly string[],
  { domain, place }: { readonly domain: Domain; readonly place: Place },
): CheckerError {
  const meant =
    known.find((other) => otherwiseCalled[other]?.includes(name)) ?? didYouMean(name, known);
  const hint = meant === undefined ? `it is ${describeDomain(domain)}` : `did you mean "${meant}"?`;
  const { path } = child(place, domain, name);
  return new CheckerError({
    kind: "spec",
    code: "unknown-field",
    message: `${place.access.who()} uses ${path}, which does not exist`,
    hint,
  });
}
