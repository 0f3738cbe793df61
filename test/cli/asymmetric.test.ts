import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asymmetricSpec } from "./fixtures/asymmetric-spec.ts";
import { buildCommand, type Command } from "./fixtures/command.ts";

const schema = new URL("../../src/report/report.schema.json", import.meta.url);
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(schema, "utf8")));

let command: Command;
beforeAll(() => {
  command = buildCommand();
}, 60_000);
afterAll(() => command.remove());

/** What the command says about one spec; the exit code must be that of an ill-formed one. */
async function complaint(spec: string, ...options: readonly string[]): Promise<string> {
  command.write({ "apps.machine.ts": spec });
  const { code, stdout, stderr } = await command.run(["check", "apps.machine.ts", ...options]);
  expect(code).toBe(3);
  return stdout + stderr;
}

describe("a spec that tells symmetric elements apart", () => {
  test("is refused by its text before anything is explored, with the line", async () => {
    const shown = await complaint(asymmetricSpec({ guard: "s.holder < app" }));
    expect(shown).toBe(`apps  apps.machine.ts
  ✗ the spec is ill-formed, so nothing is known about its properties

error[not-symmetric]: "app" is declared symmetric, but the guard of serve orders its elements with <
 --> apps.machine.ts:15:39
    13 |     serve: {
    14 |       for: { app },
  > 15 |       when: (s: any, { app }: any) => s.holder < app,
       |                                       ^
    16 |       then: (s: any, { app }: any) => { s.holder = app; },
    17 |     },
hint: compare with === or !==; or declare index("app", …), whose elements need not be alike

Machines    1 ill-formed
${shown.slice(shown.indexOf("Time"))}`);
  });

  test.each([
    [
      "a name in an effect",
      { effect: 's.waiting.delete("app1")' },
      "16:41",
      'effect of serve names one of its elements, "app1"',
    ],
    [
      "a pick in a helper",
      { effect: "s.holder = firstOf(s.waiting)" },
      "3:44",
      "picks one of its elements by their order",
    ],
    [
      "a literal in a property",
      { property: 's.holder !== "app2"' },
      "20:31",
      'property "asked" names',
    ],
    [
      "an initial value",
      { init: '["app0"]' },
      "9:25",
      "the mirror image of an initial state is none: waiting: {app0} → {app1}",
    ],
  ])("with %s is shown at its line", async (_, parts, place, what) => {
    const shown = await complaint(asymmetricSpec(parts));
    expect(shown).toContain(` --> apps.machine.ts:${place}\n`);
    expect(shown).toContain(what);
    expect(shown).not.toContain("distinct");
  });

  test.each(["reference", "compiled"])(
    "which only behaviour shows is shown with both successors by the %s engine",
    async (engine) => {
      const shown = await complaint(
        asymmetricSpec({ effect: "s.holder = hidden(s.waiting)" }),
        "--engine",
        engine,
      );
      expect(
        shown,
      ).toContain(`error[not-symmetric]: "app" is declared symmetric, but its elements are not treated alike (app0 → app1, app1 → app2, app2 → app0): serve(app0) and its mirror image serve(app1) do different things
 --> apps.machine.ts:16:13
`);
      expect(shown).toContain(`
how its elements are told apart
  exchanged  app0 → app1 · app1 → app2 · app2 → app0
  state      holder: – · waiting: {app1, app2}
             serve(app0): holder: – → app1
  mirrored   holder: – · waiting: {app0, app2}
  expected   serve(app1): holder: – → app2
  but        serve(app1): holder: – → app0

how it came to this
`);
    },
  );

  test("is reported as JSON with both successors, by the schema", async () => {
    command.write({
      "apps.machine.ts": asymmetricSpec({ effect: "s.holder = hidden(s.waiting)" }),
    });
    const { stdout } = await command.run(["check", "apps.machine.ts", "--reporter", "json"]);
    const report = JSON.parse(stdout);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report.runs[0].error.divergence).toMatchObject({
      exchange: [
        { from: "app0", to: "app1" },
        { from: "app1", to: "app2" },
        { from: "app2", to: "app0" },
      ],
      expected: { who: "serve(app1)", state: { holder: "app2" } },
      actual: { who: "serve(app1)", state: { holder: "app0" } },
    });
  });
});

test("a hint says which plain domain could be symmetric, in text and as JSON", async () => {
  const plain = asymmetricSpec({}).replace("symmetric(", "index(").replace(", 3)", ", 4)");
  command.write({ "apps.machine.ts": plain });
  const text = await command.run(["check", "apps.machine.ts"], { COLUMNS: "200" });
  expect(text.code).toBe(0);
  expect(text.stdout.replaceAll(/\s+/g, " ")).toMatch(
    /hint: index "app" behaves symmetrically in all \d+ states that were sampled: declare it symmetric\("app", …\) to explore about [\d.]+ times fewer states/,
  );
  const json = await command.run(["check", "apps.machine.ts", "--reporter", "json"]);
  const report = JSON.parse(json.stdout);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  expect(report.runs[0].hints).toMatchObject([{ domain: "app" }]);
});
