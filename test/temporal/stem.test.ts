import { describe, expect, it } from "vitest";
import { graphSpace } from "../../src/explore/graph-space.ts";
import type { StateGraph } from "../../src/explore/state-graph.ts";
import { breadthFirstTree } from "../../src/temporal/breadth-first-tree.ts";
import { levelOf, membersOf, type StateTest } from "../../src/temporal/members.ts";
import { compileObligations } from "../../src/temporal/obligations.ts";
import { type ReachRules, reach } from "../../src/temporal/reach.ts";
import { stemTo } from "../../src/temporal/stem.ts";
import { atOnce } from "./at-once.ts";
import { graphOf, only } from "./graph-builder.ts";

interface Restriction {
  /** The states that stems may use from where they enter the region on; all when left out. */
  readonly within?: Uint8Array;
  /** Where they may enter it; in the initial states when left out. */
  readonly after?: Uint8Array;
}

function stems(graph: StateGraph, { within, after }: Restriction = {}) {
  const space = graphSpace(graph);
  const tree = atOnce(breadthFirstTree(space));
  const having = (column: Uint8Array | undefined): StateTest | undefined =>
    column && { column, value: 1 };
  const members = membersOf(tree, having(within));
  const rules: ReachRules = {
    seeds: { from: after === undefined ? "start" : "anywhere", test: having(after) },
    goal: undefined,
    obligations: compileObligations(space.instanceCount, { fairness: [], mustVisit: undefined }),
    stuttering: "none",
    isExpanded: space.isExpanded,
  };
  const reached = atOnce(reach(space.region(members.states), members, rules));
  const { origin, queue, found, levelEnds } = reached;
  const depth = Array.from({ length: graph.stateCount }, () => -1);
  for (let i = 0; i < found; i++) {
    depth[members.states[queue[i] as number] as number] = levelOf(levelEnds, i);
  }
  const pathTo = (state: number) =>
    stemTo(space, { tree, members, origin }, members.states.indexOf(state));
  return { depth, pathTo };
}

describe("stems", () => {
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

  it("are shortest paths", () => {
    const { depth, pathTo } = stems(graph);
    expect(depth).toEqual([0, 1, 2, 1, 2]);
    expect(pathTo(4)).toEqual({
      start: 0,
      steps: [
        { from: 0, instance: 1, to: 3 },
        { from: 3, instance: 0, to: 4 },
      ],
    });
  });

  it("keep within the states allowed", () => {
    expect(stems(graph, { within: only(graph, 0, 1, 2) }).depth).toEqual([0, 1, 2, -1, -1]);
  });

  it("are restricted only after the state to pass, which counts no step of its own", () => {
    const rules = { within: only(graph, 3, 4), after: only(graph, 2, 4) };
    const { depth, pathTo } = stems(graph, rules);
    expect(depth).toEqual([-1, -1, -1, -1, 2]);
    expect(pathTo(4).steps.map(({ to }) => to)).toEqual([3, 4]);
  });

  it("pass a state twice when the way back to it is needed", () => {
    const rules = { within: only(graph, 1, 2, 3, 4), after: only(graph, 4) };
    const { depth, pathTo } = stems(graph, rules);
    expect(depth).toEqual([-1, 3, 4, 5, 2]);
    expect(pathTo(3).steps.map(({ to }) => to)).toEqual([3, 4, 1, 2, 3]);
  });

  it("do not go on from states that are not expanded", () => {
    const partial = { ...graph, expanded: Uint8Array.of(1, 0, 1, 1, 1) };
    expect(stems(partial).depth).toEqual([0, 1, -1, 1, 2]);
  });

  it("take the first of several instances that lead the same way", () => {
    const twice = graphOf({
      states: 2,
      edges: [
        [0, 1, 1],
        [0, 2, 1],
      ],
    });
    expect(stems(twice).pathTo(1).steps).toEqual([{ from: 0, instance: 1, to: 1 }]);
  });
});
