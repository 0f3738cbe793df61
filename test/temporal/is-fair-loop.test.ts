import { describe, expect, it } from "vitest";
import { isFairLoop } from "./at-once.ts";
import { type Edge, graphOf, strong, weak } from "./graph-builder.ts";

const loopOf = (...steps: readonly Edge[]) =>
  steps.map(([from, instance, to]) => ({ from, instance, to }));

describe("isFairLoop", () => {
  // 0 ⇄ 1 by instances 0 and 1, the exit 1 → 2 by instance 2; 2 is a deadlock; 3 is not expanded.
  const graph = graphOf({
    states: 4,
    edges: [
      [0, 0, 1],
      [1, 1, 0],
      [1, 2, 2],
      [0, 3, 0],
      [3, 3, 3],
    ],
    unexpanded: [3],
  });
  const round = loopOf([0, 0, 1], [1, 1, 0]);

  it("accepts a closed walk along transitions", () => {
    expect(isFairLoop(graph, round, [], "none")).toBe(true);
  });

  it("rejects walks that are empty, open, broken or not in the graph", () => {
    expect(isFairLoop(graph, [], [], "none")).toBe(false);
    expect(isFairLoop(graph, loopOf([0, 0, 1]), [], "none")).toBe(false);
    expect(isFairLoop(graph, loopOf([0, 3, 0], [1, 1, 0]), [], "none")).toBe(false);
    expect(isFairLoop(graph, loopOf([0, 1, 1], [1, 1, 0]), [], "none")).toBe(false);
  });

  it("rejects the stored transitions of a state that is not expanded", () => {
    expect(isFairLoop(graph, loopOf([3, 3, 3]), [], "none")).toBe(false);
  });

  it("accepts a step that stands still where the mode has it", () => {
    const inDeadlock = loopOf([2, -1, 2]);
    expect(isFairLoop(graph, inDeadlock, [], "progress")).toBe(true);
    expect(isFairLoop(graph, inDeadlock, [], "tla")).toBe(true);
    expect(isFairLoop(graph, inDeadlock, [], "none")).toBe(false);
    const elsewhere = loopOf([0, -1, 0]);
    expect(isFairLoop(graph, elsewhere, [], "progress")).toBe(false);
    expect(isFairLoop(graph, elsewhere, [], "tla")).toBe(true);
    expect(isFairLoop(graph, loopOf([0, -1, 1], [1, 1, 0]), [], "tla")).toBe(false);
  });

  it("asks of weak constraints to be taken or disabled once, of strong ones taken or never enabled", () => {
    expect(isFairLoop(graph, round, [weak(0), strong(0)], "none")).toBe(true);
    expect(isFairLoop(graph, round, [weak(2)], "none")).toBe(true);
    expect(isFairLoop(graph, round, [strong(2)], "none")).toBe(false);
    expect(isFairLoop(graph, round, [weak(2), strong(0, 2)], "none")).toBe(true);
  });

  it("counts a transition that changes nothing as neither enabled nor taken", () => {
    const still = loopOf([0, 3, 0]);
    expect(isFairLoop(graph, still, [strong(3)], "none")).toBe(true);
    expect(isFairLoop(graph, still, [weak(0, 3)], "none")).toBe(false);
  });
});
