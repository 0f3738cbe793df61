/**
 * The constructors of domains: `bool`, `range`, `oneOf`, `symmetric`, `index`, `optional`, `record`, `union`, `mapOf`,
 * `setOf`, `listOf`, `bagOf`. Each checks what it is given, so that a spec never runs over an empty or ambiguous domain.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type {
  BagDomain,
  BoolDomain,
  Domain,
  Enumerated,
  Fields,
  IndexDomain,
  KeyDomain,
  Keys,
  ListDomain,
  MapDomain,
  OneOfDomain,
  OptionalDomain,
  RangeDomain,
  RecordDomain,
  SetDomain,
  SymmetricDomain,
  UnionDomain,
  Variants,
} from "./domain.ts";

/** More elements than this in one listed domain are refused: their product is what the checker enumerates. */
const mostElements = 1_000_000;

/**
 * The names of identities as a literal union: `page0`, `page1`, …, or the names that were given. A number that is known at
 * run time only, or is a hundred or more, is typed as ten: the names are then ten of many, but every map still has its keys.
 */
export type IdentityNames<Name extends string, N> = N extends readonly string[]
  ? N[number]
  : N extends number
    ? `${Name}${Numerals<N>}`
    : never;
type Numerals<N extends number> = number extends N
  ? Counted<10>
  : `${N}` extends `${Digit}`
    ? Counted<N>
    : `${N}` extends `${Digit}${Digit}`
      ? N extends 10
        ? Counted<10>
        : Padded<Counted<N>>
      : Counted<10>;
type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Padded<N extends number> = N extends Digit ? `0${N}` : `${N}`;
type Counted<N extends number, Seen extends number[] = []> = Seen["length"] extends N
  ? Seen[number]
  : Counted<N, [...Seen, Seen["length"]]>;

const bools: BoolDomain = { kind: "bool", ...enumerated([false, true]) };

/** True or false. */
export function bool(): BoolDomain {
  return bools;
}

/** Whole numbers from `lo` to `hi`, both included. */
export function range(lo: number, hi: number): RangeDomain {
  if (!Number.isSafeInteger(lo) || !Number.isSafeInteger(hi)) {
    throw badDomain(`range(${lo}, ${hi}) needs whole numbers`, "give two integers");
  }
  if (hi < lo)
    throw emptyDomain(`range(${lo}, ${hi})`, "the first bound must not exceed the second");
  if (hi - lo >= mostElements) {
    throw badDomain(`range(${lo}, ${hi}) has more than ${mostElements} values`, "narrow it");
  }
  const elements = Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  return { kind: "range", lo, hi, ...keys(elements) };
}

/** One of the given strings or numbers. */
export function oneOf<const E extends readonly (string | number)[]>(
  ...elements: E
): OneOfDomain<E[number]> {
  if (elements.length === 0) throw emptyDomain("oneOf()", "name at least one value");
  refuseRepetition("oneOf", elements);
  return { kind: "oneOf", ...keys<E[number]>(elements) };
}

/**
 * Interchangeable identities `name0` … or the given names: no spec may depend on which one is which, so they can be
 * compared with `===` and used as keys, and nothing else. The checker tests that the spec keeps to it.
 */
export function symmetric<const Name extends string, const N extends number | readonly string[]>(
  name: Name,
  elements: N,
): SymmetricDomain<IdentityNames<Name, N>> {
  return { kind: "symmetric", name, ...keys(identities(name, elements)) };
}

/** Ordered identities `name0` … or the given names: places in a ring, ranks, priorities. */
export function index<const Name extends string, const N extends number | readonly string[]>(
  name: Name,
  elements: N,
): IndexDomain<IdentityNames<Name, N>> {
  const names = identities<IdentityNames<Name, N>>(name, elements);
  const positions = new Map(names.map((element, i) => [element, i]));
  const at = (position: number): IdentityNames<Name, N> => {
    const wrapped = ((position % names.length) + names.length) % names.length;
    const element = names[wrapped];
    if (element !== undefined) return element;
    throw badDomain(`${name}.at(${position}) is not a whole number`, "give an integer");
  };
  const position = (element: IdentityNames<Name, N>): number => {
    const found = positions.get(element);
    if (found !== undefined) return found;
    throw badDomain(
      `${String(element)} is not an element of ${name}`,
      `use one of ${names.join(", ")}`,
    );
  };
  return {
    kind: "index",
    name,
    ...keys(names),
    position,
    at,
    next: (element) => at(position(element) + 1),
    previous: (element) => at(position(element) - 1),
  };
}

