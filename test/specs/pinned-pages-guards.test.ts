/** Each guard that keeps a waiting truncate safe, taken away: then there is stale DMA. */
import { check, type Machine, machine, step } from "everystate";
import { describe, expect, test } from "vitest";
import { waitForPinsParts } from "../../specs/pinned-pages/wait-for-pins.machine.ts";
import { counterexample, verdict } from "./answers.ts";

const safety = ["noStaleDmaWrite", "noStaleDmaRead", "otherFilesAreLeftAlone"];

test("a fault that is going to fail waits for invalidate_lock too", async () => {
  const parts = waitForPinsParts("cooperative", { pages: 1, apps: 1 });
  const fails = machine({
    name: "failing faults",
    ...parts,
    properties: {
      waits: step((before, after) => {
        const failed = before.call.app0.tag === "slow" && after.call.app0.tag === "releasing";
        return !failed || before.invalidateLock === "unlocked";
      }),
    },
    deadlock: false,
  });
  const result = await check(fails);
  expect(verdict(result, "waits").status).toBe("holds");
  expect(result.neverEnabled).not.toContain("faultFails");
});

describe("every guard is needed: without it there is stale DMA", () => {
  // One page: of two, the second could not be faulted in any more, and the call would fail before any DMA.
  const parts = waitForPinsParts("cooperative", { pages: 1, apps: 1 });
  const { actions } = parts;

  async function findsStaleDma(broken: Machine): Promise<void> {
    const result = await check(broken);
    expect(result.outcome).toBe("failed");
    for (const property of safety) {
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
