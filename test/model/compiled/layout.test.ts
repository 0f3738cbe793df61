import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { twoPhaseCommit } from "../../../specs/classics/two-phase-commit.machine.ts";
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
} from "../../../src/index.ts";
import type { Layout, Packed, PackedFields, Slot } from "../../../src/model/compiled/layout.ts";
import { makeLayout } from "../../../src/model/compiled/make-layout.ts";
import { possibleElements } from "../../../src/model/compiled/pack.ts";
import { showLayout } from "../../../src/model/compiled/show-layout.ts";
import { enumerate } from "../../../src/model/enumerate.ts";
import { admit } from "../../../src/model/reference/admit.ts";
import { codeOf } from "../../../src/model/reference/encode.ts";
import { checkerAccess, placeOf } from "../../../src/model/reference/place.ts";
import type { Schema } from "../../../src/spec/schema.ts";
import { StoredSet } from "../../../src/value/model-set.ts";
import { randomDomain, randomSchema } from "../../support/random-domain.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 1000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const options = { numRuns, seed };
const place = placeOf("s", checkerAccess);

function layoutOf(schema: Schema, affinity?: readonly (readonly string[])[]): Layout {
  const layout = makeLayout(schema, affinity);
  if ("unpackable" in layout) throw new Error(layout.unpackable);
  return layout;
}

function slotNamed({ slots }: Layout, name: string): Slot {
  const found = slots.find((slot) => slot.name === name);
  if (found === undefined) throw new Error(`no slot ${name}`);
  return found;
}

function bitsOf({ word, shift, width }: Slot): number[] {
  return Array.from({ length: width }, (_, i) => word * 32 + shift + i);
}

/** All slots of a part. */
function slotsIn(packed: Packed): Slot[] {
  const fields = (of: PackedFields): Slot[] => Object.values(of).flatMap(slotsIn);
  switch (packed.kind) {
    case "scalar":
    case "optionalScalar":
      return [packed.slot];
    case "optional":
      return [packed.present, ...slotsIn(packed.of)];
    case "record":
      return fields(packed.fields);
    case "map":
      return fields(packed.entries);
    case "union":
      return [packed.tag, ...Object.values(packed.variants).flatMap(fields)];
    case "list":
      return [packed.length, ...packed.elements.flatMap(slotsIn)];
    case "set":
      return [...packed.masks];
    case "bag":
      return [...packed.counts];
  }
}

/** Checks that parts which exist together have no bit in common; gives the bits of all of them. */
function disjoint(parts: readonly number[][]): number[] {
  const all = parts.flat();
  expect(new Set(all).size).toBe(all.length);
  return all;
}

/** The bits of a part, in which only variants of one union overlap. */
function bitsIn(packed: Packed): number[] {
  const fields = (of: PackedFields): number[] => disjoint(Object.values(of).map(bitsIn));
  switch (packed.kind) {
    case "record":
      return fields(packed.fields);
    case "map":
      return fields(packed.entries);
    case "optional":
      return disjoint([bitsOf(packed.present), bitsIn(packed.of)]);
    case "list":
      return disjoint([bitsOf(packed.length), ...packed.elements.map(bitsIn)]);
    case "union": {
      const variants = Object.values(packed.variants).flatMap(fields);
      return disjoint([bitsOf(packed.tag), [...new Set(variants)]]);
    }
    default:
      return disjoint(slotsIn(packed).map(bitsOf));
  }
}

const layouts: fc.Arbitrary<{ readonly schema: Schema; readonly layout: Layout }> = randomSchema(3)
  .map(({ domain }) => (domain as { readonly fields: Schema }).fields)
  .map((schema) => ({ schema, layout: makeLayout(schema) as Layout }))
  .filter(({ layout }) => !("unpackable" in layout));

describe("the layout of a random schema", () => {
  it("has slots that lie within a word, as wide as their size asks for, each once in the tree", () => {
    const property = fc.property(layouts, ({ layout }) => {
      expect(layout.slots.map(({ id }) => id)).toEqual([...layout.slots.keys()]);
      expect(new Set(slotsIn(layout.root))).toEqual(new Set(layout.slots));
      for (const { word, shift, width, size } of layout.slots) {
        expect(word).toBeLessThan(layout.words);
        expect(shift + width).toBeLessThanOrEqual(32);
        expect(width).toBeLessThanOrEqual(30);
        expect(2 ** width).toBeGreaterThanOrEqual(size);
        expect(width === 0 ? 0 : 2 ** (width - 1)).toBeLessThan(size);
      }
    });
    fc.assert(property, options);
  });

  it("shares bits between variants of a union only, and counts the bits in use", () => {
    const property = fc.property(layouts, ({ layout }) => {
      const bits = bitsIn(layout.root);
      expect(layout.bits).toBe(bits.length);
      const words = new Set(bits.map((bit) => Math.floor(bit / 32)));
      expect(words.size).toBe(layout.bits === 0 ? 0 : layout.words);
    });
    fc.assert(property, options);
  });

  it("never takes more words for the sake of slots that are written together", () => {
    const withGroups = layouts.chain(({ schema, layout }) =>
      fc
        .array(fc.subarray(layout.slots.map(({ name }) => name)), { maxLength: 5 })
        .map((groups) => ({ schema, layout, groups })),
    );
    const property = fc.property(withGroups, ({ schema, layout, groups }) => {
      const grouped = layoutOf(schema, groups);
      expect(grouped.words).toBe(layout.words);
      bitsIn(grouped.root);
    });
    fc.assert(property, { ...options, numRuns: Math.ceil(numRuns / 4) });
  });
});

