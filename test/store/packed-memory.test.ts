/** Memory that grows, on hosts that give less than is asked for. */
import { afterEach, expect, test, vi } from "vitest";
import { growingInts } from "../../src/store/packed-memory.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A host that has so many bytes of addresses for one buffer. */
function limitAddresses(bytes: number): number[] {
  const given: number[] = [];
  class Limited extends SharedArrayBuffer {
    constructor(length: number, options?: { readonly maxByteLength: number }) {
      const most = options?.maxByteLength ?? length;
      if (most > bytes) throw new RangeError("Array buffer allocation failed");
      // @ts-expect-error lib es2023 does not know the second parameter yet
      super(length, options);
      given.push(most);
    }
  }
  vi.stubGlobal("SharedArrayBuffer", Limited);
  return given;
}

test("where addresses are limited less is reserved, and what outgrows it moves with its values", () => {
  const given = limitAddresses(2 ** 20);
  const ints = growingInts(16);
  expect(given).toEqual([2 ** 20]);
  ints.view().set([1, 2, 3]);
  const within = ints.ensure(1000);
  expect(within.buffer.byteLength).toBeGreaterThanOrEqual(4000);
  expect(given).toEqual([2 ** 20]); // it grew in place
  expect([...within.subarray(0, 4)]).toEqual([1, 2, 3, 0]);
});

test("more than the host gives is out of memory, and nothing has changed", () => {
  limitAddresses(2 ** 12);
  const ints = growingInts(16);
  ints.view()[15] = 7;
  expect(() => ints.ensure(2 ** 11)).toThrow("no memory left");
  expect(ints.view().length).toBe(16);
  expect(ints.view()[15]).toBe(7);
});
