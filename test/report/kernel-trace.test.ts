/** Traces in the form of a mail. */
import {
  always,
  check,
  leadsTo,
  type Machine,
  machine,
  oneOf,
  range,
  type Trace,
} from "everystate";
import { describe, expect, test } from "vitest";
import { kernelReport } from "../../src/report/kernel-report.ts";
import { kernelTrace } from "../../src/report/kernel-trace.ts";
import { reportOf, run } from "./machines.ts";

const long =
  "xfs_break_dax_layouts: look at every entry of the file (i_pages lock), and wait for the first page that is busy";

const race = machine({
  name: "a race",
  state: { block: oneOf("file", "free"), pinned: range(0, 1), at: range(0, 2) },
  init: { block: "file", pinned: 0, at: 0 },
  actions: {
    look: {
      when: (s) => s.at === 0 && s.pinned === 0,
      then: (s) => {
        s.at = 1;
      },
      actor: "truncate",
      doc: long,
    },
    pin: {
      when: (s) => s.at === 1 && s.pinned === 0,
      then: (s) => {
        s.pinned = 1;
      },
      actor: "app0",
      doc: "pin_user_pages_fast() (no lock)",
    },
    free: {
      when: (s) => s.at === 1,
      then: (s) => {
        s.at = 2;
        s.block = "free";
      },
      actor: "truncate",
    },
  },
  deadlock: false,
  properties: {
    safe: always((s) => s.pinned === 0 || s.block === "file", "file system frees block under DMA"),
  },
});

async function textOf(spec: Machine): Promise<string> {
  return kernelReport(reportOf([await run(spec)]));
}

describe("a race", () => {
  test("has a column for every actor, numbered steps, and ends with its consequence", async () => {
    expect(await textOf(race)).toBe(`a race: safe

      truncate                                  app0
      ----                                      ----
 1    xfs_break_dax_layouts: look at every
        entry of the file (i_pages lock), and
        wait for the first page that is busy
 2                                              pin_user_pages_fast() (no lock)
 3    free

=> file system frees block under DMA
   block: file -> free; at: 1 -> 2

1 counterexample in 1 machine
`);
  });

  test("of two fits into a mail", async () => {
    const lines = (await textOf(race)).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  });
});

describe("a behaviour without end", () => {
  const blink = (fair: boolean): Machine =>
    machine({
      name: "blinks",
      state: { is: oneOf("off", "on", "half", "out") },
      init: { is: "off" },
      stuttering: fair ? "progress" : "tla",
      actions: {
        on: {
          when: (s) => s.is === "off",
          then: (s) => {
            s.is = "on";
          },
          actor: "a",
        },
        half: {
          when: (s) => s.is === "on",
          then: (s) => {
            s.is = "half";
          },
          actor: "b",
        },
        back: {
          when: (s) => s.is === "half",
          then: (s) => {
            s.is = "on";
          },
          actor: "b",
        },
        out: {
          when: (s) => s.is === "half",
          then: (s) => {
            s.is = "out";
          },
          actor: "b",
        },
      },
      deadlock: false,
      properties: {
        ends: leadsTo(
          (s) => s.is === "on",
          (s) => s.is === "out",
          "it never goes out",
        ),
      },
    });

  test("shows what is repeated", async () => {
    expect(await textOf(blink(true))).toContain(` 1    on
   .-- from here on for ever:
 2 |                                       half
 3 |                                       back
   '-- back to step 2

=> it never goes out

1 counterexample`);
  });

  test("in which nothing happens any more says so", async () => {
    expect(await textOf(blink(false))).toContain(` 1    on
      (nothing more happens)

=> it never goes out

1 counterexample`);
  });
});

test("steps of nobody stand in the column of the machine; four columns stay readable", () => {
  const steps = ["a", "b", "c", undefined].map((actor, i) => ({
    ...{ label: `step${i}`, action: `step${i}`, args: {}, actor, doc: undefined },
    ...{ state: {}, changes: [] },
  }));
  const trace: Trace = { start: {}, steps, loopAfter: undefined };
  const text = kernelTrace(trace, { heading: "h", consequence: "c" });
  expect(text).toBe(`h

      a                 b                 c                 machine
      ----              ----              ----              ----
 1    step0
 2                      step1
 3                                        step2
 4                                                          step3

=> c
`);
});

test("a machine that is ill-formed, or a property that is unknown, is said to be", async () => {
  const text = kernelReport(reportOf([await run(race, { maxStates: 1 })]));
  expect(text).toBe("a race: safe unknown: state limit of 1\n0 counterexamples in 1 machine\n");
});

test("without words of its author the consequence is the name of the property", async () => {
  const silent = machine({
    name: "silent",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      go: {
        when: (s) => s.n === 0,
        then: (s) => {
          s.n = 1;
        },
      },
    },
    deadlock: false,
    properties: { zero: always((s) => s.n === 0) },
  });
  const { properties } = await check(silent);
  expect(properties[0]?.says).toBeUndefined();
  expect(await textOf(silent)).toContain("=> zero is violated\n   n: 0 -> 1\n");
});
