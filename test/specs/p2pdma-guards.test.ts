/** Each guard that keeps an unbind, or a revocation, safe or going, taken away: then it is not. */
import { check } from "everystate";
import { expect, test } from "vitest";
import { dmaBufParts } from "../../specs/p2pdma/dma-buf.ts";
import { longTermNotifierParts } from "../../specs/p2pdma/long-term-notifier.machine.ts";
import { longTermWaitsParts } from "../../specs/p2pdma/long-term-waits.machine.ts";
import { shortPinsParts } from "../../specs/p2pdma/short-pins.machine.ts";
import { assign, changedMachine, type Guard } from "../support/changed-machine.ts";
import type { Loose } from "../support/loose-machine.ts";

const pages = shortPinsParts("neverReleases");
const bothWaits = dmaBufParts({ waits: "fences and unmapping", admits: "all" }, "revocable");

const guards: readonly Guard[] = [
  {
    what: "gup-fast reads the PTE again after it took the reference",
    parts: pages,
    action: "fastRecheck",
    change: {
      then: (s: Loose, { app }: Loose) => {
        const { page, purpose } = s.call[app];
        s.call[app] = { tag: "holding", page, purpose };
      },
    },
    violates: "pinsWhatIsMapped",
  },
  {
    what: "gup-fast takes no reference on a page that has none",
    parts: pages,
    action: "fastTakeReference",
    change: {
      then: (s: Loose, { app }: Loose) => {
        const { page, purpose } = s.call[app];
        s.references[page] += 1;
        s.call[app] = { tag: "referenceTaken", page, purpose };
      },
    },
    violates: "referencesBalance",
  },
  {
    what: "killing the map waits for a grace period",
    parts: pages,
    action: "gracePeriodEnds",
    change: { when: (s: Loose) => s.unbind === "killed" },
    violates: "gupFastCountsLivePages",
  },
  {
    what: "struct pages are removed when the map has no reference",
    parts: pages,
    action: "remove",
    change: { when: (s: Loose) => s.unbind === "waiting" },
    violates: "noUseAfterRemoval",
  },
  {
    what: "nobody maps a page once unbind has begun",
    parts: pages,
    action: "mmap",
    change: {
      when: (s: Loose, { app, page }: Loose) => s.pte[app] === null && s.references[page] === 0,
    },
    violates: "noUseAfterRemoval",
  },
  {
    what: "the map is killed when every PTE is cleared",
    parts: pages,
    action: "kill",
    change: { when: (s: Loose) => s.unbind === "unmapping" },
    violates: "unbindEnds",
  },
  {
    what: "a page is unpinned when the device is done with it",
    parts: pages,
    action: "unpin",
    change: { when: (s: Loose, { app }: Loose) => s.call[app].tag === "releasing" },
    violates: "noDmaAfterUnbind",
  },
  {
    what: "direct I/O ends: without fairness unbind need not",
    parts: pages,
    action: "directIoEnds",
    change: { fair: undefined },
    violates: "unbindEnds",
  },
  {
    what: "holders release: without fairness unbind need not end",
    parts: longTermWaitsParts("releases"),
    action: "deregister",
    change: { fair: undefined },
    violates: "unbindEnds",
  },
  {
    what: "whoever can revoke does: without fairness unbind need not end",
    parts: longTermNotifierParts("revocable"),
    action: "revoke",
    change: { fair: undefined },
    violates: "unbindEnds",
  },
  {
    what: "a dma-buf that is revoked is not mapped",
    parts: bothWaits,
    action: "map",
    change: { when: (s: Loose, { importer }: Loose) => s.attachment[importer] === "attached" },
    violates: "noMapAfterUnbind",
  },
  {
    what: "an importer that was called between mapping and registration does not register",
    parts: bothWaits,
    action: "program",
    change: {
      when: (s: Loose, { importer }: Loose) =>
        ["mapped", "quiescing"].includes(s.attachment[importer]) && s.exporter !== "calling",
    },
    violates: "unbindEnds",
  },
  {
    what: "the exporter waits for fences",
    parts: bothWaits,
    action: "callbacksDone",
    change: {
      when: (s: Loose) =>
        s.exporter === "calling" &&
        Object.values(s.attachment).every((at) => at !== "mapped" && at !== "programmed"),
    },
    violates: "noWriteAfterUnbind",
  },
  {
    what: "the exporter waits for unmapping",
    parts: bothWaits,
    action: "withdraw",
    change: { when: (s: Loose) => s.exporter === "unlocked" },
    violates: "noDmaAfterUnbind",
  },
  {
    what: "the exporter calls every importer",
    parts: bothWaits,
    action: "callbacksDone",
    change: { when: (s: Loose) => s.exporter === "calling", then: assign("exporter", "unlocked") },
    violates: "unbindEnds",
  },
  {
    what: "an importer unmaps when its device is quiet",
    parts: bothWaits,
    action: "unmap",
    change: {
      when: (s: Loose, { importer }: Loose) =>
        s.attachment[importer] === "quiescing" && s.exporter !== "calling",
    },
    violates: "noDmaAfterUnbind",
  },
];

test.each(guards)("$what", async ({ parts, action, change, violates }) => {
  const unchanged = changedMachine(parts, action, {});
  const [before] = (await check(unchanged, { properties: [violates] })).properties;
  expect(before?.verdict.status).toBe("holds");
  const { properties } = await check(changedMachine(parts, action, change));
  const found = properties.find(({ name }) => name === violates);
  expect(found?.verdict.status).toBe("violated");
});
