/** Equality by value, for anything that can be part of a state: `===` compares identities, which says nothing about records. */
import { Container } from "./container.ts";
import { StoredBag } from "./model-bag.ts";
import { StoredSet } from "./model-set.ts";

/** Whether two values of a state are equal. Sets and bags are equal when they hold the same elements, whatever their domains. */
export function same<T>(a: T, b: T): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return a === b; // 0 and −0 are one number here
  }
  if (a instanceof StoredSet) return b instanceof StoredSet && sameSets(a, b);
  if (a instanceof StoredBag) return b instanceof StoredBag && sameBags(a, b);
  if (b instanceof Container) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameLists(a, b);
  return !Array.isArray(b) && sameRecords(a, b);
}

/** Codes decide where they mean the same on both sides, elements elsewhere. */
function sameSets(a: StoredSet<unknown>, b: StoredSet<unknown>): boolean {
  if (a.size !== b.size) return false;
  if (!areOneFamily(a, b)) return sameElements([...a], [...b]);
  return sameLists(StoredSet.codesOf(a), StoredSet.codesOf(b));
}

function sameBags(a: StoredBag<unknown>, b: StoredBag<unknown>): boolean {
  if (a.size !== b.size) return false;
  if (!areOneFamily(a, b)) return sameElements([...a], [...b]);
  return sameLists(StoredBag.countsOf(a), StoredBag.countsOf(b));
}

function areOneFamily(a: Container<unknown>, b: Container<unknown>): boolean {
  return Container.familyOf(a) === Container.familyOf(b);
}

/** Two lists of one length, in any order. Scalars cost one lookup each, structured elements a comparison with each other. */
function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  const scalars = new Map<unknown, number>();
  const structured: unknown[] = [];
  for (const element of b) {
    if (isStructured(element)) structured.push(element);
    else scalars.set(element, (scalars.get(element) ?? 0) + 1);
  }
  return a.every((element) => {
    if (!isStructured(element)) {
      const left = scalars.get(element) ?? 0;
      scalars.set(element, left - 1);
      return left > 0;
    }
    const twin = structured.findIndex((other) => same(element, other));
    if (twin !== -1) structured.splice(twin, 1);
    return twin !== -1;
  });
}

function isStructured(value: unknown): boolean {
  return typeof value === "object" && value !== null;
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
