/** Equality by value, for anything that can be part of a state: `===` compares identities, which says nothing about records. */
import { StoredBag } from "./model-bag.ts";
import { StoredSet } from "./model-set.ts";

/** Whether two values of a state are equal. Sets and bags are equal when they hold the same elements. */
export function same<T>(a: T, b: T): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return a === b; // 0 and −0 are one number here
  }
  if (a instanceof StoredSet) return b instanceof StoredSet && sameLists(a.codes, b.codes);
  if (a instanceof StoredBag) {
    return b instanceof StoredBag && sameLists(a.counts.flat(), b.counts.flat());
  }
  if (Array.isArray(a)) return Array.isArray(b) && sameLists(a, b);
  return !Array.isArray(b) && sameRecords(a, b);
}

function sameLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => same(value, b[i]));
}

function sameRecords(a: object, b: object): boolean {
  const theirs = new Map<string, unknown>(Object.entries(b));
  const mine = Object.entries(a);
  return (
    mine.length === theirs.size &&
    mine.every(([key, value]) => theirs.has(key) && same<unknown>(value, theirs.get(key)))
  );
}
