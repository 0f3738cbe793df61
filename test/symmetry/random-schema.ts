/** Random schemas in which symmetric elements occur everywhere, with random values, and what permutations do to these. */
import fc from "fast-check";
import {
  bagOf,
  bool,
  type Domain,
  listOf,
  mapOf,
  oneOf,
  optional,
  range,
  record,
  setOf,
  symmetric,
  union,
} from "../../src/index.ts";
import type { SymmetricDomain } from "../../src/spec/domain.ts";

export interface RandomDomain {
  readonly domain: Domain;
  /** Plain values: sets and bags as arrays. */
  readonly value: fc.Arbitrary<unknown>;
}

/** A schema with the symmetric domains that it may use. */
export interface RandomSchema {
  readonly domains: readonly SymmetricDomain[];
  readonly schema: RandomDomain;
}

function listed(domain: Domain & { readonly elements: readonly unknown[] }): RandomDomain {
  return { domain, value: fc.constantFrom(...domain.elements) };
}

function optionalOf({ domain, value }: RandomDomain): RandomDomain {
  return { domain: optional(domain), value: fc.option(value) };
}

type Fields = Readonly<Record<string, RandomDomain>>;

function domainsOf(fields: Fields): Record<string, Domain> {
  return Object.fromEntries(Object.entries(fields).map(([name, { domain }]) => [name, domain]));
}

function valuesOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
  );
}

function recordOf(fields: Fields): RandomDomain {
  return { domain: record(domainsOf(fields)), value: valuesOf(fields) };
}

function unionOf(variants: Readonly<Record<string, Fields>>): RandomDomain {
  const entries = Object.entries(variants);
  return {
    domain: union(Object.fromEntries(entries.map(([tag, fields]) => [tag, domainsOf(fields)]))),
    value: fc.oneof(
      ...entries.map(([tag, fields]) => valuesOf(fields).map((values) => ({ ...values, tag }))),
    ),
  };
}

function mapFrom(key: SymmetricDomain, { domain, value }: RandomDomain): RandomDomain {
  return {
    domain: mapOf(key, domain),
    value: fc.record(Object.fromEntries([...key.elements].map((element) => [element, value]))),
  };
}

const most = { set: 5, list: 3, bag: 3 };

/** The possible values of an element of a set or bag must be few enough to be packed. */
function randomElement(domains: readonly SymmetricDomain[]): fc.Arbitrary<RandomDomain> {
  const identity = fc.constantFrom(...domains).map(listed);
  const small = fc.constantFrom(bool(), oneOf("x", "y", "z")).map(listed);
  const pair = fc.tuple(identity, identity);
  return fc.oneof(
    identity,
    pair.map(([a, b]) => recordOf({ a, b })),
    fc.tuple(identity, small).map(([who, kind]) => recordOf({ who, kind })),
    pair.map(([a, b]) => unionOf({ one: { a }, two: { a, b: optionalOf(b) }, none: {} })),
    identity.map((of) => ({
      domain: setOf(of.domain),
      value: fc.uniqueArray(of.value, { maxLength: 2 }),
    })),
    fc.tuple(fc.constantFrom(...domains), small).map(([key, of]) => mapFrom(key, of)),
    identity.map((of) => ({
      domain: listOf(of.domain, 2),
      value: fc.array(of.value, { maxLength: 2 }),
    })),
    identity.map(optionalOf),
  );
}

function randomDomain(
  domains: readonly SymmetricDomain[],
  depth: number,
): fc.Arbitrary<RandomDomain> {
  const scalar = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...domains).map(listed) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(bool(), oneOf("x", "y", "z"), range(0, 3)).map(listed),
    },
  );
  if (depth === 0) return scalar;
  const inner = randomDomain(domains, depth - 1);
  const key = fc.constantFrom(...domains);
  const element = randomElement(domains);
  return fc.oneof(
    scalar,
    inner.map(optionalOf),
    fc.tuple(inner, inner).map(([a, b]) => recordOf({ a, b })),
    fc.tuple(inner, inner).map(([a, b]) => unionOf({ one: { a }, two: { b }, none: {} })),
    { weight: 4, arbitrary: fc.tuple(key, inner).map(([of, value]) => mapFrom(of, value)) },
    {
      weight: 3,
      arbitrary: element.map((of) => ({
        domain: setOf(of.domain),
        value: fc.array(of.value, { maxLength: most.set }),
      })),
    },
    inner.map((of) => ({
      domain: listOf(of.domain, most.list),
      value: fc.array(of.value, { maxLength: most.list }),
    })),
    element.map((of) => ({
      domain: bagOf(of.domain, most.bag),
      value: fc.array(of.value, { maxLength: most.bag }),
    })),
  );
}

