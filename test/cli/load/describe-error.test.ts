import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

/** The lines of the description of the error that the program leaves in `error`. */
function described(program: string, colors = false): readonly string[] {
  const [text] = sandbox.run(`
    ${program}
    const options = { colors: picocolors.createColors(${colors}), cwd: spec(""), width: 80 };
    show(describeError(error, options));`);
  return String(text).split("\n");
}

describe("describeError", () => {
  it("shows code, message, place, frame and hint of an error of the checker", () => {
    sandbox.write({
      "sub/twice.machine.ts": "export default {\n\ta: 1,\n\tb: 2,\n\ta: 3,\n};\n",
    });
    expect(
      described(`const error = await failureOf(() => loadSpec(spec("sub/twice.machine.ts")));`),
    ).toEqual([
      'error[duplicate-name]: "a" occurs twice in one object, first on line 2; only the last would count',
      " --> sub/twice.machine.ts:4:2",
      "    2 |     a: 1,",
      "    3 |     b: 2,",
      "  > 4 |     a: 3,",
      "      |     ^",
      "    5 | };",
      "hint: rename one of the two, or remove it",
    ]);
  });

  it("shows the calls of the author that led to an exception, and not those of the library", () => {
    sandbox.write({
      "calls.machine.ts": [
        'import { callBack } from "everystate";',
        "const fails = (n: number): never => {",
        '  throw new RangeError("too large: " + n);',
        "};",
        "const calls = (n: number): void => {",
        "  callBack(fails, n);",
        "};",
        "export default calls;",
      ].join("\n"),
    });
    const lines = described(`
      const { exports } = await loadSpec(spec("calls.machine.ts"));
      let error;
      try { exports.default(7); } catch (caught) { error = caught; }`);
    expect(lines.slice(0, 7)).toEqual([
      "error: RangeError: too large: 7",
      " --> calls.machine.ts:3:9",
      expect.stringContaining("    1 | import"),
      "    2 | const fails = (n: number): never => {",
      '  > 3 |   throw new RangeError("too large: " + n);',
      "      |         ^",
      "    4 | };",
    ]);
    expect(lines[8]).toMatch(/^ {4}at (?:Module\.)?calls \(calls\.machine\.ts:6:3\)$/);
    expect(lines.join("\n")).not.toContain("dist/");
  });

  it("shows the cause of an error of the checker, at the line that threw", () => {
    const lines = described(`
      const { exports } = await loadSpec(spec("calls.machine.ts"));
      const cause = await failureOf(async () => exports.default(8));
      const error = new CheckerError({ kind: "spec", code: "guard-threw", message: "the guard threw", cause });
      error.stack = "CheckerError: the guard threw\\n    at check (" + new URL("./dist/check.js", import.meta.url) + ":1:1)";`);
    expect(lines.slice(0, 2)).toEqual([
      "error[guard-threw]: the guard threw",
      " --> calls.machine.ts:3:9",
    ]);
    expect(lines).toContain("caused by RangeError: too large: 8");
  });

  it("shows the place alone when the file cannot be read, by its full path outside of the directory", () => {
    const lines = described(`
      const location = { file: "/no/such/file.ts", line: 3, column: 4 };
      const error = new CheckerError({ kind: "spec", code: "c", message: "m", location });`);
    expect(lines).toEqual(["error[c]: m", " --> /no/such/file.ts:3:4"]);
  });

  it("asks to report a defect of the checker with the full stack", () => {
    const lines = described(`
      const { BugError } = await import("./dist/index.js");
      const error = new BugError("impossible");`);
    expect(lines[0]).toBe("bug: impossible");
    expect(lines[1]).toContain("Please report it");
    expect(lines.join("\n")).toMatch(/\n {4}at .*program-\d+\.mjs:\d+:\d+/);
  });

  it("describes what is thrown but is no error", () => {
    expect(described("const error = 'text';")).toEqual([
      "error: 'text' was thrown, which is no error",
    ]);
    expect(described("const error = undefined;")).toEqual([
      "error: undefined was thrown, which is no error",
    ]);
    expect(described("const error = Object.create(null);")).toHaveLength(1);
  });

  it("escapes what a terminal would obey, and keeps the lines of a message", () => {
    expect(
      described(`const message = "a machine \\u0007\\u001b[31m\\nof two lines";
        const error = new CheckerError({ kind: "spec", code: "c", message, hint: "not \\u0007", location: { file: "/no/file.ts", line: 1, column: 1 } });`),
    ).toEqual([
      "error[c]: a machine \\u0007\\u001b[31m",
      "of two lines",
      " --> /no/file.ts:1:1",
      "hint: not \\u0007",
    ]);
  });

  it("uses colours when it may", () => {
    const [title] = described(
      `const error = new CheckerError({ kind: "spec", code: "c", message: "m" });`,
      true,
    );
    expect(title).toContain("\u001b[31m");
  });
});
