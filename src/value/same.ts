/** Equality by value, for anything that can be part of a state: `===` compares identities, which says nothing about records. */
import { Container, family, identity } from "./container.ts";

/** Whether two values of a state are equal. Sets and bags are equal when they hold the same elements, whatever their domains. */
export function same<T>(a: T, b: T): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return a === b; // 0 and −0 are one number here
  }
  if (a instanceof Container || b instanceof Container) {
    return a instanceof Container && b instanceof Container && sameContainers(a, b);
  }
  if (Array.isArray(a)) return Array.isArray(b) && sameLists(a, b);
  return !Array.isArray(b) && sameRecords(a, b);
}

/** A set equals no bag. */
function sameContainers(a: Container<unknown>, b: Container<unknown>): boolean {
  if (a.constructor !== b.constructor || a.size !== b.size) return false;
  if (a[family] === b[family]) return sameLists(a[identity], b[identity]);
  return sameElements([...a], [...b]);
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