export const randomSchema: fc.Arbitrary<RandomSchema> = fc
  .constantFrom(
    [symmetric("app", 2)],
    [symmetric("app", 4)],
    [symmetric("app", 2), symmetric("page", 2)],
    [symmetric("app", 3), symmetric("page", 2)],
  )
  .chain((domains) =>
    fc
      .dictionary(fc.constantFrom("a", "b", "c", "d"), randomDomain(domains, 2), {
        minKeys: 1,
        maxKeys: 3,
      })
      .map((fields) => ({ domains, schema: recordOf(fields) })),
  );

/** A schema in which nothing is said about two elements at once. */
export const randomUnarySchema: fc.Arbitrary<RandomSchema> = fc
  .constantFrom(
    [symmetric("app", 3)],
    [symmetric("app", 5)],
    [symmetric("app", 3), symmetric("page", 2)],
  )
  .chain((domains) => {
    const identity = fc.constantFrom(...domains).map(listed);
    const small = fc.constantFrom(bool(), oneOf("x", "y", "z"), range(0, 6)).map(listed);
    const key = fc.constantFrom(...domains);
    const of = fc.oneof(
      small,
      identity,
      identity.map(optionalOf),
      fc.tuple(key, small).map(([by, value]) => mapFrom(by, value)),
      fc
        .tuple(key, small, small)
        .map(([by, a, b]) => mapFrom(by, recordOf({ a, b: optionalOf(b) }))),
      fc
        .oneof(
          identity,
          fc.tuple(identity, small).map(([who, kind]) => recordOf({ who, kind })),
        )
        .map((element) => ({
          domain: setOf(element.domain),
          value: fc.array(element.value, { maxLength: most.set }),
        })),
      identity.map((element) => ({
        domain: bagOf(element.domain, most.bag),
        value: fc.array(element.value, { maxLength: most.bag }),
      })),
    );
    return fc
      .dictionary(fc.constantFrom("a", "b", "c", "d"), of, { minKeys: 1, maxKeys: 4 })
      .map((fields) => ({ domains, schema: recordOf(fields) }));
  });

/** What every element becomes. */
export type Exchange = ReadonlyMap<string, string>;

/** All permutations of the elements of some domains, by trying. */
export function allExchanges(domains: readonly SymmetricDomain[]): readonly Exchange[] {
  let all: readonly (readonly (readonly [string, string])[])[] = [[]];
  for (const { elements } of domains) {
    const own = orders(elements);
    all = all.flatMap((entries) =>
      own.map((order) => [
        ...entries,
        ...(elements as readonly string[]).map((e, i) => [e, order[i] as string] as const),
      ]),
    );
  }
  return all.map((entries) => new Map(entries));
}

function orders(elements: readonly string[]): readonly (readonly string[])[] {
  if (elements.length === 0) return [[]];
  return elements.flatMap((first) =>
    orders(elements.filter((e) => e !== first)).map((rest) => [first, ...rest]),
  );
}

/** The value with its elements exchanged, by definition. Elements of symmetric domains are strings of their own. */
export function exchanged(domain: Domain, value: unknown, by: Exchange): unknown {
  const fields = (of: Readonly<Record<string, Domain>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.keys(of).map((name) => {
        const field = (value as Readonly<Record<string, unknown>>)[name];
        return [name, exchanged(of[name] as Domain, field, by)];
      }),
    );
  switch (domain.kind) {
    case "symmetric":
      return by.get(value as string);
    case "optional":
      return value === null ? null : exchanged(domain.of, value, by);
    case "record":
      return fields(domain.fields);
    case "union": {
      const { tag } = value as { readonly tag: string };
      return { tag, ...fields(domain.variants[tag]) };
    }
    case "map": {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      return Object.fromEntries(
        entries.map(([key, of]) => [by.get(key) ?? key, exchanged(domain.value, of, by)]),
      );
    }
    case "set":
    case "list":
    case "bag":
      return (value as readonly unknown[]).map((one) => exchanged(domain.element, one, by));
    default:
      return value;
  }
}
