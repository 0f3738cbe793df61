/** Captured variables that are assigned anywhere in their module are no constants, however they are assigned. */
import { expect, it } from "vitest";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { load } from "./load.ts";

/** Why a predicate that reads `seen` is not compiled; undefined if it is. */
function obstacleAfter(assignment: string): string | undefined {
  const machine = load(`let seen = 1;
const other = { at: 0, seen: 0 };
function later() { ${assignment} }
export const random = machine({
  name: "captured",
  state: { n: from0to3 },
  init: { n: 0 },
  actions: { go: { then: (s) => { s.n = 1; } } },
  properties: { low: always((s) => s.n <= seen) },
});`);
  const compiled = compiledMachine(referenceModel(machine));
  if ("notPackable" in compiled) throw new Error(compiled.notPackable);
  const [low] = compiled.program.predicates;
  return low?.kind === "fallback" ? low.why.what : undefined;
}

it.each([
  "seen = 2;",
  "seen += 2;",
  "seen++;",
  "seen ??= 3;",
  "[seen] = [2];",
  "[, [seen = 1]] = [0, [2]];",
  "[...seen] = [2];",
  "({ seen } = other);",
  "({ at: seen } = other);",
  "({ at: { seen = 1 } } = { at: other });",
  "for (seen of [1, 2]);",
  "for ([seen] of [[1], [2]]);",
  "for (seen in other);",
])("%s", (assignment) => {
  expect(obstacleAfter(assignment)).toBe('"seen" is captured and assigned');
});

it.each([
  "other.seen = 2;",
  "[other.at] = [seen];",
  "let mine; [mine] = [seen];",
  "for (const one of [seen]);",
  "for (other.at of [seen]);",
])("%s assigns another", (assignment) => {
  expect(obstacleAfter(assignment)).toBeUndefined();
});
