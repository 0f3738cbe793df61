import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommand, type Command } from "./fixtures/command.ts";
import { counterSpec, longSpec } from "./fixtures/specs.ts";

let command: Command;
beforeAll(() => {
  command = buildCommand();
  command.write({
    "violated.machine.ts": counterSpec("violated", 1),
    "long.machine.ts": longSpec,
    "wide.machine.ts": `import { machine, range, setOf } from "everystate";
export default machine({
  name: "wide",
  state: { seen: setOf(range(0, 2000)) },
  init: { seen: [] },
  actions: {},
});
`,
    "live.machine.ts": `import { always, eventually, machine, range } from "everystate";
export default machine({
  name: "live",
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: { count: { fair: "weak", when: (s) => s.n < 3, then: (s) => { s.n++; } } },
  properties: { low: always((s) => s.n < 4), ends: eventually((s) => s.n === 3) },
  final: (s) => s.n === 3,
});
`,
    "mixed.machine.ts": `import { always, machine, range } from "everystate";
export default machine({
  name: "mixed",
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: { count: { when: (s) => s.n < 3, then: (s) => { s.n++; } } },
  properties: { odd: always((s) => typeof s.n === "number") },
  deadlock: false,
});
`,
    "none.machine.ts": `import { machine, range } from "everystate";
export default machine({
  name: "none",
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: { count: { when: (s) => typeof s.n === "string", then: (s) => { s.n++; } } },
  deadlock: false,
});
`,
    "throws.machine.ts": `import { forEach, index, machine, range } from "everystate";
export default machine({
  name: "throws",
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: { count: { then: () => {} } },
  properties: { each: forEach(index("i", 2), () => { throw new Error("no property"); }) },
});
`,
    "ill.machine.ts": `import { machine, range } from "everystate";
export default machine({
  name: "ill",
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: { count: { fair: { weak: ["nothing"] } as never, then: () => {} } },
});
`,
  });
});
afterAll(() => command.remove());

