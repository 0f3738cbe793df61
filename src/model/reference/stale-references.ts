/**
 * References into a draft that have lost their place. An assignment copies, and so does everything that moves the elements
 * of a list (`shift`, `splice`, `sort`); a reference from before still means the old value. In JavaScript it would mean
 * the moved one, so a change through it would be lost without a word. The rule:
 *
 * A value that is not where it was read from any more can be changed as long as it was not assigned anywhere: it was taken
 * out, and is free. Once it was assigned, what the state holds is a copy, and changing the original is an error.
 */
import { CheckerError } from "../../diagnostics/checker-error.ts";
import { Container } from "../../value/container.ts";
import type { Place } from "./place.ts";

/** Where a nested value was read, and whether a copy of it was made. */
interface Origin {
  readonly holder: object;
  readonly key: string;
  isCopied: boolean;
}

/** By the plain values behind drafts; values never move, only copies of them do. */
const origins = new WeakMap<object, Origin>();
const originals = new WeakMap<object, object>();

/** The plain value behind a draft; a set or bag is its own. */
export function originalOf(value: object): object {
  return originals.get(value) ?? value;
}

export function noteDraft(draft: object, original: object): void {
  originals.set(draft, original);
}

/** Remembers that a value was read as `holder[key]`. */
export function noteRead(value: unknown, holder: object, key: string): void {
  if (typeof value !== "object" || value === null || origins.has(value)) return;
  origins.set(value, { holder, key, isCopied: false });
}

/** Remembers that a value was assigned, alone or inside another. */
export function noteCopies(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const origin = origins.get(originalOf(value));
  if (origin !== undefined) origin.isCopied = true;
  else if (!originals.has(value) && !(value instanceof Container)) {
    Object.values(value).forEach(noteCopies);
  }
}

/**
 * To be called before a change of a plain value.
 * @throws CheckerError `stale-reference` when the change would be lost.
 */
export function refuseLostChange(value: object, place: Place): void {
  let isCopied = false;
  let origin = origins.get(value);
  for (let at = value; origin !== undefined; at = origin.holder, origin = origins.get(at)) {
    isCopied ||= origin.isCopied;
    if (Reflect.get(origin.holder, origin.key) === at) continue;
    if (isCopied) throw staleReference(place);
    return; // taken out
  }
}

function staleReference(place: Place): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "stale-reference",
    message: `${place.access.who()} changes what was ${place.path}, but the state holds a copy of it by now`,
    hint: "it was moved or assigned since it was read, and assignments copy: change it before, or read it again from its new place",
  });
}
