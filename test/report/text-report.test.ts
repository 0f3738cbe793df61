import { stripVTControlCharacters } from "node:util";
import type { Machine } from "everystate";
import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import type { Run } from "../../src/report/report.ts";
import { textReport, textRun, textSummary } from "../../src/report/text-report.ts";
import type { TextOptions } from "../../src/report/text-style.ts";
import {
  bounded,
  counter,
  dma,
  errorOf,
  light,
  look,
  reportOf,
  run,
  silent,
  stopping,
  withOmission,
} from "./machines.ts";

async function textOf(machine: Machine, options: Partial<TextOptions> = {}): Promise<string> {
  return textRun(await run(machine), look(options));
}

/** The lines of a template, without its first and last line break. */
function text(lines: string): string {
  return lines.replace(/^\n/, "");
}

describe("a machine in the text report", () => {
  test("shows an expected violation, then the steps that lead to it, each with what it changed", async () => {
    expect(await textOf(dma)).toBe(
      text(`
dma  specs/test.machine.ts
  ✓ notFreedWhilePinned  violated for page0 by free, as expected

counterexample to notFreedWhilePinned for page0, 2 steps
      0  initially
           owner: {page0: file, page1: file} · pinned: {page0: 0, page1: 0}
      1  pin(page0)   [device] pin_user_pages takes a reference on page0
           pinned[page0]: 0 → 1
      2  free(page0)
           owner[page0]: file → free

  10 orbits standing for 16 states, 21 generated, depth 4, 1.50 s, 7 states/s

`),
    );
  });

  test("is wrapped to a narrow terminal, every part under its own beginning", async () => {
    expect(await textOf(dma, { width: 60 })).toBe(
      text(`
dma  specs/test.machine.ts
  ✓ notFreedWhilePinned  violated for page0 by free, as
                         expected

counterexample to notFreedWhilePinned for page0, 2 steps
      0  initially
           owner: {page0: file, page1: file}
           pinned: {page0: 0, page1: 0}
      1  pin(page0)   [device] pin_user_pages takes a
                      reference on page0
           pinned[page0]: 0 → 1
      2  free(page0)
           owner[page0]: file → free

  10 orbits standing for 16 states, 21 generated, depth 4,
  1.50 s, 7 states/s

`),
    );
  });

  test("has a heading that fits the terminal, the file below the name where it must", async () => {
    const long = { ...dma, name: "a device, a file and two pages of it" };
    const [name, file] = (await textOf(long, { width: 50 })).split("\n");
    expect([name, file]).toEqual([long.name, "  specs/test.machine.ts"]);
  });

  test("says what a step means beside its label, or in full lines where that is too narrow", async () => {
    const shown = await textOf(dma, { width: 48 });
    expect(shown).toContain(
      text(`
      1  pin(page0)  [device] pin_user_pages
             takes a reference on page0
           pinned[page0]: 0 → 1
`),
    );
  });

  test("brackets the steps of a loop and says where it goes on", async () => {
    expect(await textOf(light)).toBe(
      text(`
light  specs/test.machine.ts
  ✗ goesOut   violated, but expected holds
  ✓ canGoOut  reachable
  ✓ deadlock  holds

counterexample to goesOut, 3 steps with a loop
      0  initially
           is: off
      1  turnOn
           is: off → dim
  ╭─▶ 2  brighten
  │        is: dim → bright
  │   3  darken
  │        is: bright → dim
  ╰──    back to the state before step 2, for ever

  4 distinct states, 5 generated, depth 2, 1.50 s, 3 states/s

`),
    );
  });

  test("says so when a behaviour ends with nothing happening any more", async () => {
    expect(await textOf(stopping)).toContain(
      text(`
counterexample to goesOn, 1 step
      0  initially
           n: 0
      1  count
           n: 0 → 1
      2  (nothing more happens)

`),
    );
  });

  test("never passes off a search that a limit stopped as an answer", async () => {
    expect(textRun(await run(counter(), { maxStates: 2 }), look())).toBe(
      text(`
counter  specs/test.machine.ts
  ? low    unknown: state limit of 2
  ? three  unknown: state limit of 2
  2 distinct states, 2 generated, depth 1, 1.50 s, 1 states/s
  note: the check stopped at a limit (state limit of 2); it is not complete

`),
    );
  });

  test("shows an unexpected pass as not met, and the witness of an unexpected reachability", async () => {
    expect(await textOf(counter({ low: "violated", three: "unreachable" }))).toBe(
      text(`
counter  specs/test.machine.ts
  ✗ low    holds, but expected violated
  ✗ three  reachable, but expected unreachable

witness of three, 3 steps
      0  initially
           n: 0
      1  count
           n: 0 → 1
      2  count
           n: 1 → 2
      3  count
           n: 2 → 3

  4 distinct states, 4 generated, depth 3, 1.50 s, 3 states/s

`),
    );
  });

  test("that is ill-formed shows the error, the way to it, and the step that failed", async () => {
    expect(await textOf(counter({}, 1))).toBe(
      text(`
counter  specs/test.machine.ts
  ✗ the spec is ill-formed, so nothing is known about its properties

error[value-out-of-domain]: s.n = 2 is outside its domain

how it came to this
      0  initially
           n: 0
      1  count
           n: 0 → 1
      2  count  (fails)

  2 distinct states, 2 generated, depth 1, 1.50 s, 1 states/s

`),
    );
  });

  test("calls a property vacuous that speaks of nothing, and names actions that are never enabled", async () => {
    expect(await textOf(silent)).toBe(
      text(`
silent  specs/test.machine.ts
  ✗ answered  vacuous (what should lead to something never happens), but expected holds
  ✓ ticks     holds
  ✓ deadlock  holds
  2 distinct states, 3 generated, depth 1, 1.50 s, 1 states/s
  note: enabled in no reachable state: ask

`),
    );
  });

  test("tells how many states its bounds cut off", async () => {
    const shown = await textOf(bounded);
    expect(shown).toContain("  ✓ low       holds within bounds\n");
    expect(shown).toContain(
      "  note: 1 state outside the bounds of the machine was not explored further\n",
    );
  });

  test("says with which probability a state was missed, where a verdict depends on it", async () => {
    const verdicts = (of: Run): string => textRun(of, look({ width: 140 }));
    const ofBounded = verdicts(withOmission(await run(bounded), 1.21e-6));
    expect(ofBounded).toContain(
      "  ✓ low       holds within bounds (a state was missed with probability ≤ 1.3e-6)\n",
    );
    expect(ofBounded).toContain("? far       unknown: 1 state outside");
    const ofCounter = verdicts(withOmission(await run(counter()), 2e-9));
    expect(ofCounter).toContain("✓ low    holds (a state was missed with probability ≤ 2e-9)\n");
    expect(ofCounter).toContain("✓ three  reachable\n");
    const ofSilent = verdicts(withOmission(await run(silent), 2e-9));
    expect(ofSilent).toContain("never happens; a state was missed with probability ≤ 2e-9)");
    expect(ofSilent).toContain("enabled in no state that was found: ask");
  });

  test("calls verdicts exact where no two states could have been confused", async () => {
    const exact = await run(silent);
    expect(textRun(withOmission(exact, 0), look())).toBe(textRun(exact, look()));
  });

  test("tells how many threads explored, if there were several", async () => {
    const alone = await run(counter());
    const shared = { ...alone, result: { ...alone.result, workers: 4 } };
    expect(textRun(alone, look())).not.toContain("worker");
    expect(textRun(shared, look())).toContain("1.50 s, 3 states/s, 4 workers\n");
  });

  test("says what lets a search go on that memory has stopped", async () => {
    const stopped = await run(counter());
    const note = (engine: "reference" | "compiled"): string => {
      const ending = { because: "memory limit", limit: 2 ** 30 } as const;
      return textRun({ ...stopped, result: { ...stopped.result, engine, ending } }, look());
    };
    expect(note("reference")).toContain("NODE_OPTIONS=--max-old-space-size=<megabytes>");
    expect(note("compiled")).toContain("note: more memory: --max-memory\n");
  });

  test("shows counterexamples of expected violations unless only unexpected ones are wanted", async () => {
    expect(await textOf(dma, { traces: "violations" })).toContain("counterexample");
    expect(await textOf(dma, { traces: "unexpected" })).not.toContain("counterexample");
    expect(await textOf(light, { traces: "unexpected" })).toContain("counterexample to goesOut");
  });

  test("shows witnesses of expected reachability only if all traces are wanted", async () => {
    expect(await textOf(light, { traces: "violations" })).not.toContain("witness");
    expect(await textOf(light, { traces: "all" })).toContain("witness of canGoOut, 2 steps\n");
  });

  test("has the same text with and without colours", async () => {
    const colors = picocolors.createColors(true);
    for (const machine of [dma, light, silent, counter({}, 1)]) {
      const coloured = await textOf(machine, { colors, width: 60 });
      expect(coloured).toContain("\u001B[");
      expect(stripped(coloured)).toBe(await textOf(machine, { width: 60 }));
    }
  });

  test("is drawn in green, red and yellow by how it stands against its expectations", async () => {
    const colors = picocolors.createColors(true);
    expect(await textOf(dma, { colors })).toContain(`${colors.green("✓")} notFreedWhilePinned`);
    expect(await textOf(light, { colors })).toContain(`${colors.red("✗")} goesOut`);
    const limited = textRun(await run(counter(), { maxStates: 2 }), look({ colors }));
    expect(limited).toContain(`${colors.yellow("?")} low`);
  });
});

