import { describe, expect, it } from "vitest";
import { framesOf, parseFrame, pathOfFrame } from "../../../src/cli/load/stack-frames.ts";

describe("parseFrame", () => {
  const SHAPES: readonly (readonly [text: string, caller: string | undefined, written: string])[] =
    [
      ["    at file:///a/b.ts:1:2", undefined, "file:///a/b.ts"],
      ["    at Object.then (file:///a/b.ts:1:2)", "Object.then", "file:///a/b.ts"],
      ["    at async load (/a/b.ts:1:2)", "load", "/a/b.ts"],
      ["    at async /a/b.ts:1:2", undefined, "/a/b.ts"],
      ["    at async file:///a/b.ts:1:2", undefined, "file:///a/b.ts"],
      ["    at new Queue (/a/b.ts:1:2)", "new Queue", "/a/b.ts"],
      ["    at Proxy.set [as count] (/a/b.ts:1:2)", "Proxy.set [as count]", "/a/b.ts"],
      ["    at <anonymous> (/a (copy)/b.ts:1:2)", "<anonymous>", "/a (copy)/b.ts"],
      ["    at /a (copy)/b.ts:1:2", undefined, "/a (copy)/b.ts"],
      ["    at then (C:\\a\\b.ts:1:2)", "then", "C:\\a\\b.ts"],
      ["    at then (file:///C:/a/b.ts:1:2)\r", "then", "file:///C:/a/b.ts"],
      ["    at node:internal/main:1:2", undefined, "node:internal/main"],
      ["    at eval (eval at run (file:///a/b.ts:1:2), <anonymous>:8:9)", "eval", "file:///a/b.ts"],
      [
        "    at eval (eval at <anonymous> (eval at run (/a/b.ts:1:2), <anonymous>:8:9), <anonymous>:6:7)",
        "eval",
        "/a/b.ts",
      ],
    ];

  it.each(SHAPES)("reads %s", (text, caller, written) => {
    expect(parseFrame(text)).toEqual({ caller, written, line: 1, column: 2 });
  });

  it("skips what has no position", () => {
    for (const text of [
      "TypeError: at most one",
      "    at Array.map (<anonymous>)",
      "    at async Promise.all (index 0)",
      "    at new Promise (<anonymous>)",
      "    ... 3 more",
      "",
    ]) {
      expect(parseFrame(text), text).toBeUndefined();
    }
  });
});

describe("framesOf", () => {
  it("does not take lines of the message for frames", () => {
    const error = new Error("first\n    at fake (/fake.ts:1:1)\nlast");
    error.stack = `Error: ${error.message}\n    at real (/real.ts:3:4)`;
    expect(framesOf(error).map(({ written }) => written)).toEqual(["/real.ts"]);
  });

  it("finds no frame where there is no stack", () => {
    const error = new Error("m");
    Object.defineProperty(error, "stack", { value: undefined });
    expect(framesOf(error)).toEqual([]);
  });
});

describe("pathOfFrame", () => {
  it("decodes URLs and keeps paths, of Unix and of Windows", () => {
    expect(pathOfFrame("file:///a%20b/%C3%BC.ts?v=1")).toBe("/a b/ü.ts");
    expect(pathOfFrame("/a%20b/c.ts")).toBe("/a%20b/c.ts");
    expect(pathOfFrame("C:\\a\\b.ts")).toBe("C:\\a\\b.ts");
    expect(pathOfFrame("file:///C:/a%20b/c.ts")).toBe("C:\\a b\\c.ts");
  });

  it("is undefined for what is in no file", () => {
    for (const written of [
      "node:fs",
      "<anonymous>",
      "evalmachine.<anonymous>",
      "data:text/javascript,1",
      "wasm://wasm/1",
      "file:///a%2fb",
      "native",
    ]) {
      expect(pathOfFrame(written), written).toBeUndefined();
    }
  });
});
