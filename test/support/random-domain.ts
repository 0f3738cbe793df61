/** Random domains up to depth three, with random values, their number by formula, and equality by definition. */
import fc from "fast-check";
import {
  bagOf,
  bool,
  type Domain,
  index,
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
import type { KeyDomain } from "../../src/spec/domain.ts";

export interface RandomDomain {
  readonly domain: Domain;
  /** Values as an author may write them: sets and bags as arrays, in any order, sets with repetitions. */
  readonly value: fc.Arbitrary<unknown>;
  /** How many different values there are. */
  readonly count: number;
}

const listed: fc.Arbitrary<RandomDomain> = fc
  .oneof(
    fc.constant(bool()),
    fc.tuple(fc.integer({ min: -3, max: 2 }), fc.nat(4)).map(([lo, size]) => range(lo, lo + size)),
    fc.constantFrom(oneOf("a"), oneOf("x", "y", "z"), oneOf(3, 1, "two")),
    fc.constantFrom(symmetric("app", 2), symmetric("app", ["zoe", "amy"]), symmetric("app", 11)),
    fc.constantFrom(index("slot", 3), index("slot", ["last", "first"])),
    fc.constant(range(0, 70_000)), // larger than one unit of a code
  )
  .map(scalarOf);

const keys: fc.Arbitrary<KeyDomain> = fc.constantFrom<KeyDomain[]>(
  range(-1, 1),
  oneOf("k", "j"),
  oneOf(2, "b", 1),
  symmetric("app", 2),
  index("slot", 3),
);

/** Any of the elements of a domain that lists them. */
export function scalarOf(
  domain: Domain & { readonly elements: readonly unknown[]; readonly size: number },
): RandomDomain {
  return { domain, value: fc.constantFrom(...domain.elements), count: domain.size };
}

/** Domains nested at most `depth` times. */
export function randomDomain(depth: number): fc.Arbitrary<RandomDomain> {
  if (depth === 0) return listed;
  const inner = randomDomain(depth - 1);
  const fields = fc.dictionary(fc.constantFrom("a", "b", "c1", "0"), inner, { maxKeys: 3 });
  const max = fc.integer({ min: 1, max: 3 });
  return fc.oneof(
    { weight: 2, arbitrary: listed },
    { weight: 1, arbitrary: inner.map(optionalOf) },
    { weight: 2, arbitrary: fields.map(recordOf) },
    {
      weight: 1,
      arbitrary: fc
        .dictionary(fc.constantFrom("idle", "busy", "gone"), fields, { minKeys: 1, maxKeys: 3 })
        .map(unionOf),
    },
    { weight: 1, arbitrary: fc.tuple(keys, inner).map(([key, value]) => mapFrom(key, value)) },
    { weight: 1, arbitrary: inner.map(setFrom) },
    { weight: 1, arbitrary: fc.tuple(inner, max).map(([of, most]) => listFrom(of, most)) },
    { weight: 1, arbitrary: fc.tuple(inner, max).map(([of, most]) => bagFrom(of, most)) },
  );
}

/** A record with one field at least: what the state of a machine is. */
export function randomSchema(depth: number): fc.Arbitrary<RandomDomain> {
  return fc
    .dictionary(fc.constantFrom("a", "b", "c1", "d"), randomDomain(depth - 1), {
      minKeys: 1,
      maxKeys: 4,
    })
    .map(recordOf);
}

/** Values of a domain, and null. */
export function optionalOf({ domain, value, count }: RandomDomain): RandomDomain {
  return {
    domain: optional(domain),
    value: fc.option(value),
    count: domain.kind === "optional" ? count : count + 1, // null inside null is the same null
  };
}

/** What is in a record or a variant, by name. */
export type RandomFields = Readonly<Record<string, RandomDomain>>;

function domainsOf(fields: RandomFields): Record<string, Domain> {
  return Object.fromEntries(Object.entries(fields).map(([name, of]) => [name, of.domain]));
}

function valuesOf(fields: RandomFields): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, of]) => [name, of.value])),
  );
}

function product(fields: RandomFields): number {
  return Object.values(fields).reduce((all, { count }) => all * count, 1);
}

/** Records of any values of their fields. */
export function recordOf(fields: RandomFields): RandomDomain {
  return { domain: record(domainsOf(fields)), value: valuesOf(fields), count: product(fields) };
}

/** Any variant, with any values of its fields. */
export function unionOf(variants: Readonly<Record<string, RandomFields>>): RandomDomain {
  const entries = Object.entries(variants);
  return {
    domain: union(Object.fromEntries(entries.map(([tag, of]) => [tag, domainsOf(of)]))),
    value: fc.oneof(
      ...entries.map(([tag, of]) => valuesOf(of).map((fields) => ({ ...fields, tag }))),
    ),
    count: entries.reduce((sum, [, of]) => sum + product(of), 0),
  };
}

/** Total maps with any values. */
export function mapFrom(key: KeyDomain, { domain, value, count }: RandomDomain): RandomDomain {
  const entries = [...key.elements].map((element) => [String(element), value]);
  return {
    domain: mapOf(key, domain),
    value: fc.record(Object.fromEntries(entries)),
    count: count ** key.size,
  };
}

/** Sets that are written with `most` elements at most. */
export function setFrom({ domain, value, count }: RandomDomain, most = 4): RandomDomain {
  return { domain: setOf(domain), value: fc.array(value, { maxLength: most }), count: 2 ** count };
}

/** Lists of up to `max` elements. */
export function listFrom({ domain, value, count }: RandomDomain, max: number): RandomDomain {
  const lengths = [...Array(max + 1).keys()];
  return {
    domain: listOf(domain, max),
    value: fc.array(value, { maxLength: max }),
    count: lengths.reduce((sum, length) => sum + count ** length, 0),
  };
}

/** Bags of up to `max` elements. */
export function bagFrom({ domain, value, count }: RandomDomain, max: number): RandomDomain {
  const sizes = [...Array(max + 1).keys()];
  return {
    domain: bagOf(domain, max),
    value: fc.array(value, { maxLength: max }),
    count: sizes.reduce((sum, size) => sum + choose(count + size - 1, size), 0),
  };
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
}

/** A text that two values of a domain share exactly when they are equal. Reads views and drafts as an author would. */
export function identityOf(domain: Domain, value: unknown): string {
  const fields = (of: Readonly<Record<string, Domain>>): string =>
    Object.keys(of)
      .map((name) => {
        const field = (value as Readonly<Record<string, unknown>>)[name];
        return `${name}=${identityOf(of[name] as Domain, field)}`;
      })
      .join();
  switch (domain.kind) {
    case "optional":
      return value === null ? "null" : identityOf(domain.of, value);
    case "record":
      return `(${fields(domain.fields)})`;
    case "union": {
      const { tag } = value as { tag: string };
      return `${tag}(${fields(domain.variants[tag])})`;
    }
    case "map":
      return `(${fields(Object.fromEntries([...domain.key].map((key) => [key, domain.value])))})`;
    case "list":
      return `[${Array.from(value as unknown[], (one) => identityOf(domain.element, one))}]`;
    case "set":
    case "bag": {
      const members = [...(value as Iterable<unknown>)];
      const texts = members.map((one) => identityOf(domain.element, one)).sort();
      return `{${domain.kind === "set" ? [...new Set(texts)] : texts}}`;
    }
    default:
      return `${typeof value}:${value}`;
  }
}
