import { describe, expect, test } from "vitest";
import { compileJson } from "../../../src/cli/load/compile-json.ts";

const compiled = (text: string) => compileJson({ file: "/study/x.json", text });

function problemOf(text: string) {
  const outcome = compiled(text);
  if (outcome.kind === "compiled") throw new Error("it compiles");
  const { code, message, location } = outcome.problem;
  return { code, message, at: location && `${location.line}:${location.column}` };
}

describe("JSON that a spec imports", () => {
  test("becomes a module with the data as its default export", async () => {
    const data = { a: ["x", 1, null, true], "b c": { d: -1.5e3 } };
    const outcome = compiled(JSON.stringify(data, null, 2));
    if (outcome.kind !== "compiled") throw new Error("it does not compile");
    const url = `data:text/javascript,${encodeURIComponent(outcome.code)}`;
    expect((await import(/* @vite-ignore */ url)).default).toEqual(data);
  });

  test("is refused for a name that occurs twice, where it does so", () => {
    expect(problemOf('{ "a": 1, "b": { "c": 1,\n "c": 2 } }')).toEqual({
      code: "duplicate-name",
      message: '"c" occurs twice in one object, first on line 1; only the last would count',
      at: "2:2",
    });
    expect(problemOf('{ "a": 1, "a": 2 }').at).toBe("1:11");
  });

  test("is refused for a mistake of syntax, where it is", () => {
    expect(problemOf('{\n  "a": 1\n  "b": 2\n}')).toMatchObject({
      code: "spec-syntax-error",
      at: "3:3",
    });
  });

  test.each(["{ a: 1 }", '{ "a": 1, }', "[f()]", '{ "a": 1 } // more', "'a'"])(
    "is refused for JavaScript that is no JSON: %s",
    (text) => {
      expect(problemOf(text)).toMatchObject({ code: "spec-syntax-error" });
    },
  );
});
