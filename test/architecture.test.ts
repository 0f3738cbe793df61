/**
 * The architecture as rules: which folder may import which, no import cycles, files of a readable size, and the places
 * that may touch a process or a terminal. docs/architecture.md explains the picture; this file enforces it.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each folder of `src` may import from: itself always, and these. `.` stands for the files at the top of `src`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  containers: [],
  diagnostics: [],
  value: ["containers", "diagnostics"],
  spec: ["value", "diagnostics"],
  model: ["spec", "value", "diagnostics"],
  store: ["model", "containers", "diagnostics"],
  symmetry: ["model", "spec", "value", "diagnostics"],
  ltl: ["spec", "diagnostics"],
  explore: ["model", "store", "symmetry", "containers", "diagnostics"],
  temporal: ["spec", "model", "symmetry", "explore", "ltl", "containers", "diagnostics"],
  trace: ["spec", "model", "symmetry", "explore", "temporal", "value", "diagnostics"],
  verdict: ["spec", "model", "symmetry", "explore", "ltl", "temporal", "trace", "diagnostics"],
  study: ["spec", "verdict", "diagnostics"],
  graph: ["spec", "model", "explore", "verdict", "value", "diagnostics"],
  ".": [
    ...["spec", "value", "model", "symmetry", "explore", "trace", "verdict", "study", "graph"],
    "diagnostics",
  ],
  report: [".", "spec", "study", "verdict", "trace", "value", "diagnostics"],
  cli: [".", "report", "study", "value", "diagnostics"],
  vite: ["cli", "diagnostics"],
};

/** Packages that the library may use, and where; everything else, and everything of Node.js, is for the command line. */
const packages: Readonly<Record<string, readonly string[]>> = {
  graph: ["graphology", "graphology-gexf"],
  model: ["oxc-parser"],
  symmetry: ["oxc-parser"], // types only: it reads the trees that model makes
};

interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly imports: readonly string[];
  readonly lines: number;
}

function sourcesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && statSync(join(root, folder, name)).isFile())
    .map((name) => readSource(join(root, folder, name)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const { module } = parseSync(file, text);
  const specifiers = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const [, specifier] = /^"(.+)"$/.exec(text.slice(start, end)) ?? [];
      return specifier ?? []; // what is computed is a file of the author's
    }),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
  ];
  return {
    path: relative(root, file).split(sep).join("/"),
    imports: [...new Set(specifiers)],
    lines: text.split("\n").length,
  };
}

/** The project file that a relative import names; undefined for a package. */
function target(from: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return relative(root, resolve(root, dirname(from.path), specifier))
    .split(sep)
    .join("/");
}

function folderOf(path: string): string {
  const [, folder = "", rest] = path.split("/");
  return rest === undefined ? "." : folder;
}

const sources = sourcesBelow("src");
const specs = sourcesBelow("specs");

describe("imports", () => {
  test("go one way through the folders of src", () => {
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap((specifier) => {
        const imported = target(source, specifier);
        if (imported === undefined) return [];
        const [from, to] = [folderOf(source.path), folderOf(imported)];
        const allowed = from === to || (mayImport[from] ?? []).includes(to);
        return allowed ? [] : [`${source.path} imports ${imported}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("form no cycle", () => {
    const graph = new Map(
      sources.map((source) => [
        source.path,
        source.imports.flatMap((specifier) => target(source, specifier) ?? []),
      ]),
    );
    expect(cycleIn(graph)).toEqual([]);
  });

  test("of packages and of Node.js stay in the folders that are for them", () => {
    const wrong = sources
      .filter((source) => !["cli", "vite"].includes(folderOf(source.path)))
      .flatMap((source) => {
        const known = packages[folderOf(source.path)] ?? [];
        return source.imports
          .filter((specifier) => !specifier.startsWith(".") && !known.includes(specifier))
          .map((specifier) => `${source.path} imports ${specifier}`);
      });
    expect(wrong).toEqual([]);
  });

  test("of specs are the public API and each other", () => {
    const wrong = specs.flatMap((spec) =>
      spec.imports
        .filter((specifier) => {
          const imported = target(spec, specifier);
          return imported === undefined
            ? specifier !== "everystate"
            : !imported.startsWith("specs/");
        })
        .map((specifier) => `${spec.path} imports ${specifier}`),
    );
    expect(specs.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

describe("files", () => {
  test("of src belong to a folder that has rules", () => {
    const folders = new Set(sources.map((source) => folderOf(source.path)));
    expect([...folders].filter((folder) => mayImport[folder] === undefined)).toEqual([]);
  });

  test("have at most 400 lines", () => {
    const long = [...sources, ...specs].filter((source) => source.lines > 400);
    expect(long.map((source) => `${source.path}: ${source.lines}`)).toEqual([]);
  });

  test("are named in kebab case, and for what they hold", () => {
    const vague = /\/(utils?|helpers?|common|misc|types)\.ts$/;
    const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)+[a-z0-9]+(-[a-z0-9]+)*(\.machine|\.study)?\.ts$/;
    const wrong = [...sources, ...specs].filter(
      ({ path }) => vague.test(path) || !kebab.test(path),
    );
    expect(wrong.map((source) => source.path)).toEqual([]);
  });

  test("at the top of src are only the pipeline and the public API", () => {
    const top = sources.filter((source) => folderOf(source.path) === ".");
    expect(top.map((source) => source.path)).toEqual([
      ...["src/check-study.ts", "src/check.ts", "src/index.ts"],
    ]);
  });
});

/** A cycle as a list of nodes, empty when there is none; iterative depth-first search. */
function cycleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const finished = new Set<string>();
  for (const start of graph.keys()) {
    const path: { readonly node: string; next: number }[] = [{ node: start, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = (graph.get(top.node) ?? [])[top.next++];
      if (next === undefined) {
        finished.add(top.node);
        path.pop();
      } else if (path.some(({ node }) => node === next)) {
        return [...path.map(({ node }) => node), next];
      } else if (!finished.has(next)) {
        path.push({ node: next, next: 0 });
      }
    }
  }
  return [];
}