describe("the elements of a set", () => {
  it("are all values of their domain in the order in which the set goes through them", () => {
    const property = fc.property(randomDomain(2), ({ domain, count }) => {
      const elements = possibleElements(domain);
      expect(elements === undefined).toBe(count > 960);
      if (elements === undefined) return;
      expect(elements.length).toBe(count);
      const all = admit(setOf(domain), enumerate(domain), place) as StoredSet<unknown>;
      expect(elements.map((value) => codeOf(domain, admit(domain, value, place)))).toEqual(
        StoredSet.codesOf(all),
      );
    });
    fc.assert(property, { ...options, numRuns: Math.ceil(numRuns / 4) });
  });

  it("are not in the order of enumeration when they are sets themselves: smaller sets come first", () => {
    const flags = setOf(oneOf("a", "b"));
    expect(enumerate(flags)).toEqual([[], ["a"], ["b"], ["a", "b"]]);
    const three = setOf(oneOf("a", "b", "c"));
    expect(possibleElements(three)).not.toEqual(enumerate(three));
    expect(possibleElements(three)?.map((set) => (set as unknown[]).join(""))).toEqual([
      "",
      "a",
      "b",
      "c",
      "ab",
      "ac",
      "bc",
      "abc",
    ]);
  });
});

describe("packing", () => {
  it("fits two-phase commit with nine resource managers into two words", () => {
    const layout = layoutOf(twoPhaseCommit(9).state);
    expect([layout.words, layout.bits]).toEqual([2, 40]);
  });

  it("keeps the order of declaration where it costs nothing", () => {
    const { slots } = layoutOf({ a: range(0, 6), b: bool(), c: oneOf("x", "y", "z") });
    expect(slots.map(({ word, shift, width }) => [word, shift, width])).toEqual([
      [0, 0, 3],
      [0, 3, 1],
      [0, 4, 2],
    ]);
  });

  it("sorts by width where that takes fewer words", () => {
    const bits = (n: number): Domain => setOf(range(1, n));
    const layout = layoutOf({ a: bits(12), b: bits(12), c: bits(20), d: bits(20) });
    expect([layout.words, layout.bits]).toEqual([2, 64]);
  });

  it("lays variants of a union over each other", () => {
    const layout = layoutOf({
      call: union({
        idle: {},
        asked: { by: range(0, 900), at: range(0, 3) },
        served: { from: index("place", 20), to: index("place", 20), last: bool() },
      }),
    });
    expect([layout.words, layout.bits]).toEqual([1, 14]);
    expect(slotNamed(layout, "call<asked>.by").shift).toBe(
      slotNamed(layout, "call<served>.from").shift,
    );
  });

  it("lays variants of a union inside a variant over the other variants", () => {
    const inner = union({ x: { n: range(0, 7) }, y: { n: range(0, 15) } });
    const layout = layoutOf({ outer: union({ a: { inner }, b: { n: range(0, 31) } }) });
    expect([layout.words, layout.bits]).toEqual([1, 1 + Math.max(1 + 4, 5)]);
  });

  it("gives a value without alternatives no bits, and the state a word all the same", () => {
    const layout = layoutOf({ only: oneOf("a"), tagged: union({ one: {} }), none: record({}) });
    expect([layout.words, layout.bits]).toEqual([1, 0]);
    expect(layout.slots.map(({ name, width }) => [name, width])).toEqual([
      ["only", 0],
      ["tagged.tag", 0],
    ]);
  });

  it("takes an optional of an optional for one", () => {
    const { root } = layoutOf({ x: optional(optional(range(0, 2))) });
    expect(root.fields["x"]).toMatchObject({ kind: "optionalScalar", slot: { size: 4 } });
    expect(root.fields["x"]?.domain).toMatchObject({ of: { kind: "range" } });
  });

  it("splits a set into masks of thirty bits", () => {
    const layout = layoutOf({ seen: setOf(range(0, 69)) });
    expect(layout.slots.map(({ name, width }) => [name, width])).toEqual([
      ["seen{0–29}", 30],
      ["seen{30–59}", 30],
      ["seen{60–69}", 10],
    ]);
    expect(layout.words).toBe(3);
  });
});

