/**
 * A state as guards and properties see it: a proxy over the plain value that refuses every change, and refuses to read a
 * field that does not exist. Plain frozen objects would do the first with an obscure message and answer `undefined` to
 * the second, and a comparison with `undefined` is a wrong verdict.
 */
import type { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Domain, Fields } from "../../spec/domain.ts";
import { Container } from "../../value/container.ts";
import { same } from "../../value/same.ts";
import { fieldsOfMap, variantFields } from "./domain-parts.ts";
import { child, notWritable, type Place, unknownName } from "./place.ts";

/** Makes the view of a nested value. */
export type Nested = (domain: Domain, raw: unknown, place: Place) => unknown;

/** A view that cannot be written through. Scalars are their own views. */
export function readView(domain: Domain, raw: unknown, place: Place): unknown {
  if (!isNested(raw)) return raw;
  const inner = withoutOptional(domain);
  const nested = onceFor(readView);
  const refuse = (_target: object, key: string | symbol): never => {
    throw notWritable(child(place, inner, String(key)));
  };
  return new Proxy(raw, {
    get: (target, key, receiver) =>
      readField(target, key, { domain: inner, place, nested, receiver }),
    set: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
  });
}

/** Makes each nested view once, so that `s.queue === s.queue`. */
export function onceFor(make: Nested): Nested {
  let made: Map<unknown, unknown> | undefined;
  return (domain, raw, place) => {
    const known = made?.get(raw);
    if (known !== undefined) return known;
    const view = make(domain, raw, place);
    made ??= new Map();
    made.set(raw, view);
    return view;
  };
}

/** Reads one property of a view's value: a field, an element, or a method of arrays. */
export function readField(
  target: object,
  key: string | symbol,
  at: {
    readonly domain: Domain;
    readonly place: Place;
    readonly nested: Nested;
    readonly receiver: unknown;
  },
): unknown {
  const { domain, place, nested } = at;
  if (typeof key === "symbol" || !Object.hasOwn(target, key)) {
    if (Array.isArray(target) && isSearch(key)) return searchByValue(target, key);
    if (typeof key === "symbol" || key in target || key === "toJSON" || isPosition(key, target)) {
      return Reflect.get(target, key, at.receiver);
    }
    throw unknownField(key, domain, place);
  }
  const value: unknown = Reflect.get(target, key);
  if (!isNested(value)) return value;
  return nested(partOf(domain, key, target), value, child(place, domain, key));
}

const searches = ["includes", "indexOf", "lastIndexOf"] as const;
type Search = (typeof searches)[number];

function isSearch(key: string | symbol): key is Search {
  return searches.some((search) => search === key);
}

/** The method of arrays, for a list whose elements are equal by value: `s.queue.includes({ to: 1 })`. */
function searchByValue(list: readonly unknown[], search: Search): (...args: never[]) => unknown {
  return (...args: readonly unknown[]) => {
    const [wanted, ...from] = args;
    const isTwin = (element: unknown): boolean => same(element, wanted);
    const twins = list.map((element) => (isTwin(element) ? wanted : notWanted));
    return Reflect.apply(twins[search], twins, [wanted, ...from]);
  };
}
const notWanted = Symbol("another element");

/** The domain of one field, entry or element of a value. */
export function partOf(domain: Domain, key: string, target: object): Domain {
  if (domain.kind === "list") return domain.element;
  return fieldsOf(domain, target)[key] as Domain; // `key` is an own property of an admitted value
}

/** The fields that a record, a map, or the present variant of a union has. */
export function fieldsOf(domain: Domain, target: object): Fields {
  switch (domain.kind) {
    case "record":
      return domain.fields;
    case "map":
      return fieldsOfMap(domain);
    case "union":
      return variantFields(domain, (target as { tag: string }).tag);
    default:
      return {};
  }
}

/** The domain under `optional`, however often it is wrapped: a nested value is never null. */
export function withoutOptional(domain: Domain): Domain {
  return domain.kind === "optional" ? withoutOptional(domain.of) : domain;
}

/** Values that need a view: records, maps, unions and lists. Sets and bags guard themselves. */
export function isNested(raw: unknown): raw is object {
  return typeof raw === "object" && raw !== null && !(raw instanceof Container);
}

/** Beyond its end a list has `undefined`, as every array. */
function isPosition(key: string, target: object): boolean {
  return Array.isArray(target) && /^\d+$/.test(key);
}

/** @returns the error for a name that the value does not have. */
export function unknownField(key: string, domain: Domain, place: Place): CheckerError {
  return unknownName(key, namesOf(domain), { domain, place });
}

/** What an author can name of a value; of a union it depends on the variant. */
function namesOf(domain: Domain): readonly string[] {
  if (domain.kind === "list") return ["length", "includes", "push", "every"];
  return domain.kind === "union" ? [] : Object.keys(fieldsOf(domain, {}));
}
