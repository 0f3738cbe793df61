/** The cases of the benchmark: that everything they name exists, and the command line that chooses among them. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { type Case, caseId, cases } from "../../bench/harness/cases.ts";
import { specFile } from "../../bench/harness/everystate.ts";
import { parseOptions } from "../../bench/harness/options.ts";
import {
  cmurphiMegabytes,
  fromOneState,
  tableBits,
  withConstant,
  withScalarsets,
} from "../../bench/harness/peers.ts";
import { modelsDirectory, root } from "../../bench/harness/tool.ts";
import { discoverSpecs } from "../../src/cli/load/discover-specs.ts";

describe.each(cases.map((subject) => ({ id: caseId(subject), subject })))("$id", ({ subject }) => {
  test("has a spec, and a model for each peer", () => {
    const { system, n } = subject;
    expect(readFileSync(join(root, specFile(subject)), "utf8")).toMatch(
      new RegExp(`\\(${n}\\)|philosophers: ${n},`),
    );
    expect(existsSync(join(modelsDirectory, `${system.id}.pml`))).toBe(true);
    const murphi = readFileSync(join(modelsDirectory, `${system.id}.m`), "utf8");
    expect(withConstant(murphi, n)).toContain(`\n  N: ${n};\n`);
    if (subject.symmetry === "on") expect(withScalarsets(murphi)).toContain(": scalarset(N);");
  });
});

test("the specs of the cases are checked when they are named, and not with those of the project", () => {
  const found = discoverSpecs([], root).map((file) => relative(root, file).split(sep)[0]);
  expect([...new Set(found)]).toEqual(["specs"]);
  const [subject] = cases as readonly [Case];
  expect(discoverSpecs([specFile(subject)], root)).toEqual([join(root, specFile(subject))]);
});

test("a Murphi model without the constant is refused", () => {
  expect(() => withConstant("const\n  M: 3;\n", 4)).toThrow("no constant N");
});

test("a Murphi model without a type that begins with 0 is refused", () => {
  expect(() => withScalarsets("type\n  rm: 1 .. N;\n")).toThrow("no type that begins with 0");
});

test("SPIN's and LTSmin's tables have a slot for every state", () => {
  expect(tableBits(288)).toBe(20);
  expect(tableBits(10_340_352)).toBe(24);
  expect(tableBits(2 ** 24)).toBe(24);
});

test("CMurphi takes 60 bytes for every state, and no less than it takes by itself", () => {
  expect(cmurphiMegabytes(288)).toBe(8);
  expect(cmurphiMegabytes(2 ** 20)).toBe(60);
});

test("several initial states are successors of one more state", () => {
  const [twoPhaseCommit] = cases as readonly [Case];
  expect(fromOneState(twoPhaseCommit)).toEqual({ states: 288, generated: 1145 });
  const german = cases.find((subject) => caseId(subject) === "german-3") as Case;
  expect(fromOneState(german)).toEqual({ states: 58_105, generated: 235_874 });
});

describe("options", () => {
  const tools = ["everystate", "spin-dfs"];
  const chosen = (...words: readonly string[]) => {
    const options = parseOptions(words, tools);
    return { cases: options.cases.map(caseId), tools: options.tools };
  };

  test("small sizes and all tools unless said otherwise", () => {
    const options = parseOptions([], tools);
    expect(options.cases.every(({ size }) => size === "small")).toBe(true);
    expect(options).toMatchObject({ tools: undefined, runs: 3, limitSeconds: 900, out: undefined });
  });

  test("all sizes", () => {
    expect(parseOptions(["--sizes", "all"], tools).cases).toEqual(cases);
  });

  test("a tool, a system of the chosen sizes, and a case of any size", () => {
    expect(chosen("--only", "spin-dfs").tools).toEqual(["spin-dfs"]);
    expect(chosen("--only", "peterson", "--sizes", "full")).toEqual({
      cases: ["peterson-5", "peterson-6", "peterson-7-orbits"],
      tools: undefined,
    });
    expect(chosen("--only", "everystate,german-5")).toEqual({
      cases: ["german-5"],
      tools: ["everystate"],
    });
  });

  test.each([
    { words: ["--only", "nothing"], message: "--only nothing: there are everystate, spin-dfs," },
    { words: ["--sizes", "huge"], message: "--sizes huge: there are small, full, all" },
    { words: ["--runs", "0"], message: "--runs 0: give a whole number from 1" },
    { words: ["--timeout", "x"], message: "--timeout x: give a whole number from 1" },
  ])("$words is refused", ({ words, message }) => {
    expect(() => parseOptions(words, tools)).toThrow(message);
  });
});