describe("the summary", () => {
  test("counts machines, properties and states", async () => {
    const runs = [await run(counter()), await run(dma)];
    expect(textSummary(reportOf(runs), look())).toBe(
      text(`
Machines    2 passed
Properties  3 met
States      14 distinct
Time        2.00 s
`),
    );
  });

  test("names again, after several machines, what is not as expected", async () => {
    const runs = [await run(light), await run(counter(), { maxStates: 2 })];
    const error = errorOf({ kind: "load", code: "spec-syntax-error", message: "expected ;" });
    const failures = [{ file: "specs/bad.machine.ts", machine: undefined, error }];
    const notStarted = [{ file: "specs/late.machine.ts", machine: "late" }];
    const report = reportOf(runs, { failures, notStarted, interrupted: true });
    expect(textSummary(report, look({ width: 70 }))).toBe(
      text(`
✗ specs/bad.machine.ts: spec-syntax-error: expected ;
✗ specs/test.machine.ts > light > goesOut: violated, but expected
    holds
? specs/test.machine.ts > counter > low: unknown: state limit of 2
? specs/test.machine.ts > counter > three: unknown: state limit of 2

Errors      1 not checked
Machines    1 failed, 1 inconclusive, 1 not started
Properties  2 met, 1 not met, 2 unknown
States      6 distinct
Time        2.00 s
`),
    );
  });

  test("follows the machines and the errors in a report that is written as a whole", async () => {
    const error = errorOf({ kind: "load", code: "spec-syntax-error", message: "expected ;" });
    const failures = [{ file: "specs/bad.machine.ts", machine: undefined, error }];
    const whole = textReport(reportOf([await run(counter())], { failures }), look());
    expect(whole).toMatch(
      /^specs\/bad\.machine\.ts\nerror\[spec-syntax-error\]: expected ;\n\ncounter /,
    );
    expect(whole).toMatch(/Time {8}2\.00 s\n$/);
  });
});

function stripped(coloured: string): string {
  return stripVTControlCharacters(coloured);
}
