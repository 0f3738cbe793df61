/** The protocols about pinned pages: their verdicts, and that they are as they are for the right reason. */
import { readFileSync } from "node:fs";
import { type CheckResult, check, type Machine, machine } from "everystate";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../specs/pinned-pages/application.ts";
import type { Sizes } from "../../specs/pinned-pages/identities.ts";
import * as noProtectionSpec from "../../specs/pinned-pages/no-protection.machine.ts";
import * as refuseLongTermSpec from "../../specs/pinned-pages/refuse-long-term.machine.ts";
import * as waitForPinsSpec from "../../specs/pinned-pages/wait-for-pins.machine.ts";
import { counterexample, loopActions, unmet, verdict } from "./answers.ts";

const { noProtection } = noProtectionSpec;
const { refuseLongTerm, refuseLongTermParts } = refuseLongTermSpec;
const { waitForPins, waitForPinsParts } = waitForPinsSpec;

const environments: readonly Environment[] = ["cooperative", "neverReleases", "restless"];
/** The columns of the table of sizes in specs/pinned-pages/README.md. */
const shapes: readonly Sizes[] = [
  { pages: 1, apps: 1 },
  { pages: 2, apps: 1 },
  { pages: 1, apps: 2 },
];
/** Its protocols, in the order of its rows. */
const protocols = { noProtection, waitForPins, refuseLongTerm };
const cells = Object.entries(protocols).flatMap(([protocol, make], i) =>
  environments.flatMap((environment, j) =>
    shapes.map((sizes, column) => {
      const title = `${protocol}, ${environment}, pages: ${sizes.pages}, applications: ${sizes.apps}`;
      return { title, spec: make(environment, sizes), row: 3 * i + j, column };
    }),
  ),
);

describe("the table of sizes", () => {
  const readme = new URL("../../specs/pinned-pages/README.md", import.meta.url);
  const documented = sizesIn(readFileSync(readme, "utf8"));

  test("has a row for every protocol and environment", () => {
    expect(documented).toHaveLength(9);
  });

  test.each(cells)("$title: size and verdicts are as documented", async (cell) => {
    const result = await check(cell.spec, { symmetry: "off" });
    const { distinct, generated, depth } = result.stats;
    expect(`${distinct} / ${generated} / ${depth}`).toBe(documented[cell.row]?.[cell.column]);
    expect(unmet(result)).toEqual([]);
    const reduced = await check(cell.spec);
    expect(statuses(reduced)).toEqual(statuses(result));
    const { symmetry } = reduced;
    const states = symmetry?.reduced ? symmetry.states : BigInt(reduced.stats.distinct);
    expect(states).toBe(BigInt(distinct));
    // Behaviours may stop anywhere: no verdict rests on a step that only progress forces.
    const anywhere = await check(cell.spec, { stuttering: "tla" });
    expect(statuses(anywhere)).toEqual(statuses(result));
  });
});

describe("every shipped machine", () => {
  const shipped = [noProtectionSpec, waitForPinsSpec, refuseLongTermSpec]
    .flatMap((spec) => Object.values<unknown>(spec))
    .filter(isMachine);

  test.each(shipped)("$name: every expectation is met, by both searches", async (spec) => {
    const bfs = await check(spec);
    const dfs = await check(spec, { search: "dfs" });
    expect([...unmet(bfs), ...unmet(dfs)]).toEqual([]);
    expect([bfs.outcome, dfs.outcome]).toEqual(["passed", "passed"]);
    expect(dfs.stats).toMatchObject({
      distinct: bfs.stats.distinct,
      generated: bfs.stats.generated,
    });
  });

  test("has no action that is never enabled, but for the one that its file speaks of", async () => {
    const idle = new Map<string, readonly string[]>();
    for (const spec of shipped) {
      const { neverEnabled } = await check(spec, { properties: [] });
      if (neverEnabled.length > 0) idle.set(spec.name, neverEnabled);
    }
    expect([...idle]).toEqual([["truncate waits for pins, neverReleases application", ["unpin"]]]);
  });
});

describe("no protection", () => {
  test("the shortest way to touch another file's page has eleven steps and ends with the DMA", async () => {
    const { steps } = counterexample(
      await check(noProtectionSpec.unprotected),
      "otherFilesAreLeftAlone",
    );
    expect(steps.map((step) => step.action)).toEqual([
      ...["register", "fastReadPte", "faultIn", "slowPin"],
      ...["truncateBegin", "unmapPte", "detach", "commitFree", "allocate"],
      ...["dmaIssue", "dmaComplete"],
    ]);
    expect(steps.every((step) => step.actor !== undefined && step.doc !== undefined)).toBe(true);
  });

  test("a write to a page that is merely reusable is found one step earlier", async () => {
    const { steps } = counterexample(await check(noProtectionSpec.unprotected), "noStaleDmaWrite");
    expect(steps).toHaveLength(10);
    expect(steps.at(-1)?.action).toBe("dmaComplete");
  });
});

