import { parseSync, Visitor } from "oxc-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, fixture, type Sandbox } from "./sandbox.ts";

const FORMS = fixture("forms.machine.ts.txt");
const HELPERS = `
export type Count = number;
export const three = 3;
export function double(n: number): number { return n * 2; }
export const half = (n: number) => n / 2;
`;

/** What programs here have at hand. */
const SOURCES = `
  const sourceOf = (fn) => fn[Symbol.for("everystate.functionSource")];
  const textOf = (fn) => sourceOf(fn)?.module.text.slice(sourceOf(fn).start, sourceOf(fn).end);
  const scopeOf = (fn) => sourceOf(fn).scope();
  const namesOf = (fn) => Object.keys(scopeOf(fn)).sort().join(" ");
`;

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = createSandbox();
  sandbox.write({ "forms.machine.ts": FORMS, "helpers.ts": HELPERS });
});
afterAll(() => sandbox.remove());

function runOnForms(program: string): unknown {
  return sandbox.run(
    `${SOURCES} const forms = (await loadSpec(spec("forms.machine.ts"))).exports; ${program}`,
  )[0];
}

describe("a function of a spec", () => {
  it("has the place of its node, and the text of its module", () => {
    const shown = runOnForms(`
      const { module } = sourceOf(forms.arrow);
      show([[forms.arrow, forms.typed, forms.checked, forms.named, forms.hoisted, forms.default,
        forms.actions.method, forms.actions.steps, forms.actions["quoted method"]].map(textOf),
        module.file === spec("forms.machine.ts"), module.text,
        Object.values(forms.actions).every((fn) => sourceOf(fn).module === module)]);`);
    expect(shown).toEqual([
      [
        "(s: Count) => double(s) + halve(s) + helpers.three + base",
        "(s: number) => s",
        "<T,>(s: T): T => s",
        expect.stringMatching(/^function itself\(n.*\}$/s),
        expect.stringMatching(/^function hoisted\(n.*\}$/s),
        "async function* (n: number) { yield [n, base]; }",
        "<T extends number>(s: T) { return [s, above]; }",
        "(s: number) { yield* [s, base]; }",
        "() { return base; }",
      ],
      true,
      FORMS,
      true,
    ]);
  });

  it("has a node of exactly this place in the tree, whatever its form", () => {
    const places = runOnForms(`
      const found = [];
      const walk = (value, depth) => {
        if (depth > 4 || value === null || (typeof value !== "object" && typeof value !== "function")) return;
        const source = typeof value === "function" && sourceOf(value);
        if (source) found.push([source.start, source.end, value.name]);
        for (const key of Reflect.ownKeys(value)) {
          if (key !== "prototype" && key !== Symbol.for("everystate.functionSource")) walk(value[key], depth + 1);
        }
      };
      walk(forms, 0);
      for (const fn of forms.hoisted(1)) walk(fn, 0);
      show(found);`) as [number, number, string][];
    const nodes = new Set<string>();
    const add = ({ start, end }: { start: number; end: number }) => nodes.add(`${start}-${end}`);
    const { program } = parseSync("forms.machine.ts", FORMS, { sourceType: "module" });
    new Visitor({
      FunctionDeclaration: add,
      FunctionExpression: add,
      ArrowFunctionExpression: add,
    }).visit(program);
    expect(places.length).toBeGreaterThan(40);
    expect(places.filter(([start, end]) => !nodes.has(`${start}-${end}`))).toEqual([]);
  });

  it("has exactly the names it takes from around it", () => {
    const shown = runOnForms(`
      const names = (list) => list.map(namesOf);
      const [within, inBlock, to] = forms.hoisted(1);
      show({
        plain: names([forms.arrow, forms.typed, forms.anonymous[0], forms.anonymous[1], forms.anonymous[2]]),
        own: names([forms.named, forms.generator, forms.hoisted, forms.later, forms.default]),
        nested: names([within, inBlock, to, forms.above, forms.above3]),
        members: names([forms.actions.then, forms.actions.computed, forms.actions[forms.symbol],
          forms.actions.method, forms.actions.steps, forms.actions.made10, forms.actions.accessor]),
        patterns: names([forms.destructured, forms.pattern, forms.renamed, forms.destructured({ b: [] })[4]]),
        loops: names(forms.loops),
        caught: names([forms.caught, forms.assigned]),
        types: names([forms.onlyTypes, forms.globals, forms.keys, forms.writes, forms.dead]),
        inside: names(forms.spaceAndBox.slice(0, 3)), box: namesOf(forms.spaceAndBox[4]),
      });`);
    expect(shown).toEqual({
      plain: ["base double halve helpers", "", "counter", "old", ""],
      own: ["base", "base", "Phase hoisted", "base", "base"],
      nested: ["Phase hoisted n", "n", "n", "", "limit"],
      members: ["base", "Phase", "symbol", "above", "base", "base", "base"],
      patterns: ["base", "base", "", "a"],
      loops: ["i", "i", "key", "value", "base", "label"],
      caught: ["error", "assigned"],
      types: ["", "", "counter old", "counter", "tooEarly"],
      inside: ["inner", "base counter", "base"],
      box: "Box",
    });
  });

  it("has the values it captured, as they are when asked for", () => {
    const shown = runOnForms(`
      const [within, inBlock] = forms.hoisted(3);
      const before = scopeOf(forms.keys).counter;
      forms.writes();
      show([
        [scopeOf(forms.above3).limit, scopeOf(forms.above7).limit],
        [scopeOf(within).n, scopeOf(inBlock).n, scopeOf(within).hoisted === forms.hoisted],
        forms.loops.map((fn) => Object.values(scopeOf(fn))[0]),
        [before, scopeOf(forms.keys).counter, scopeOf(forms.caught).error],
        [scopeOf(within).Phase.Busy, scopeOf(forms.spaceAndBox[0]).inner],
        forms.early, scopeOf(forms.dead).tooEarly,
      ]);`);
    expect(shown).toEqual([
      [3, 7],
      [3, "shadow", true],
      [0, 1, "k", 7, 10, 1],
      [0, 5, 1],
      [5, "inner"],
      "ReferenceError: Cannot access 'tooEarly' before initialization",
      "initialised",
    ]);
  });

  it("that is imported from another module has the source of that module", () => {
    const shown = runOnForms(`
      const { double, halve, helpers } = scopeOf(forms.arrow);
      show([textOf(double), textOf(halve), helpers.three,
        sourceOf(double).module === sourceOf(halve).module, place({ ...sourceOf(double).module, line: 0, column: 0 })]);`);
    expect(shown).toEqual([
      "function double(n: number): number { return n * 2; }",
      "(n: number) => n / 2",
      3,
      true,
      "helpers.ts:0:0",
    ]);
  });

  it("has none if it is an accessor, a member of a class, or a method that uses super", () => {
    const shown = runOnForms(`
      const { Box } = scopeOf(forms.spaceAndBox[4]);
      const { get, set } = Object.getOwnPropertyDescriptor(forms.actions, "accessor");
      show([get, set, forms.withSuper.toString, Box.prototype.method]
        .map((fn) => sourceOf(fn) ?? null));`);
    expect(shown).toEqual([null, null, null, null]);
  });
});

