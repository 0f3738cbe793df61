/** Formulas through the public API: those that say what another property says get its verdict, from both engines. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check.ts";
import type { Verdict } from "../../src/verdict/verdict.ts";
import { exploreAll, oracleOf } from "./oracle.ts";
import {
  compile,
  type Form,
  type RandomMachine,
  type RandomProperty,
  randomMachine,
} from "./random-machine.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 100);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
const timeout = 60_000 + numRuns * 300;

/** Other words for a form, over the texts of its predicates. */
const spelled: Readonly<Partial<Record<Form, (p: string, q: string) => string>>> = {
  always: (p) => `words.not(words.eventually(words.not(${p})))`,
  never: (p) => `words.not(words.until(() => true, ${p}))`,
  step: (p) => `words.always(words.or(words.not(words.step(() => true)), words.step(${p})))`,
  eventually: (p) => `words.not(words.release(() => false, words.not(${p})))`,
  alwaysEventually: (p) => `words.not(words.eventually(words.always(words.not(${p}))))`,
  eventuallyAlways: (p) => `words.eventually(words.weakUntil(${p}, () => false))`,
  leadsTo: (p, q) => `words.always(words.implies(${p}, words.eventually(${q})))`,
  until: (p, q) => `words.and(words.weakUntil(${p}, ${q}), words.eventually(${q}))`,
};

function spelledOut(random: RandomMachine) {
  const text = random.properties.reduce((whole, property) => {
    const { form, name } = property;
    const line = whole
      .split("\n")
      .find((one) => one.startsWith(`    ${name}: `) && one.includes(asked(property)));
    if (spelled[form] === undefined || line === undefined) return whole;
    const predicates = property.predicates.map((predicate) => `${head(form)} => ${predicate}`);
    const formula = `ltl((words) => ${spelled[form]?.(`(${predicates[0]})`, `(${predicates[1]})`)})`;
    return whole.replace(
      line,
      line.replace(asked(property), () => formula),
    );
  }, random.text);
  return compile(text);
}

function head(form: Form): string {
  return form === "step" ? "(before, after, taken)" : "(s)";
}

function asked({ form, predicates }: RandomProperty): string {
  return `${form}(${predicates.map((predicate) => `${head(form)} => ${predicate}`).join(", ")})`;
}

describe("formulas of random machines", () => {
  it("that spell another property get its verdict, from both engines and both searches", {
    timeout,
  }, async () => {
    let judged = 0;
    let violated = 0;
    const property = fc.asyncProperty(randomMachine, async (random) => {
      const oracle = oracleOf(random);
      fc.pre(oracle.initial.length > 0);
      const machine = spelledOut(random);
      const { outside } = exploreAll(oracle);
      const direct = await check(random.machine);
      expect(direct.fault).toBeUndefined();
      const answers = await Promise.all([
        check(machine, { engine: "reference" }),
        check(machine, { engine: "compiled" }),
        check(machine, { engine: "compiled", search: "dfs" }),
      ]);
      expect(answers[1]?.properties).toEqual(answers[0]?.properties);
      for (const { fault, properties } of answers) {
        expect(fault).toBeUndefined();
        for (const [i, { name, kind, verdict }] of properties.entries()) {
          const told = direct.properties[i];
          if (kind !== "ltl" || told === undefined) continue;
          const expected = statusOf(told.verdict, { random, name, isCut: outside.length > 0 });
          if (expected === undefined) continue;
          judged++;
          if (verdict.status === "violated") violated++;
          expect({ name, status: withoutVacuity(verdict) }).toEqual({ name, status: expected });
        }
      }
    });
    await fc.assert(property, { numRuns, seed });
    expect(judged).toBeGreaterThan(numRuns);
    expect(violated).toBeGreaterThan(numRuns / 10);
  });
});

function withoutVacuity({ status }: Verdict): Verdict["status"] {
  return status === "vacuous" ? "holds" : status;
}

interface Told {
  readonly random: RandomMachine;
  readonly name: string;
  readonly isCut: boolean;
}

/** The status of a formula that says the same; undefined where the property is about paths, the formula about behaviours. */
function statusOf(verdict: Verdict, { random, name, isCut }: Told): Verdict["status"] | undefined {
  const form = random.properties.find((one) => one.name === name)?.form;
  const isAboutPaths = ["always", "never", "step"].includes(form as string);
  if (verdict.status === "violated") {
    const goesOn = random.stuttering !== "none" && !isCut;
    const hasLoop = verdict.counterexample.loopAfter !== undefined;
    return goesOn || hasLoop ? "violated" : undefined;
  }
  // Violated by a path that bounds cut off it may be, but that is no behaviour.
  if (isAboutPaths && isCut) return "unknown";
  return withoutVacuity(verdict);
}
