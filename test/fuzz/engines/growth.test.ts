/** What the compiler makes of functions that would become very large: little text where it can, and no attempt where it cannot. */
import { expect, it } from "vitest";
import type { Machine } from "../../../src/index.ts";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { generateModule } from "../../../src/model/compiled/generate.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { load } from "./load.ts";

function going(effect: string, parameters = ""): Machine {
  return load(`const rec = record({ x: from0to3, y: from0to3 });
export const random = machine({
  name: "large",
  state: { a: rec, b: rec, q: listOf(rec, 3), n: from0to3 },
  init: { a: { x: 0, y: 1 }, b: { x: 2, y: 3 }, q: [], n: 1 },
  deadlock: false,
  actions: { go: { ${parameters} then: ${parameters === "" ? "(s)" : "(s, { k })"} => { ${effect} } } },
  properties: {},
});`);
}

/** The length of the generated text, or why the effect is not compiled. */
function made(effect: string): number | string {
  const compiled = compiledMachine(referenceModel(going(effect)));
  if ("notPackable" in compiled) return compiled.notPackable;
  const { program, layout } = compiled;
  const [only] = program.instances;
  if (only?.kind === "fallback") return only.why.what;
  return generateModule(program, layout, { questions: [], columns: [] }).length;
}

it.each([
  [
    "a variable that is doubled",
    "let x = s.n; for (let i = 0; i < 40; i++) x = (x + x) % 1009; s.n = x % 4",
  ],
  ["a sum of many", "let x = s.n; for (let i = 0; i < 500; i++) x = x + 1; s.n = x % 4"],
  [
    "a function of itself",
    `const d = (x) => (x + x) % 1009; s.n = ${"d(".repeat(30)}s.n${")".repeat(30)} % 4`,
  ],
  [
    "a condition of conditions",
    "let x = s.n > 1; for (let i = 0; i < 40; i++) x = x !== (x && s.n > i); s.n = x ? 1 : 0",
  ],
  [
    "one of two names of a part",
    "let r = s.a; for (let i = 0; i < 30; i++) if (s.n > i % 3) r = s.a; r.x = 0",
  ],
  [
    "a part that is replaced again and again",
    "let r = s.n > 0 ? s.a : s.b; for (let i = 0; i < 12; i++) if (s.n === i % 4) s.a = { x: i % 4, y: 0 }; s.n = r.x",
  ],
])("%s becomes little text", (_what, effect) => {
  expect(made(effect)).toBeTypeOf("number");
  expect(made(effect)).toBeLessThan(20_000);
});

it.each([
  [
    "loops in loops",
    "for (let i = 0; i < 40; i++) for (let j = 0; j < 40; j++) for (let k = 0; k < 40; k++) s.n = (s.n + 1) % 4",
  ],
  [
    "lists that are pushed to in loops",
    "for (const a of s.q) for (const b of s.q) for (const c of s.q) for (const d of s.q) for (const e of s.q) if (s.q.length < 3) s.q.push({ x: a.x, y: e.y })",
  ],
])("%s are left to the reference engine, soon", (_what, effect) => {
  const began = performance.now();
  expect(made(effect)).toMatch(/too much code|too many rounds/);
  expect(performance.now() - began).toBeLessThan(5000);
});

/** How many of the instances are compiled, and why the last is not. */
function shareOf(effect: string, instances: number): readonly [compiled: number, why: string] {
  const machine = going(effect, `for: { k: range(1, ${instances}) },`);
  const compiled = compiledMachine(referenceModel(machine));
  if ("notPackable" in compiled) return [0, compiled.notPackable];
  const { instances: all } = compiled.program;
  const last = all.at(-1);
  return [
    all.filter(({ kind }) => kind === "compiled").length,
    last?.kind === "fallback" ? last.why.what : "",
  ];
}

it("gives up on all instances of an action with the first that becomes too large", () => {
  const effect = "for (let i = 0; i < 200; i++) for (let j = 0; j < 200; j++) s.n = (s.n + k) % 4";
  const began = performance.now();
  expect(shareOf(effect, 300)).toEqual([0, "it unrolls to too much code"]);
  expect(performance.now() - began).toBeLessThan(10_000);
});

it("compiles as many instances as are worth it", () => {
  const effect = "for (let i = 0; i < 25; i++) for (let j = 0; j < 25; j++) s.n = (s.n + k) % 4";
  const [compiled, why] = shareOf(effect, 400);
  expect(compiled).toBeGreaterThan(50);
  expect(compiled).toBeLessThan(400);
  expect(why).toBe("the machine unrolls to too much code");
});

it("gives up on a step property with the first instance for which it becomes too large", () => {
  const machine = load(`export const random = machine({
  name: "large",
  state: { n: from0to3 },
  init: { n: 0 },
  actions: { go: { for: { k: range(1, 300) }, then: (s, { k }) => { s.n = k % 4; } } },
  properties: {
    long: step((before, after, taken) => {
      let x = taken.args.k;
      for (let i = 0; i < 200; i++) for (let j = 0; j < 200; j++) x = (x + before.n) % 1009;
      return x >= 0;
    }),
  },
});`);
  const began = performance.now();
  const compiled = compiledMachine(referenceModel(machine));
  expect("program" in compiled && compiled.program.stepPredicates).toMatchObject([
    { kind: "fallback", why: { what: "it unrolls to too much code" } },
  ]);
  expect(performance.now() - began).toBeLessThan(10_000);
});
