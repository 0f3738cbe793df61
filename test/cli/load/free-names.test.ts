import fc from "fast-check";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { compileSpec } from "../../../src/cli/load/compile-spec.ts";
import { functionsIn } from "../../../src/cli/load/free-names.ts";

/** The free names of the functions of a text, by their order of starting. */
function freeNames(text: string): readonly string[] {
  const { program, errors } = parseSync("text.ts", text, { sourceType: "module" });
  expect(errors, text).toEqual([]);
  return functionsIn(program)
    .toSorted((left, right) => left.node.start - right.node.start)
    .map(({ free }) => free.join(" "));
}

describe("names", () => {
  it.each([
    ["are free where an inner block shadows them", "let a; () => { a; { let a; a; } }", ["a"]],
    ["are not free where a block of theirs does", "let a; () => { { let a; a; } }", [""]],
    [
      "are hoisted by var and by function",
      "let a, b; () => { a; b; { var a; } function b() {} }",
      ["", ""],
    ],
    [
      "are not hoisted out of blocks by function",
      "let a; () => { a; { function a() {} } }",
      ["a", ""],
    ],
    ["are not hoisted out of functions", "let a; () => { a; () => { var a; }; }", ["a", ""]],
    ["in default values do not see the body", "let a; (b = () => a) => { var a; }", ["a", "a"]],
    ["in default values see the parameters", "let a; (a, b = () => a) => 0", ["", "a"]],
    ["of function expressions are their own", "let f; (function f() { return f; })", [""]],
    ["of function declarations are not", "function f() { return f; }", ["f"]],
    ["of classes are bound in them", "() => class A { m() { return A; } }", ["", "A"]],
    [
      "in patterns are keys, values and defaults",
      "let a, b, c; ({ a: x = b, [c]: y }) => x + y",
      ["b c"],
    ],
    ["that are assigned count", "let a, b; () => { a = 1; [b] = []; }", ["a b"]],
    [
      "of keys and labels do not",
      "let a; () => { a: for (;;) break a; ({ a: 1 }).a; import.meta; }",
      [""],
    ],
    ["in shorthands and computed keys do", "let a, b; () => ({ a, [b]: 1 })", ["a b"]],
    [
      "of catch and for belong to them",
      "let e, i, k; () => { try {} catch (e) { e } for (let i of k) i; e; }",
      ["k e"],
    ],
    [
      "of switch are not what it is about",
      "let a; () => { switch (a) { case 0: let a; a; } }",
      ["a"],
    ],
    [
      "of a switch are one block",
      "let a; () => { switch (1) { case 0: let a; default: a; } }",
      [""],
    ],
    [
      "in types are none",
      "import { A } from 'a'; let v; <T extends A>(x: typeof v): x is A => x as A<T>",
      [""],
    ],
    [
      "of ambient declarations and types are global",
      "declare const a: 1; declare enum E {} import type B from 'b'; import { type C, D } from 'c'; () => [a, E, B, C, D]",
      ["D"],
    ],
    ["of enums are bound", "enum E { A, B = (() => A)() } () => E.A", ["A", "E"]],
    [
      "of namespaces are bound",
      "namespace N.M { export let a; () => [a, N] } () => N",
      ["a N", "N"],
    ],
    [
      "of parameter properties are bound",
      "let a; class C { constructor(private a = 1) { a; } }",
      [""],
    ],
    ["of import aliases are bound", "import A = B.C; () => A", ["A"]],
    ["of overloads are not twice", "function f(a: 1): 1; function f(a: any) { return a; }", [""]],
    [
      "in class fields, statics and decorators",
      "let a, b, c, d; () => { @d class X extends a { [b] = c; static { var c; } } }",
      ["d a b c"],
    ],
    [
      "of globals are none, nor is arguments",
      "() => [Math, undefined, this]; function g() { return arguments; }",
      ["", ""],
    ],
    ["in templates, spreads and chains", `let a, b, c; () => [\`\${a}\`, ...b, c?.x]`, ["a b c"]],
    [
      "of var in static blocks and namespaces stay there",
      "let a; () => { a; class X { static { var a; } } }",
      ["a"],
    ],
    [
      "of declarations that are exported",
      "export const a = 1; export default function b() { return [a, b]; }",
      ["a b"],
    ],
    ["of var in for belong to the function", "let i; () => { for (var i = 0;;) {} i; }", [""]],
  ])("%s", (_, text, expected) => {
    expect(freeNames(text)).toEqual(expected);
  });
});

/** A random module of nested scopes: what its functions see inside must be what is attached to them. */
const POOL = ["a", "b", "c", "d"];
type Choices = () => number;

