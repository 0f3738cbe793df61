import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EditedText,
  insertInto,
  mappingsToOriginal,
  originalOffset,
  ownMappings,
  withUnmappedLine,
} from "../../../src/cli/load/insertions.ts";
import { locationAt } from "../../../src/cli/load/source-position.ts";

/** Texts in which an inserted piece is told from the original by its characters. */
const anEdit: fc.Arbitrary<EditedText> = fc
  .tuple(
    fc.string({
      unit: fc.constantFrom("a", "b ", "(", "\n", "\r\n", "\u2028", "😀"),
      maxLength: 30,
    }),
    fc.array(
      fc.tuple(fc.nat(40), fc.string({ unit: fc.constantFrom("X", "[", " "), maxLength: 3 })),
    ),
  )
  .map(([text, pieces]) =>
    insertInto(
      text,
      pieces
        .map(([offset, piece]) => ({ offset: Math.min(offset, text.length), text: piece }))
        // Between the characters of a line break there is no code.
        .filter(({ offset }) => text.slice(offset - 1, offset + 1) !== "\r\n"),
    ),
  );

function segmentsOf(mappings: string) {
  return decodedMappings(new TraceMap({ version: 3, names: [], sources: ["s"], mappings }));
}

/** The offset of a line and column, both from 0. */
function offsetOf(text: string, line: number, column: number): number {
  // The last, because a line break of two characters counts as one line break as soon as its first has been read.
  for (let offset = text.length; offset >= 0; offset -= 1) {
    const at = locationAt({ file: "", text }, offset);
    if (at.line === line + 1 && at.column === column + 1) return offset;
  }
  throw new Error(`no ${line}:${column}`);
}

describe("an edited text", () => {
  it("has the original and the pieces in their order", () => {
    const edited = insertInto("one two", [
      { offset: 4, text: "<" },
      { offset: 7, text: ">" },
      { offset: 4, text: "(" },
      { offset: 0, text: "|" },
    ]);
    expect(edited.text).toBe("|one <(two>");
    expect([0, 1, 2, 5, 6, 7, 8, 10, 11].map((offset) => originalOffset(edited, offset))).toEqual([
      0, 0, 1, 4, 4, 4, 5, 7, 7,
    ]);
  });

  it("leads back to the same character of the original, and from a piece to its place", () => {
    fc.assert(
      fc.property(anEdit, (edited) => {
        let expected = 0;
        for (let offset = 0; offset < edited.text.length; offset += 1) {
          const found = originalOffset(edited, offset);
          expect(found).toBeGreaterThanOrEqual(expected);
          expected = found;
          const inPiece = /[X[]/.test(edited.text[offset] ?? "");
          if (!inPiece && edited.text[offset] !== " ") {
            expect(edited.original[found]).toBe(edited.text[offset]);
          }
        }
      }),
    );
  });

  it("has a map with every token, which agrees with the offsets", () => {
    fc.assert(
      fc.property(anEdit, (edited) => {
        const rows = segmentsOf(ownMappings(edited));
        const seen = new Set<number>();
        for (const [row, segments] of rows.entries()) {
          for (const [column, , line = -1, sourceColumn = -1] of segments) {
            const offset = offsetOf(edited.text, row, column);
            expect(offsetOf(edited.original, line, sourceColumn)).toBe(
              originalOffset(edited, offset),
            );
            seen.add(originalOffset(edited, offset));
          }
        }
        for (const { index } of edited.original.matchAll(/[ab]+|\(|😀/g)) {
          expect(seen).toContain(index);
        }
      }),
    );
  });

  it("turns a map to it into a map to the original", () => {
    fc.assert(
      fc.property(anEdit, (edited) => {
        const toItself = ownMappings(insertInto(edited.text, []));
        const lookups = (mappings: string) =>
          segmentsOf(mappings).map(
            (row) => new Map(row.map(([column, ...place]) => [column, place])),
          );
        const [composed, own] = [mappingsToOriginal(toItself, edited), ownMappings(edited)].map(
          lookups,
        );
        for (const [row, columns] of own?.entries() ?? []) {
          for (const [column, place] of columns)
            expect(composed?.[row]?.get(column)).toEqual(place);
        }
      }),
    );
  });
});

describe("withUnmappedLine", () => {
  it("adds an empty segment to the line after the code", () => {
    expect(segmentsOf(withUnmappedLine("AAAA;AACA", "a\nb\n"))).toEqual([
      [[0, 0, 0, 0]],
      [[0, 0, 1, 0]],
      [],
      [[0]],
    ]);
    expect(segmentsOf(withUnmappedLine("AAAA", "a"))).toEqual([[[0, 0, 0, 0]], [[0]]]);
  });
});