describe("a module with sources", () => {
  /** Describes all that a module exports, and how its functions behave. */
  const COMPARE = `
    import { compileSpec } from "./dist/cli/load/compile-spec.js";
    import { readFileSync, writeFileSync } from "node:fs";
    const described = (value, depth = 0) => {
      if (typeof value === "symbol") return String(value);
      if (value === null || depth > 5) return value;
      if (typeof value !== "object" && typeof value !== "function") return value ?? "undefined";
      const keys = Reflect.ownKeys(value).filter((key) => key !== Symbol.for("everystate.functionSource"));
      const isFunction = typeof value === "function";
      return [isFunction ? [value.name, value.length, value.constructor.name, Object.getPrototypeOf(value).constructor.name] : "object",
        ...keys.filter((key) => key !== "prototype").map((key) => {
          const { value: inner, ...how } = Object.getOwnPropertyDescriptor(value, key);
          return [String(key), described(inner, depth + 1), how.writable, how.enumerable, how.configurable, typeof how.get];
        })];
    };
    const exportsOf = async (file, functionSources) => {
      const compiled = compileSpec({ file: spec(file), text: readFileSync(spec(file), "utf8") }, { functionSources });
      const output = spec(file) + functionSources + ".mjs";
      writeFileSync(output, compiled.code);
      return import(output);
    };`;

  it("exports the same: names, lengths, kinds and properties of functions", () => {
    const shown = sandbox.run(`${COMPARE}
      writeFileSync(spec("types.ts"), "");
      const text = readFileSync(spec("forms.machine.ts"), "utf8").replaceAll("./helpers.ts", "./helpers.mjs");
      writeFileSync(spec("same.ts"), text);
      writeFileSync(spec("helpers.mjs"), "export const double = (n) => n * 2, half = (n) => n / 2, three = 3;");
      const one = await exportsOf("same.ts", true);
      const other = await exportsOf("same.ts", false);
      // Of nothing else but the source: "early" is about it.
      for (const name of Object.keys(other)) {
        if (name !== "early") show([name, described(one[name]), described(other[name])]);
      }
      show(["calls", [one.arrow(4), one.named(3), one.made.size, one.newed.size, one.tagged, one.immediate, one.actions.__proto__?.(), one.withSuper.toString()],
        [other.arrow(4), other.named(3), other.made.size, other.newed.size, other.tagged, other.immediate, other.actions.__proto__?.(), other.withSuper.toString()]]);
      const prototypes = [one, other].map(({ inherits }) => described(Object.getPrototypeOf(inherits)));
      show(["prototype", ...prototypes]);
      writeFileSync(spec("arrow.ts"), "export default (() => 1);");
      const arrows = [await exportsOf("arrow.ts", true), await exportsOf("arrow.ts", false)];
      show(["arrow", ...arrows.map((each) => described(each))]);
      const values = async ({ default: run }) => { for await (const value of run(2)) return value; };
      show(["default", await values(one), await values(other)]);
    `) as [string, unknown, unknown][];
    expect(shown.length).toBeGreaterThan(30);
    for (const [name, one, other] of shown) expect(one, name).toEqual(other);
  });

  it("can be called by a module that it imports, before it is evaluated", () => {
    sandbox.write({
      "cycle-a.machine.ts":
        'import { early } from "./cycle-b.ts";\nexport function make(n: number) { return () => n; }\nexport default early;',
      "cycle-b.ts": 'import { make } from "./cycle-a.machine.ts";\nexport const early = make(4);',
    });
    const shown = sandbox.run(`${SOURCES}
      const early = (await loadSpec(spec("cycle-a.machine.ts"))).exports.default;
      show([early(), textOf(early), scopeOf(early).n]);`);
    expect(shown).toEqual([[4, "() => n", 4]]);
  });

  it("may use the helper's names and shadow globals", () => {
    sandbox.write({
      "names.machine.ts":
        "enum Symbol { A }\nconst Object = 1, Reflect = 2, __everystateSource = 3;\nexport default { [`k`]: () => [Symbol.A, Object, Reflect, __everystateSource] };",
    });
    const shown = sandbox.run(`${SOURCES}
      const { k } = (await loadSpec(spec("names.machine.ts"))).exports.default;
      show([k(), namesOf(k)]);`);
    expect(shown).toEqual([[[0, 1, 2, 3], "Object Reflect Symbol __everystateSource"]]);
  });

  it("keeps exact columns in all forms of functions, and in the getters", () => {
    const text = [
      "export const o: any = { a: (s: any) => [1].map((x: number): unknown => s.missing.field),",
      "  b(s: any): void { const inner = (n: number) => { null!.x; }; inner(1); }, [`c`]: async (s: any) => s.d.e };",
      "export function f(s: any): unknown { return (function g(n: any) { return n.o.p; })(s); }",
      "export default (s: any) => { throw new Error(`😀`); };",
      "export const late = () => [zero, never]; const zero = 0; export const pending = [] as unknown[];",
      "pending.push(fails(late)); let never = 1; function fails(fn: any) { try { fn[Symbol.for('everystate.functionSource')].scope().never } catch (e) { return e } }",
    ].join("\n");
    sandbox.write({ "columns.machine.ts": text, "columns.js": toJavaScript(text) });
    const at = (source: string, snippet: string, file: string): string => {
      const before = source.slice(0, source.indexOf(snippet)).split("\n");
      return `${file}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
    };
    for (const file of ["columns.machine.ts", "columns.js"]) {
      const source = file === "columns.js" ? toJavaScript(text) : text;
      const shown = sandbox.run(`
        const { exports } = await loadSpec(spec("${file}"));
        const { o, f, default: d, pending } = exports;
        const placeOf = async (action) => place(locationOf(await failureOf(action)));
        show([await placeOf(async () => o.a({})), await placeOf(async () => o.b({})), await placeOf(() => o.c({})),
          await placeOf(async () => f({})), await placeOf(async () => d({})), place(locationOf(pending[0])),
          ...[o.a, o.b, o.c, f, d].map((fn) => place(functionLocation(fn)))]);`)[0];
      const isTypeScript = source === text;
      expect(shown).toEqual(
        [
          "field),",
          "x; }; inner",
          "e };",
          "p; })",
          "new Error",
          "; const zero",
          isTypeScript ? "(s: any) => [1]" : "(s) => [1]",
          isTypeScript ? "(s: any): void" : "(s) { const",
          "async (s",
          isTypeScript ? "(s: any): unknown { return" : "(s) { return",
          isTypeScript ? "(s: any) => { throw" : "(s) => { throw",
        ].map((snippet) => at(source, snippet, file)),
      );
    }
  });
});

/** The types in the texts of these tests, removed. */
function toJavaScript(text: string): string {
  return text.replaceAll(/: (?:any|void|unknown|number)(?:\[\])?|!(?=\.)| as unknown\[\]/g, "");
}

describe("a JavaScript module", () => {
  it("keeps its text but for what is attached", () => {
    sandbox.write({
      "plain.js":
        "#!/usr/bin/env node\n'use strict'\nexport function f(a) { return g(a) }\nconst g = (a) => (b) => /* kept */ a\nexport default f",
    });
    const shown = sandbox.run(`${SOURCES}
      const f = (await loadSpec(spec("plain.js"))).exports.default;
      show([textOf(f), textOf(f(1)), scopeOf(f(1)).a, scopeOf(f).g.name, String(scopeOf(f).g).includes("/* kept */"), f.toString()]);`);
    expect(shown).toEqual([
      [
        "function f(a) { return g(a) }",
        "(b) => /* kept */ a",
        1,
        "g",
        true,
        "function f(a) { return g(a) }",
      ],
    ]);
  });

  it("is left alone if it was compiled from something else", () => {
    const map = JSON.stringify({
      version: 3,
      sources: ["original.ts"],
      names: [],
      mappings: "AAAA",
    });
    sandbox.write({
      "compiled.js": `export default () => null.x;\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`,
    });
    const shown = sandbox.run(`${SOURCES}
      const f = (await loadSpec(spec("compiled.js"))).exports.default;
      show([sourceOf(f) ?? null, place(locationOf(await failureOf(async () => f())))]);`);
    expect(shown).toEqual([[null, "original.ts:1:1"]]);
  });
});
