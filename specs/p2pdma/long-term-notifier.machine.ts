/**
 * A notifier for long-term pins: unbind waits for the references of all pages, and tells the holders of long-term pins, who
 * revoke them if they can.
 *
 * Source: Jason Gunthorpe, September 2022: after unmap_mapping_range the range of pages is announced as going away; who can
 * revoke does, others block. Never built for pages; dma-buf.ts is what was built instead.
 * Parameters: what holders of long-term pins do (`environment`), all of them alike; pages and processes, by default one and
 * two.
 * Atomic steps, locks and fairness: pages.ts, pins.ts, unbind.ts.
 *
 * Expected: safe. Unbind ends if holders can be revoked, and then they lose their pins. If they cannot, it is the protocol
 * long-term-waits.
 */
import { machine } from "everystate";
import type { Sizes } from "./pages.ts";
import type { Environment } from "./pins.ts";
import { small, unbindParts } from "./system.ts";

export function longTermNotifierParts(environment: Environment, sizes: Sizes = small) {
  const rules = { longTerm: "allowed", pageHoldsMap: true, notifier: true } as const;
  return unbindParts(rules, environment, sizes);
}

export function longTermNotifier(environment: Environment, sizes: Sizes = small) {
  return machine({
    name: `P2PDMA unbind with a notifier for long-term pins, holder ${environment}`,
    ...longTermNotifierParts(environment, sizes),
    deadlock: false,
    expect: {
      unbindEnds: environment === "neverReleases" ? "violated" : "holds",
      holderIsNotCut: environment === "revocable" ? { violated: "revoke" } : "holds",
    },
  });
}

export const revocable = longTermNotifier("revocable");
export const neverReleases = longTermNotifier("neverReleases");
