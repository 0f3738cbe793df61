/** The protocols about pinned pages: their verdicts, and that each guard which keeps them safe is needed. */
import { type CheckResult, check, type Machine, machine, type Trace } from "everystate";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../specs/pinned-pages/application.ts";
import type { Sizes } from "../../specs/pinned-pages/identities.ts";
import * as noProtectionSpec from "../../specs/pinned-pages/no-protection.machine.ts";
import * as refuseLongTermSpec from "../../specs/pinned-pages/refuse-long-term.machine.ts";
import * as waitForPinsSpec from "../../specs/pinned-pages/wait-for-pins.machine.ts";

const { noProtection } = noProtectionSpec;
const { refuseLongTerm } = refuseLongTermSpec;
const { waitForPins, waitForPinsParts } = waitForPinsSpec;

const environments: readonly Environment[] = ["cooperative", "neverReleases", "restless"];
const shapes: readonly Sizes[] = [
  { pages: 1, apps: 1 },
  { pages: 2, apps: 1 },
  { pages: 1, apps: 2 },
];
const safety = ["noStaleDmaWrite", "noStaleDmaRead", "otherFilesAreLeftAlone"];

describe("every shipped machine", () => {
  const shipped = [noProtectionSpec, waitForPinsSpec, refuseLongTermSpec]
    .flatMap((spec) => Object.values<unknown>(spec))
    .filter(isMachine);

  test("is one of six", () => {
    expect(shipped.map(({ name }) => name)).toHaveLength(6);
  });

  test.each(shipped)("$name: every expectation is met, by both searches", async (spec) => {
    const bfs = await check(spec);
    const dfs = await check(spec, { search: "dfs" });
    expect(unmet(bfs)).toEqual([]);
    expect([bfs.outcome, dfs.outcome]).toEqual(["passed", "passed"]);
    expect([dfs.stats.distinct, dfs.stats.generated]).toEqual([
      bfs.stats.distinct,
      bfs.stats.generated,
    ]);
  });
});

