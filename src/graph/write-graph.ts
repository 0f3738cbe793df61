/** Writes a state graph in the formats that drawing and analysis programs read. */
import { write as writeGexf } from "graphology-gexf";
import { unreachable } from "../diagnostics/bug.ts";
import type { ExploredGraph, StateAttributes } from "./explore-graph.ts";

export const graphFormats = ["dot", "gexf", "graphml", "json"] as const;
/** Graphviz, Gephi's GEXF, GraphML, or graphology's own JSON. */
export type GraphFormat = (typeof graphFormats)[number];

/** The text of the graph; ends with a newline. */
export function writeGraph(graph: ExploredGraph, format: GraphFormat): string {
  switch (format) {
    case "dot":
      return withoutForbidden(dot(graph));
    case "gexf":
      return withoutForbidden(`${gexf(graph)}\n`);
    case "graphml":
      return withoutForbidden(graphml(graph));
    case "json":
      return `${JSON.stringify(graph.export(), null, 2)}\n`;
    default:
      return unreachable(format);
  }
}

/** The characters that XML 1.0 has no way to write, lone halves of surrogate pairs among them. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Nothing of the syntax of a format is among them, so the whole text can be cleaned at once. */
function withoutForbidden(text: string): string {
  return text.replace(FORBIDDEN, "\uFFFD");
}

/** Attributes that every format can hold: the state as text beside its depth and marks. */
function flat({ label, depth, initial, deadlock, expanded }: StateAttributes) {
  return { label, depth, initial, deadlock, expanded };
}

function gexf(graph: ExploredGraph): string {
  return writeGexf(graph, {
    version: "1.3",
    formatNode: (_key, attributes) => {
      const { label, ...rest } = flat(attributes);
      return { label, attributes: rest };
    },
    formatEdge: (_key, { label }) => ({ label, attributes: {} }),
  });
}

function dot(graph: ExploredGraph): string {
  const nodes = graph.mapNodes((key, { label, initial, deadlock, expanded }) => {
    const marks = [
      ...(initial ? ["penwidth=2"] : []),
      ...(deadlock ? ["color=red"] : []),
      ...(expanded ? [] : ["style=dashed"]),
    ];
    return `  ${key} [${[`label=${quotedLeft(label)}`, ...marks].join(", ")}];`;
  });
  const edges = graph.mapEdges(
    (_key, { label }, from, to) => `  ${from} -> ${to} [label=${quoted(label)}];`,
  );
  const name = quoted(graph.getAttribute("machine"));
  return [`digraph ${name} {`, "  node [shape=box];", ...nodes, ...edges, "}", ""].join("\n");
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** A label of several lines, each set flush left. */
function quotedLeft(text: string): string {
  return `${quoted(text).slice(0, -1).replaceAll("\\n", "\\l")}\\l"`;
}

function graphml(graph: ExploredGraph): string {
  const nodes = graph.mapNodes((key, attributes) => {
    const data = Object.entries(flat(attributes)).map(([name, value]) => datum(name, value));
    return `    <node id="${key}">${data.join("")}</node>`;
  });
  const edges = graph.mapEdges(
    (key, { label }, from, to) =>
      `    <edge id="${escaped(key)}" source="${from}" target="${to}">${datum("action", label)}</edge>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    '  <key id="label" for="node" attr.name="label" attr.type="string"/>',
    '  <key id="depth" for="node" attr.name="depth" attr.type="int"/>',
    '  <key id="initial" for="node" attr.name="initial" attr.type="boolean"/>',
    '  <key id="deadlock" for="node" attr.name="deadlock" attr.type="boolean"/>',
    '  <key id="expanded" for="node" attr.name="expanded" attr.type="boolean"/>',
    '  <key id="action" for="edge" attr.name="label" attr.type="string"/>',
    '  <graph edgedefault="directed">',
    `    <desc>${escaped(graph.getAttribute("machine"))}</desc>`,
    ...nodes,
    ...edges,
    "  </graph>",
    "</graphml>",
    "",
  ].join("\n");
}

function datum(key: string, value: string | number | boolean): string {
  return `<data key="${key}">${escaped(String(value))}</data>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
