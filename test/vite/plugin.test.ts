import { fileURLToPath } from "node:url";
import { originalPositionFor, type SourceMapInput, TraceMap } from "@jridgewell/trace-mapping";
import { transformSync } from "oxc-transform";
import { describe, expect, it } from "vitest";
import type { Plugin } from "vitest/config";
import { type EverystateOptions, everystate } from "../../src/vite/plugin.ts";

const TEXT =
  'import { machine } from "everystate";\nexport const f = (s: number): number => s + one; const one = 1;\n';
const WITHOUT_IMPORT = "// everystate\nexport const f = (s) => s;\n";

function transform(code: string, id: string, options?: EverystateOptions) {
  return everystate(options).transform(code, id);
}

function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("no error was thrown");
}

describe("the plugin for Vite", () => {
  it("is a plugin that comes before Vite removes types", () => {
    const plugin = everystate() satisfies Plugin;
    expect(plugin).toMatchObject({ name: "everystate", enforce: "pre" });
  });

  it("attaches to the functions of a module that imports everystate", async () => {
    const { code = "" } = transform(TEXT, "/project/src/queue.ts?v=12") ?? {};
    const { code: javaScript } = transformSync("queue.ts", code);
    const { f } = await import(`data:text/javascript,${encodeURIComponent(javaScript)}`);
    expect([f(1), f.name]).toEqual([2, "f"]);
    const source = f[Symbol.for("everystate.functionSource")];
    expect(source.module).toEqual({ file: "/project/src/queue.ts", text: TEXT });
    expect(TEXT.slice(source.start, source.end)).toBe("(s: number): number => s + one");
    expect(source.scope().one).toBe(1);
  });

  it("gives a map with the place of every token", () => {
    const { code = "", map } = transform(TEXT, "/project/src/queue.ts") ?? {};
    const lines = code.split("\n");
    const trace = new TraceMap(map as SourceMapInput);
    for (const token of ["export", "(s: number)", "+ one", "const one", "= 1"]) {
      const line = lines.findIndex((text, index) => index > 0 && text.includes(token));
      const column = lines[line]?.indexOf(token) ?? -1;
      expect(originalPositionFor(trace, { line: line + 1, column }), token).toMatchObject({
        source: "/project/src/queue.ts",
        line: 2,
        column: TEXT.split("\n")[1]?.indexOf(token),
      });
    }
    expect(map).toMatchObject({ version: 3, sourcesContent: [TEXT] });
    expect(originalPositionFor(trace, { line: 3, column: 20 }).source).toBeNull();
  });

  it("concerns included modules: by default specs by name and by folder", () => {
    const ids = ["/p/a.machine.ts", "/p/a.machine.mjs", "/p/specs/b/c.ts", "C:\\p\\specs\\d.js"];
    for (const id of ids) expect(transform(WITHOUT_IMPORT, id), id).toBeDefined();
    expect(transform(WITHOUT_IMPORT, "/p/src/a.ts")).toBeUndefined();
    expect(transform(WITHOUT_IMPORT, "/p/src/a.ts", { include: /\/src\// })).toBeDefined();
    expect(transform(WITHOUT_IMPORT, "/p/a.machine.ts", { include: [/x/] })).toBeUndefined();
  });

  it("leaves everything else alone", () => {
    const ids = [
      "/p/node_modules/pkg/specs/a.ts",
      "/p/specs/a.d.ts",
      "/p/specs/a.tsx",
      "/p/specs/a.ts?raw",
      "/p/specs/a.ts?v=1&worker",
      "\0virtual.ts",
      "/p/specs/data.json",
    ];
    for (const id of ids) expect(transform(TEXT, id), id).toBeUndefined();
    expect(transform("export const a = 1;", "/p/specs/a.ts")).toBeUndefined();
    expect(transform("export const = () => 1;", "/p/specs/a.ts")).toBeUndefined();
  });

  it("works in Vite", async () => {
    const { createViteServer } = await import("vitest/node");
    const server = await createViteServer({
      configFile: false,
      root: fileURLToPath(new URL(".", import.meta.url)),
      plugins: [everystate({ include: /plugin-fixture/ })],
      logLevel: "error",
      server: { middlewareMode: true, watch: null, ws: false },
      optimizeDeps: { noDiscovery: true },
    });
    try {
      const { default: make, Kind } = await server.ssrLoadModule("./plugin-fixture.ts");
      const fn = make(7);
      const source = fn[Symbol.for("everystate.functionSource")];
      expect(source.module.text.slice(source.start, source.end)).toBe(
        "(s: number) => s + n + Kind.One",
      );
      expect(source.scope().n).toBe(7);
      expect(source.scope().Kind).toBe(Kind);
      expect(fn(1)).toBe(9);
      const error = thrownBy(() => make(-1));
      server.ssrFixStacktrace(error);
      expect(error.stack).toMatch(/plugin-fixture\.ts:7:11/);
    } finally {
      await server.close();
    }
  });
});
