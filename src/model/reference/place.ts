/** Where a value stands inside a state, for messages, and the errors that name the place. */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Domain } from "../../spec/domain.ts";
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

/** The same hands, tied: for elements of sets, which must not change under the set. */
export function readOnly(access: Access): Access {
  return access.writable ? { writable: false, who: access.who } : access;
}

/** Where a value stands: its path for messages, and who handles it. */
export interface Place {
  readonly path: string;
  readonly access: Access;
}

/** The place of a field, element or entry of a value. */
export function child(place: Place, domain: Domain, key: string | number): Place {
  const inner = domain.kind === "map" || domain.kind === "list" ? `[${key}]` : `.${key}`;
  return { path: place.path + inner, access: place.access };
}

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
