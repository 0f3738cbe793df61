import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommand, type Command } from "./fixtures/command.ts";
import { counterSpec } from "./fixtures/specs.ts";

/** Two protocols, one of which overtakes; `expected` is read from the file beside the study. */
const raceStudy = `import { always, forEach, leadsTo, machine, mapOf, oneOf, reachable, study, symmetric } from "everystate";
import expected from "./race.verdicts.json" with { type: "json" };

const race = (careful: boolean) => ({ slow }: { slow: boolean }, { apps }: { apps: number }) => {
  const app = symmetric("app", apps);
  return machine({
    name: careful ? "careful" : "careless",
    state: { at: mapOf(app, oneOf("out", "in")) },
    init: { at: app.each("out") },
    stuttering: "tla",
    actions: {
      enter: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.at[a] === "out" && (!careful || app.every((b) => s.at[b] === "out")),
        then: (s, { app }) => { s.at[app] = "in"; },
        actor: ({ app }) => app,
        doc: "enter() takes the lock",
      },
      leave: {
        for: { app },
        ...(slow ? {} : { fair: "weak" as const }),
        when: (s, { app }) => s.at[app] === "in",
        then: (s, { app }) => { s.at[app] = "out"; },
        actor: ({ app }) => app,
      },
    },
    properties: {
      alone: always((s) => app.count((a) => s.at[a] === "in") <= 1, "two at a time are inside"),
      leaves: forEach(app, (a) => leadsTo((s) => s.at[a] === "in", (s) => s.at[a] === "out")),
      ...(careful ? { inside: reachable((s) => app.some((a) => s.at[a] === "in")) } : {}),
    },
  });
};

export default study({
  name: "races",
  sizes: { apps: 2 },
  environments: { quick: { title: "leaves", slow: false }, slow: { title: "stays", slow: true } },
  protocols: {
    a: { title: "careless", source: "test", machine: race(false) },
    b: { title: "careful", source: "test", machine: race(true) },
  },
  properties: {
    S1: { title: "alone", name: "alone" },
    L1: { title: "leaves", name: "leaves" },
    Q1: { title: "inside", name: "inside" },
  },
  expected,
});
`;

const verdicts = `{
  "a": {
    "S1": { "*": { "verdict": { "violated": "enter" }, "basis": "stated", "source": "a mail" } },
    "L1": {
      "quick": { "verdict": "holds", "basis": "computed" },
      "slow": { "verdict": "violated", "basis": "inferred", "source": "a mail" }
    }
  },
  "b": {
    "S1": { "*": { "verdict": "holds", "basis": "stated", "source": "a mail" } },
    "L1": {
      "quick": { "verdict": "holds", "basis": "computed" },
      "slow": { "verdict": "violated", "basis": "inferred", "source": "a mail" }
    },
    "Q1": { "*": { "verdict": "reachable", "basis": "computed" } }
  }
}
`;

/** Nine million states, for the slow engine. */
const longStudy = `import { always, machine, range, study } from "everystate";
export default study({
  name: "long",
  sizes: { side: 3000 },
  environments: { E1: { title: "the only one" } },
  protocols: Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, {
    title: name,
    source: "test",
    machine: (_: unknown, { side }: { side: number }) => machine({
      name,
      state: { x: range(0, 3000), y: range(0, 3000) },
      init: { x: 0, y: 0 },
      actions: {
        right: { when: (s) => s.x < side, then: (s) => { s.x++; } },
        up: { when: (s) => s.y < side, then: (s) => { s.y++; } },
      },
      properties: { low: always((s) => s.x <= side) },
      deadlock: false,
    }),
  }])),
  properties: { S1: { title: "low", name: "low" } },
});
`;

