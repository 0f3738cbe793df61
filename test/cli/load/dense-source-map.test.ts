import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodedMappings, type SourceMapSegment, TraceMap } from "@jridgewell/trace-mapping";
import { transformSync } from "oxc-transform";
import { describe, expect, it } from "vitest";
import { denseMappings } from "../../../src/cli/load/dense-source-map.ts";
import { LINE_BREAK } from "../../../src/diagnostics/code-frame.ts";
import { fixture } from "./sandbox.ts";

const SOURCES = fileURLToPath(new URL("../../../src/cli/load/", import.meta.url));

/** Texts in TypeScript: the fixture, and the loader's own files. */
const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ["the fixture", fixture("typed.machine.ts.txt")],
  ...readdirSync(SOURCES).map((name) => [name, readFileSync(SOURCES + name, "utf8")] as const),
];

interface Mapped {
  readonly compiled: readonly string[];
  readonly source: readonly string[];
  readonly sparse: readonly (readonly SourceMapSegment[])[];
  readonly dense: readonly (readonly SourceMapSegment[])[];
}

function mapped(text: string): Mapped {
  const { code, map } = transformSync("spec.ts", text, { lang: "ts", sourcemap: true });
  if (map === undefined) throw new Error("not compiled");
  const decode = (mappings: string) =>
    decodedMappings(new TraceMap({ version: 3, names: [], sources: ["spec.ts"], mappings }));
  return {
    compiled: code.split(LINE_BREAK),
    source: text.split(LINE_BREAK),
    sparse: decode(map.mappings),
    dense: decode(denseMappings(map, text, code)),
  };
}

function doubled(columns: readonly number[]): readonly number[] {
  return columns.filter((column, i) => column === columns[i - 1]);
}

describe.each(TEXTS)("denseMappings of %s", (_, text) => {
  const { compiled, source, sparse, dense } = mapped(text);

  it("keeps all segments of the compiler and adds more, in order", () => {
    expect(dense).toHaveLength(sparse.length);
    for (const [row, segments] of dense.entries()) {
      expect(segments).toEqual(expect.arrayContaining([...(sparse[row] ?? [])]));
      const columns = segments.map(([column]) => column);
      expect(columns).toEqual([...columns].sort((left, right) => left - right));
      // The compiler may give one column several times; what is added is new.
      expect(doubled(columns)).toEqual(doubled((sparse[row] ?? []).map(([column]) => column)));
    }
    expect(dense.flat().length).toBeGreaterThan(sparse.flat().length);
  });

  it("adds only positions that say the same in the source and in the compiled text", () => {
    for (const [row, segments] of dense.entries()) {
      const given = new Set(sparse[row]?.map(([column]) => column));
      for (const segment of segments) {
        if (segment.length === 1 || given.has(segment[0])) continue;
        const [column, , line, sourceColumn] = segment;
        expect(source[line]?.[sourceColumn]).toBe(compiled[row]?.[column]);
      }
    }
  });
});

describe("denseMappings", () => {
  it("steps over white space and comments that are not in the compiled text", () => {
    const { dense, compiled } = mapped("f.a // here\n  /* and\n there */   = 7;\n");
    const column = compiled[0]?.indexOf("=") ?? -1;
    expect(dense[0]).toContainEqual([column, 0, 2, 12]);
  });
});
