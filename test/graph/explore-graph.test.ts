import {
  check,
  exploreGraph,
  graphFormats,
  machine,
  mapOf,
  oneOf,
  range,
  symmetric,
  writeGraph,
} from "everystate";
import { DirectedGraph } from "graphology";
import { parse as parseGexf } from "graphology-gexf";
import { parse as parseGraphml } from "graphology-graphml";
import { describe, expect, test } from "vitest";

const lamp = symmetric("lamp", 2);

/** Two lamps that go on and never off: 4 states, a square; `blink` changes nothing. */
const lamps = machine({
  name: 'lamps <&> "quotes"',
  state: { is: mapOf(lamp, oneOf("off", "on")) },
  init: { is: lamp.each("off") },
  actions: {
    light: {
      for: { lamp },
      when: (s, { lamp }) => s.is[lamp] === "off",
      then: (s, { lamp }) => {
        s.is[lamp] = "on";
      },
    },
    flick: {
      for: { lamp },
      when: (s, { lamp }) => s.is[lamp] === "off",
      then: (s, { lamp }) => {
        s.is[lamp] = "on";
      },
    },
    blink: { when: (s) => lamp.some((l) => s.is[l] === "off"), then: () => {} },
  },
});

describe("the state graph", () => {
  test("has a node for every state and an edge for every pair that an action joins", async () => {
    const graph = await exploreGraph(lamps);
    expect(graph).toBeInstanceOf(DirectedGraph);
    expect(graph.order).toBe(4);
    expect(graph.getAttributes()).toMatchObject({ distinct: 4, ending: "complete", depth: 2 });
    expect(graph.getNodeAttributes("0")).toEqual({
      label: "is[lamp0] = off\nis[lamp1] = off",
      state: { is: { lamp0: "off", lamp1: "off" } },
      depth: 0,
      initial: true,
      deadlock: false,
      expanded: true,
    });
    expect(graph.getEdgeAttributes("0->1")).toEqual({
      label: "light(lamp0), flick(lamp0)",
      actions: ["light(lamp0)", "flick(lamp0)"],
    });
    expect(graph.edges("0", "0")).toEqual(["0->0"]);
    expect(graph.filterNodes((_, { deadlock }) => deadlock)).toEqual(["3"]);
  });

  test("counts the same states and transitions as a check", async () => {
    const graph = await exploreGraph(lamps);
    const { stats } = await check(lamps, { search: "dfs", symmetry: "off" });
    const transitions = graph.reduceEdges((sum, _, { actions }) => sum + actions.length, 0);
    expect(graph.order).toBe(stats.distinct);
    expect(transitions + 1).toBe(stats.generated);
  });

  test("says where a limit stopped, and marks the states whose transitions are unknown", async () => {
    const graph = await exploreGraph(lamps, { maxDepth: 1 });
    expect(graph.getAttribute("ending")).toBe("depth limit");
    expect(graph.filterNodes((_, { expanded }) => !expanded)).toEqual(["1", "2"]);
    expect(graph.filterNodes((_, { deadlock }) => deadlock)).toEqual([]);
  });

  test("of a machine that misbehaves is an error", async () => {
    const overflowing = machine({
      name: "overflow",
      state: { n: range(0, 1) },
      init: { n: 0 },
      actions: {
        count: {
          then: (s) => {
            s.n++;
          },
        },
      },
    });
    await expect(exploreGraph(overflowing)).rejects.toThrow("s.n = 2 is outside its domain");
  });
});

describe("written graphs", () => {
  test("can be read back as GEXF and as GraphML with the same nodes, edges and labels", async () => {
    const graph = await exploreGraph(lamps);
    for (const read of [
      parseGexf(DirectedGraph, writeGraph(graph, "gexf")),
      parseGraphml(DirectedGraph, writeGraph(graph, "graphml")),
    ]) {
      expect(read.nodes()).toEqual(graph.nodes());
      expect(read.size).toBe(graph.size);
      expect(read.getNodeAttributes("3")).toMatchObject({ depth: 2, deadlock: true });
      expect(read.mapEdges((_, attributes) => attributes["label"])).toEqual(
        graph.mapEdges((_, { label }) => label),
      );
    }
  });

  test("can be read back as JSON without loss", async () => {
    const graph = await exploreGraph(lamps);
    const read = DirectedGraph.from(JSON.parse(writeGraph(graph, "json")));
    expect(read.export()).toEqual(graph.export());
  });

  test("are quoted for Graphviz", async () => {
    const text = writeGraph(await exploreGraph(lamps), "dot");
    expect(text).toContain('digraph "lamps <&> \\"quotes\\"" {');
    expect(text).toContain('0 [label="is[lamp0] = off\\lis[lamp1] = off\\l", penwidth=2];');
    expect(text).toContain('0 -> 1 [label="light(lamp0), flick(lamp0)"];');
    expect(text.trimEnd().endsWith("}")).toBe(true);
  });

  test("have no character in them that XML forbids", async () => {
    const forbidden = "x\u0000\u0007\u001B\uFFFE\uD800";
    const graph = await exploreGraph(
      machine({
        name: forbidden,
        state: { text: oneOf("ok 😀", forbidden) },
        init: { text: "ok 😀" },
        actions: {
          [forbidden]: {
            when: (s) => s.text === "ok 😀",
            then: (s) => {
              s.text = forbidden;
            },
          },
        },
        deadlock: false,
      }),
    );
    for (const format of ["gexf", "graphml", "dot"] as const) {
      const text = writeGraph(graph, format);
      expect(text).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
      expect(text).toContain("ok 😀");
      expect(text).toContain("x\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    }
    expect(JSON.parse(writeGraph(graph, "json")).nodes[1].attributes.state.text).toBe(forbidden);
  });

  test("are the same for the same machine", async () => {
    for (const format of graphFormats) {
      const [first, second] = await Promise.all([exploreGraph(lamps), exploreGraph(lamps)]);
      expect(writeGraph(first, format)).toBe(writeGraph(second, format));
    }
  });
});