describe("slots that are written together", () => {
  const wide = setOf(range(1, 20));
  const narrow = setOf(range(1, 8));
  const schema = { a: wide, b: narrow, c: wide, d: narrow };

  it("share a word, the first group before the others", () => {
    const groups = [
      ["a", "d"],
      ["c", "d"],
    ];
    const without = layoutOf(schema);
    expect(slotNamed(without, "d").word).toBe(slotNamed(without, "c").word);
    const layout = layoutOf(schema, groups);
    expect(layout.words).toBe(2);
    expect(slotNamed(layout, "d").word).toBe(slotNamed(layout, "a").word);
    expect(slotNamed(layout, "b").word).toBe(slotNamed(layout, "c").word);
  });

  it("do not where there is no room, or where that takes another word", () => {
    const tight = { a: setOf(range(1, 24)), b: narrow, c: setOf(range(1, 24)), d: narrow };
    const layout = layoutOf(tight, [["b", "d"], ["a", "c"], ["no such slot"]]);
    expect(layout.words).toBe(2);
    expect(slotNamed(layout, "b").word).not.toBe(slotNamed(layout, "d").word);
  });

  it("join those of groups that overlap", () => {
    const schema = {
      a: setOf(range(1, 28)),
      b: bool(),
      c: setOf(range(1, 28)),
      d: bool(),
      e: bool(),
      x: range(0, 3),
    };
    const layout = layoutOf(schema, [
      ["a", "x"],
      ["c", "b"],
      ["b", "d"],
      ["d", "e"],
    ]);
    const words = ["b", "c", "d", "e"].map((name) => slotNamed(layout, name).word);
    expect(new Set(words).size).toBe(1);
    expect(layout.words).toBe(2);
  });
});

describe("a schema that cannot be packed", () => {
  const huge = { ...range(0, 1), size: 2 ** 30 + 1 };
  const rm = symmetric("rm", 3);
  it.each<[string, Schema, string]>([
    ["a scalar", { x: record({ y: huge }) }, "x.y has 1073741825 values: at most 2^30"],
    [
      "an optional scalar",
      { xs: mapOf(rm, optional({ ...huge, size: 2 ** 30 })) },
      "xs[rm0] has 1073741825 values: at most 2^30",
    ],
    [
      "a set",
      { call: union({ idle: {}, busy: { seen: setOf(range(0, 960)) } }) },
      "call<busy>.seen has more than 960 possible elements: at most 960",
    ],
    [
      "a bag",
      { nets: listOf(bagOf(range(0, 64), 3), 2) },
      "nets[0] has 65 possible elements: at most 64",
    ],
    [
      "a set of what cannot be listed",
      { x: optional(setOf(setOf(range(0, 99)))) },
      "x has more than 960 possible elements: at most 960",
    ],
    ["many parts", { x: listOf(oneOf("a"), 65_535) }, "the state has 65537 parts: at most 4096"],
    [
      "many words",
      { x: listOf(setOf(range(1, 16)), 128) },
      "the state takes 65 words of 32 bits: at most 64",
    ],
  ])("says why: %s", (_what, schema, unpackable) => {
    expect(makeLayout(schema)).toEqual({ unpackable });
  });

  it("is at the limit when it still can", () => {
    expect(layoutOf({ x: setOf(range(1, 960)) }).words).toBe(32);
    expect(layoutOf({ x: setOf(optional(optional(range(1, 959)))) }).words).toBe(32);
    expect(layoutOf({ x: bagOf(range(1, 64), 3) }).bits).toBe(128);
    expect(layoutOf({ x: { ...huge, size: 2 ** 30 } }).bits).toBe(30);
    expect(layoutOf({ x: listOf(setOf(range(1, 16)), 126) }).words).toBe(64);
  });
});

describe("a layout, shown", () => {
  it("is a table of the bits in their order, and what they are in all", () => {
    const layout = layoutOf({
      seen: setOf(range(0, 29)),
      call: union({ idle: {}, busy: { since: range(0, 4) }, gone: { for: range(0, 9) } }),
      done: bool(),
      name: oneOf("x"),
    });
    expect(showLayout(layout).split("\n")).toEqual([
      "word   bits  field                   size",
      "   0   0–29  seen              1073741824",
      "   0  30–31  call.tag                   3",
      "   1    0–2  call<busy>.since           5",
      "   1    0–3  call<gone>.for            10",
      "   1      4  done                       2",
      "   –      –  name                       1",
      "37 of 64 bits in 2 words",
    ]);
  });

  it("is in the order of the bits, not of the declaration", () => {
    const layout = layoutOf({
      ...{ a: setOf(range(1, 12)), b: setOf(range(1, 12)) },
      ...{ c: setOf(range(1, 20)), d: setOf(range(1, 20)) },
    });
    expect(showLayout(layout).split("\n").slice(1, 5)).toEqual([
      "   0   0–19  c      1048576",
      "   0  20–31  a         4096",
      "   1   0–19  d      1048576",
      "   1  20–31  b         4096",
    ]);
  });

  it("counts one word as one", () => {
    expect(showLayout(layoutOf({ x: bool() }))).toMatch(/\n1 of 32 bits in 1 word$/);
  });
});
