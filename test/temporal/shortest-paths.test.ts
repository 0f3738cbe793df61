import { describe, expect, it } from "vitest";
import { shortestPaths } from "../../src/temporal/shortest-paths.ts";
import { graphOf, only } from "./graph-builder.ts";

describe("shortestPaths", () => {
  // 0 → 1 → 2 → 3 → 4, the shortcut 0 → 3, and 4 → 1.
  const graph = graphOf({
    states: 5,
    edges: [
      [0, 0, 1],
      [1, 0, 2],
      [2, 0, 3],
      [3, 0, 4],
      [0, 1, 3],
      [4, 0, 1],
    ],
  });

  it("counts the steps of shortest paths", () => {
    const { depth, pathTo } = shortestPaths(graph, { within: undefined, after: undefined });
    expect([...depth]).toEqual([0, 1, 2, 1, 2]);
    expect(pathTo(4)).toEqual({
      start: 0,
      steps: [
        { from: 0, instance: 1, to: 3 },
        { from: 3, instance: 0, to: 4 },
      ],
    });
  });

  it("keeps within the states allowed", () => {
    const within = only(graph, 0, 1, 2);
    const { depth } = shortestPaths(graph, { within, after: undefined });
    expect([...depth]).toEqual([0, 1, 2, -1, -1]);
  });

  it("is restricted only after the state to pass, which counts no step of its own", () => {
    const rules = { within: only(graph, 3, 4), after: only(graph, 2, 4) };
    const { depth, pathTo } = shortestPaths(graph, rules);
    expect([...depth]).toEqual([-1, -1, -1, -1, 2]);
    expect(pathTo(4).steps.map(({ to }) => to)).toEqual([3, 4]);
  });

  it("passes a state twice when the way back to it is needed", () => {
    const rules = { within: only(graph, 1, 2, 3, 4), after: only(graph, 4) };
    const { depth, pathTo } = shortestPaths(graph, rules);
    expect([...depth]).toEqual([-1, 3, 4, 5, 2]);
    expect(pathTo(3).steps.map(({ to }) => to)).toEqual([3, 4, 1, 2, 3]);
  });

  it("does not go on from states that are not expanded", () => {
    const partial = { ...graph, expanded: Uint8Array.of(1, 0, 1, 1, 1) };
    const { depth } = shortestPaths(partial, { within: undefined, after: undefined });
    expect([...depth]).toEqual([0, 1, -1, 1, 2]);
  });
});