describe("--explain", () => {
  test("shows what is compiled, the packed state and the plan, and judges nothing", async () => {
    const words = ["check", "violated.machine.ts", "--explain", "--max-memory", "1000"];
    const { code, stdout, stderr } = await command.run([
      ...words,
      "--engine",
      "auto",
      "--workers",
      "2",
    ]);
    expect(stdout).toBe(`violated: 3 of 3 functions compiled
  ✓ action count    compiled
  ✓ property low    compiled
  ✓ property three  compiled

  word  bits  field  size
     0   0–1  n         4
  2 of 32 bits in 1 word

  explored by the compiled engine, bfs, on at most 2 threads
  the compiled engine needs 6 bytes a state: 4 for its words, a bit in the table, as for every possible state, 2 for the way to it
  at most 2 threads need about 8 MB for their rounds
  the limit of 1,000 MB is enough for all 4 states that there could be

`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("says on how many threads: on one where something falls back, and what several need", async () => {
    const words = ["check", "mixed.machine.ts", "--explain", "--workers", "2"];
    const mixed = await command.run(words);
    expect(mixed.stdout).toContain("explored by the compiled engine, bfs, on one thread\n");
    expect(mixed.stdout).not.toContain("for their rounds");
    const wide = await command.run(["check", "long.machine.ts", "--explain", "--workers", "2"]);
    expect(wide.stdout).toMatch(
      /on at most 2 threads\n.*\n {2}at most 2 threads need about \d MB for their rounds\n/,
    );
  });

  test("advises another engine only where that would take the machine", async () => {
    const advice = "explored by the reference engine; --engine auto takes the compiled one\n";
    const words = ["check", "mixed.machine.ts", "none.machine.ts", "--explain", "--engine"];
    const asked = await command.run([...words, "reference"]);
    expect(asked.stdout.split(advice).length).toBe(2);
    const chosen = await command.run([...words, "auto"]);
    expect(chosen.stdout).toContain("explored by the reference engine: no action compiles\n");
    expect(chosen.stdout).not.toContain("--engine auto");
  });

  test("tells how many states fit beside what the process has already", async () => {
    const words = ["check", "violated.machine.ts", "--explain", "--search", "dfs"];
    const { stdout } = await command.run([...words, "--max-memory", "1000"]);
    const [, fitting = ""] = /about ([\d,]+) states/.exec(stdout) ?? [];
    const states = Number(fitting.replaceAll(",", ""));
    expect(states * 18).toBeGreaterThan(700 * 2 ** 20);
    expect(states * 18).toBeLessThan(970 * 2 ** 20);
    const none = await command.run([...words, "--max-memory", "1"]);
    expect(none.stdout).toContain("the limit of 1 MB is enough for about 0 states");
  });

  test("counts a byte for each predicate of the liveness properties that are asked", async () => {
    const words = ["check", "live.machine.ts", "--explain", "--search", "dfs"];
    const all = await command.run(words);
    expect(all.stdout).toContain("14 to 19 bytes a state");
    expect(all.stdout).toContain(", 1 for predicates of liveness\n");
    const some = await command.run([...words, "-t", "low"]);
    expect(some.stdout).toContain("13 to 18 bytes a state");
    expect(some.stdout).not.toContain("liveness");
    const printed = ["check", "live.machine.ts", "--explain", "-t", "low", "--fingerprints"];
    const prints = await command.run(printed);
    expect(prints.stdout).toContain(
      "needs 14 to 19 bytes a state: 8 for its fingerprint, 5 to 10 in",
    );
  });

  test("explores nothing, however many states there are", async () => {
    const { code, stdout } = await command.run(["check", "long.machine.ts", "--explain"]);
    expect(stdout).toContain("late: 3 of 3 functions compiled");
    expect(stdout).toContain("enough for all 16,777,216 states that there could be");
    expect(stdout).not.toContain("distinct");
    expect(code).toBe(0);
  });

  test("tells why a state cannot be packed", async () => {
    const { code, stdout } = await command.run(["check", "wide.machine.ts", "--explain"]);
    expect(stdout).toMatch(
      /^wide: the state cannot be packed: .+\n\n {2}explored by the reference engine\n\n$/,
    );
    expect(code).toBe(0);
  });

  test("reports machines that are ill-formed, shows the others, and exits with 3", async () => {
    const words = ["check", "ill.machine.ts", "live.machine.ts", "throws.machine.ts", "--explain"];
    const { code, stdout, stderr } = await command.run(words);
    expect(stderr).toContain("error[unknown-name]");
    expect(stderr).toContain("error[spec-threw]");
    expect(stderr).toContain("throws.machine.ts:7:60");
    expect(stdout).toContain("live: 4 of 4 functions compiled");
    expect(code).toBe(3);
  });

  test.each([
    [["--timeout", "3"], "--timeout would be ignored: --explain explores nothing"],
    [["--reporter", "json"], "--reporter would be ignored: --explain explores nothing"],
    [["--outputFile.text=r"], "--outputFile.text would be ignored: --explain explores nothing"],
    [["--engine", "auto", "--search", "dfs", "--workers", "2"], "2 workers would be ignored"],
  ])("with %j is refused", async (words, message) => {
    const refused = await command.run(["check", "live.machine.ts", "--explain", ...words]);
    expect(refused.stderr).toContain(message);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("--emit", () => {
  test("writes the module of each machine, says where, and judges nothing", async () => {
    const { code, stdout } = await command.run(["check", "long.machine.ts", "--emit", "to/here"]);
    expect(stdout).toBe("to/here/short.js\nto/here/long.js\nto/here/late.js\n");
    expect(command.read("to/here/long.js")).toContain("expand");
    expect(code).toBe(0);
  });

  test("can be had together with an explanation", async () => {
    const words = ["check", "violated.machine.ts", "--explain", "--emit", "both"];
    const { code, stdout } = await command.run(words);
    expect(stdout).toMatch(/^violated: 3 of 3 functions compiled\n[\s\S]+\nboth\/violated\.js\n$/);
    expect(existsSync(join(command.cwd, "both/violated.js"))).toBe(true);
    expect(code).toBe(0);
  });

  test("of a machine without a module is an error", async () => {
    const { code, stdout, stderr } = await command.run(["check", "wide.machine.ts", "--emit", "w"]);
    expect(stderr).toContain('there is no module for "wide": the state cannot be packed');
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("to a place that cannot be written is an error", async () => {
    const words = ["check", "live.machine.ts", "--emit", "live.machine.ts/below"];
    const { code, stderr } = await command.run(words);
    expect(stderr).toContain("error[file-not-writable]");
    expect(stderr).toContain("with --emit");
    expect(code).toBe(2);
  });

  test("with an option that the module does not depend on is refused", async () => {
    const words = ["check", "live.machine.ts", "--emit", "x", "--engine", "auto"];
    const { code, stderr } = await command.run(words);
    expect(stderr).toContain("--engine would be ignored: --emit explores nothing");
    expect(code).toBe(2);
  });
});
