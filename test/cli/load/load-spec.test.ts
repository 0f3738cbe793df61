import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

/** What the program of a failed load shows. */
function failure(file: string): unknown {
  return sandbox.run(`show(details(await failureOf(() => loadSpec(spec("${file}")))));`)[0];
}

describe("loading", () => {
  it("gives the exports of a spec, with enums and namespaces compiled", () => {
    sandbox.write({
      "enum.machine.ts": [
        "export enum Phase { Idle, Busy = 'busy' }",
        "namespace Inner { export const seven: number = 7; }",
        "export const all = [Phase.Idle, Phase.Busy, Phase[0], Inner.seven];",
        "export default 'the default' satisfies string;",
      ].join("\n"),
    });
    const shown = sandbox.run(`
      const { file, exports } = await loadSpec("work/enum.machine.ts");
      show([file === spec("enum.machine.ts"), exports.all, exports.default]);`);
    expect(shown).toEqual([[true, [0, "busy", "Idle", 7], "the default"]]);
  });

  it("resolves relative imports to TypeScript whichever way they are written", () => {
    sandbox.write({
      "imports.machine.ts": [
        'import a from "./part.js";',
        'import b from "./part";',
        'import c from "./part.ts";',
        'import d from "./folder";',
        'import e from "./esm.mjs";',
        'import f from "./plain.js";',
        'import g from "./dotted.name";',
        "export default [a, b, c, d, e, f, g];",
      ].join("\n"),
      "part.ts": "const part: string = 'part'; export default part;",
      "folder/index.ts": "export { default } from '../folder.part.ts';",
      "folder.part.ts": "export default 'folder' as const;",
      "esm.mts": "export default 'esm' as string;",
      "plain.js": "export default 'plain';",
      "plain.ts": "export default 'not this one';",
      "dotted.name.ts": "export default 'dotted';",
    });
    const shown = sandbox.run(
      `show((await loadSpec(spec("imports.machine.ts"))).exports.default);`,
    );
    expect(shown).toEqual([["part", "part", "part", "folder", "esm", "plain", "dotted"]]);
  });

  it("has one instance of everystate, even where another copy is installed", () => {
    sandbox.write({
      "elsewhere/node_modules/everystate/package.json":
        '{ "type": "module", "exports": "./index.js" }',
      "elsewhere/node_modules/everystate/index.js": "export const instance = 'the wrong copy';",
      "elsewhere/one.machine.ts": 'export { instance } from "everystate";',
      "two.machine.ts": 'export { instance } from "everystate";',
    });
    const shown = sandbox.run(`
      const ours = await import("./dist/index.js");
      const one = await loadSpec(spec("elsewhere/one.machine.ts"));
      const two = await loadSpec(spec("two.machine.ts"));
      show([one.exports.instance === ours.instance, two.exports.instance === ours.instance]);`);
    expect(shown).toEqual([[true, true]]);
  });

  it("loads JavaScript and npm packages, and data with an import attribute", () => {
    sandbox.write({
      "plain-spec.js": [
        'import pc from "picocolors";',
        'import data from "./data.json" with { type: "json" };',
        "export default [typeof pc.red, data.answer];",
      ].join("\n"),
      "data.json": '{ "answer": 42 }',
    });
    const shown = sandbox.run(`show((await loadSpec(spec("plain-spec.js"))).exports.default);`);
    expect(shown).toEqual([["function", 42]]);
  });

  it("leaves the modules of npm packages to Node", () => {
    sandbox.write({
      "node_modules/pkg/package.json": '{ "main": "main.js" }',
      "node_modules/pkg/main.js": "module.exports = require('./lib');",
      "node_modules/pkg/lib.js": "exports.from = 'lib.js'; exports.a = { x: 1, x: 2 };",
      "node_modules/pkg/lib.ts": "export const from = 'lib.ts';",
      "package.machine.ts": 'import pkg from "pkg"; export default pkg.from;',
    });
    const shown = sandbox.run(
      `show((await loadSpec(spec("package.machine.ts"))).exports.default);`,
    );
    expect(shown).toEqual(["lib.js"]);
  });

  it("compiles the specs that come with the package, even below node_modules", () => {
    const shown = sandbox.run(`
      import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
      const home = join(spec(""), "installed/node_modules/everystate");
      cpSync("dist", join(home, "dist"), { recursive: true });
      cpSync("package.json", join(home, "package.json"));
      mkdirSync(join(home, "specs"));
      writeFileSync(join(home, "specs/a.machine.ts"), "enum E { A = 5 }\\nexport default (): E => { throw new Error(String(E.A)); };");
      const installed = await import(join(home, "dist/cli/load/load-spec.js"));
      const positions = await import(join(home, "dist/cli/load/source-location.js"));
      const { exports } = await installed.loadSpec(join(home, "specs/a.machine.ts"));
      const error = await failureOf(async () => exports.default());
      show([error.message, place(positions.locationOf(error))]);`);
    expect(shown).toEqual([["5", "installed/node_modules/everystate/specs/a.machine.ts:2:33"]]);
  });
});