/** A value of the domain, or `null`. */
export function optional<D extends Domain>(of: D): OptionalDomain<D> {
  return { kind: "optional", of };
}

/** Named fields. */
export function record<F extends Fields>(fields: F): RecordDomain<F> {
  return { kind: "record", fields };
}

/** One of several shapes, told apart by `tag`: `union({ idle: {}, waiting: { since: range(0, 3) } })`. */
export function union<V extends Variants>(variants: V): UnionDomain<V> {
  if (Object.keys(variants).length === 0)
    throw emptyDomain("union({})", "name at least one variant");
  for (const [tag, fields] of Object.entries(variants)) {
    if (!Object.hasOwn(fields, "tag")) continue;
    throw badDomain(
      `variant "${tag}" has a field called "tag"`,
      "rename it: tag names the variant",
    );
  }
  return { kind: "union", variants };
}

/** A value for every element of the key domain: `mapOf(page, bool())` is read as `s.field[page]`. */
export function mapOf<K extends KeyDomain, D extends Domain>(key: K, value: D): MapDomain<K, D> {
  return { kind: "map", key, value };
}

/** A set of values of the domain. */
export function setOf<D extends Domain>(element: D): SetDomain<D> {
  return { kind: "set", element };
}

/** A queue or stack of at most `max` values: a JavaScript array. */
export function listOf<D extends Domain>(element: D, max: number): ListDomain<D> {
  refuseBadCapacity("listOf", max);
  return { kind: "list", element, max };
}

/** An unordered collection of at most `max` values in which a value may occur several times. */
export function bagOf<D extends Domain>(element: D, max: number): BagDomain<D> {
  refuseBadCapacity("bagOf", max);
  return { kind: "bag", element, max };
}

function identities<E extends string>(
  name: string,
  elements: number | readonly string[],
): readonly E[] {
  const written = `"${name}", ${JSON.stringify(elements)}`;
  if (typeof elements === "number" && !(Number.isSafeInteger(elements) && elements >= 0)) {
    throw badDomain(
      `(${written}) needs a number of elements or their names`,
      "give a whole number",
    );
  }
  const size = typeof elements === "number" ? elements : elements.length;
  if (size === 0) throw emptyDomain(`(${written})`, "give at least one element");
  if (size > mostElements) throw badDomain(`(${written}) has too many elements`, "use fewer");
  // Padded to one width, so that the order of the strings is the order of the elements.
  const digits = String(size - 1).length;
  const names =
    typeof elements === "number"
      ? Array.from({ length: size }, (_, i) => `${name}${String(i).padStart(digits, "0")}`)
      : elements;
  refuseRepetition(name, names);
  return names as readonly E[]; // the literal union is what IdentityNames computes from the same arguments
}

function enumerated<E>(elements: readonly E[]): Enumerated<E> {
  return {
    elements,
    size: elements.length,
    every: (predicate) => elements.every((e) => predicate(e)),
    some: (predicate) => elements.some((e) => predicate(e)),
    count: (predicate) => elements.filter((e) => predicate(e)).length,
    filter: (predicate) => elements.filter((e) => predicate(e)),
    find: (predicate) => elements.find((e) => predicate(e)),
    [Symbol.iterator]: () => elements[Symbol.iterator](),
  };
}

function keys<K extends string | number>(elements: readonly K[]): Keys<K> {
  return {
    ...enumerated(elements),
    each: <const V>(value: V | ((element: K) => V)) => {
      // A value is data; the only functions that can be passed are images.
      const image = typeof value === "function" ? (value as (element: K) => V) : () => value;
      return Object.fromEntries(elements.map((e) => [e, image(e)])) as { [E in K]: V };
    },
  };
}

function refuseRepetition(domain: string, elements: readonly (string | number)[]): void {
  const seen = new Set<string>();
  const repeated = elements.find((element) => seen.size === seen.add(String(element)).size);
  if (repeated === undefined) return;
  throw new CheckerError({
    kind: "spec",
    code: "duplicate-name",
    message: `${domain} names ${JSON.stringify(repeated)} twice`,
    hint: "every element of a domain needs a name of its own",
  });
}

function refuseBadCapacity(domain: string, max: number): void {
  if (Number.isSafeInteger(max) && max >= 1 && max <= 65_535) return;
  throw badDomain(`${domain} needs a capacity from 1 to 65535, not ${max}`, "give a whole number");
}

function emptyDomain(what: string, hint: string): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "empty-domain",
    message: `${what} is empty`,
    hint,
  });
}

function badDomain(message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "spec", code: "bad-domain", message, hint });
}
