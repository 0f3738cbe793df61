/** Tiny machines for the reporters, one for every verdict and outcome; their answers can be worked out by hand. */

import {
  always,
  alwaysEventually,
  type CheckOptions,
  check,
  forEach,
  leadsTo,
  type Machine,
  machine,
  mapOf,
  oneOf,
  range,
  reachable,
  symmetric,
  type Verdict,
} from "everystate";
import picocolors from "picocolors";
import type { ErrorReport, Report, Run } from "../../src/report/report.ts";
import type { TextOptions } from "../../src/report/text-style.ts";

const page = symmetric("page", 2);

/** Both pages can be freed while the device holds them; two steps lead there. */
export const dma = machine({
  name: "dma",
  state: { owner: mapOf(page, oneOf("file", "free")), pinned: mapOf(page, range(0, 1)) },
  init: { owner: page.each("file"), pinned: page.each(0) },
  actions: {
    pin: {
      for: { page },
      when: (s, { page }) => s.pinned[page] === 0,
      then: (s, { page }) => {
        s.pinned[page] = 1;
      },
      actor: "device",
      doc: ({ page }) => `pin_user_pages takes a reference on ${page}`,
    },
    free: {
      for: { page },
      when: (s, { page }) => s.owner[page] === "file",
      then: (s, { page }) => {
        s.owner[page] = "free";
      },
    },
  },
  properties: {
    notFreedWhilePinned: forEach(page, (page) =>
      always((s) => s.pinned[page] === 0 || s.owner[page] === "file"),
    ),
  },
  deadlock: false,
  expect: { notFreedWhilePinned: { violated: "free" } },
});

/** A light that may blink for ever instead of going out. */
export const light = machine({
  name: "light",
  state: { is: oneOf("off", "dim", "bright", "out") },
  init: { is: "off" },
  actions: {
    turnOn: {
      when: (s) => s.is === "off",
      then: (s) => {
        s.is = "dim";
      },
    },
    brighten: {
      when: (s) => s.is === "dim",
      then: (s) => {
        s.is = "bright";
      },
      fair: "weak",
    },
    darken: {
      when: (s) => s.is === "bright",
      then: (s) => {
        s.is = "dim";
      },
      fair: "weak",
    },
    goOut: {
      when: (s) => s.is === "dim",
      then: (s) => {
        s.is = "out";
      },
    },
  },
  properties: {
    goesOut: leadsTo(
      (s) => s.is === "dim",
      (s) => s.is === "out",
    ),
    canGoOut: reachable((s) => s.is === "out"),
  },
  final: (s) => s.is === "out",
});

/** Counts to 3; `limit` says where the domain ends. */
export function counter(
  expect: { low?: "holds" | "violated"; three?: "reachable" | "unreachable" } = {},
  limit = 3,
): Machine {
  return machine({
    name: "counter",
    state: { n: range(0, limit) },
    init: { n: 0 },
    actions: {
      count: {
        when: (s) => s.n < 3,
        then: (s) => {
          s.n++;
        },
      },
    },
    properties: { low: always((s) => s.n <= 3), three: reachable((s) => s.n === 3) },
    deadlock: false,
    expect,
  });
}

/** Nothing is ever asked, so nothing is ever unanswered; and nobody can ask. */
export const silent = machine({
  name: "silent",
  state: { asked: oneOf("no", "yes"), ticks: range(0, 1) },
  init: { asked: "no", ticks: 0 },
  actions: {
    tick: {
      then: (s) => {
        s.ticks = s.ticks === 0 ? 1 : 0;
      },
      fair: "weak",
    },
    ask: {
      when: (s) => s.asked === "yes",
      then: (s) => {
        s.asked = "yes";
      },
    },
  },
  properties: {
    answered: leadsTo(
      (s) => s.asked === "yes",
      (s) => s.asked === "no",
    ),
    ticks: alwaysEventually((s) => s.ticks === 1),
  },
});

/** Counts to 1 and stops, although it should go on to 2. */
export const stopping = machine({
  name: "stopping",
  state: { n: range(0, 2) },
  init: { n: 0 },
  actions: {
    count: {
      when: (s) => s.n < 1,
      then: (s) => {
        s.n++;
      },
      fair: "weak",
    },
  },
  properties: { goesOn: alwaysEventually((s) => s.n === 2) },
  deadlock: false,
});

/** Bounded: three states inside, one just outside. */
export const bounded = machine({
  name: "bounded",
  state: { n: range(0, 100) },
  init: { n: 0 },
  actions: {
    count: {
      then: (s) => {
        s.n++;
      },
    },
  },
  properties: { low: always((s) => s.n < 50), far: reachable((s) => s.n === 60) },
  within: (s) => s.n < 3,
});

/** Where an error of these machines is said to be; the command line would look it up. */
const location = { file: "specs/test.machine.ts", line: 7, column: 3 };

/** A run of the command over one machine; times are replaced, because they are the only thing that differs. */
export async function run(machine: Machine, options: CheckOptions = {}): Promise<Run> {
  const result = await check(machine, options);
  const error = result.fault?.error;
  return {
    file: "specs/test.machine.ts",
    result: { ...result, stats: { ...result.stats, seconds: 1.5 } },
    error: error && errorOf(error),
  };
}

export function errorOf(error: {
  kind: ErrorReport["kind"];
  code: string;
  message: string;
  hint?: string | undefined;
}): ErrorReport {
  const { kind, code, message, hint } = error;
  return { kind, code, message, hint, location, text: `error[${code}]: ${message}` };
}

export function reportOf(runs: readonly Run[], more: Partial<Report> = {}): Report {
  const rest = { failures: [], notStarted: [], interrupted: false, seconds: 2 };
  return { version: "1.2.3", runs, ...rest, ...more };
}

/** No colours, 100 columns, every violation. */
export function look(options: Partial<TextOptions> = {}): TextOptions {
  return {
    colors: picocolors.createColors(false),
    width: 100,
    traces: "violations",
    ...options,
  };
}

/** The run as it would be if states had been told apart by fingerprints. */
export function withOmission(run: Run, omission: number): Run {
  const properties = run.result.properties.map((property) => {
    const { verdict } = property;
    const isExact = ["violated", "reachable", "unknown"].includes(verdict.status);
    return isExact ? property : { ...property, verdict: { ...verdict, omission } as Verdict };
  });
  return { ...run, result: { ...run.result, omission, properties } };
}
