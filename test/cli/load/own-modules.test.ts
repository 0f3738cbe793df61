/**
 * Attaching sources to the modules of this project, which nobody wrote for that, changes nothing else about them: their
 * exports, the positions in their maps, and what a check of the specs prints.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import { parseSync } from "oxc-parser";
import { transformSync } from "oxc-transform";
import { afterAll, describe, expect, it } from "vitest";
import { compileSpec } from "../../../src/cli/load/compile-spec.ts";
import { functionsIn } from "../../../src/cli/load/free-names.ts";
import type { SourceFile } from "../../../src/cli/load/source-position.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));

function modulesBelow(folder: string): readonly string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function compiled(source: SourceFile, functionSources: boolean): string {
  const result = compileSpec(source, { functionSources });
  if (result.kind === "problem") throw new Error(result.problem.message);
  return result.code;
}

function exportsOf(code: string): unknown {
  const { module, errors } = parseSync("compiled.js", code);
  expect(errors).toEqual([]);
  return module.staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName, moduleRequest }) => [exportName.name, moduleRequest?.value]),
  );
}

/** All places of the source that a position of the code leads to. */
function placesOf(code: string): ReadonlySet<string> {
  const map = code.slice(code.lastIndexOf("base64,") + "base64,".length);
  const trace = new TraceMap(Buffer.from(map, "base64").toString());
  return new Set(
    decodedMappings(trace).flatMap((row) => row.map(([, , line, column]) => `${line}:${column}`)),
  );
}

describe.each([...modulesBelow("specs"), ...modulesBelow("src")])("%s with sources", (file) => {
  const source = { file: join(PROJECT, file), text: readFileSync(join(PROJECT, file), "utf8") };
  const [plain, attached] = [compiled(source, false), compiled(source, true)];

  it("exports the same", () => {
    expect(exportsOf(attached)).toEqual(exportsOf(plain));
  });

  it("has all places in its map that it has without", () => {
    const places = placesOf(attached);
    expect([...placesOf(plain)].filter((place) => !places.has(place))).toEqual([]);
  });

  it("has a source for every function that is no accessor or member of a class", () => {
    const { program } = parseSync(file, source.text);
    const expected = functionsIn(program).filter(({ node, parents, usesSuper }) => {
      const parent = parents.at(-1);
      if (parent?.type === "Property") return parent.kind === "init" && !usesSuper;
      return parent?.type !== "MethodDefinition" || node.type !== "FunctionExpression";
    });
    // The compiler writes 4000 as 4e3.
    const numbers = attached.matchAll(/,\s+(\d[\de]*),\s+(\d[\de]*)/g);
    const places = new Set([...numbers].map(([, start, end]) => `${Number(start)}-${Number(end)}`));
    expect(expected.filter(({ node }) => !places.has(`${node.start}-${node.end}`))).toEqual([]);
  });
});

describe("the command", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "everystate own-")));
  afterAll(() => rmSync(root, { recursive: true }));

  /** What it prints of the project's specs; without sources, the loader attaches none. */
  function check(name: string, functionSources: boolean): string {
    const home = join(root, name);
    for (const file of modulesBelow("src")) {
      const output = join(home, file.replace(/^src/, "dist").replace(/\.ts$/, ".js"));
      mkdirSync(dirname(output), { recursive: true });
      const { code } = transformSync(file, readFileSync(join(PROJECT, file), "utf8"), {
        typescript: { rewriteImportExtensions: "rewrite" },
      });
      writeFileSync(output, code);
    }
    if (!functionSources) {
      const module = join(home, "dist/cli/load/function-sources.js");
      writeFileSync(module, "export const attachSources = () => undefined;");
    }
    cpSync(join(PROJECT, "package.json"), join(home, "package.json"));
    cpSync(join(PROJECT, "specs"), join(home, "specs"), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(home, "node_modules"));
    const output = execFileSync(process.execPath, ["dist/cli/main.js", "check", "specs"], {
      encoding: "utf8",
      cwd: home,
    });
    return output.replaceAll(
      /(?:(?:under )?\d+\.\d+ s|\d+ min \d+ s)(?:,\s+[\d,]+ states\/s)?/g,
      "T",
    );
  }

  it("prints the same of the specs", () => {
    const printed = check("with", true);
    expect(printed).toContain("holds");
    expect(printed).toBe(check("without", false));
  });
});
