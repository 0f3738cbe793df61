import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeFrame, LINE_BREAK } from "../../src/diagnostics/code-frame.ts";

const SPEC = [
  "export default {",
  "  count: 0,",
  "  then: (s) => {",
  "    s.count = 7;",
  "  },",
  "};",
  "",
].join("\n");

/** The column in the frame under which the caret stands, and the line above the caret. */
function caretOf(frame: string): { readonly column: number; readonly line: string } {
  const lines = frame.split("\n");
  const caretLine = lines.findIndex((line) => /^ +\| *\^$/.test(line));
  return { column: lines[caretLine]?.indexOf("^") ?? -1, line: lines[caretLine - 1] ?? "" };
}

describe("codeFrame", () => {
  it("shows the line, a caret under the column, and the lines around", () => {
    expect(codeFrame(SPEC, { line: 4, column: 13 }, { context: 1 })).toBe(
      [
        "    3 |   then: (s) => {",
        "  > 4 |     s.count = 7;",
        "      |             ^",
        "    5 |   },",
      ].join("\n"),
    );
  });

  it("aligns line numbers of different lengths", () => {
    const source = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
    expect(codeFrame(source, { line: 9, column: 1 }, { context: 1 })).toBe(
      ["     8 | line 8", "  >  9 | line 9", "       | ^", "    10 | line 10"].join("\n"),
    );
  });

  it("stops at the first and the last line", () => {
    expect(codeFrame("a\nb", { line: 1, column: 1 })).toBe("  > 1 | a\n      | ^\n    2 | b");
  });

  it("does not show what follows the last line break, unless it is meant", () => {
    expect(codeFrame("a\n", { line: 1, column: 2 })).toBe("  > 1 | a\n      |  ^");
    expect(codeFrame("a\n", { line: 2, column: 1 })).toBe("    1 | a\n  > 2 |\n      | ^");
  });

  it("expands tabs the same way in the source and before the caret", () => {
    const { column, line } = caretOf(codeFrame("\t\tab\tc", { line: 1, column: 6 }));
    expect(line).toBe("  > 1 |         ab  c");
    expect(line[column]).toBe("c");
  });

  it("moves a position outside the source to the nearest one inside", () => {
    expect(codeFrame("abc", { line: 9, column: 9 })).toBe("  > 1 | abc\n      |    ^");
    expect(codeFrame("abc", { line: -1, column: 0 })).toBe("  > 1 | abc\n      | ^");
    expect(codeFrame("abc", { line: Number.NaN, column: Number.NaN })).toBe(
      "  > 1 | abc\n      | ^",
    );
    expect(codeFrame("", { line: 1, column: 1 })).toBe("  > 1 |\n      | ^");
  });

  it("cuts long lines so that the caret stays in view, all lines at the same columns", () => {
    const long = `${"x".repeat(60)}HERE${"y".repeat(60)}`;
    expect(codeFrame(`short\n${long}`, { line: 2, column: 61 }, { width: 30 })).toBe(
      ["    1 | …", "  > 2 | …xxxxxxxxxxHEREyyyyyy…", "      |            ^"].join("\n"),
    );
    expect(codeFrame(long, { line: 1, column: 1 }, { width: 30 })).toBe(
      "  > 1 | xxxxxxxxxxxxxxxxxxxxx…\n      | ^",
    );
  });

  it("prints nothing that a terminal would obey", () => {
    expect(codeFrame("a\u001b[31mb", { line: 1, column: 3 })).toBe("  > 1 | a�[31mb\n      |   ^");
  });

  it("colours the margin, the number and the caret", () => {
    const colors = {
      dim: (text: string) => `d(${text})`,
      red: (text: string) => `r(${text})`,
      bold: (text: string) => `b(${text})`,
    };
    expect(codeFrame("ab\nc", { line: 1, column: 2 }, { colors })).toBe(
      "  r(>) b(1) d(|) ab\nd(      |)  r(^)\nd(    2 |) c",
    );
  });

  const source = fc.string({
    unit: fc.constantFrom("a", "b", " ", "\t", "\n", "\r\n", "😀", "\u001b", "\u2028"),
    maxLength: 200,
  });
  const position = fc.record({
    line: fc.integer({ min: -2, max: 30 }),
    column: fc.integer({ min: -2, max: 200 }),
  });

  it("keeps every line within the width and has one caret", () => {
    const options = fc.record({ width: fc.integer({ min: 30, max: 60 }), context: fc.nat(4) });
    fc.assert(
      fc.property(source, position, options, (text, at, chosen) => {
        const lines = codeFrame(text, at, chosen).split("\n");
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(chosen.width);
        expect(lines.filter((line) => /^ +\| *\^$/.test(line))).toHaveLength(1);
        expect(lines.filter((line) => line.startsWith("  > "))).toHaveLength(1);
      }),
    );
  });

  it("puts the caret under the character at the position, however the line is cut", () => {
    const line = fc.array(fc.constantFrom("\t", "-", "="), { maxLength: 120 });
    fc.assert(
      fc.property(line, line, fc.integer({ min: 30, max: 80 }), (before, after, width) => {
        const text = [...before, "X", ...after].join("");
        const frame = codeFrame(text, { line: 1, column: before.length + 1 }, { width });
        const caret = caretOf(frame);
        expect(caret.line[caret.column]).toBe("X");
      }),
    );
  });
});

describe("LINE_BREAK", () => {
  it("counts a carriage return with its line feed as one break", () => {
    expect("a\r\nb\nc\rd\u2028e".split(LINE_BREAK)).toEqual(["a", "b", "c", "d", "e"]);
  });
});
