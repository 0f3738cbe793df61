import { expect, it } from "vitest";
import { stutterTest } from "../../src/temporal/stuttering.ts";
import { graphOf } from "./graph-builder.ts";

// 0 steps on to 1, which loops; 2 is a deadlock; 3 is not expanded.
const graph = graphOf({
  states: 4,
  edges: [
    [0, 0, 1],
    [1, 0, 1],
  ],
  unexpanded: [3],
});
const stutteringStates = (mode: "progress" | "tla" | "none") =>
  [0, 1, 2, 3].filter(stutterTest(graph, mode));

it("stands still in deadlocks only in mode progress, and a state with a loop of its own is none", () => {
  expect(stutteringStates("progress")).toEqual([2]);
});

it("stands still in every expanded state in mode tla", () => {
  expect(stutteringStates("tla")).toEqual([0, 1, 2]);
});

it("never stands still in mode none", () => {
  expect(stutteringStates("none")).toEqual([]);
});
