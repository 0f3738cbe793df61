import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommand, type Command } from "./fixtures/command.ts";
import { counterSpec, inheritedSpec, longSpec } from "./fixtures/specs.ts";

let command: Command;
beforeAll(() => {
  command = buildCommand();
  command.write({
    "good/a.machine.ts": counterSpec("a"),
    "good/b.machine.ts": counterSpec("b"),
    "bad/violated.machine.ts": counterSpec("violated", 1),
    "bad/passing.machine.ts": counterSpec("passing", 3, 'low: "violated"'),
    "bad/expected.machine.ts": counterSpec("expected", 1, 'low: { violated: "count" }'),
    "broken/syntax.machine.ts": "export default machine({\n  name: ;\n});\n",
    "broken/good.machine.ts": counterSpec("good"),
    "long.machine.ts": longSpec,
  });
});
afterAll(() => command.remove());

const untimed = (text: string): string =>
  text.replaceAll(/(?:under )?\d+\.\d+ s(?:, [\d,]+ states\/s)?/g, "T");

describe("everystate check", () => {
  test("checks every spec below a directory and exits with 0 when all is as expected", async () => {
    const { code, stdout, stderr } = await command.run(["check", "good"]);
    expect(untimed(stdout)).toBe(`a  good/a.machine.ts
  ✓ low    holds
  ✓ three  reachable
  4 distinct states, 4 generated, depth 3, T

b  good/b.machine.ts
  ✓ low    holds
  ✓ three  reachable
  4 distinct states, 4 generated, depth 3, T

Machines    2 passed
Properties  4 met
States      8 distinct
Time        T
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("exits with 1 for a violation that is not expected", async () => {
    const { code, stdout } = await command.run(["check", "bad/violated.machine.ts"]);
    expect(stdout).toContain("✗ low    violated, but expected holds");
    expect(code).toBe(1);
  });

  test("exits with 1 for an expected violation that does not come", async () => {
    const { code, stdout } = await command.run(["check", "bad/passing.machine.ts"]);
    expect(stdout).toContain("✗ low    holds, but expected violated");
    expect(code).toBe(1);
  });

  test("exits with 0 for an expected violation, and shows it", async () => {
    const { code, stdout } = await command.run(["check", "bad/expected.machine.ts"]);
    expect(stdout).toContain("✓ low    violated by count, as expected");
    expect(stdout).toContain("counterexample to low, 2 steps");
    expect(code).toBe(0);
  });

  test("checks the other files when one cannot be loaded, and exits with 2", async () => {
    const { code, stdout, stderr } = await command.run(["check", "broken"]);
    expect(stderr).toContain("error[spec-syntax-error]");
    expect(stderr).toContain("broken/syntax.machine.ts:2:9");
    expect(stdout).toContain("good  broken/good.machine.ts\n  ✓ low    holds");
    expect(stdout).toContain("✗ broken/syntax.machine.ts: spec-syntax-error");
    expect(code).toBe(2);
  });

  test("exits with 4 when a limit leaves a question open", async () => {
    const { code, stdout } = await command.run(["check", "good/a.machine.ts", "--max-states", "2"]);
    expect(stdout).toContain("? low    unknown: state limit of 2");
    expect(code).toBe(4);
  });

  test.each([
    [["--search", "dfs"], 0],
    [["--max-depth", "1"], 4],
    [["--timeout", "60"], 0],
    [["--stuttering", "tla"], 0],
    [["--engine", "auto", "--workers", "2"], 0],
    [["--engine", "auto", "--fingerprints"], 0],
  ])("understands %j", async (words, code) => {
    const outcome = await command.run(["check", "good", ...words]);
    expect(outcome.stderr).toBe("");
    expect(outcome.code).toBe(code);
  });

  test("stops at Ctrl-C, reports what it knows, and exits with 130", async () => {
    const { code, stdout } = await command.runWhile(
      ["check", "long.machine.ts", "--engine", "reference", "--reporter", "text"],
      (child) => child.stdout?.once("data", () => setTimeout(() => child.kill("SIGINT"), 300)),
    );
    expect(stdout).toContain("short  long.machine.ts\n  ✓ low");
    expect(stdout).toContain("long  long.machine.ts\n  ? low  unknown: interrupted\n");
    expect(stdout).toContain("Machines    1 passed, 1 interrupted, 1 not started\n");
    expect(code).toBe(130);
  });

  test("says nothing when nobody reads on, and keeps the report that goes to a file", async () => {
    const { stderr, code } = await command.runWhile(
      ["check", "good", "--reporter", "text", "--reporter", "json", "--outputFile.json=pipe.json"],
      (child) => child.stdout?.destroy(),
    );
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(JSON.parse(command.read("pipe.json")).runs).toHaveLength(2);
  });

  test("ends as unknown, and not in a crash, when Node's heap is nearly full", async () => {
    const { code, stdout } = await command.run(
      ["check", "long.machine.ts", "-t", "^long", "--engine", "reference"],
      {
        NODE_OPTIONS: "--max-old-space-size=40",
      },
    );
    expect(stdout).toMatch(/\? low {2}unknown: memory limit of \d+ MB\n/);
    expect(stdout).toContain("NODE_OPTIONS=--max-old-space-size=<megabytes>");
    expect(code).toBe(4);
  });

  test("goes on beyond Node's heap with the compiled engine, which keeps its states elsewhere", async () => {
    const words = ["check", "long.machine.ts", "-t", "^long", "--engine", "auto"];
    const heap = { NODE_OPTIONS: "--max-old-space-size=32" };
    const all = await command.run(words, heap);
    expect(all.stdout).toContain("✓ low  holds\n  9,006,001 distinct states");
    expect(all.code).toBe(0);
    const few = await command.run([...words, "--max-memory", "120"], heap);
    expect(few.stdout).toContain("? low  unknown: memory limit of 120 MB\n");
    expect(few.stdout).toContain("note: more memory: --max-memory\n");
    expect(few.code).toBe(4);
  });

  test("reports an error that a spec leaves behind, and exits with 3", async () => {
    const stray = `${counterSpec("stray")}Promise.reject(new Error("nobody waits for me"));\n`;
    command.write({ "stray.machine.ts": stray });
    const { code, stderr } = await command.run(["check", "stray.machine.ts"]);
    expect(stderr).toContain("nobody waits for me");
    expect(stderr).toContain("stray.machine.ts:12:16");
    expect(code).toBe(3);
  });

  test("ends although a spec has left a timer behind", async () => {
    const timer = `${counterSpec("timer")}setInterval(() => {}, 1000);\n`;
    command.write({ "timer.machine.ts": timer });
    expect((await command.run(["check", "timer.machine.ts"])).code).toBe(0);
  });
});

describe("-t", () => {
  test("checks only the properties that match, of the machines that have one", async () => {
    const { code, stdout } = await command.run(["check", "good", "-t", "^a > three$"]);
    expect(stdout).toMatch(/^a {2}good\/a\.machine\.ts\n {2}✓ three {2}reachable\n {2}4 distinct/);
    expect(stdout).toContain("Properties  1 met");
    expect(code).toBe(0);
  });

  test("is an error when nothing matches", async () => {
    const { code, stdout, stderr } = await command.run(["check", "good", "-t", "fuor"]);
    expect(stderr).toContain('error[nothing-matches]: no property matches -t "fuor"');
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("reporters", () => {
  const schema = new URL("../../src/report/report.schema.json", import.meta.url);
  const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, "utf8")));

  test("JSON alone is all of standard output", async () => {
    const { code, stdout } = await command.run(["check", "bad", "broken", "--reporter", "json"]);
    const data = JSON.parse(stdout);
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    expect(data.exitCode).toBe(code);
    expect(data.everystate).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
    expect(data.runs.map((run: { outcome: string }) => run.outcome)).toEqual([
      "passed",
      "failed",
      "failed",
      "passed",
    ]);
    expect(data.errors).toEqual([
      expect.objectContaining({
        file: "broken/syntax.machine.ts",
        kind: "load",
        location: { file: "broken/syntax.machine.ts", line: 2, column: 9 },
      }),
    ]);
  });

  test("write to the file that is named instead of printing", async () => {
    const words = ["check", "good", "--outputFile", "deep/er/report.txt"];
    const { code, stdout } = await command.run(words);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(command.read("deep/er/report.txt")).toContain("Machines    2 passed");
  });

  test.skipIf(!existsSync("/proc"))(
    "refuse at once a file below a directory that cannot be made",
    async () => {
      const file = "/proc/everystate/report.json";
      const { code, stderr } = await command.run(["check", "good", "--outputFile", file]);
      expect(stderr).toContain(`error[file-not-writable]: the report cannot be written to ${file}`);
      expect(code).toBe(2);
    },
    10_000,
  );

  test.skipIf(!existsSync("/dev/full"))("say so when the disk is full in the end", async () => {
    const words = ["check", "good", "--reporter", "text", "--reporter", "json"];
    const { code, stdout, stderr } = await command.run([...words, "--outputFile.json=/dev/full"]);
    expect(stdout).toContain("Machines    2 passed");
    expect(stderr).toContain("error[file-not-writable]: the report cannot be written to /dev/full");
    expect(stderr).toContain("ENOSPC");
    expect(stderr).toContain("\nhint: ");
    expect(code).toBe(2);
  });

  test.skipIf(!existsSync("/dev/full"))("say so when standard output is full", async () => {
    const { code, stderr } = await command.runInShell("check good > /dev/full");
    expect(stderr).toContain("error[file-not-writable]: standard output cannot be written");
    expect(code).toBe(2);
  });

  test("show control characters in names escaped, and do not print them", async () => {
    command.write({ "odd.machine.ts": counterSpec("two\nlines \u0007 \u001b[31m", 1) });
    const { stdout } = await command.run(["check", "odd.machine.ts", "good", "--color"]);
    expect(stdout).toContain("two\\nlines \\u0007 \\u001b[31m");
    expect(stdout).not.toContain("\u0007");
    const json = await command.run(["check", "odd.machine.ts", "--reporter", "json"]);
    expect(JSON.parse(json.stdout).runs[0].machine).toBe("two\nlines \u0007 \u001b[31m");
    const list = await command.run(["list", "odd.machine.ts"]);
    expect(list.stdout).toContain("  two\\nlines \\u0007 \\u001b[31m\n");
  });

  test("find properties that are called like those of every object", async () => {
    command.write({ "inherited.machine.ts": inheritedSpec });
    const { code, stdout } = await command.run([
      ...["check", "inherited.machine.ts", "--reporter", "json"],
    ]);
    const data = JSON.parse(stdout);
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    const [run] = data.runs;
    expect(run.properties).toMatchObject([
      { name: "toString", verdict: "holds", expected: "holds" },
      { name: "constructor", verdict: "reachable", expected: "reachable" },
      { name: "valueOf", verdict: "violated", expected: "violated" },
    ]);
    expect(code).toBe(0);
    const list = await command.run(["list", "inherited.machine.ts", "--json"]);
    expect(JSON.parse(list.stdout).machines[0].properties).toEqual([
      { name: "toString", kind: "always", expected: "holds" },
      { name: "constructor", kind: "reachable", expected: "reachable" },
      { name: "valueOf", kind: "always", expected: "violated" },
    ]);
  });

  test("print and write in one run", async () => {
    const { stdout } = await command.run([
      ...["check", "good", "--reporter", "text", "--reporter", "json"],
      "--outputFile.json=both.json",
    ]);
    expect(stdout).toContain("Machines    2 passed");
    expect(validate(JSON.parse(command.read("both.json")))).toBe(true);
  });

  test("leave no colour and no frame of the terminal in a file", async () => {
    const words = ["check", "broken", "--color", "--outputFile", "plain.txt"];
    const { stderr } = await command.run(words);
    expect(stderr).toContain("\u001B[");
    expect(command.read("plain.txt")).not.toContain("\u001B[");
    expect(command.read("plain.txt")).toContain("error[spec-syntax-error]");
  });
});

describe("colours and width", () => {
  const colored = async (words: string[], env: Record<string, string> = {}): Promise<boolean> =>
    (await command.run(["check", "good", ...words], env)).stdout.includes("\u001B[");

  test("colours are for terminals, unless FORCE_COLOR or --color says otherwise", async () => {
    expect(await colored([])).toBe(false);
    expect(await colored([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await colored([], { FORCE_COLOR: "0" })).toBe(false);
    expect(await colored(["--color"])).toBe(true);
  });

  test("NO_COLOR and --no-color win over FORCE_COLOR", async () => {
    expect(await colored([], { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(await colored(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
  });

  test("COLUMNS sets the width", async () => {
    const { stdout } = await command.run(["check", "good"], { COLUMNS: "40" });
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});
