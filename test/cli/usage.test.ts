import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommand, type Command } from "./fixtures/command.ts";
import { counterSpec } from "./fixtures/specs.ts";

let command: Command;
beforeAll(() => {
  command = buildCommand();
  command.write({
    "good.machine.ts": counterSpec("good"),
    "nothing.ts": "export const makeMachine = () => 1;\n",
    "twice.machine.ts": `${counterSpec("same")}
export const again = machine({ name: "same", state: { n: range(0, 1) }, init: { n: 0 }, actions: {} });
`,
    "many.machine.ts": `import one from "./good.machine.ts";
import { machine, range } from "everystate";
export const other = machine({ name: "other", state: { n: range(0, 1) }, init: { n: 0 }, actions: {}, within: (s) => s.n < 2 });
export { one };
export default [one, other];
`,
  });
});
afterAll(() => command.remove());

describe("wrong usage", () => {
  test.each([
    [
      ["check", "good.machine.ts", "--engine", "reference", "--workers", "2"],
      "2 workers would be ignored: the reference engine explores on one thread",
    ],
    [
      ["check", "good.machine.ts", "--engine", "auto", "--search", "dfs", "--fingerprints"],
      "depth-first search has no fingerprints",
    ],
    [
      ["check", "--engine", "reference", "--max-memory", "9999999"],
      "NODE_OPTIONS=--max-old-space-size=",
    ],
    [
      ["check", "--engine", "auto", "--max-memory", "999999999"],
      "--max-memory 999999999 is more than there is",
    ],
    [["check", "--reporter", "text", "--reporter", "text"], "--reporter text is given twice"],
    [["check", "--reporter", "text", "--reporter", "json"], "two reporters would print"],
    [
      ["check", "--reporter", "text", "--reporter", "json", "--outputFile", "r"],
      "--outputFile.text=<file> --outputFile.json=<file>",
    ],
    [["check", "--outputFile.json=r"], "--outputFile.json would be ignored"],
    [["check", "--reporter", "json", "--traces", "all"], "--traces would be ignored"],
    [["check", "--outputFile", "good.machine.ts/r"], "error[file-not-writable]"],
    [["check", "god.machine.ts"], "error[path-not-found]"],
    [["graph", "many.machine.ts", "--format", "dot"], "choose one with --machine: good, other"],
    [["graph", "many.machine.ts", "--format", "dot", "--machine", "god"], 'did you mean "good"?'],
  ])("%j is refused", async (words, message) => {
    const { code, stdout, stderr } = await command.run(words);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test.each([
    [["check", "--serch", "bfs"], "there is no option --serch", "did you mean --search?"],
    [["check", "--bogus"], "there is no option --bogus", "everystate check --help lists them"],
    [["--bogus"], "there is no option --bogus", "everystate --help lists them"],
    [["chek"], 'there is no command "chek"', 'did you mean "check"?'],
    [["frobnicate"], 'there is no command "frobnicate"', "one of check, list, graph"],
    [
      ["good.machine.ts"],
      'there is no command "good.machine.ts"',
      "to check that file: everystate check good.machine.ts",
    ],
    [["check", "--search", "dfz"], '--search cannot be "dfz"', 'did you mean "dfs"?'],
    [["check", "--search", "random"], '--search cannot be "random"', "one of bfs, dfs"],
    [["check", "--search"], "--search needs a value", "--search <order>: bfs finds shortest"],
    [
      ["check", "--max-states", "many"],
      '--max-states cannot be "many"',
      "give a whole number from 1 on",
    ],
    [["check", "--max-states", "0"], '--max-states cannot be "0"', "give a whole number from 1 on"],
    [["check", "--max-depth", "1.5"], '--max-depth cannot be "1.5"', "give a whole number from 0"],
    [["check", "--workers", "0"], '--workers cannot be "0"', "give a whole number from 1 to 64"],
    [["check", "--workers", "65"], '--workers cannot be "65"', "give a whole number from 1 to 64"],
    [["check", "--timeout", "-1"], '--timeout cannot be "-1"', "give a positive number"],
    [["check", "--max-memory", "0"], '--max-memory cannot be "0"', "give a positive number"],
    [["check", "--timeout", "1", "--timeout", "2"], "--timeout is given twice", "leave one out"],
    [["check", "--outputFile", ""], '--outputFile cannot be ""', "give a text that is not empty"],
    [["check", "-t", "("], '-t cannot be "(": Invalid regular expression', "after a backslash"],
    [["check", "--reporter", "jsn"], '--reporter cannot be "jsn"', 'did you mean "json"?'],
    [["graph", "good.machine.ts"], "--format is missing", "--format <format>: how"],
    [["graph", "--format", "dot"], "paths is missing", "everystate graph [options] <paths...>"],
  ])("%j is an error like the others, with a hint", async (words, message, hint) => {
    const { code, stdout, stderr } = await command.run(words);
    const [first, second, ...rest] = stderr.split("\n");
    expect(first).toContain(`error[bad-option]: ${message}`);
    expect(second).toMatch(/^hint: /);
    expect(second).toContain(hint);
    expect(rest).toEqual([""]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("has colours where other errors have them", async () => {
    const colored = async (words: string[]) =>
      (await command.run(words)).stderr.includes("\u001B[");
    expect(await colored(["check", "--bogus", "--color"])).toBe(true);
    expect(await colored(["check", "--bogus"])).toBe(false);
  });

  test("without a command the help is shown, as an error", async () => {
    const { code, stderr } = await command.run([]);
    expect(stderr).toContain("Usage: everystate");
    expect(code).toBe(2);
  });
});

describe("help and version", () => {
  test("--help shows the commands, and check --help examples and exit codes", async () => {
    const help = await command.run(["--help"]);
    expect(help.stdout).toMatch(/Commands:\n {2}check .*\n/);
    expect(help.code).toBe(0);
    const check = await command.run(["check", "--help"]);
    expect(check.stdout).toContain("Examples:\n  everystate check ");
    expect(check.stdout).toContain("130  interrupted");
    expect(check.stdout).toContain("85 % of");
    expect(check.code).toBe(0);
  });

  test("--version prints the version of the package", async () => {
    const { stdout, code } = await command.run(["--version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
  });
});

describe("what a file exports", () => {
  test("must have a machine in it", async () => {
    const { code, stderr } = await command.run(["check", "nothing.ts"]);
    expect(stderr).toContain("error[no-machine]: the file exports no machine");
    expect(stderr).toContain('"makeMachine" is a function: call it');
    expect(code).toBe(2);
  });

  test("must not be two machines of one name", async () => {
    const { code, stderr } = await command.run(["check", "twice.machine.ts"]);
    expect(stderr).toContain('error[duplicate-name]: the file exports two machines called "same"');
    expect(stderr).toContain("-t tell the machines of a file apart by their names");
    expect(code).toBe(2);
  });
});

describe("everystate list", () => {
  test("shows machines with properties, kinds and expectations, each machine once", async () => {
    const { code, stdout } = await command.run(["list", "many.machine.ts"]);
    expect(stdout).toBe(`many.machine.ts
  good
    low    always            holds
    three  reachable         reachable
  other
    deadlock  deadlock          holds within bounds
`);
    expect(code).toBe(0);
  });

  test("prints JSON for programs", async () => {
    const { stdout } = await command.run(["list", "good.machine.ts", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      machines: [
        {
          file: "good.machine.ts",
          machine: "good",
          properties: [
            { name: "low", kind: "always", expected: "holds" },
            { name: "three", kind: "reachable", expected: "reachable" },
          ],
        },
      ],
      errors: [],
    });
  });

  test("shows what it can and exits with 2 when a file cannot be loaded", async () => {
    const { code, stdout, stderr } = await command.run(["list", "good.machine.ts", "nothing.ts"]);
    expect(stderr).toContain("error[no-machine]");
    expect(stdout).toContain("good.machine.ts\n  good\n");
    expect(code).toBe(2);
  });
});

describe("everystate graph", () => {
  test("prints the states and transitions of a machine", async () => {
    const { code, stdout } = await command.run(["graph", "good.machine.ts", "--format", "dot"]);
    expect(stdout).toMatch(/^digraph "good" \{\n/);
    expect(stdout.match(/->/g)).toHaveLength(3);
    expect(code).toBe(0);
  });

  test("exits with 4 when a limit has left states out, and says so", async () => {
    const words = ["graph", "good.machine.ts", "--format", "json", "--max-states", "2"];
    const { code, stdout, stderr } = await command.run(words);
    expect(JSON.parse(stdout).nodes).toHaveLength(2);
    expect(stderr).toContain("not complete (state limit): the graph has the first 2 states");
    expect(code).toBe(4);
  });
});
