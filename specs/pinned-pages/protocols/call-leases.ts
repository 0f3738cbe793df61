/**
 * (q) One lease for each call of get_user_pages, and polling: the kernel takes the leases itself, and an operation breaks them
 * and polls the reference counts until DMA has stopped.
 *
 * Source: Dan Williams, version 3 of "dax: fix dma vs truncate", October 2017, a stop-gap by its own words. That nothing
 * clears PTEs before the poll, and that eviction and unmount poll as well, is inferred; a write that relocates asks nobody, as
 * in (b).
 * Parameters: environment and sizes; and whether calls get their lease while others are being broken:
 * - `at any time`: as the series has it, a way to block new references is missing;
 * - `not while broken`: with what it says is missing.
 * Atomic: as kernel/call-leases.ts says.
 *
 * Expected: between the last poll and the free a page is pinned through a PTE that is still there, and the DMA is stale; with
 * new calls blocked it is safe, except for writes that relocate. No operation has to end when an application never releases.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import { answersWithLease, callLeases, type Granting } from "../kernel/call-leases.ts";
import type { Policy } from "../kernel/operations.ts";
import { anybody } from "../kernel/pinning.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

const policy: Policy = {
  truncate: "polls until idle",
  write: "goes ahead",
  share: "polls until idle",
  evict: "polls until idle",
  unmount: "polls until idle",
  unbind: "goes ahead",
};

export function leasedCalls(granting: Granting) {
  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const common = system(who, {
      policy,
      etiquette: {
        ...noEtiquette,
        gives: ["pins", "waits"],
        answers: answersWithLease,
        asks: (s, a) => s.lease[a] === "none",
      },
      pinning: { ...anybody, staysMapped: true },
    });
    return machine({
      name: `(q) one lease for each call, granted ${granting}; ${nameOf(environment)}`,
      ...common,
      actions: {
        ...common.actions,
        begin: {
          ...common.actions.begin,
          doc: ({ kind }) => `${kind}: take IOLOCK_EXCL; all PTEs stay as they are`,
        },
        ...callLeases(who, policy, granting).actions,
      },
      properties: common.properties,
    });
  };
}