describe("a file that does not compile", () => {
  it("is reported with line and column, counted in UTF-16 units", () => {
    sandbox.write({
      "syntax.machine.ts":
        "interface A {\n  a: string;\n}\nconst é: string = '😀'; const b: = 2;\n",
    });
    expect(failure("syntax.machine.ts")).toMatchObject({
      name: "CheckerError",
      kind: "load",
      code: "spec-syntax-error",
      message: "Unexpected token",
      hint: expect.stringContaining("just before"),
      place: "syntax.machine.ts:4:34",
    });
  });

  it("is reported in the imported file in which it is", () => {
    sandbox.write({
      "outer.machine.ts": 'import "./inner.ts";',
      "inner.ts": "\n  let twice = 1;\n  let twice = 2;\n",
      "outer-js.machine.ts": 'import "./inner.js";\nimport "./broken.js";',
      "broken.js": "export const a = 1;\nexport const = 2;",
    });
    expect(failure("outer.machine.ts")).toMatchObject({
      code: "spec-syntax-error",
      message: "Identifier `twice` has already been declared",
      place: "inner.ts:3:7",
    });
    sandbox.write({ "inner.ts": "export {}" });
    expect(failure("outer-js.machine.ts")).toMatchObject({ place: "broken.js:2:14" });
  });

  it("is reported when it ends too early, at its end", () => {
    sandbox.write({ "early.machine.ts": "export default {\r\n  a: 1,\r\n" });
    expect(failure("early.machine.ts")).toMatchObject({ place: "early.machine.ts:3:1" });
  });

  it("counts columns without the byte order mark", () => {
    sandbox.write({ "bom.machine.ts": "\uFEFFconst a: = 1;" });
    expect(failure("bom.machine.ts")).toMatchObject({ place: "bom.machine.ts:1:10" });
  });
});

describe("a name that occurs twice in an object literal", () => {
  it("is an error at the second occurrence that mentions the first", () => {
    sandbox.write({
      "twice.machine.ts": [
        'import { machine } from "everystate";',
        "export default machine({",
        "  actions: {",
        "    inc: { then: () => 1 },",
        "    dec: { then: () => 2 },",
        '    "inc": { then: () => 3 },',
        "  },",
        "});",
      ].join("\n"),
    });
    expect(failure("twice.machine.ts")).toEqual({
      name: "CheckerError",
      kind: "load",
      code: "duplicate-name",
      message: '"inc" occurs twice in one object, first on line 4; only the last would count',
      hint: "rename one of the two, or remove it",
      place: "twice.machine.ts:6:5",
    });
  });

  it("is found in methods, shorthands, numbers and accessors", () => {
    const literals = [
      "a() {}, a: 1",
      "a, a() {}",
      "1: 1, '1': 2",
      "get a() { return 1; }, a: 1",
      "a: 1, get a() { return 1; }",
      "get a() { return 1; }, get a() { return 2; }",
    ];
    for (const [index, literal] of literals.entries()) {
      sandbox.write({ [`d${index}.machine.ts`]: `const a = 1;\nexport default { ${literal} };` });
      expect(failure(`d${index}.machine.ts`), literal).toMatchObject({ code: "duplicate-name" });
    }
  });

  it("is no error for accessor pairs, spreads, computed keys, other objects and patterns", () => {
    sandbox.write({
      "fine.machine.ts": [
        "const key: string = 'a'; const base = { a: 1 };",
        "export const pair = { get a() { return 1; }, set a(_: number) {} };",
        "export const spread = { ...base, a: 2, ...base };",
        "export const computed = { [key]: 1, a: 2, ['a']: 3 };",
        "export const nested = { a: { a: { a: 1 } } };",
        "const { a: x, a: y } = base;",
        "type Twice = { a(x: number): void; a(x: string): void };",
        "export default x + y;",
      ].join("\n"),
    });
    const shown = sandbox.run(`show((await loadSpec(spec("fine.machine.ts"))).exports.default);`);
    expect(shown).toEqual([2]);
  });
});