/** Numbers that look random (mulberry32). */
function choices(seed: number): Choices {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

interface Around {
  readonly id: number;
  /** The names of the pool bound between the function and here. */
  readonly bound: ReadonlySet<string>;
}

class Writer {
  #next = 0;
  readonly #choose: Choices;
  constructor(choose: Choices) {
    this.#choose = choose;
  }

  #pick(limit: number): number {
    return this.#choose() % limit;
  }

  #names(): readonly string[] {
    return POOL.filter(() => this.#pick(3) === 0);
  }

  /** What is seen here, to be compared with the scopes of the functions around. */
  #check(around: readonly Around[]): string {
    const free = around.map(({ id, bound }) => [id, POOL.filter((name) => !bound.has(name))]);
    return `check(${JSON.stringify(free)}, { ${POOL.map((name) => `${name}: () => ${name}`)} })`;
  }

  /** The statements of a block, or of the body of a function with these parameters. */
  block(around: readonly Around[], depth: number, params?: readonly string[]): string {
    const lets = this.#names().filter((name) => params?.includes(name) !== true);
    const vars = params === undefined ? [] : this.#names().filter((name) => !lets.includes(name));
    const taken = [...lets, ...vars, ...(params ?? [])];
    const functions = this.#names().filter((name) => !taken.includes(name));
    const here = binding(around, [...lets, ...vars, ...functions]);
    const statements = [
      `${this.#check(here)};`,
      ...functions.map((name) => this.#declaration(name, here, depth)),
      ...lets.map((name) => `let ${name} = ${this.#value()};`),
      ...vars.map((name) => `var ${name} = ${this.#value()};`),
      ...Array.from({ length: depth > 0 ? 1 + this.#pick(3) : 0 }, () =>
        this.#statement(here, depth),
      ),
      `${this.#check(here)};`,
    ];
    return statements.join("\n");
  }

  #value(): number {
    this.#next += 1;
    return this.#next;
  }

  #statement(around: readonly Around[], depth: number): string {
    const name = POOL[this.#pick(POOL.length)] ?? "a";
    const inner = () => this.block(binding(around, [name]), depth - 1);
    switch (this.#pick(7)) {
      case 0:
        return `{ ${this.block(around, depth - 1)} }`;
      case 1:
        return `for (const ${name} of [${this.#value()}]) { ${inner()} }`;
      case 2:
        return `try { throw ${this.#value()}; } catch (${name}) { { ${inner()} } }`;
      case 3: {
        const id = this.#value();
        return `run(${id}, function ${name}${this.#function(id, binding(around, [name]), depth, [name])});`;
      }
      case 4:
        return `(class ${name} { static { ${this.block(binding(around, [name]), depth - 1, [])} } });`;
      default: {
        const id = this.#value();
        const [params, body] = this.#parts(id, around, depth, []);
        return `run(${id}, (${params}) => { ${body} });`;
      }
    }
  }

  #declaration(name: string, around: readonly Around[], depth: number): string {
    const id = this.#value();
    return `function ${name}${this.#function(id, around, depth - 1, [])}\nrun(${id}, ${name});`;
  }

  #function(id: number, around: readonly Around[], depth: number, own: readonly string[]): string {
    const [params, body] = this.#parts(id, around, depth, own);
    return `(${params}) { ${body} }`;
  }

  #parts(
    id: number,
    around: readonly Around[],
    depth: number,
    own: readonly string[],
  ): readonly [string, string] {
    const params = this.#names();
    const here = binding([...around, { id, bound: new Set(own) }], params);
    const list = [
      ...params.map((name) => `${name} = ${this.#value()}`),
      `_ = ${this.#check(here)}`,
    ];
    return [list.join(", "), this.block(here, depth - 1, params)];
  }
}

function binding(around: readonly Around[], names: readonly string[]): readonly Around[] {
  return around.map(({ id, bound }) => ({ id, bound: new Set([...bound, ...names]) }));
}

/** What a reader gives or throws. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

describe("the scopes of the functions of a random module", () => {
  it("say what the functions see", () => {
    let checks = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const writer = new Writer(choices(seed));
        const text = `var a = -1, b = -2, c = -3, d = -4;\n{ ${writer.block([], 3)} }`;
        const compiled = compileSpec({ file: "/random.ts", text });
        if (compiled.kind === "problem") throw new Error(compiled.problem.message);
        const scopes = new Map<number, () => Record<string, unknown>>();
        const scopeOf = (fn: unknown) =>
          (fn as Record<symbol, { scope: () => Record<string, unknown> }>)[
            Symbol.for("everystate.functionSource")
          ]?.scope ?? (() => ({}));
        const run = (id: number, fn: () => void) => {
          scopes.set(id, scopeOf(fn));
          fn();
        };
        const check = (
          free: readonly (readonly [number, readonly string[]])[],
          readers: Readonly<Record<string, () => unknown>>,
        ) => {
          for (const [id, names] of free) {
            const scope = scopes.get(id)?.();
            for (const name of names) {
              checks += 1;
              if (!(name in (scope ?? {}))) throw new Error(`${name} is not in the scope of ${id}`);
            }
          }
          for (const [name, read] of Object.entries(readers)) {
            const scope: Record<string, unknown> = scopeOf(read)();
            if (outcome(() => scope[name]) !== outcome(read))
              throw new Error(`${name} of a reader`);
          }
          for (const [id, names] of free) {
            const scope: Record<string, unknown> = scopes.get(id)?.() ?? {};
            for (const name of names) {
              const [attached, seen] = [() => scope[name], () => readers[name]?.()].map(outcome);
              if (attached !== seen)
                throw new Error(`${name} of ${id} is ${attached}, not ${seen}`);
            }
          }
        };
        new Function("check", "run", `"use strict"; ${compiled.code}`)(check, run);
      }),
      { numRuns: 60 },
    );
    expect(checks).toBeGreaterThan(500);
  });
});
