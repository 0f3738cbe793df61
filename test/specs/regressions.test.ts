/** Bugs that happened: the checker finds each in the broken machine, and each fix holds, for the right reason. */
import { readFileSync } from "node:fs";
import { type CheckResult, check, type Machine } from "everystate";
import { describe, expect, test } from "vitest";
import * as h1 from "../../specs/regressions/h1-truncate-under-direct-io.machine.ts";
import * as h2 from "../../specs/regressions/h2-scan-without-mapping.machine.ts";
import * as h3Fix from "../../specs/regressions/h3-fix-skips-entry-too.machine.ts";
import * as h3 from "../../specs/regressions/h3-locked-entry-skipped.machine.ts";
import * as h4 from "../../specs/regressions/h4-evict-under-direct-io.machine.ts";
import * as h5 from "../../specs/regressions/h5-pin-outlives-mount.machine.ts";
import * as h6 from "../../specs/regressions/h6-pagemap-reference-underflow.machine.ts";
import * as h7 from "../../specs/regressions/h7-iova-reused.machine.ts";
import * as h8 from "../../specs/regressions/h8-exit-waits-for-itself.machine.ts";
import * as h9Close from "../../specs/regressions/h9-close-after-revocation.machine.ts";
import * as h9Map from "../../specs/regressions/h9-mapping-races-kref-init.machine.ts";
import * as h9Wait from "../../specs/regressions/h9-revoked-without-waiting.machine.ts";
import * as h10 from "../../specs/regressions/h10-lease-removed-unfenced.machine.ts";
import * as h11 from "../../specs/regressions/h11-error-lost-in-comparison.machine.ts";
import * as c2 from "../../specs/regressions/hypotheses/c2-refault-while-waiting.machine.ts";
import * as c3 from "../../specs/regressions/hypotheses/c3-unbind-under-pin.machine.ts";
import * as c4 from "../../specs/regressions/hypotheses/c4-two-inode-spin.machine.ts";
import * as c5 from "../../specs/regressions/hypotheses/c5-pipe-keeps-page.machine.ts";
import { counterexample, loopActions, unmet, verdict } from "./answers.ts";

interface Bug {
  readonly bug: string;
  readonly pair: { readonly broken: Machine; readonly fixed: Machine };
  /** The property that is violated, how many steps that takes, and the action that ends it. */
  readonly finds: string;
  readonly steps: number;
  readonly by: string;
}

/** In the order of the table of specs/regressions/README.md. */
const bugs: readonly Bug[] = [
  { bug: "H1", pair: h1, finds: "noStaleDma", steps: 7, by: "dmaCompletes" },
  { bug: "H2", pair: h2, finds: "noStaleDma", steps: 9, by: "dmaCompletes" },
  { bug: "H3", pair: h3, finds: "noStaleDma", steps: 8, by: "dmaCompletes" },
  { bug: "H3'", pair: h3Fix, finds: "noStaleDma", steps: 10, by: "dmaCompletes" },
  { bug: "H4", pair: h4, finds: "noStaleDma", steps: 9, by: "dmaCompletes" },
  { bug: "H5", pair: h5, finds: "noStaleDma", steps: 11, by: "dmaCompletes" },
  { bug: "H6", pair: h6, finds: "noUseAfterRemoval", steps: 4, by: "remove" },
  { bug: "H7", pair: h7, finds: "othersPagesAreLeftAlone", steps: 5, by: "dmaCompletes" },
  { bug: "H8", pair: h8, finds: "deadlock", steps: 4, by: "kill" },
  { bug: "H9 (1)", pair: h9Wait, finds: "noWriteAfterUnbind", steps: 8, by: "withdraw" },
  { bug: "H9 (2)", pair: h9Map, finds: "revokedIsUnmapped", steps: 9, by: "waited" },
  { bug: "H9 (3)", pair: h9Close, finds: "noUnderflow", steps: 5, by: "dropRegistered" },
  { bug: "H10", pair: h10, finds: "noStaleWrite", steps: 6, by: "clientWrites" },
  { bug: "H11", pair: h11, finds: "noStaleWrite", steps: 6, by: "clientWrites" },
];

const readme = readFileSync(new URL("../../specs/regressions/README.md", import.meta.url), "utf8");
const rows = readme
  .split("\n")
  .filter((line) => /^\| H\d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.replaceAll("`", "").trim()));

test("the table of the README has every bug, in order", () => {
  expect(rows.map((row) => row[1])).toEqual(bugs.map(({ bug }) => bug));
});

