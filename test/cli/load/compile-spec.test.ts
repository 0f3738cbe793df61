import { describe, expect, it } from "vitest";
import { compileSpec } from "../../../src/cli/load/compile-spec.ts";

function compile(text: string): ReturnType<typeof compileSpec> {
  return compileSpec({ file: "/specs/a b.machine.ts", text });
}

describe("compileSpec", () => {
  it("removes types and leaves the source in the map", () => {
    const text = 'import { type A, b } from "./x.ts";\nexport const c: A = b as A;\n';
    const compiled = compile(text);
    if (compiled.kind === "problem") throw new Error(compiled.problem.message);
    const [code, map = ""] = compiled.code.split(/^\/\/# sourceMappingURL=.*base64,/m);
    expect(code?.trim()).toBe('import { b } from "./x.ts";\nexport const c = b;');
    expect(JSON.parse(Buffer.from(map, "base64").toString())).toMatchObject({
      version: 3,
      sources: ["file:///specs/a%20b.machine.ts"],
      sourcesContent: [text],
    });
  });

  it("refuses what would not mean what it means in TypeScript, at the right column", () => {
    expect(compile("const é = 1; namespace N { export let a = 1; a = 2; }")).toMatchObject({
      kind: "problem",
      problem: { code: "spec-syntax-error", location: { line: 1, column: 39 } },
    });
  });

  it("counts the column without what it attaches", () => {
    expect(compile("const é = () => 1; namespace N { export let a = 1; a = 2; }")).toMatchObject({
      problem: { location: { line: 1, column: 45 } },
    });
  });

  it("attaches to declarations before the decorators of a class", () => {
    const compiled = compile("@f export class A {}\nfunction f() {}");
    expect(compiled).toHaveProperty(
      "code",
      expect.stringMatching(/^__everystateSource\(f, 21, 36\);/),
    );
  });

  it("attaches to declarations after directives", () => {
    const compiled = compile("'use strict'\nfunction f() {}");
    expect(compiled).toHaveProperty(
      "code",
      expect.stringMatching(/^"use strict";\s+__everystateSource\(f, 13, 28\);/),
    );
  });

  it("attaches nothing if it is told so", () => {
    const text = "export const a = () => 1;";
    const { code } = compileSpec({ file: "/a.ts", text }, { functionSources: false }) as {
      code: string;
    };
    expect(code).toMatch(/^export const a = \(\) => 1;\s+\/\/# sourceMappingURL/);
  });

  it("hands on the advice of the parser", () => {
    expect(compile("break;")).toMatchObject({
      problem: {
        message: "Illegal break statement",
        hint: expect.stringMatching(/enclosing iteration.*[^.]$/),
      },
    });
  });

  it("reports the first of several duplicates in the file, even within another", () => {
    expect(compile("x = { a: { b: 1, b: 2 }, a: 3 };")).toMatchObject({
      problem: { code: "duplicate-name", location: { line: 1, column: 18 } },
    });
  });
});
