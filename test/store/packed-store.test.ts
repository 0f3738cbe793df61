import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexStore } from "../../src/store/packed-index.ts";
import { inlineStore } from "../../src/store/packed-inline.ts";
import { growingBytes, growingInts } from "../../src/store/packed-memory.ts";
import {
  hashMany,
  hashOne,
  hashTwo,
  type PackedStore,
  type PackedStoreOptions,
} from "../../src/store/packed-store.ts";

type MakeStore = (options: PackedStoreOptions) => PackedStore;

const makers: readonly (readonly [string, MakeStore, number])[] = [
  ["inline", inlineStore, 1],
  ["inline", inlineStore, 2],
  ["index", indexStore, 1],
  ["index", indexStore, 2],
  ["index", indexStore, 3],
  ["index", indexStore, 5],
];

/** The distinct states in the order of their first appearance, and what they were found from. */
function naive(states: readonly (readonly number[])[]): {
  readonly order: readonly string[];
  readonly parents: readonly number[];
  readonly ids: readonly number[];
} {
  const known = new Map<string, number>();
  const parents: number[] = [];
  const ids = states.map((state, i) => {
    const text = state.join(" ");
    const id = known.get(text) ?? known.size;
    if (id === known.size) parents.push(i);
    known.set(text, id);
    return id;
  });
  return { order: [...known.keys()], parents, ids };
}

function candidatesOf(states: readonly (readonly number[])[]): Int32Array {
  return Int32Array.from(states.flatMap((state, i) => [...state, i]));
}

function contents(store: PackedStore): { order: string[]; parents: number[] } {
  const { words } = store;
  const log = store.log();
  const ids = Array.from({ length: store.size() }, (_, id) => id);
  return {
    order: ids.map((id) => log.subarray(id * words, (id + 1) * words).join(" ")),
    parents: ids.map((id) => store.parents()[id] as number),
  };
}

describe.each(makers)("%s store, %o words of %i", (name, make, words) => {
  test.each([32, 4, 0])("keeps order and parents with %i bits of hash", (hashBits) => {
    const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer());
    const state = fc
      .array(word, { minLength: words, maxLength: words })
      .filter((all) => name === "index" || all.some((one) => one !== 0));
    const batches = fc.array(fc.array(state, { maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, fc.constantFrom(4, 8, 64), (all, initialCapacity) => {
        const store = make({ words, hashBits, initialCapacity });
        const states = all.flat();
        const candidates = candidatesOf(states);
        const expected = naive(states);
        let first = 0;
        for (const batch of all) {
          const end = first + batch.length;
          store.insert(candidates, first, end);
          if (store.givesIds) {
            expect([...store.ids().subarray(0, batch.length)]).toEqual(
              expected.ids.slice(first, end),
            );
          }
          for (let i = 0; i < states.length; i++) {
            const isKnown = states.slice(0, end).some((one) => `${one}` === `${states[i]}`);
            const id = store.givesIds ? (expected.ids[i] as number) : 0;
            expect(store.find(candidates, i)).toBe(isKnown ? id : -1);
          }
          first = end;
        }
        expect(contents(store)).toEqual({ order: expected.order, parents: expected.parents });
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  test("grows from four slots to thousands", () => {
    const store = make({ words, initialCapacity: 4 });
    const states = Array.from({ length: 20_000 }, (_, i) =>
      Array.from({ length: words }, (_, word) => (word === 0 ? 1 + (i % 10_000) : i % 5)),
    );
    const candidates = candidatesOf(states);
    for (let first = 0; first < states.length; first += 7) {
      store.insert(candidates, first, Math.min(states.length, first + 7));
    }
    const { order, parents } = naive(states);
    expect(contents(store)).toEqual({ order, parents });
  });
});

describe("hashes", () => {
  // Structured states, as models have them: a few bits that vary. Random placing would leave 1/e of the slots empty.
  const bits = 14;
  const share = (hashes: Iterable<number>): number =>
    new Set([...hashes].map((hash) => hash >>> (32 - bits))).size / 2 ** bits;
  const numbers = Array.from({ length: 2 ** bits }, (_, i) => i);
  test.each([
    ["one word, low bits", (i: number) => hashOne(i)],
    ["one word, high bits", (i: number) => hashOne(i << 18)],
    ["two words, the first", (i: number) => hashTwo(i << 9, 1)],
    ["two words, the second", (i: number) => hashTwo(5, i)],
    ["two words, both", (i: number) => hashTwo((i & 127) << 20, i >> 7)],
    ["two words, far apart", (i: number) => hashTwo((i & 127) << 25, (i >> 7) << 25)],
    ["three words", (i: number) => hashMany(Int32Array.of(i & 31, (i >> 5) & 31, i >> 10), 0, 3)],
    ["three words, high", (i: number) => hashMany(Int32Array.of(i << 18, 7, 0), 0, 3)],
    ["three words, the last", (i: number) => hashMany(Int32Array.of(0, 7, i << 18), 0, 3)],
  ])("spread states that differ in %s", (_, hash) => {
    expect(share(numbers.map(hash))).toBeGreaterThan(0.55);
  });
});

describe("memory", () => {
  test("grows and keeps what was written", () => {
    const ints = growingInts(4);
    for (let i = 0; i < 100_000; i++) ints.ensure(i + 1)[i] = i * 3;
    expect([...ints.view().subarray(0, 100_000)]).toEqual(
      Array.from({ length: 100_000 }, (_, i) => i * 3),
    );
    const bytes = growingBytes(5);
    for (let i = 0; i < 5000; i++) bytes.ensure(i + 1)[i] = i % 256;
    expect([...bytes.view().subarray(0, 5000)]).toEqual(
      Array.from({ length: 5000 }, (_, i) => i % 256),
    );
    expect(bytes.view()[6000]).toBe(0);
  });

  test("copies where the host has no shared memory", () => {
    const Shared = globalThis.SharedArrayBuffer;
    try {
      Object.assign(globalThis, { SharedArrayBuffer: undefined });
      const ints = growingInts(2);
      for (let i = 0; i < 1000; i++) ints.ensure(i + 1)[i] = i;
      expect([...ints.view().subarray(0, 1000)]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      expect(ints.view().buffer).toBeInstanceOf(ArrayBuffer);
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: Shared });
    }
  });
});
