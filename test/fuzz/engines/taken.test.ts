/** Step properties that ask which step was taken: compiled for each action instance, and answered as by the reference engine. */
import { expect, it } from "vitest";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { compareEngines } from "./compare.ts";
import { load } from "./load.ts";

function counting(predicate: string) {
  return load(`const names = ["up", "back"];
const isUp = (t) => t.is("up");
export const random = machine({
  name: "counting",
  state: { n: from0to3, m: mapOf(page, bools), last: optional(page) },
  init: { n: 0, m: page.each(false), last: null },
  actions: {
    up: { for: { by: from0to3, p: page }, when: (s, { p }) => !s.m[p], then: (s, { by, p }) => { s.n = (s.n + by) % 4; s.m[p] = true; s.last = p; } },
    down: { when: (s) => s.n > 0, then: (s) => { s.n--; } },
    back: { for: { p: page }, then: (s, { p }) => { s.m[p] = false; } },
  },
  properties: { asked: step(${predicate}) },
});`);
}

/** How many different procedures are left of the predicate; undefined where some step falls back. */
function proceduresOf(predicate: string): number | undefined {
  const made = compiledMachine(referenceModel(counting(predicate)));
  if ("notPackable" in made) throw new Error(made.notPackable);
  const [steps] = made.program.stepPredicates;
  if (steps?.kind === "compiled") return 1;
  if (steps?.kind !== "byInstance") return undefined;
  return steps.cases.every(({ compiled }) => compiled.kind === "compiled")
    ? steps.cases.length
    : undefined;
}

const predicates: readonly (readonly [predicate: string, procedures: number | undefined])[] = [
  ["(before, after, taken) => before.n === after.n || after.m.page0", 1],
  ['(before, after, taken) => taken.action !== "down" || before.n > after.n', 2],
  ['(before, after, taken) => taken.is("up") || before.n >= after.n', 2],
  ['(before, after, taken) => !taken.is("up") || (before.n + taken.args.by) % 4 === after.n', 5],
  ['(before, after, taken) => !taken.is("up") || taken.args.p === after.last', 3],
  ['(before, after, { action, args }) => action !== "up" || after.m[args.p]', 3],
  ['(before, after, taken) => taken.action !== "up" || taken.args.by !== 3 || after.n === 3', 2],
  ["(before, after, taken) => names.some((name) => taken.is(name)) || after.n < before.n", 2],
  ["(before, after, taken) => isUp(taken) || after.n <= before.n", 2],
  ['(before, after, taken) => ["up", "down"].includes(taken.action) || same(before.n, after.n)', 2],
  ["(before, after, taken) => after.n !== 3 || taken.is(names[0])", 2],
  [
    '(before, after, taken) => taken.is("up") || taken.args.p === undefined || after.n >= 0',
    undefined,
  ],
  ['(before, after, taken) => taken.is("upp") || true', undefined],
  ["(before, after, taken) => taken.args.nothing === undefined", undefined],
  ["(before, after, taken) => taken.label === undefined", undefined],
  ["(before, after, taken) => ({ ...taken }).action !== undefined", 1],
  ["(before, after, taken) => Object.keys(taken).length === 3", 1],
  ['(before, after, taken) => taken.is(before.m.page0 ? "up" : "down") || true', undefined],
  ["(before, after, taken) => JSON.stringify(taken).length > before.n", undefined],
  ['(before, after, taken) => taken.action === "up"', 2],
];

it.each(predicates)("%s is answered as by the reference engine", async (predicate) => {
  const { reference, compiled } = await compareEngines(counting(predicate), {});
  expect(compiled).toEqual(reference);
});

it.each(predicates)("%s is compiled into %s procedures", (predicate, procedures) => {
  expect(proceduresOf(predicate)).toBe(procedures);
});
