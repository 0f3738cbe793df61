/** Sets and bags over different domains: equality and set algebra go by the elements, whatever their codes are. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bagOf, type Domain, oneOf, plain, range, record, same, setOf } from "../../src/index.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { placeOf } from "../../src/model/reference/place.ts";
import { readView } from "../../src/model/reference/read-view.ts";
import { difference } from "../../src/value/difference.ts";
import type { ReadonlyModelSet } from "../../src/value/model-set.ts";
import { randomDomain } from "../support/random-domain.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 300);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);

const place = placeOf("s", { writable: false, who: () => "the test" });
const other = placeOf("t", { writable: false, who: () => "the test" });

function viewOf<T>(domain: Domain, value: unknown, at = place): T {
  return readView(domain, admit(domain, value, at), at) as T;
}

const set = (domain: Domain, elements: unknown): ReadonlyModelSet<unknown> =>
  viewOf(setOf(domain), elements);
const bag = (domain: Domain, elements: unknown): unknown => viewOf(bagOf(domain, 9), elements);

/** The elements in an order that does not depend on the domain. */
function sorted(elements: Iterable<unknown>): readonly string[] {
  return [...elements].map((element) => canonical(element)).sort();
}

/** JSON with sorted keys; a set or bag as the sorted list of its elements. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (Symbol.iterator in value) {
    const kind = "union" in value ? "set" : "bag";
    return `${kind}${sorted(value as unknown as Iterable<unknown>)}`;
  }
  const entries = Object.entries(value).map(([key, inner]) => `${key}:${canonical(inner)}`);
  return `{${entries.sort()}}`;
}

/** Two containers of one kind over domains of their own, with small overlapping ranges often. */
const ranges = fc
  .tuple(fc.integer({ min: -2, max: 2 }), fc.nat(3))
  .map(([lo, more]) => range(lo, lo + more))
  .map((domain) => ({ domain: domain as Domain, value: fc.constantFrom(...domain.elements) }));
const shuffled = fc
  .shuffledSubarray(["a", "b", "c"], { minLength: 1 })
  .map((names) => ({ domain: oneOf(...names) as Domain, value: fc.constantFrom(...names) }));
const anyDomain = fc.oneof(
  ranges,
  shuffled,
  fc.oneof(ranges, shuffled).map(({ domain, value }) => ({
    domain: record({ x: domain }) as Domain,
    value: value.map((x) => ({ x })),
  })),
  ranges.map(({ domain, value }) => ({
    domain: setOf(domain) as Domain,
    value: fc.array(value, { maxLength: 2 }),
  })),
  randomDomain(2),
);
const elements = anyDomain.chain(({ domain, value }) =>
  fc
    .array(value as fc.Arbitrary<unknown>, { maxLength: 4 })
    .map((written) => ({ domain, written })),
);

/** What TypeScript asks of two sets: elements of one shape. A set takes a list for a set, because so it is written. */
function shapeOf(domain: Domain): string {
  const fields = (of: object): string =>
    Object.entries(of)
      .map(([name, field]) => `${name}:${shapeOf(field)}`)
      .sort()
      .join();
  switch (domain.kind) {
    case "optional":
      return shapeOf(domain.of);
    case "record":
      return `record(${fields(domain.fields)})`;
    case "union":
      return `union(${Object.entries<object>(domain.variants).map(([tag, of]) => tag + fields(of))})`;
    case "map":
      return `map(${[...domain.key]}, ${shapeOf(domain.value)})`;
    case "set":
    case "list":
    case "bag":
      return `${domain.kind}(${shapeOf(domain.element)})`;
    default:
      return "scalar";
  }
}

describe("two sets or bags, whatever their domains", () => {
  it("are the same exactly when they hold the same elements", () => {
    const property = fc.property(elements, elements, fc.constantFrom(set, bag), (a, b, make) => {
      const [mine, theirs] = [make(a.domain, a.written), make(b.domain, b.written)];
      const equal = canonical(mine) === canonical(theirs);
      expect(same<unknown>(mine, theirs)).toBe(equal);
      expect(same<unknown>(theirs, mine)).toBe(equal);
      expect(same<unknown>({ in: [mine] }, { in: [theirs] })).toBe(equal);
      expect(difference({ in: mine }, { in: theirs })).toHaveLength(equal ? 0 : 1);
    });
    fc.assert(property, { numRuns, seed });
  });

  it("are compared as sets of their elements; what cannot be in a set is not in it", () => {
    const property = fc.property(elements, elements, (a, b) => {
      fc.pre(shapeOf(a.domain) === shapeOf(b.domain));
      const [mine, theirs] = [set(a.domain, a.written), set(b.domain, b.written)];
      const others = new Set(sorted(theirs));
      const isShared = (element: unknown): boolean => others.has(canonical(element));
      expect(mine.isSubsetOf(theirs)).toBe([...mine].every(isShared));
      expect(mine.isDisjointFrom(theirs)).toBe(![...mine].some(isShared));
      expect([...mine.intersection(theirs)].map(canonical)).toEqual(
        [...mine].filter(isShared).map(canonical),
      );
      expect([...mine.difference(theirs)].map(canonical)).toEqual(
        [...mine].filter((element) => !isShared(element)).map(canonical),
      );
    });
    fc.assert(property, { numRuns, seed });
  });

  it("are told apart where codes are not", () => {
    const [low, high] = [range(0, 3), range(1, 4)];
    expect(same(set(low, [1]), set(high, [1]))).toBe(true);
    expect(same(set(low, [1]), set(high, [2]))).toBe(false);
    expect(same(bag(oneOf("a", "b"), ["a"]), bag(oneOf("b", "a"), ["b"]))).toBe(false);
    expect(same(bag(low, [1, 1, 2]), bag(high, [2, 1, 1]))).toBe(true);
    expect(same(bag(low, [1, 1, 2]), bag(high, [2, 2, 1]))).toBe(false);
    expect(same<unknown>(set(low, [1]), bag(low, [1]))).toBe(false);
    expect(same<unknown>(set(low, []), {})).toBe(false);
    expect(same<unknown>({}, set(low, []))).toBe(false);
    const points = record({ x: range(0, 1) });
    expect(same(set(points, [{ x: 1 }]), set(record({ x: range(1, 2) }), [{ x: 1 }]))).toBe(true);
  });

  it("refuse only to unite what does not fit", () => {
    const [small, large] = [set(range(0, 1), [1]), set(range(0, 3), [1, 3])];
    expect(small.isSubsetOf(large)).toBe(true);
    expect(plain(small.intersection(large))).toEqual([1]);
    expect(() => small.union(large)).toThrow(/= 3 is outside its domain/);
    expect(plain(large.union(small))).toEqual([1, 3]);
  });

  it("are the same at two places over one domain", () => {
    const domain = setOf(range(0, 3));
    expect(same(viewOf(domain, [1, 2]), viewOf(domain, [2, 1], other))).toBe(true);
    expect(same(viewOf(domain, [1]), viewOf(domain, [2], other))).toBe(false);
  });
});
