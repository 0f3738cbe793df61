import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommand, type Command } from "./fixtures/command.ts";
import { faultySpec } from "./fixtures/specs.ts";

let command: Command;
beforeAll(() => {
  command = buildCommand();
});
afterAll(() => command.remove());

/** What the command says about one spec; the exit code must be that of an ill-formed one. */
async function complaint(spec: string): Promise<string> {
  command.write({ "faulty.machine.ts": spec });
  const { code, stdout, stderr } = await command.run(["check", "faulty.machine.ts"]);
  expect(code).toBe(3);
  return stdout + stderr;
}

describe("an ill-formed spec", () => {
  test("with a value out of its domain is shown at its line, with the steps that led there", async () => {
    const shown = await complaint(faultySpec({ effect: "s.n = s.n + 1" }));
    expect(shown).toContain(`error[value-out-of-domain]: s.n = 3 is outside its domain
 --> faulty.machine.ts:9:13
     7 |     work: { when: (s: any) => { true; return true; },
     8 |       then: (s: any) => {
  >  9 |         s.n = s.n + 1;
       |             ^
`);
    expect(shown).toContain(`
how it came to this
      0  initially
           n: 0 · is: idle
      1  work
           n: 0 → 1
      2  work
           n: 1 → 2
      3  work  (fails)
`);
  });

  test("whose property was violated before still shows the violation", async () => {
    const shown = await complaint(faultySpec({ effect: "s.n = s.n + 1" }));
    expect(shown).toContain("✗ small  violated, but expected holds");
    expect(shown).toContain("so nothing else is known about its properties");
  });

  test.each([
    ["a guard that changes the state", { guard: "s.n = 1" }, "state-modified", "7:37"],
    ["a guard that throws", { guard: 'throw new Error("no")' }, "spec-threw", "7:39"],
    ["an unknown field", { effect: "s.m = 1" }, "unknown-field", "9:13"],
    ["chance in an effect", { effect: "s.n = Math.random()" }, "impure", "9:20"],
    ["a clock in an effect", { effect: "s.n = Date.now()" }, "impure", "9:20"],
    ["a new date in an effect", { effect: "s.n = new Date().getDay()" }, "impure", "9:15"],
  ])("with %s is shown at its line", async (_, parts, code, place) => {
    const shown = await complaint(faultySpec(parts));
    expect(shown).toContain(`error[${code}]: `);
    expect(shown).toContain(` --> faulty.machine.ts:${place}\n`);
    expect(shown).toMatch(new RegExp(`\\n {2}> +${place.split(":")[0]} \\| `));
    expect(shown).toContain("1  work  (fails)\n");
  });

  test("with a misspelt key is shown where the machine is defined, with what was meant", async () => {
    const shown = await complaint(faultySpec({}).replace("actions:", "action:"));
    expect(shown).toContain('error[unknown-name]: machine "faulty" names "action"');
    expect(shown).toContain(" --> faulty.machine.ts:2:16\n");
    expect(shown).toContain('hint: did you mean "actions"?');
  });
});