let command: Command;
beforeAll(() => {
  command = buildCommand();
  const differing = verdicts.replace(
    '"quick": { "verdict": "holds"',
    '"quick": { "verdict": "violated"',
  );
  command.write({
    "good/race.study.ts": raceStudy,
    "good/race.verdicts.json": verdicts,
    "good/other.machine.ts": counterSpec("other"),
    "differing/race.study.ts": raceStudy,
    "differing/race.verdicts.json": differing,
    "open/race.study.ts": raceStudy,
    "open/race.verdicts.json": "{}\n",
    "update/race.study.ts": raceStudy,
    "update/race.verdicts.json": differing,
    "elsewhere/race.study.ts": raceStudy.replace("./race.verdicts.json", "./mine.json"),
    "elsewhere/mine.json": differing,
    "broken/race.study.ts": raceStudy,
    "broken/race.verdicts.json": '{\n  "a": {},\n  "a": {}\n}\n',
    "broken2/race.study.ts": raceStudy,
    "broken2/race.verdicts.json": '{ "c": {} }\n',
    "faulty/race.study.ts": raceStudy.replace(
      's.at[app] = "in";',
      's.at[app] = "nowhere" as never;',
    ),
    "faulty/race.verdicts.json": verdicts,
    "throwing/race.study.ts": raceStudy
      .replace("race(true)", '() => { throw new Error("not today"); }')
      .replace("Q1: {", "// Q1: {")
      .replace('name: "inside" },', ""),
    "throwing/race.verdicts.json": verdicts.replace(/,\n {4}"Q1".*\n/, "\n"),
    "stray/race.study.ts": `${raceStudy}\nsetTimeout(() => { throw new Error("left behind"); });\n`,
    "stray/race.verdicts.json": verdicts,
    "dying/race.study.ts": raceStudy.replace(
      "const race =",
      'if (process.send !== undefined && process.env.FATAL === "1") process.exit(7);\nconst race =',
    ),
    "dying/race.verdicts.json": verdicts,
    "long/long.study.ts": longStudy,
    "empty/nothing.txt": "",
  });
}, 60_000);
afterAll(() => command.remove());

const untimed = (text: string): string => text.replaceAll(/(?:under )?\d+\.\d+ s/g, "T");

