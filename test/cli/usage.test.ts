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
    [["check", "--serch", "bfs"], "(Did you mean --search?)"],
    [["chek"], "(Did you mean check?)"],
    [["good.machine.ts"], "To check good.machine.ts: everystate check good.machine.ts"],
    [["check", "--search", "dfz"], "It must be one of bfs, dfs. Did you mean dfs?"],
    [["check", "--max-states", "many"], "It must be a whole number from 1 on."],
    [["check", "--max-states", "0"], "It must be a whole number from 1 on."],
    [["check", "--max-depth", "1.5"], "It must be a whole number from 0 on."],
    [["check", "--timeout", "-1"], "It must be a positive number."],
    [["check", "--max-memory", "0"], "It must be a positive number."],
    [["check", "--timeout", "1", "--timeout", "2"], "The option is given twice."],
    [["check", "--max-memory", "9999999"], "NODE_OPTIONS=--max-old-space-size="],
    [["check", "-t", "("], "Invalid regular expression"],
    [["check", "--reporter", "jsn"], "It must be one of text, json. Did you mean json?"],
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
    [["graph", "good.machine.ts"], "required option '--format <format>' not specified"],
    [["graph", "many.machine.ts", "--format", "dot"], "choose one with --machine: good, other"],
    [["graph", "many.machine.ts", "--format", "dot", "--machine", "god"], 'did you mean "good"?'],
  ])("%j is refused", async (words, message) => {
    const { code, stdout, stderr } = await command.run(words);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
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
