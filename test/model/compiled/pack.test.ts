import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
} from "../../../src/index.ts";
import type { Layout, Slot } from "../../../src/model/compiled/layout.ts";
import { makeLayout } from "../../../src/model/compiled/make-layout.ts";
import {
  packState,
  packValue,
  readSlot,
  unpackState,
  unpackValue,
  writeSlot,
} from "../../../src/model/compiled/pack.ts";
import { admit } from "../../../src/model/reference/admit.ts";
import { decode } from "../../../src/model/reference/decode.ts";
import { codeOf } from "../../../src/model/reference/encode.ts";
import { checkerAccess, placeOf } from "../../../src/model/reference/place.ts";
import type { Schema } from "../../../src/spec/schema.ts";
import { identityOf, randomSchema } from "../../support/random-domain.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 1000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const options = { numRuns, seed };
const place = placeOf("s", checkerAccess);

type Case = { readonly domain: Domain; readonly layout: Layout; readonly values: unknown[] };

function layoutFor(schema: Schema): Layout {
  const layout = makeLayout(schema);
  if ("unpackable" in layout) throw new Error(layout.unpackable);
  return layout;
}

/** Words of the state alone. */
function pack(layout: Layout, domain: Domain, value: unknown): Int32Array {
  const words = new Int32Array(layout.words).fill(-1);
  packState(layout, admit(domain, value, place), words, 0);
  return words;
}

/** Several values of a random state that can be packed. */
const cases: fc.Arbitrary<Case> = randomSchema(3)
  .map(({ domain, value }) => {
    const { fields } = domain as { readonly fields: Schema };
    return { domain, value, layout: makeLayout(fields) };
  })
  .filter(({ layout }) => !("unpackable" in layout))
  .chain(({ domain, value, layout }) =>
    fc
      .array(value, { minLength: 2, maxLength: 6 })
      .map((values) => ({ domain, values, layout: layout as Layout })),
  );

describe("packed values of random states", () => {
  it("are unpacked as the same values, wherever they lie, and whoever made them", () => {
    const property = fc.property(cases, fc.nat(3), ({ domain, layout, values }, at) => {
      for (const value of values) {
        const raw = admit(domain, value, place);
        const words = new Int32Array(at + layout.words + 1).fill(-1);
        packState(layout, raw, words, at);
        const plain = unpackState(layout, words, at);
        expect(identityOf(domain, plain)).toBe(identityOf(domain, value));
        expect(codeOf(domain, admit(domain, plain, place))).toBe(codeOf(domain, raw));
        expect([...words.subarray(0, at), words.at(-1)].every((word) => word === -1)).toBe(true);
        const again = decode(domain, codeOf(domain, raw), place);
        const packed = words.slice(at, at + layout.words);
        expect(pack(layout, domain, again)).toEqual(packed);
      }
    });
    fc.assert(property, options);
  });

  it("are equal exactly when the values are", () => {
    const property = fc.property(cases, ({ domain, layout, values }) => {
      const packed = values.map((value) => pack(layout, domain, value).join());
      const identities = values.map((value) => identityOf(domain, value));
      expect(packed.map((words) => packed.indexOf(words))).toEqual(
        identities.map((identity) => identities.indexOf(identity)),
      );
    });
    fc.assert(property, options);
  });

  it("have no bit set outside of the slots that they write", () => {
    const property = fc.property(cases, ({ domain, layout, values }) => {
      for (const value of values) {
        const words = pack(layout, domain, value);
        const written = new Map<Slot, number>();
        packValue(layout.root, admit(domain, value, place), (slot, n) => written.set(slot, n));
        for (const [slot, n] of written) expect(readSlot(slot, words, 0)).toBe(n);
        for (const slot of written.keys()) writeSlot(slot, words, 0, 0);
        expect(words.every((word) => word === 0)).toBe(true);
      }
    });
    fc.assert(property, options);
  });

  it("can be kept as numbers by slot, those that are not written being 0", () => {
    const property = fc.property(cases, ({ domain, layout, values }) => {
      for (const value of values) {
        const numbers = layout.slots.map(() => 0);
        packValue(layout.root, admit(domain, value, place), ({ id }, n) => {
          numbers[id] = n;
        });
        const plain = unpackValue(layout.root, ({ id }) => numbers[id] as number); // one for each
        expect(identityOf(domain, plain)).toBe(identityOf(domain, value));
      }
    });
    fc.assert(property, options);
  });
});

