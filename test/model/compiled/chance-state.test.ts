import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bagOf,
  bool,
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
import { dice, writeChanceState } from "../../../src/model/compiled/chance-state.ts";
import type { Layout } from "../../../src/model/compiled/layout.ts";
import { makeLayout } from "../../../src/model/compiled/make-layout.ts";
import { packState, unpackState } from "../../../src/model/compiled/pack.ts";
import { enumerate } from "../../../src/model/enumerate.ts";
import { admit } from "../../../src/model/reference/admit.ts";
import { checkerAccess, placeOf } from "../../../src/model/reference/place.ts";
import type { Schema } from "../../../src/spec/schema.ts";
import { identityOf, randomDomain, randomSchema } from "../../support/random-domain.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 1000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const place = placeOf("s", checkerAccess);

function layoutFor(schema: Schema): Layout {
  const layout = makeLayout(schema);
  if ("unpackable" in layout) throw new Error(layout.unpackable);
  return layout;
}

/** The words of several states. */
function wordsOf(layout: Layout, count: number): Int32Array[] {
  const roll = dice();
  return Array.from({ length: count }, () => {
    const words = new Int32Array(layout.words);
    writeChanceState(layout, roll, words);
    return words;
  });
}

/** The values of several states, sets and bags as arrays. */
function statesOf(schema: Schema, count: number) {
  const layout = layoutFor(schema);
  return wordsOf(layout, count).map((words) => unpackState(layout, words, 0));
}

/** How many different values a field has in the states. */
function distinct(states: readonly Readonly<Record<string, unknown>>[], field: string): number {
  return new Set(states.map((state) => JSON.stringify(state[field]))).size;
}

const schemas: fc.Arbitrary<Schema> = randomSchema(3)
  .map(({ domain }) => (domain as { readonly fields: Schema }).fields)
  .filter((schema) => !("unpackable" in makeLayout(schema)));

describe("a state of chance", () => {
  it("lies in its domain, and has the one encoding of its value", () => {
    const property = fc.property(schemas, (schema) => {
      const layout = layoutFor(schema);
      const again = new Int32Array(layout.words);
      for (const words of wordsOf(layout, 30)) {
        const plain = unpackState(layout, words, 0);
        packState(layout, admit({ kind: "record", fields: schema }, plain, place), again, 0);
        expect(again).toEqual(words);
      }
    });
    fc.assert(property, { numRuns, seed });
  });

  it("is written over whatever was there, and over nothing behind it", () => {
    const property = fc.property(schemas, (schema) => {
      const layout = layoutFor(schema);
      const [words] = wordsOf(layout, 1);
      const used = new Int32Array(layout.words + 2).fill(-1);
      writeChanceState(layout, dice(), used);
      expect([...used]).toEqual([...(words as Int32Array), -1, -1]);
    });
    fc.assert(property, { numRuns: Math.ceil(numRuns / 10), seed });
  });

  it("has each value of a small domain sooner or later", () => {
    const small = randomDomain(2).filter(({ count }) => count <= 16);
    const property = fc.property(small, ({ domain, count }) => {
      const layout = layoutFor({ before: bool(), x: domain });
      const roll = dice();
      const words = new Int32Array(layout.words);
      const seen = new Set<string>();
      for (let tries = 0; seen.size < count && tries < 100_000; tries++) {
        writeChanceState(layout, roll, words);
        seen.add(identityOf(domain, unpackState(layout, words, 0)["x"]));
      }
      expect(seen).toEqual(new Set(enumerate(domain).map((value) => identityOf(domain, value))));
    });
    fc.assert(property, { numRuns: Math.ceil(numRuns / 10), seed });
  });
});

describe("a hundred states of chance", () => {
  const app = symmetric("app", 3);
  const letter = oneOf("x", "y", "z");
  const schema = {
    flag: bool(),
    level: range(-3, 4),
    owner: optional(app),
    job: optional(record({ left: range(1, 5) })),
    call: union({ idle: {}, busy: { since: range(0, 4) }, gone: { by: app, with: bool() } }),
    seen: setOf(letter),
    far: setOf(range(1, 70)),
    queue: listOf(letter, 4),
    net: bagOf(letter, 3),
    many: bagOf(range(1, 40), 2),
  };
  const states = statesOf(schema, 100);

  it.each([
    ["a flag", "flag", 2],
    ["a number", "level", 8],
    ["what may be null", "owner", 4],
    ["a record that may be null", "job", 6],
    ["a union", "call", 12],
    ["a set", "seen", 8],
  ] as const)("have all values of %s", (_what, field, values) => {
    expect(distinct(states, field)).toBe(values);
  });

  it("have all elements of a large set, or none, or some of each of its words", () => {
    const sizes = states.map(({ far }) => (far as unknown[]).length);
    expect(sizes.filter((size) => size === 0).length).toBeGreaterThan(20);
    expect(sizes.filter((size) => size === 70).length).toBeGreaterThan(20);
    expect(sizes.filter((size) => size > 0 && size < 70).length).toBeGreaterThan(20);
    const others = states.filter((_, i) => sizes[i] !== 70);
    expect(new Set(others.flatMap(({ far }) => far as number[])).size).toBe(70);
  });

  it("have lists of all lengths, with every element at each place", () => {
    const queues = states.map(({ queue }) => queue as string[]);
    expect(new Set(queues.map(({ length }) => length))).toEqual(new Set([0, 1, 2, 3, 4]));
    for (const i of [0, 1, 2, 3]) {
      expect(new Set(queues.flatMap((queue) => queue[i] ?? []))).toEqual(new Set(letter));
    }
  });

  it("have bags of all sizes, with any of their elements and several of one", () => {
    const nets = states.map(({ net }) => net as string[]);
    expect(new Set(nets.map(({ length }) => length))).toEqual(new Set([0, 1, 2, 3]));
    expect(nets).toContainEqual(["x", "x"]);
    expect(nets.some((net) => new Set(net).size === 2)).toBe(true);
    // the last elements are no worse off than the first
    const many = states.flatMap(({ many }) => many as number[]);
    for (const last of [10, 20, 30, 40]) {
      expect(many.filter((one) => one > last - 10 && one <= last).length).toBeGreaterThan(5);
    }
  });
});

describe("values of one state", () => {
  it("are often the same, though they may all differ", () => {
    const members = mapOf(symmetric("node", 4), range(0, 7));
    const values = statesOf({ members }, 400).map(
      ({ members }) => new Set(Object.values(members as Record<string, number>)).size,
    );
    // by chance alone it would be one in 512
    expect(values.filter((size) => size === 1).length).toBeGreaterThan(20);
    expect(values.filter((size) => size === 4).length).toBeGreaterThan(20);
  });
});

describe("throws", () => {
  it("are the same each time", () => {
    const [a, b] = [dice(), dice()];
    const sizes = Array.from({ length: 100 }, (_, i) => 1 + i * i);
    expect(sizes.map(a)).toEqual(sizes.map(b));
  });

  it("are whole numbers below what was asked for, up to thirty bits", () => {
    const roll = dice();
    for (const below of [1, 2, 3, 10, 2 ** 30]) {
      const thrown = Array.from({ length: 300 }, () => roll(below));
      expect(thrown.every((n) => Number.isInteger(n) && n >= 0 && n < below)).toBe(true);
      expect(new Set(thrown).size).toBeGreaterThanOrEqual(Math.min(below, 290));
    }
    const large = Array.from({ length: 100 }, () => roll(2 ** 30));
    expect(Math.max(...large)).toBeGreaterThan(2 ** 29);
  });
});
