import { expect, test } from "vitest";
import { exactStore } from "../../src/store/state-store.ts";

test("an exact store gives dense ids in the order of discovery and finds every state again", () => {
  // Three states a map, so that the boundary between maps is crossed many times.
  const store = exactStore<string>(3);
  const codes = Array.from({ length: 20 }, (_, i) => `state ${i * 7}`);
  for (const [id, code] of codes.entries()) {
    expect(store.find(code)).toBeUndefined();
    expect(store.add(code)).toBe(id);
    expect(store.size).toBe(id + 1);
  }
  expect(codes.map((code) => store.find(code))).toEqual(codes.map((_, id) => id));
  expect(codes.map((_, id) => store.code(id))).toEqual(codes);
});