describe.each(shapes)("with $pages pages and $apps applications", (sizes) => {
  test.each(environments)("without protection there is stale DMA, application %s", async (env) => {
    expect(unmet(await check(noProtection(env, sizes)))).toEqual([]);
  });

  test.each(environments)("truncate that waits for pins is safe, application %s", async (env) => {
    expect(unmet(await check(waitForPins(env, sizes)))).toEqual([]);
  });

  test.each(environments)(
    "with long-term pins refused it is safe too, application %s",
    async (env) => {
      expect(unmet(await check(refuseLongTerm(env, sizes)))).toEqual([]);
    },
  );
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

  test("a cooperative application lets it end, also where nothing forces a step but fairness", async () => {
    const result = await check(waitForPinsSpec.cooperative, { stuttering: "tla" });
    expect(unmet(result)).toEqual([]);
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

  test("nor is that for want of fairness", async () => {
    const result = await check(
      withFairness("restless", () => "strong"),
      { properties: ["truncateEnds"] },
    );
    console.log(loopActions(counterexample(result, "truncateEnds")).join(" "));
  });

  test("a restless application starves it by pinning between wake-up and unmap, every time anew", async () => {
    const trace = counterexample(await check(waitForPinsSpec.restless), "truncateEnds");
    expect(loopActions(trace)).toEqual(expect.arrayContaining(["wake", "deregister", "slowPin"]));
  });
});

describe("long-term pins refused", () => {
  test.each(environments)("no registration ever succeeds, application %s", async (environment) => {
    const result = await check(refuseLongTerm(environment));
    expect(verdict(result, "registrationSucceeds").status).toBe("unreachable");
    expect(verdict(result, "registrationIsAnswered").status).toBe("holds");
  });

  test("short pins end by themselves: truncate ends, also where nothing forces a step but fairness", async () => {
    const result = await check(refuseLongTermSpec.neverReleases, { stuttering: "tla" });
    expect(unmet(result)).toEqual([]);
  });
});

describe("every guard is needed: without it there is stale DMA", () => {
  // One page: of two, the second could not be faulted in any more, and the call would fail before any DMA.
  const parts = waitForPinsParts("cooperative", { pages: 1, apps: 1 });
  const { actions } = parts;

  async function findsStaleDma(broken: Machine): Promise<void> {
    const result = await check(broken);
    expect(result.outcome).toBe("failed");
    for (const property of safety) {
      console.log(counterexample(result, property).steps.length);
      expect(counterexample(result, property).steps.at(-1)?.action).toBe("dmaComplete");
    }
  }

  test("the unbroken protocol has none", async () => {
    const result = await check(machine({ name: "unbroken", ...parts }));
    for (const property of safety) expect(verdict(result, property).status).toBe("holds");
  });

  test("truncate clears every PTE before it scans", () =>
    findsStaleDma(
      machine({
        name: "scan without unmap",
        ...parts,
        actions: {
          ...actions,
          scanBegin: { ...actions.scanBegin, when: (s) => s.truncate.tag === "unmapping" },
        },
      }),
    ));

  test("the scan looks at the references", () =>
    findsStaleDma(
      machine({
        name: "blind scan",
        ...parts,
        actions: {
          ...actions,
          scanEntry: {
            ...actions.scanEntry,
            then: (s) => {
              s.truncate = { tag: "freeing" };
            },
          },
        },
      }),
    ));

  test("truncate sleeps on a busy page", () =>
    findsStaleDma(
      machine({
        name: "busy page ignored",
        ...parts,
        actions: {
          ...actions,
          sleep: {
            ...actions.sleep,
            then: (s) => {
              s.truncate = { tag: "freeing" };
            },
          },
        },
      }),
    ));

  test("after sleeping it unmaps and scans again", () =>
    findsStaleDma(
      machine({
        name: "no second scan",
        ...parts,
        actions: {
          ...actions,
          wake: {
            ...actions.wake,
            then: (s) => {
              s.truncate = { tag: "freeing" };
              s.invalidateLock = "exclusive";
            },
          },
        },
      }),
    ));

  test("gup-fast reads the PTE again after it took the reference", () =>
    findsStaleDma(
      machine({
        name: "no recheck",
        ...parts,
        actions: {
          ...actions,
          fastRecheck: {
            ...actions.fastRecheck,
            then: (s, { app, page }) => {
              s.pinned[app].add(page);
              s.call[app] = { tag: "holding" };
            },
          },
        },
      }),
    ));

  test("a fault waits for invalidate_lock", () =>
    findsStaleDma(
      machine({
        name: "fault without lock",
        ...parts,
        actions: {
          ...actions,
          faultIn: {
            ...actions.faultIn,
            when: (s, { app, page }) =>
              s.call[app].tag === "slow" && !s.mapped[app].has(page) && s.block[page] === "file",
          },
        },
      }),
    ));

  test("a page is unpinned only when the device is done with it", () =>
    findsStaleDma(
      machine({
        name: "unpin under DMA",
        ...parts,
        actions: {
          ...actions,
          unpin: {
            ...actions.unpin,
            when: (s, { app, page }) => s.call[app].tag === "releasing" && s.pinned[app].has(page),
          },
        },
      }),
    ));
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

function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value;
}

function unmet({ properties }: CheckResult): readonly string[] {
  return properties
    .filter(({ met }) => !met)
    .map(({ name, verdict: { status } }) => `${name} ${status}`);
}

function verdict({ properties }: CheckResult, name: string) {
  const found = properties.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found.verdict;
}

function counterexample(result: CheckResult, property: string): Trace {
  const found = verdict(result, property);
  if (found.status !== "violated") throw new Error(`${property} is ${found.status}`);
  return found.counterexample;
}

/** The actions of a loop, in order. */
function loopActions({ steps, loopAfter }: Trace): readonly (string | undefined)[] {
  return steps.slice(loopAfter ?? steps.length).map((step) => step.action);
}
