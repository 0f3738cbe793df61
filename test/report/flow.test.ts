import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/report/display-width.ts";
import { flow, words } from "../../src/report/flow.ts";

const bare = { first: [], rest: [] };

describe("flowing text", () => {
  test("keeps an item in one line if it fits into one", () => {
    const items = [[{ text: "a: 1 → 2" }], [{ text: "b: 1 → 2" }], [{ text: "c: 1 → 2" }]];
    expect(flow(items, { ...bare, width: 20, separator: { text: " · " } })).toEqual([
      "a: 1 → 2 · b: 1 → 2",
      "c: 1 → 2",
    ]);
  });

  test("breaks an item after its commas, and indents what goes on", () => {
    const items = [[{ text: "owner: {page0: file, page1: free, page2: file}" }]];
    expect(flow(items, { ...bare, width: 24 })).toEqual([
      "owner: {page0: file,",
      "  page1: free,",
      "  page2: file}",
    ]);
  });

  test("breaks at any space what has no comma, and never inside a word", () => {
    const items = [[{ text: "take the invalidate_lock_of_the_mapping now" }]];
    expect(flow(items, { ...bare, width: 12 })).toEqual([
      "take the",
      "  invalidate_lock_of_the_mapping",
      "  now",
    ]);
  });

  test("fills a line with the words of a part that is longer than a line anyway", () => {
    const items = [[{ text: "a, word word word word" }]];
    expect(flow(items, { ...bare, width: 12 })).toEqual(["a, word word", "  word word"]);
  });

  test("counts columns and not characters", () => {
    expect(displayWidth("状態")).toBe(4);
    expect(displayWidth("é".normalize("NFD"))).toBe(1);
    expect(displayWidth("→ –")).toBe(3);
    expect(flow(words("状態 状態 状態"), { ...bare, width: 9 })).toEqual(["状態 状態", "状態"]);
  });

  test("makes one line of line breaks, and shows what a terminal would obey", () => {
    expect(flow(words("a\n  b\tc\u001B[2J"), { ...bare, width: 80 })).toEqual(["a b c\\u001b[2J"]);
  });

  test("loses no word and overflows only with a single word", () => {
    const word = fc.stringMatching(/^[a-z,]{1,12}$/);
    const items = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(items, fc.integer({ min: 4, max: 40 }), (all, width) => {
        const lines = flow(
          all.map((some) => [{ text: some.join(" ") }]),
          { ...bare, width },
        );
        expect(lines.join(" ").split(/ +/).join(" ").trim()).toBe(all.flat().join(" "));
        for (const line of lines) {
          if (line.length > width) expect(line.trim()).not.toContain(" ");
        }
      }),
      { numRuns: 300 },
    );
  });
});
