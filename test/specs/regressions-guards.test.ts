/** What each fix needs, taken away: then the bug, or another, is back. */
import { check } from "everystate";
import { describe, expect, test } from "vitest";
import { dmaBufKrefParts } from "../../specs/regressions/dma-buf-kref.ts";
import { truncateUnderDirectIoParts } from "../../specs/regressions/h1-truncate-under-direct-io.machine.ts";
import { scanWithoutMappingParts } from "../../specs/regressions/h2-scan-without-mapping.machine.ts";
import { evictUnderDirectIoParts } from "../../specs/regressions/h4-evict-under-direct-io.machine.ts";
import { pinOutlivesMountParts } from "../../specs/regressions/h5-pin-outlives-mount.machine.ts";
import { pagemapReferenceParts } from "../../specs/regressions/h6-pagemap-reference-underflow.machine.ts";
import { iovaReusedParts } from "../../specs/regressions/h7-iova-reused.machine.ts";
import { exitWaitsForItselfParts } from "../../specs/regressions/h8-exit-waits-for-itself.machine.ts";
import {
  leaseRemovedUnfenced,
  leaseRemovedUnfencedParts,
} from "../../specs/regressions/h10-lease-removed-unfenced.machine.ts";
import { errorLostParts } from "../../specs/regressions/h11-error-lost-in-comparison.machine.ts";
import { lockedEntriesParts } from "../../specs/regressions/locked-entries.ts";
import { assign, changedMachine, type Guard } from "../support/changed-machine.ts";
import type { Loose } from "../support/loose-machine.ts";

const guards: readonly Guard[] = [
  {
    what: "H1: truncate looks for a pin",
    parts: truncateUnderDirectIoParts({ waits: true }),
    action: "scan",
    change: { then: assign("truncate", "clean") },
    violates: "noStaleDma",
  },
  {
    what: "H1: it unmaps and looks again after it has slept",
    parts: truncateUnderDirectIoParts({ waits: true }),
    action: "wake",
    change: {
      when: (s: Loose) => s.truncate === "asleep",
      then: assign("truncate", "clean"),
    },
    violates: "noStaleDma",
  },
  {
    what: "H1: a fault waits for invalidate_lock",
    parts: truncateUnderDirectIoParts({ waits: true }),
    action: "touch",
    change: { when: (s: Loose) => !s.mapped && s.block === "file" },
    violates: "noStaleDma",
  },
  {
    what: "H2: a fault waits for invalidate_lock",
    parts: scanWithoutMappingParts({ needsMapping: false }),
    action: "touch",
    change: { when: (s: Loose) => s.vma && !s.mapped && s.block === "file" },
    violates: "noStaleDma",
  },
  {
    what: "H3: the scan does not pass a busy entry",
    parts: lockedEntriesParts({ scan: "resets", pages: 1 }),
    action: "scanEntry",
    change: { then: assign("truncate", { tag: "clean" }) },
    violates: "noStaleDma",
  },
  {
    what: "H3: it loads the entry again that it has waited for",
    parts: lockedEntriesParts({ scan: "resets", pages: 1 }),
    action: "entryUnlocked",
    change: { then: assign("truncate", { tag: "clean" }) },
    violates: "noStaleDma",
  },
  {
    what: "H4: evict begins only when no mapping is left",
    parts: evictUnderDirectIoParts({ waits: true }),
    action: "evictBegin",
    change: { when: (s: Loose) => s.evict === "notBegun" && !s.linked && !s.open },
    violates: "noStaleDma",
  },
  {
    what: "H4: evict sleeps until the page is idle",
    parts: evictUnderDirectIoParts({ waits: true }),
    action: "free",
    change: { when: (s: Loose) => s.evict === "clean" || s.evict === "asleep" },
    violates: "noStaleDma",
  },
  {
    what: "H5: a mount that is in use is not unmounted",
    parts: pinOutlivesMountParts({ waits: true }),
    action: "umount",
    change: { when: (s: Loose) => s.mount === "mounted" },
    violates: "noStaleDma",
  },
  {
    what: "H6: nobody finds the page once the map is killed",
    parts: pagemapReferenceParts({ reference: "both" }),
    action: "gupFast",
    change: { when: (s: Loose, { thread }: Loose) => s.call[thread] === "notBegun" },
    violates: "noUseAfterRemoval",
  },
  {
    what: "H6: removal waits for the last reference of the map",
    parts: pagemapReferenceParts({ reference: "page" }),
    action: "remove",
    change: { when: (s: Loose) => s.device === "released" },
    violates: "noUseAfterRemoval",
  },
  {
    what: "H7: deregistration waits for the NIC",
    parts: iovaReusedParts({ leaseBreak: "keeps the IOVA" }),
    action: "deregister",
    change: { when: (s: Loose, { mr }: Loose) => s.registration[mr].tag !== "none" },
    violates: "othersPagesAreLeftAlone",
  },
  {
    what: "H7: an IOVA that is taken is given to nobody else",
    parts: iovaReusedParts({ leaseBreak: "keeps the IOVA" }),
    action: "register",
    change: { when: (s: Loose, { mr }: Loose) => s.registration[mr].tag === "none" },
    violates: "iovaIsExclusive",
  },
  {
    what: "H8: the lease outlives the descriptor",
    parts: exitWaitsForItselfParts({ lease: "registration owns it" }),
    action: "dataFileReleased",
    change: {
      then: (s: Loose) => {
        s.open.delete("dataFile");
        s.releasing = null;
        s.lease = false;
      },
    },
    violates: "pinHasLease",
  },
  {
    what: "H8: close of the file does not wait",
    parts: exitWaitsForItselfParts({ lease: "registration owns it" }),
    action: "dataFileReleased",
    change: { when: (s: Loose) => s.releasing === "dataFile" && !s.pinned },
    violates: "exitEnds",
  },
  {
    what: "H9: a buffer that is revoked is not mapped",
    parts: dmaBufKrefParts({ clears: "flag last", close: "by revoking" }),
    action: "map",
    change: { when: (s: Loose, { importer }: Loose) => s.mapping[importer] === "none" },
    violates: "revokedIsUnmapped",
  },
  {
    what: "H9: a revocation waits until the last mapping is gone",
    parts: dmaBufKrefParts({ clears: "flag last", close: "by revoking" }),
    action: "waited",
    change: { when: (s: Loose) => s.exporter === "waiting" },
    violates: "revokedIsUnmapped",
  },
  {
    what: "H10: fencing keeps the client from the storage",
    parts: leaseRemovedUnfencedParts({ timeout: "fences first" }),
    action: "fence",
    change: { then: assign("lease", "none") },
    violates: "noStaleWrite",
  },
  {
    what: "H10: blocks are freed only when no lease is left",
    parts: leaseRemovedUnfencedParts({ timeout: "fences first" }),
    action: "free",
    change: { when: (s: Loose) => s.truncate === "waiting" },
    violates: "noStaleWrite",
  },
  {
    what: "H11: truncate waits until the layout is returned",
    parts: errorLostParts({ parenthesised: true }),
    action: "wake",
    change: {
      when: (s: Loose) => s.truncate === "waiting",
      then: assign("truncate", "freeing"),
    },
    violates: "noStaleWrite",
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

describe("H10", () => {
  test("weak fairness of fencing is not enough: it may fail every time", async () => {
    const spec = leaseRemovedUnfenced({ timeout: "fences first", fence: "weak" });
    const { properties } = await check(spec, { properties: ["truncateEnds"] });
    expect(properties[0]?.verdict.status).toBe("violated");
  });
});