describe("everystate matrix", () => {
  test("prints the table of a study, and exits with 0 when all is as expected", async () => {
    const { code, stdout, stderr } = await command.run(["matrix", "good"]);
    expect(untimed(stdout)).toBe(`races  good/race.study.ts  apps: 2

            S1  L1   Q1
  a  quick  V2  H    –
     slow   V2  V3∞  –
  b  quick  H   H    R
     slow   H   V1⊣  R

  H holds · V7 violated, shown by 7 steps
  V7∞ violated, shown by 7 steps, the last of which repeat for ever
  V7⊣ violated, shown by 7 steps after which nothing happens · R reachable
  – not applicable

Cells     12 as expected
Explored  4 machines, 10 distinct states, T
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("marks what differs, says how, and exits with 1", async () => {
    const { code, stdout } = await command.run(["matrix", "differing"]);
    expect(stdout).toContain("a  quick  V2  H*");
    expect(stdout).toContain("✗ a/quick/L1: holds, expected violated");
    expect(stdout).toContain("1 not as expected");
    expect(code).toBe(1);
  });

  test("does not take silence for an expectation", async () => {
    const { code, stdout } = await command.run(["matrix", "open"]);
    expect(stdout).toContain("✗ b/slow/S1: holds, no expectation is stated");
    expect(code).toBe(1);
  });

  test("with --update rewrites the verdicts, and nothing else", async () => {
    const { code, stderr } = await command.run(["matrix", "update", "--update"]);
    expect(stderr).toContain(
      "update/race.verdicts.json: 1 verdict rewritten\n  a/quick/L1: violated → holds\n",
    );
    expect(code).toBe(0);
    expect(command.read("update/race.verdicts.json")).toBe(verdicts);
    const again = await command.run(["matrix", "update", "--update"]);
    expect(again.stderr).toContain("update/race.verdicts.json: every verdict is as it was");
    expect(command.read("update/race.verdicts.json")).toBe(verdicts);
  });

  test("with --update refuses to rewrite expectations that come from another file", async () => {
    const { code, stderr } = await command.run(["matrix", "elsewhere", "--update"]);
    expect(stderr).toContain("error[bad-option]: --update cannot rewrite the expectations");
    expect(code).toBe(2);
  });

  test("shows one cell with its trace", async () => {
    const { code, stdout } = await command.run(["matrix", "good", "--cell", "a/slow/S1"]);
    expect(stdout).toContain("cell         a/slow/S1");
    expect(stdout).toContain("basis        stated: a mail");
    expect(stdout).toContain("counterexample to alone, 2 steps");
    expect(code).toBe(0);
  });

  test("shows one cell in the form of a mail", async () => {
    const words = ["matrix", "good", "--cell", "a/slow/S1", "--reporter", "kernel"];
    const { stdout } = await command.run(words);
    expect(stdout).toBe(`careless (a/slow/S1): alone

      app0                                 app1
      ----                                 ----
 1    enter() takes the lock
 2                                         enter() takes the lock

=> two at a time are inside
   at[app1]: out -> in
`);
  });

  test("proposes a cell for one that does not exist", async () => {
    const { code, stderr } = await command.run(["matrix", "good", "--cell", "a/slow/S2"]);
    expect(stderr).toContain('hint: did you mean "a/slow/S1"?');
    expect(code).toBe(2);
  });

  test("runs only the cells that match -t", async () => {
    const { stdout } = await command.run(["matrix", "good", "-t", "races/b/.*/S1"]);
    expect(stdout).toContain("  b  all  H\n");
    expect(stdout).toContain("2 as expected");
  });

  test("writes JSON that follows its schema, whatever the number of processes", async () => {
    const url = new URL("../../src/report/matrix.schema.json", import.meta.url);
    const validate = new Ajv2020({ allErrors: true }).compile(
      JSON.parse(readFileSync(url, "utf8")),
    );
    const outputs: unknown[] = [];
    for (const workers of ["1", "3"]) {
      const words = [
        "matrix",
        "good",
        "differing",
        "faulty",
        "--reporter",
        "json",
        "--workers",
        workers,
      ];
      const { code, stdout } = await command.run(words);
      const data = JSON.parse(stdout);
      expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
      expect(code).toBe(3);
      outputs.push(JSON.parse(stdout.replaceAll(/"seconds": [\d.e-]+/g, '"seconds": 0')));
    }
    expect(outputs[0]).toEqual(outputs[1]);
  });

  test("writes CSV, Markdown and HTML to files of their own", async () => {
    const files = ["csv", "markdown", "html"].map((name) => [
      `--reporter=${name}`,
      `--outputFile.${name}=out/${name}`,
    ]);
    const { code, stdout } = await command.run(["matrix", "differing", ...files.flat()]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(command.read("out/csv")).toContain(
      "races,a,quick,L1,apps: 2,holds,holds,,differs,violated,computed,,,,3,",
    );
    expect(command.read("out/markdown")).toContain(
      "| **a** careless | quick | V2 | **H** ❗ | – |",
    );
    const html = command.read("out/html");
    expect(html).toContain('<td class="cell good odd"><a href="#s0-a/quick/L1"');
    expect(html).toContain('<dl id="s0-a/quick/L1">');
    expect(html).toContain("=&#62; two at a time are inside");
    expect(html).not.toMatch(/<script|src=|https?:/);
  });

  test("exits with 4 when a limit leaves cells open", async () => {
    const { code, stdout } = await command.run([
      "matrix",
      "good",
      "-t",
      "b/.*/S1",
      "--max-states",
      "1",
    ]);
    expect(stdout).toContain("? b/quick/S1: unknown: state limit of 1, expected holds");
    expect(code).toBe(4);
  });

  test("exits with 3 for a machine that is ill-formed, and shows where", async () => {
    const { code, stdout } = await command.run(["matrix", "faulty"]);
    expect(stdout).toContain("error[value-out-of-domain]");
    expect(stdout).toContain("faulty/race.study.ts:16");
    expect(code).toBe(3);
  });

  test("answers for the other protocols when the machine of one cannot be made", async () => {
    const { code, stdout } = await command.run(["matrix", "throwing"]);
    expect(stdout).toContain("not today");
    expect(stdout).toContain("b  all    !");
    expect(stdout).toContain("a  quick  V2");
    expect(code).toBe(3);
  });

  test("shows where the expectations have a name twice, or one that means nothing", async () => {
    const twice = await command.run(["matrix", "broken"]);
    expect(twice.code).toBe(2);
    expect(twice.stdout + twice.stderr).toContain('"a" occurs twice in one object');
    expect(twice.stdout + twice.stderr).toContain("race.verdicts.json:3:3");
    const unknown = await command.run(["matrix", "broken2"]);
    expect(unknown.stdout + unknown.stderr).toContain('names "c", which is unknown');
    expect(unknown.code).toBe(3);
  });

  test("writes the traces of violated cells, a file for each protocol, and notices when they are not current", async () => {
    const written = await command.run(["matrix", "good", "--traces", "traces"]);
    expect(written.code).toBe(0);
    expect(
      command.read("traces/a.txt"),
    ).toBe(`Counterexamples to protocol a of study races: careless (test)
Sizes: apps: 2.

Every violated cell is named: a counterexample is written out once, under its
property and the environments that have it. Others that end alike are shown by
  everystate matrix race.study.ts --reporter kernel --cell <cell>

  quick  leaves
  slow   stays


S1 alone: quick, slow
---------------------

      app0                                 app1
      ----                                 ----
 1    enter() takes the lock
 2                                         enter() takes the lock

=> two at a time are inside
   at[app1]: out -> in


L1 leaves: slow
---------------

      app0                                 app1
      ----                                 ----
 1    enter() takes the lock
   .-- from here on for ever:
 2 |                                       enter() takes the lock
 3 |                                       leave(app1)
   '-- back to step 2

=> leaves for app0 is violated
`);
    const current = await command.run(["matrix", "good", "--compare-traces", "traces"]);
    expect([current.code, current.stderr]).toEqual([0, "2 files of traces, all current\n"]);
    const stale = command.read("traces/b.txt");
    command.write({
      "traces/a.txt": `${command.read("traces/a.txt")}old\n`,
      "traces/gone.txt": stale.replace("protocol b", "protocol gone"),
      "traces/own.txt": "mine\n",
    });
    const compared = await command.run(["matrix", "good", "--compare-traces", "traces"]);
    expect(compared.code).toBe(1);
    expect(compared.stderr).toContain("  traces/a.txt\n  traces/gone.txt\n");
    expect(command.read("traces/a.txt")).toContain("old\n");
    await command.run(["matrix", "good", "--traces", "traces"]);
    expect(() => command.read("traces/gone.txt")).toThrow("ENOENT");
    expect(command.read("traces/own.txt")).toBe("mine\n");
  });

  test("writes no traces when a limit leaves cells open", async () => {
    const words = ["matrix", "good", "--traces", "none", "--max-states", "1"];
    const { code, stderr } = await command.run(words);
    expect(stderr).toMatch(/traces neither written nor compared: \d+ cells without an answer\n$/);
    expect(() => command.read("none/a.txt")).toThrow("ENOENT");
    expect(code).toBe(4);
  });

  test("notices what a spec has left behind, and a process that ends before its time", async () => {
    const stray = await command.run(["matrix", "stray", "--workers", "1"]);
    expect(stray.stdout + stray.stderr).toContain("left behind");
    expect(stray.code).not.toBe(0);
    const dying = await command.run(["matrix", "dying", "--workers", "2"], { FATAL: "1" });
    expect(dying.stdout).toContain("the process that explored it ended with code 7");
    expect(dying.code).toBe(70);
  });

  test("prints at Ctrl-C what was answered, and exits with 130", async () => {
    const words = ["matrix", "long", "--engine", "reference", "--workers", "2"];
    const { code, stdout } = await command.runWhile(words, (process) => {
      setTimeout(() => process.kill("SIGINT"), 3000);
    });
    expect(stdout).toContain("interrupted: the table is not complete");
    expect(stdout).toMatch(/a {2}E1 {2}[?…]/);
    expect(stdout).toMatch(/d {2}E1 {2}…/);
    expect(code).toBe(130);
  });

  test.each([
    [["matrix", "empty"], "there is no study in"],
    [["matrix", "good", "--size", "apps=1..2"], "is a range"],
    [["matrix", "good", "--size", "apps=0"], "--size cannot be"],
    [["matrix", "good", "--size", "pages=1"], 'has no size "pages"'],
    [["matrix", "good", "--update", "--size", "apps=3"], "--update cannot be honoured with --size"],
    [["matrix", "good", "--traces", "x", "-t", "a"], "--traces needs all cells"],
    [["matrix", "good", "differing", "--traces", "x"], "would share one directory"],
    [["check", "good/race.study.ts"], "the file exports a study, and no machine"],
    [["sweep", "good"], "a sweep needs a range"],
  ])("refuses %j", async (words, message) => {
    const { code, stdout, stderr } = await command.run(words);
    expect(stdout + stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("leaves check to the machines, and list shows both", async () => {
    const checked = await command.run(["check", "good"]);
    expect([checked.code, checked.stdout.includes("races")]).toEqual([0, false]);
    const { stdout } = await command.run(["list", "good"]);
    expect(stdout).toContain("  races  study\n    protocols     a (careless), b (careful)\n");
    expect(stdout).toContain("  other\n");
  });
});

describe("everystate sweep", () => {
  test("shows counts for every size, and where a verdict changes", async () => {
    const words = ["sweep", "good", "-t", "a/quick", "--size", "apps=1..3"];
    const { code, stdout } = await command.run(words);
    const shown = untimed(stdout)
      .replaceAll(/ +T/g, " T")
      .replace(/depth +time/, "depth time");
    expect(shown).toBe(`races  good/race.study.ts

           sizes    distinct  generated  depth time  verdicts
  a/quick  apps: 1         2          3      1 T  S1: H L1: H
           apps: 2         3          7      2 T  S1: H → V2
           apps: 3         4         13      3 T  the same

T
`);
    expect(code).toBe(0);
  });
});