describe("a module that is not there", () => {
  it("is reported when it is the spec itself, with a similar name", () => {
    sandbox.write({ "queue/counter.machine.ts": "export {};" });
    const shown = failure("queue/countr.machine.ts");
    expect(shown).toMatchObject({ kind: "load", code: "spec-not-found" });
    expect(shown).toHaveProperty(
      "hint",
      expect.stringMatching(/^did you mean .*counter\.machine\.ts\?$/),
    );
    expect(failure("queue")).toMatchObject({ code: "spec-not-found" });
  });

  it("is reported where it is imported", () => {
    sandbox.write({
      "lost.machine.ts": "type A = 1;\nimport { x } from './nowhere.js';\nexport default x;",
      "lost-again.machine.ts": 'import "./lost-part.ts";',
      "lost-part.ts": "\n\nexport * from \n  './parts/prat.ts';",
      "parts/part.ts": "export {};",
      "lost-package.machine.ts": "import x from '@no/package/deep';\nexport default x;",
      "lost-later.machine.ts": "export default await import('./missing.js');",
    });
    expect(failure("lost.machine.ts")).toMatchObject({
      kind: "load",
      code: "import-not-found",
      message: 'cannot find "./nowhere.js", which lost.machine.ts imports',
      place: "lost.machine.ts:2:19",
    });
    expect(failure("lost-again.machine.ts")).toMatchObject({
      message: 'cannot find "./parts/prat.ts", which lost-part.ts imports',
      hint: 'did you mean "./parts/part.ts"?',
      place: "lost-part.ts:4:3",
    });
    expect(failure("lost-package.machine.ts")).toMatchObject({
      code: "import-not-found",
      hint: "is the package @no/package installed?",
      place: "lost-package.machine.ts:1:15",
    });
    expect(failure("lost-later.machine.ts")).toMatchObject({
      code: "import-not-found",
      place: "lost-later.machine.ts:1:29",
    });
  });

  it("is reported at the name that a module does not export", () => {
    sandbox.write({
      "no-export.machine.ts":
        "interface A { a: 1 }\nimport { a,\n  b } from './exports.js';\nexport default [a, b];",
      "exports.ts": "export const a = 1; export type b = 2;",
    });
    expect(failure("no-export.machine.ts")).toMatchObject({
      code: "import-not-found",
      message: '"./exports.js" has no export named "b", which no-export.machine.ts imports',
      place: "no-export.machine.ts:3:3",
    });
  });

  it("can be caught by the spec, which sees the error of Node", () => {
    sandbox.write({
      "optional.machine.ts":
        "export default await import('not-installed').catch((error: any) => error.code);",
    });
    const shown = sandbox.run(
      `show((await loadSpec(spec("optional.machine.ts"))).exports.default);`,
    );
    expect(shown).toEqual(["ERR_MODULE_NOT_FOUND"]);
  });

  it("is not what a file of another kind is", () => {
    sandbox.write({ "spec.yaml": "a: 1" });
    expect(failure("spec.yaml")).toMatchObject({ kind: "load", code: "unknown-spec-extension" });
  });
});

describe("a spec that throws while it is loaded", () => {
  it("is reported at the line and column in TypeScript", () => {
    sandbox.write({
      "throws.machine.ts": [
        "interface A {",
        "  a: string;",
        "}",
        "function make<T>(",
        "  value: T,",
        "): T {",
        "  if (value) throw new TypeError('not this');",
        "  return value;",
        "}",
        "export default make<A>({ a: 'b' });",
      ].join("\n"),
    });
    expect(failure("throws.machine.ts")).toMatchObject({
      kind: "load",
      code: "spec-threw-on-load",
      message: "throws.machine.ts threw while it was loaded: TypeError: not this",
      hint: expect.stringContaining("runs when it is loaded"),
      place: "throws.machine.ts:7:20",
    });
  });

  it("is reported without a place when it throws what is no error", () => {
    sandbox.write({ "string.machine.ts": "throw 'a string';" });
    expect(failure("string.machine.ts")).toMatchObject({
      code: "spec-threw-on-load",
      message: "string.machine.ts threw while it was loaded: 'a string'",
    });
  });

  it("passes on the errors of the checker as they are", () => {
    sandbox.write({
      "checker.machine.ts": [
        'import { CheckerError } from "everystate";',
        'throw new CheckerError({ kind: "spec", code: "some-code", message: "some message" });',
      ].join("\n"),
      "bug.machine.ts": 'import { BugError } from "everystate";\nthrow new BugError("ours");',
    });
    expect(failure("checker.machine.ts")).toMatchObject({ kind: "spec", code: "some-code" });
    expect(failure("bug.machine.ts")).toMatchObject({ name: "BugError", message: "ours" });
  });
});
