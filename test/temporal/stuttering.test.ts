import { expect, it } from "vitest";
import { standsStill } from "../../src/temporal/stuttering.ts";

const transitions = [0, 1, 2];

it("stands still in deadlocks only in mode progress, and a state with a loop of its own is none", () => {
  expect(transitions.filter((count) => standsStill("progress", count))).toEqual([0]);
});

it("stands still in every state in mode tla", () => {
  expect(transitions.filter((count) => standsStill("tla", count))).toEqual(transitions);
});

it("never stands still in mode none", () => {
  expect(transitions.filter((count) => standsStill("none", count))).toEqual([]);
});