describe("a state of every kind of domain", () => {
  const app = symmetric("app", 3);
  const schema = {
    flag: bool(),
    owner: optional(app),
    job: optional(record({ by: app, left: range(1, 5) })),
    call: union({ idle: {}, busy: { since: range(-2, 2), by: app } }),
    level: mapOf(app, oneOf("low", "high")),
    seen: setOf(range(0, 40)),
    queue: listOf(app, 2),
    net: bagOf(bool(), 3),
  };
  const state = { kind: "record", fields: schema } as const;
  const layout = layoutFor(schema);
  const value = {
    flag: true,
    owner: "app2",
    job: { by: "app1", left: 5 },
    call: { tag: "busy", since: -2, by: "app0" },
    level: { app0: "low", app1: "high", app2: "low" },
    seen: [0, 29, 30, 40],
    queue: ["app2", "app1"],
    net: [true, false, true],
  };

  it("is the numbers that the layout says", () => {
    const words = pack(layout, state, value);
    const numbers = layout.slots
      .filter(({ width }) => width > 0)
      .map((slot) => [slot.name, readSlot(slot, words, 0)]);
    expect(Object.fromEntries(numbers)).toEqual({
      flag: 1,
      owner: 3,
      "job?": 1,
      "job.by": 1,
      "job.left": 4,
      "call.tag": 1,
      "call<busy>.since": 0,
      "call<busy>.by": 0,
      "level[app0]": 0,
      "level[app1]": 1,
      "level[app2]": 0,
      "seen{0–29}": 2 ** 29 + 1,
      "seen{30–40}": 2 ** 10 + 1,
      "queue.length": 2,
      "queue[0]": 2,
      "queue[1]": 1,
      "net{false}": 1,
      "net{true}": 2,
    });
  });

  it("is unpacked with sets and bags as arrays, in the order of their elements", () => {
    const plain = unpackState(layout, pack(layout, state, value), 0);
    expect(plain).toEqual({ ...value, net: [false, true, true] });
  });

  it("is all zero where nothing is", () => {
    const empty = {
      ...{ flag: false, owner: null, job: null, call: { tag: "idle" } },
      ...{ level: app.each("low"), seen: [], queue: [], net: [] },
    };
    expect(pack(layout, state, empty).every((word) => word === 0)).toBe(true);
  });
});

describe("single slots", () => {
  const slot = { id: 0, name: "x", word: 1, shift: 30, width: 2, size: 3 };

  it("are read without a sign and written without touching their neighbours", () => {
    const words = Int32Array.of(7, 0x3fff_ffff, 7);
    writeSlot(slot, words, 0, 2);
    expect(readSlot(slot, words, 0)).toBe(2);
    expect([...words]).toEqual([7, 0xbfff_ffff | 0, 7]);
    writeSlot(slot, words, 0, 1);
    expect([...words]).toEqual([7, 0x7fff_ffff, 7]);
  });

  it("are 0 when they have one value and no bits", () => {
    const none = { ...slot, word: 0, shift: 0, width: 0, size: 1 };
    const words = Int32Array.of(-1);
    writeSlot(none, words, 0, 0);
    expect(readSlot(none, words, 0)).toBe(0);
    expect([...words]).toEqual([-1]);
  });

  it("hold 30 bits at any place", () => {
    for (const shift of [0, 1, 2]) {
      const wide = { ...slot, word: 0, shift, width: 30, size: 2 ** 30 };
      const words = Int32Array.of(0);
      writeSlot(wide, words, 0, 2 ** 30 - 1);
      expect(readSlot(wide, words, 0)).toBe(2 ** 30 - 1);
    }
  });

  it.each([3, -1, 0.5, Number.NaN])("refuse %d, which they cannot hold", (value) => {
    expect(() => writeSlot(slot, new Int32Array(2), 0, value)).toThrow(/x cannot hold/);
  });

  it("refuse a state that is not there", () => {
    expect(() => readSlot(slot, new Int32Array(2), 1)).toThrow(/has no word 2/);
  });
});

describe("values that were not admitted", () => {
  const layout = layoutFor({ x: range(0, 2), xs: listOf(bool(), 1), u: union({ a: {} }) });
  const words = new Int32Array(layout.words);

  it.each([
    ["a scalar outside its domain", { x: 3, xs: [], u: { tag: "a" } }, /3 is outside/],
    ["a list that is too long", { x: 0, xs: [true, true], u: { tag: "a" } }, /cannot hold 2/],
    ["an unknown variant", { x: 0, xs: [], u: { tag: "b" } }, /cannot hold -1/],
  ])("are a defect of the checker: %s", (_what, raw, message) => {
    expect(() => packState(layout, raw, words, 0)).toThrow(message);
  });
});
