import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCursors, makeRoomForRanks, noteStarts } from "../../src/store/divided-store.ts";
import { growingBytes, growingInts, OutOfMemory } from "../../src/store/packed-memory.ts";
import { type PackedStore, packedStore } from "../../src/store/packed-store.ts";
import { bitsFor, newTable, widen } from "../../src/store/store-table.ts";
import { evaluateStore } from "../../src/store/store-text.ts";

interface Kind {
  readonly name: string;
  readonly words: number;
  readonly directBits: number | undefined;
}

const kinds: readonly Kind[] = [
  ...[1, 2, 3, 5].map((words) => ({ name: "hash", words, directBits: undefined })),
  ...[3, 9].map((directBits) => ({ name: "direct", words: 1, directBits })),
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

describe.each(kinds)("$name table for $words words", ({ words, directBits }) => {
  const word =
    directBits === undefined
      ? fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer())
      : fc.integer({ min: 0, max: 2 ** directBits - 1 });
  const state = fc.array(word, { minLength: words, maxLength: words });
  const batches = fc.array(fc.array(state, { maxLength: 40 }), { maxLength: 12 });

  test.each([32, 4, 0])("keeps order and parents with %i bits of hash", (hashBits) => {
    fc.assert(
      fc.property(batches, fc.constantFrom(4, 8, 64), (all, initialCapacity) => {
        const store = packedStore({
          words,
          directBits,
          hashBits,
          initialCapacity,
          parents: "whole",
        });
        const states = all.flat();
        const candidates = candidatesOf(states);
        const expected = naive(states);
        let first = 0;
        for (const batch of all) {
          const end = first + batch.length;
          store.insert(candidates.slice(first * (words + 1), end * (words + 1)), batch.length);
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

  test.each([0, 1, 3])("is the same store when it is divided into 2^%i, and after", (shardBits) => {
    fc.assert(
      fc.property(batches, fc.array(state, { maxLength: 60 }), (before, after) => {
        const store = packedStore({ words, directBits, initialCapacity: 4, parents: "low byte" });
        const states = before.flat();
        for (const one of states) store.add(candidatesOf([one]), 0);
        const known = naive(states);
        const whole = contents(store);
        store.divide(shardBits);
        expect(store.size()).toBe(known.order.length);
        const copied = new Int32Array(words);
        for (const [id, text] of known.order.entries()) {
          store.copyWords(id, copied);
          expect(copied.join(" ")).toBe(text);
          expect(store.parentOf(id)).toBe(whole.parents[id]);
        }
        expect(store.isDivided()).toBe(true);
        expect(contents(store)).toEqual(whole);
        expect(store.isDivided()).toBe(false);
        for (const one of after) store.add(candidatesOf([one]), 0);
        const expected = naive([...states, ...after]);
        expect(contents(store).order).toEqual(expected.order);
        for (const [i, text] of expected.order.entries()) {
          const found = store.find(candidatesOf([text.split(" ").map(Number)]), 0);
          expect(found).toBe(store.givesIds ? i : 0);
        }
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  test.skipIf(directBits !== undefined)("grows from four slots to thousands", () => {
    const store = packedStore({ words, initialCapacity: 4, parents: "whole" });
    const states = Array.from({ length: 20_000 }, (_, i) =>
      Array.from({ length: words }, (_, word) => (word === 0 ? 1 + (i % 10_000) : i % 5)),
    );
    const candidates = candidatesOf(states);
    for (let first = 0; first < states.length; first += 7) {
      const end = Math.min(states.length, first + 7);
      store.insert(candidates.slice(first * (words + 1), end * (words + 1)), end - first);
    }
    const { order, parents } = naive(states);
    expect(contents(store)).toEqual({ order, parents });
  });
});

test("the low byte of a parent is what a search in order of discovery keeps", () => {
  const store = packedStore({ words: 1, parents: "low byte" });
  store.insert(Int32Array.of(5, -1, 6, 255, 7, 256, 8, 70_000), 4);
  expect([...store.parents().subarray(0, 4)]).toEqual([255, 255, 0, 70_000 % 256]);
});

describe("hashes", () => {
  // Structured states, as models have them: a few bits that vary. Random placing would leave 1/e of the slots empty.
  const bits = 14;
  const share = (hashes: Iterable<number>): number =>
    new Set([...hashes].map((hash) => hash >>> (32 - bits))).size / 2 ** bits;
  const numbers = Array.from({ length: 2 ** bits }, (_, i) => i);
  const hashOf = (...state: number[]): number =>
    evaluateStore({ words: state.length, shardBits: 0, hashBits: 32, direct: false }).hash(
      Int32Array.from(state),
      0,
    );
  test.each([
    ["one word, low bits", (i: number) => [i]],
    ["one word, high bits", (i: number) => [i << 18]],
    ["two words, the first", (i: number) => [i << 9, 1]],
    ["two words, the second", (i: number) => [5, i]],
    ["two words, both", (i: number) => [(i & 127) << 20, i >> 7]],
    ["two words, far apart", (i: number) => [(i & 127) << 25, (i >> 7) << 25]],
    ["three words", (i: number) => [i & 31, (i >> 5) & 31, i >> 10]],
    ["three words, high", (i: number) => [i << 18, 7, 0]],
    ["three words, the last", (i: number) => [0, 7, i << 18]],
  ])("spread states that differ in %s, also over shards", (_, state) => {
    const { hash } = evaluateStore({
      ...{ words: state(0).length, shardBits: 0, hashBits: 32, direct: false },
    });
    const hashes = numbers.map((i) => hash(Int32Array.from(state(i)), 0));
    expect(share(hashes)).toBeGreaterThan(0.55);
    const inFirstShard = hashes.filter((one) => (one & 3) === 0);
    expect(inFirstShard.length / hashes.length).toBeCloseTo(0.25, 1);
    expect(hashOf(1, 2)).not.toBe(hashOf(2, 1));
  });
});

test.each([62, 63, 64, 1000, 100_000])("a table of %i states has room for their ids", (states) => {
  const table = newTable(4, 2);
  widen(table, bitsFor(table, states));
  expect(2 ** table.idBits - 1).toBeGreaterThan(states);
});

describe("blocks of ranks", () => {
  test("say where every rank is, wherever one begins to count", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 2 })), fc.nat({ max: 1000 }), (shards, size) => {
        const order = Uint8Array.from({ length: size }, () => shards.next().value as number);
        const starts = new Int32Array(3 * (1 + Math.ceil(size / 256)));
        const cursors = new Int32Array(3);
        for (let first = 0; first < size; first += 100) {
          noteStarts({ order, starts }, { first, end: Math.min(first + 100, size) }, cursors);
        }
        const counts = [0, 0, 0];
        for (let rank = 0; rank < size; rank++) {
          const found = new Int32Array(3);
          findCursors({ order, starts }, rank, found);
          expect([...found]).toEqual(counts);
          const shard = order[rank] as number;
          counts[shard] = (counts[shard] as number) + 1;
        }
        expect([...cursors]).toEqual(counts);
      }),
      { numRuns: 20, seed: 5 },
    );
  });

  test("are at their end where ranks are no longer positive integers of 32 bits", () => {
    const store = packedStore({ words: 1, parents: "low byte" });
    store.add(Int32Array.of(7, -1), 0);
    const divided = store.divide(1);
    expect(() => makeRoomForRanks(divided, 2 ** 31 - 1)).toThrow("too many states");
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

  test("moves once to a buffer that does not grow, and then whenever that is full", () => {
    const limits = { growable: 64, reserved: 1024, most: Number.POSITIVE_INFINITY };
    const ints = growingInts(4, limits);
    const buffers = new Set<unknown>();
    for (let i = 0; i < 1000; i++) {
      ints.ensure(i + 1)[i] = i;
      buffers.add(ints.view().buffer);
    }
    expect([...ints.view().subarray(0, 1000)]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...buffers].map((buffer) => (buffer as SharedArrayBuffer).byteLength)).toEqual([
      64, 1024, 2048, 4096,
    ]);
  });

  test("that cannot be had is an error that leaves everything as it was", () => {
    const ints = growingInts(4, { growable: 64, reserved: 64, most: 200 });
    ints.ensure(30)[29] = 7;
    const view = ints.view();
    expect(() => ints.ensure(51)).toThrow(OutOfMemory);
    expect(ints.view()).toBe(view);
    expect(view[29]).toBe(7);
  });

  test("that the host refuses is the same error", () => {
    const Shared = globalThis.SharedArrayBuffer;
    const ints = growingInts(4, { growable: 16, reserved: 16, most: Number.POSITIVE_INFINITY });
    try {
      Object.assign(globalThis, {
        SharedArrayBuffer: function refuse() {
          throw new RangeError("Array buffer allocation failed");
        },
      });
      expect(() => growingInts(1000)).toThrow(OutOfMemory);
      expect(() => ints.ensure(1000)).toThrow(OutOfMemory);
      expect(ints.view().length).toBe(4);
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: Shared });
    }
  });

  test("is at its end where ids or slots are no longer positive integers of 32 bits", () => {
    const one = { ...newTable(4, 1), bits: 31, idBits: 31 };
    const most = Math.floor(0.8 * 2 ** 31);
    expect(bitsFor(one, most)).toBe(31);
    expect(() => bitsFor(one, most + 1)).toThrow(OutOfMemory);
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