describe.each(bugs)("$bug", ({ bug, pair, finds, steps, by }) => {
  const row = rows.find(([, name]) => name === bug) ?? [];

  test("the checker finds it, by a shortest history that names who does what", async () => {
    const result = await check(pair.broken, { symmetry: "off" });
    const trace = counterexample(result, finds);
    expect(trace.steps).toHaveLength(steps);
    expect(trace.steps.at(-1)?.action).toBe(by);
    for (const { actor, doc } of trace.steps) {
      expect(actor).toBeTruthy();
      expect(doc).toBeTruthy();
    }
    expect(unmet(result)).toEqual([]);
    expect(row[3]).toBe(`${finds} by ${by}`);
    expect(row[4]).toBe(String(steps));
    expect(row[5]).toBe(String(result.stats.distinct));
  });

  test("the fix holds, and not for want of anything to happen", async () => {
    const result = await check(pair.fixed, { symmetry: "off" });
    expect(verdict(result, finds).status).toBe("holds");
    expect(unmet(result)).toEqual([]);
    expect(result.neverEnabled).toEqual([]);
    const capabilities = result.properties.filter(({ kind }) => kind === "reachable");
    expect(capabilities.length).toBeGreaterThan(0);
    for (const { verdict } of capabilities) expect(verdict.status).toBe("reachable");
    expect(row[6]).toBe(String(result.stats.distinct));
  });

  test("no action of the broken machine is never enabled either", async () => {
    const { neverEnabled } = await check(pair.broken, { properties: [] });
    expect(neverEnabled).toEqual([]);
  });
});

const others = { h6: h6.fixedForGood, h8: h8.brokenOtherwise, h10: h10.waitsForEver };
const hypotheses = [c2, c3, c4, c5].flatMap((spec) => Object.values<unknown>(spec));

test.each([...Object.values(others), ...hypotheses.filter(isMachine)])(
  "$name: every expectation is met",
  async (spec) => {
    expect(unmet(await check(spec))).toEqual([]);
  },
);

test("every hypothesis says in its name and in its file that it is one", () => {
  const files = ["c2-refault-while-waiting", "c3-unbind-under-pin"].concat(
    ...["c4-two-inode-spin", "c5-pipe-keeps-page"],
  );
  for (const file of files) {
    const url = new URL(`../../specs/regressions/hypotheses/${file}.machine.ts`, import.meta.url);
    expect(readFileSync(url, "utf8")).toMatch(/^\/\*\*\n \* HYPOTHESIS C\d, of a model; not/);
  }
  for (const spec of hypotheses.filter(isMachine)) expect(spec.name).toMatch(/^hypothesis C\d, /);
});

describe("what the histories show", () => {
  const actions = async (spec: Machine, property: string) =>
    counterexample(await check(spec), property).steps.map(({ action }) => action);

  test("H3: the scan passes the entry that fsync has locked and the device has pinned", async () => {
    expect(await actions(h3.broken, "noStaleDma")).toEqual([
      ...["pin", "lockEntry", "truncateBegin", "unmap", "scanEntry"],
      ...["free", "allocate", "dmaCompletes"],
    ]);
  });

  test("H3': the same, although the scan waited for the entry", async () => {
    expect(await actions(h3Fix.broken, "noStaleDma")).toEqual([
      ...["pin", "lockEntry", "truncateBegin", "unmap"],
      ...["waitForEntry", "unlockEntry", "entryUnlocked"],
      ...["free", "allocate", "dmaCompletes"],
    ]);
  });

  test("H5: the pin goes through unmount and mount", async () => {
    expect(await actions(h5.broken, "noStaleDma")).toEqual([
      ...["touch", "pin", "exit", "umount", "evict", "mountAgain"],
      ...["truncateBegin", "scan", "free", "allocate", "dmaCompletes"],
    ]);
  });

  test("H8: with the descriptor as owner no rule for close has both, with the registration as owner both hold", async () => {
    const statuses = async (spec: Machine) => {
      const result = await check(spec);
      return ["exitEnds", "pinHasLease"].map((name) => verdict(result, name).status);
    };
    expect(await statuses(h8.broken)).toEqual(["violated", "holds"]);
    expect(await statuses(h8.brokenOtherwise)).toEqual(["holds", "violated"]);
    expect(await statuses(h8.fixed)).toEqual(["holds", "holds"]);
  });

  test("C2: truncate sleeps for ever on a page that nobody pins, because the process has it mapped", async () => {
    const trace = counterexample(await check(c2.since615), "truncateEnds");
    expect(trace.steps.at(-1)?.state).toMatchObject({ truncate: "asleep", mapped: true });
    expect(trace.steps.at(-1)?.state).not.toMatchObject({ io: "pinned" });
  });

  test("C4: reflink goes round without ever sleeping", async () => {
    const trace = counterexample(await check(c4.spinsForEver), "reflinkComesToRest");
    expect(loopActions(trace)).toEqual(["lockFirst", "lockSecond", "startAgain"]);
  });

  test("C5: a signal ends truncate, and does not end evict", async () => {
    const result: CheckResult = await check(c5.short);
    expect(verdict(result, "truncateEndsIfKilled").status).toBe("holds");
    expect(verdict(result, "evictEndsIfKilled").status).toBe("violated");
  });
});

function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value;
}