describe("truncate waits for pins: progress", () => {
  test("an application that never releases keeps truncate asleep on the page it has pinned", async () => {
    const trace = counterexample(await check(waitForPinsSpec.neverReleases), "truncateEnds");
    expect(loopActions(trace)).toEqual(["dmaIssue", "dmaComplete"]);
    for (const { state } of trace.steps.slice(trace.loopAfter)) {
      const { truncate, pinned, call } = state as unknown as LoopState;
      expect(truncate.tag).toBe("asleep");
      expect(call["app0"]?.tag).toBe("holding");
      expect(pinned["app0"]?.has(truncate.page)).toBe(true);
    }
  });

  test("that is not for want of fairness: the same with strong fairness of every action", async () => {
    const result = await check(
      withFairness("neverReleases", () => "strong"),
      { properties: ["truncateEnds"] },
    );
    expect(loopActions(counterexample(result, "truncateEnds"))).toContain("dmaComplete");
  });

  test("a cooperative application lets it end", async () => {
    const result = await check(waitForPinsSpec.cooperative);
    expect(verdict(result, "truncateEnds").status).toBe("holds");
  });

  test("it needs the application to deregister: without that fairness truncate may wait for ever", async () => {
    const spec = withFairness("cooperative", (action, fair) =>
      action === "deregister" ? undefined : fair,
    );
    const result = await check(spec, { properties: ["truncateEnds"] });
    expect(loopActions(counterexample(result, "truncateEnds"))).toEqual([
      "dmaIssue",
      "dmaComplete",
    ]);
  });

  test("a restless application starves it by pinning between wake-up and unmap, every time anew", async () => {
    const trace = counterexample(await check(waitForPinsSpec.restless), "truncateEnds");
    expect(loopActions(trace)).toEqual(expect.arrayContaining(["wake", "deregister", "slowPin"]));
  });

  test("nor is that for want of fairness", async () => {
    const result = await check(
      withFairness("restless", () => "strong"),
      { properties: ["truncateEnds"] },
    );
    const loop = loopActions(counterexample(result, "truncateEnds"));
    expect(loop).toEqual(expect.arrayContaining(["deregister", "wake", "unmapPte", "scanBegin"]));
  });
});

describe("long-term pins refused", () => {
  test.each(environments)("no registration ever succeeds, application %s", async (environment) => {
    const result = await check(refuseLongTerm(environment));
    expect(verdict(result, "registrationSucceeds").status).toBe("unreachable");
    expect(verdict(result, "registrationIsAnswered").status).toBe("holds");
  });

  test("short pins end by themselves, and so does truncate", async () => {
    const result = await check(refuseLongTermSpec.neverReleases);
    expect(verdict(result, "truncateEnds").status).toBe("holds");
  });

  test("direct I/O alone starves truncate, if there is always more of it", async () => {
    const parts = refuseLongTermParts("restless");
    const { register: _, ...actions } = parts.actions;
    const result = await check(machine({ name: "direct I/O only", ...parts, actions }), {
      properties: ["truncateEnds"],
    });
    const loop = loopActions(counterexample(result, "truncateEnds"));
    expect(loop).toEqual(expect.arrayContaining(["directIo", "directIoEnds", "wake"]));
  });

  test("refused registrations alone do not: gup-fast turns away before it takes a reference", async () => {
    const parts = refuseLongTermParts("restless");
    const { directIo: _, ...actions } = parts.actions;
    const result = await check(machine({ name: "registrations only", ...parts, actions }), {
      properties: ["truncateEnds", "registrationIsAnswered"],
    });
    expect(result.outcome).toBe("passed");
    expect(result.neverEnabled).toEqual(expect.arrayContaining(["fastTakeReference", "sleep"]));
  });
});

interface LoopState {
  readonly truncate: { readonly tag: string; readonly page: string };
  readonly call: Readonly<Record<string, { readonly tag: string }>>;
  readonly pinned: Readonly<Record<string, { has(page: string): boolean }>>;
}

/** The protocol with other fairness of its actions. */
function withFairness(
  environment: Environment,
  fairness: (action: string, fair: unknown) => unknown,
): Machine {
  const parts = waitForPinsParts(environment);
  const actions = Object.fromEntries(
    Object.entries(parts.actions).map(([name, { fair, ...action }]) => {
      const other = fairness(name, fair);
      return [name, other === undefined ? action : { ...action, fair: other }];
    }),
  ) as typeof parts.actions; // the same actions, but for their fairness
  return machine({ name: "with other fairness", ...parts, actions });
}

function statuses({ properties }: CheckResult): readonly string[] {
  return properties.map(({ name, verdict: { status } }) => `${name} ${status}`);
}

/** The cells of the table, row by row. */
function sizesIn(readme: string): readonly (readonly string[])[] {
  const counts = /^\d+ \/ \d+ \/ \d+$/;
  return readme
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.replaceAll("*", "").trim()))
    .map((row) => row.filter((cell) => counts.test(cell)))
    .filter((row) => row.length > 0);
}

function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value;
}
