/** Unbinding a driver under pins of its pages, and revoking a dma-buf: the tables of the README, and what they rest on. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CheckResult, check, checkStudy, type Machine } from "everystate";
import { describe, expect, test } from "vitest";
import type { RevokeRules } from "../../specs/p2pdma/dma-buf.ts";
import * as dmaBufSpec from "../../specs/p2pdma/dma-buf-revoke.machine.ts";
import * as notifierSpec from "../../specs/p2pdma/long-term-notifier.machine.ts";
import * as waitsSpec from "../../specs/p2pdma/long-term-waits.machine.ts";
import * as nobodySpec from "../../specs/p2pdma/no-page-references.machine.ts";
import type { Environment } from "../../specs/p2pdma/pins.ts";
import * as shortSpec from "../../specs/p2pdma/short-pins.machine.ts";
import unbindStudy from "../../specs/p2pdma/unbind.study.ts";
import { changedTraces } from "../../src/cli/matrix/study-files.ts";
import { protocolTraces } from "../../src/report/protocol-traces.ts";
import { counterexample, loopActions, unmet, verdict } from "./answers.ts";

const { dmaBufRevoke } = dmaBufSpec;
const environments: readonly Environment[] = ["releases", "revocable", "neverReleases"];

interface Protocol {
  readonly title: string;
  /** The machine in an environment, at one of three sizes. */
  readonly machine: (environment: Environment, size: Size) => Machine;
}

const pageSizes = [
  { pages: 1, apps: 1 },
  { pages: 1, apps: 2 },
  { pages: 2, apps: 2 },
] as const;

function dmaBuf(
  waits: RevokeRules["waits"],
  admits: RevokeRules["admits"] = "all",
): Protocol["machine"] {
  return (environment, size) => dmaBufRevoke({ waits, admits, importers: size + 1 }, environment);
}

/** In the order of the rows. */
const protocols: readonly Protocol[] = [
  {
    title: "short pins only",
    machine: (environment, size) => shortSpec.shortPins(environment, pageSizes[size]),
  },
  {
    title: "long-term pins, waited for",
    machine: (environment, size) => waitsSpec.longTermWaits(environment, pageSizes[size]),
  },
  {
    title: "long-term pins, notifier",
    machine: (environment, size) => notifierSpec.longTermNotifier(environment, pageSizes[size]),
  },
  {
    title: "pages hold no map, long-term pins",
    machine: (environment, size) =>
      nobodySpec.noPageReferences("allowed", environment, pageSizes[size]),
  },
  {
    title: "pages hold no map, short pins",
    machine: (environment, size) =>
      nobodySpec.noPageReferences("refused", environment, pageSizes[size]),
  },
  { title: "dma-buf, no wait", machine: dmaBuf("nothing") },
  { title: "dma-buf, waits for fences", machine: dmaBuf("fences") },
  { title: "dma-buf, waits for unmapping", machine: dmaBuf("unmapping") },
  { title: "dma-buf, waits for both", machine: dmaBuf("fences and unmapping") },
  {
    title: "dma-buf, both, only revocable",
    machine: dmaBuf("fences and unmapping", "revocable"),
  },
];

/** The columns. */
const columns = [
  "noUseAfterRemoval",
  "noWriteAfterUnbind",
  "noDmaAfterUnbind",
  "unbindEnds",
  "longTermAccess",
  "holderIsNotCut",
] as const;

/** Properties that are no column, and hold in all protocols, in all environments. */
const everywhere = [
  ...["gupFastCountsLivePages", "pinsWhatIsMapped", "referencesBalance", "requestIsAnswered"],
];

const readme = readFileSync(new URL("../../specs/p2pdma/README.md", import.meta.url), "utf8");
const documented = readme
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** The rows of a table of the README that begin with the title of a protocol. */
function rowsOf(title: string): readonly (readonly string[])[] {
  return documented.filter(([first]) => first === title);
}

/** The largest size takes its time: only in the night. */
const sizes = process.env["FUZZ_RUNS"] === undefined ? ([0, 1] as const) : ([0, 1, 2] as const);
type Size = 0 | 1 | 2;

const results = new Map<string, Promise<CheckResult>>();
/** What the checker finds; machines of one name and size are one. */
function explored(machine: Machine, size: Size): Promise<CheckResult> {
  const key = `${machine.name}/${size}`;
  const found = results.get(key) ?? check(machine, { symmetry: "off" }); // sizes are of all states
  results.set(key, found);
  return found;
}

function inAll({ machine }: Protocol, size: Size): Promise<readonly CheckResult[]> {
  return Promise.all(environments.map((each) => explored(machine(each, size), size)));
}

/** What a cell says of a property, in the order of the environments; once where they agree. */
function cell(all: readonly CheckResult[], property: string): string {
  const words = all.map(({ properties }) => {
    const status = properties.find(({ name }) => name === property)?.verdict.status;
    if (status === undefined) return "–";
    return status === "violated" || status === "unreachable" ? `**${status}**` : status;
  });
  return new Set(words).size === 1 ? String(words[0]) : words.join(", ");
}

