import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bagOf, type Domain, listOf, range, record, setOf } from "../../src/index.ts";
import { enumerate } from "../../src/model/enumerate.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { decode } from "../../src/model/reference/decode.ts";
import { draft } from "../../src/model/reference/draft.ts";
import { codeOf } from "../../src/model/reference/encode.ts";
import { checkerAccess, placeOf } from "../../src/model/reference/place.ts";
import { readView } from "../../src/model/reference/read-view.ts";
import { identityOf, randomDomain } from "../support/random-domain.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 1000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const options = { numRuns, seed };

const writing = placeOf("s", { writable: true, who: () => "the test" });
const reading = placeOf("s", { writable: false, who: () => "the test" });
const checking = placeOf("s", checkerAccess);

function codeFor(domain: Domain, value: unknown): string {
  return codeOf(domain, admit(domain, value, writing));
}

const domainWith = <T>(values: (value: fc.Arbitrary<unknown>) => fc.Arbitrary<T>) =>
  randomDomain(3).chain(({ domain, value }) =>
    values(value).map((drawn): readonly [Domain, T] => [domain, drawn]),
  );
const domainAndValue = domainWith((value) => value);
const domainAndTwo = domainWith((value) => fc.tuple(value, value));

describe("codes of random values of random domains", () => {
  it("are read back as the same value, by checker, view and draft", () => {
    const property = fc.property(domainAndValue, ([domain, value]) => {
      const wanted = identityOf(domain, value);
      const raw = admit(domain, value, writing);
      const code = codeOf(domain, raw);
      expect(identityOf(domain, raw)).toBe(wanted);
      expect(identityOf(domain, decode(domain, code, checking))).toBe(wanted);
      const view = readView(domain, decode(domain, code, reading), reading);
      expect(identityOf(domain, view)).toBe(wanted);
      const changing = draft(domain, decode(domain, code, writing), writing);
      expect(identityOf(domain, changing)).toBe(wanted);
      for (const again of [raw, view, changing, decode(domain, code, checking)]) {
        expect(codeFor(domain, again)).toBe(code);
      }
    });
    fc.assert(property, options);
  });

  it("are equal exactly when the values are", () => {
    const property = fc.property(domainAndTwo, ([domain, [a, b]]) => {
      const equal = identityOf(domain, a) === identityOf(domain, b);
      expect(codeFor(domain, a) === codeFor(domain, b)).toBe(equal);
    });
    fc.assert(property, options);
  });

  it("do not depend on the order in which sets and bags were written down", () => {
    const property = fc.property(domainAndValue, ([domain, value]) => {
      expect(codeFor(domain, reversed(domain, value))).toBe(codeFor(domain, value));
    });
    fc.assert(property, options);
  });

  it("are never the beginning of another code, so that they can be put one after the other", () => {
    const property = fc.property(domainAndTwo, ([domain, [a, b]]) => {
      const [one, other] = [codeFor(domain, a), codeFor(domain, b)];
      if (one !== other) expect(one.startsWith(other) || other.startsWith(one)).toBe(false);
    });
    fc.assert(property, options);
  });
});

describe("the values of a random domain, one by one", () => {
  it("are as many as the formula says, different, admitted, and none begins another", () => {
    const property = fc.property(randomDomain(3), ({ domain, count }) => {
      fc.pre(count <= 1000);
      const all = enumerate(domain);
      const codes = all.map((value) => codeFor(domain, value));
      expect(all.length).toBe(count);
      expect(new Set(codes).size).toBe(count);
      expect(new Set(all.map((value) => identityOf(domain, value))).size).toBe(count);
      const sorted = codes.toSorted((a, b) => (a < b ? -1 : 1));
      for (const [i, code] of sorted.entries()) {
        if (i > 0) expect(code.startsWith(sorted[i - 1] as string)).toBe(false);
      }
    });
    fc.assert(property, { ...options, numRuns: Math.ceil(numRuns / 3) });
  });

  it("are codes in the order of the elements, for domains that list them", () => {
    const property = fc.property(randomDomain(0), ({ domain }) => {
      const codes = enumerate(domain).map((value) => codeFor(domain, value));
      expect(codes.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(codes);
    });
    fc.assert(property, { ...options, numRuns: 20 });
  });

  it.each<[string, Domain]>([
    ["a product", record({ a: range(0, 9999), b: range(0, 999) })],
    ["subsets", setOf(range(0, 30_000))],
    ["lists", listOf(range(0, 1), 65_535)],
    ["bags", bagOf(range(0, 1), 65_535)],
  ])("are refused when they are too many: %s", (_what, domain) => {
    expect(() => enumerate(domain)).toThrow(/more than 1000000 possible values/);
  });
});

describe("large collections", () => {
  it("are refused where their size does not fit into a code", () => {
    const all = range(0, 65_536);
    const tooMany = setOf(all);
    expect(codeFor(tooMany, all.elements.slice(0, 65_535))).not.toBe(codeFor(tooMany, []));
    expect(() => codeFor(tooMany, all.elements.slice(0, 65_536))).toThrow(/65536 elements/);
  });

  it("fill a list and a bag to the last place", () => {
    const list = listOf(range(0, 0), 65_535);
    const bag = bagOf(range(0, 0), 65_535);
    const zeros = Array(65_535).fill(0);
    expect((decode(list, codeFor(list, zeros), checking) as unknown[]).length).toBe(65_535);
    expect((decode(bag, codeFor(bag, zeros), checking) as { size: number }).size).toBe(65_535);
    expect(() => codeFor(list, [...zeros, 0])).toThrow(/outside its domain/);
    expect(() => codeFor(bag, [...zeros, 0])).toThrow(/would hold more/);
  });
});

/** The value with every set and bag written backwards. */
function reversed(domain: Domain, value: unknown): unknown {
  const inside = (of: Readonly<Record<string, Domain>>): object =>
    Object.fromEntries(
      Object.entries(value as object).map(([name, field]) => [
        name,
        of[name] === undefined ? field : reversed(of[name], field),
      ]),
    );
  switch (domain.kind) {
    case "optional":
      return value === null ? null : reversed(domain.of, value);
    case "record":
      return inside(domain.fields);
    case "union":
      return inside(domain.variants[(value as { tag: string }).tag]);
    case "map":
      return inside(Object.fromEntries([...domain.key].map((key) => [key, domain.value])));
    case "list":
      return (value as unknown[]).map((one) => reversed(domain.element, one));
    case "set":
    case "bag":
      return (value as unknown[]).map((one) => reversed(domain.element, one)).reverse();
    default:
      return value;
  }
}