describe.each(protocols)("$title", (protocol) => {
  test("the verdicts are as documented", async () => {
    const all = await inAll(protocol, 1);
    const row = columns.map((property) => cell(all, property));
    expect(rowsOf(protocol.title)[0]).toEqual([protocol.title, ...row]);
  });

  test("sizes are as documented, and every expectation is met", async () => {
    const rows = rowsOf(protocol.title).slice(1);
    expect(rows.map(([, environment]) => environment)).toEqual(environments);
    for (const size of sizes) {
      const all = await inAll(protocol, size);
      for (const [i, found] of all.entries()) {
        const { distinct, generated, depth } = found.stats;
        expect(rows[i]?.[2 + size]).toBe(`${distinct} / ${generated} / ${depth}`);
        expect(unmet(found)).toEqual([]);
      }
    }
  });

  test("what is no column holds everywhere", async () => {
    for (const { properties } of await inAll(protocol, 1)) {
      for (const { name, verdict } of properties) {
        if (everywhere.includes(name)) expect([name, verdict.status]).toEqual([name, "holds"]);
      }
    }
  });

  test("behaviours may stop anywhere: no verdict rests on a step that only progress forces", async () => {
    const usual = await inAll(protocol, 0);
    for (const [i, environment] of environments.entries()) {
      const anywhere = await check(protocol.machine(environment, 0), { stuttering: "tla" });
      expect(statuses(anywhere)).toEqual(statuses(usual[i] as CheckResult)); // as many as environments
    }
  });
});

describe("every shipped machine", () => {
  const shipped = [dmaBufSpec, notifierSpec, waitsSpec, nobodySpec, shortSpec]
    .flatMap((spec) => Object.values<unknown>(spec))
    .filter(isMachine);

  test.each(shipped)(
    "$name: meets unbind under pins, and every action says who and what",
    async (spec) => {
      const found = await check(spec);
      expect(unmet(found)).toEqual([]);
      for (const { actor, doc } of Object.values(spec.actions)) {
        expect([typeof actor, typeof doc]).not.toContain("undefined");
      }
      const rejected = spec === dmaBufSpec.rejectedAtAttach;
      expect(found.neverEnabled.length > 0).toBe(rejected);
    },
  );
});

test("no protocol that is safe has everything: the end of unbind, access, and holders left alone", async () => {
  const safety = ["noUseAfterRemoval", "noWriteAfterUnbind", "noDmaAfterUnbind"];
  const wishes = ["unbindEnds", "longTermAccess", "holderIsNotCut"];
  const passes = (all: readonly CheckResult[], names: readonly string[]) =>
    all.every(({ properties }) =>
      properties.every(
        ({ name, verdict: { status } }) =>
          !names.includes(name) || status === "holds" || status === "reachable",
      ),
    );
  const safe: string[] = [];
  for (const protocol of protocols) {
    const all = await inAll(protocol, 1);
    if (!passes(all, safety)) continue;
    safe.push(protocol.title);
    expect([protocol.title, passes(all, wishes)]).toEqual([protocol.title, false]);
  }
  expect(safe).toHaveLength(5);
});

test("every cell of the study is as stated, and the written traces are current", async () => {
  const result = await checkStudy(unbindStudy, {}, (explorations) =>
    Promise.all(
      explorations.map(
        async ({ machine }) => (machine === undefined ? {} : { result: await check(machine) }), // as the command does
      ),
    ),
  );
  expect(result.cells).toHaveLength(330);
  expect(result.cells.filter((cell) => cell.standing !== "met")).toEqual([]);
  const directory = fileURLToPath(new URL("../../specs/p2pdma/traces", import.meta.url));
  const traces = protocolTraces(result, "unbind.study.ts");
  expect(traces.size).toBe(9);
  expect(changedTraces({ directory, traces })).toEqual([]);
});

describe("what the histories show", () => {
  test("pages that hold no map: everybody waits for the map, and nobody for the pin", async () => {
    const { steps } = counterexample(await explored(nobodySpec.shortPins, 1), "noDmaAfterUnbind");
    expect(steps.map(({ action }) => action)).toEqual([
      ...["mmap", "ask", "fastReadPte", "fastTakeReference", "fastRecheck"],
      ...["munmap", "dmaQueue", "unbindBegin", "kill", "gracePeriodEnds", "remove"],
    ]);
  });

  test("a holder that never releases: unbind waits while its device goes on", async () => {
    const trace = counterexample(await explored(waitsSpec.neverReleases, 1), "unbindEnds");
    expect(loopActions(trace)).toEqual(["dmaQueue", "dmaCompletes"]);
    expect(trace.steps.at(-1)?.state).toMatchObject({ unbind: "waiting", mapReferences: 1 });
  });

  test("the wait for fences alone: a read ahead comes after them", async () => {
    const found = await explored(dmaBufSpec.oneWait, 1);
    expect(verdict(found, "noWriteAfterUnbind").status).toBe("holds");
    const { steps } = counterexample(found, "noDmaAfterUnbind");
    expect(steps.map(({ action }) => action)).toContain("readAhead");
  });

  test("the wait for unmapping alone: an importer unmaps when called, its write is still under way", async () => {
    const { steps } = counterexample(await explored(dmaBufSpec.otherWait, 1), "noWriteAfterUnbind");
    expect(steps.map(({ action }) => action)).toContain("invalidateAndUnmap");
  });

  test("importers that cannot be revoked keep the exporter waiting for their users", async () => {
    const trace = counterexample(await explored(dmaBufSpec.blockedByUsers, 1), "unbindEnds");
    expect(loopActions(trace)).toEqual(["dmaQueue", "dmaCompletes"]);
  });
});

function statuses({ properties }: CheckResult): readonly string[] {
  return properties.map(({ name, verdict: { status } }) => `${name} ${status}`);
}

function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value;
}
