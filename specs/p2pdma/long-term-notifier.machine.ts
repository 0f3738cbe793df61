/**
 * A notifier for long-term pins: unbind waits for the references of all pages, and tells the holders of long-term pins, who revoke them if they
 * can.
 *
 * Source: Jason Gunthorpe, September 2022: after unmap_mapping_range the range of pages is announced as going away; who can revoke does, others
 * block. Never built for pages; dma-buf.ts is what was built instead.
 * Parameters: whether holders can revoke, which here means: all or none; what they do of their own accord; pages and processes, by
 * default one and two.
 * Atomic steps, locks and fairness: pages.ts, pins.ts, unbind.ts.
 *
 * Expected: safe. Unbind ends if holders revoke, whatever they would do else, and then holders lose their pins. If they cannot, it is the protocol
 * long-term-waits.
 */
import { machine } from "everystate";
import type { Sizes } from "./pages.ts";
import type { Environment } from "./pins.ts";
import { small, unbindParts } from "./system.ts";

export interface Holders {
  readonly canRevoke: boolean;
  readonly environment: Environment;
}

export function longTermNotifierParts({ canRevoke, environment }: Holders, sizes: Sizes = small) {
  const rules = { longTerm: "allowed", pageHoldsMap: true, holdersRevoke: canRevoke } as const;
  return unbindParts(rules, environment, sizes);
}

export function longTermNotifier(holders: Holders, sizes: Sizes = small) {
  const { canRevoke, environment } = holders;
  return machine({
    name: `P2PDMA unbind with a notifier, holder ${canRevoke ? "can" : "cannot"} revoke`,
    ...longTermNotifierParts(holders, sizes),
    deadlock: false,
    expect: {
      unbindEnds: canRevoke || environment === "releases" ? "holds" : "violated",
      holderIsNotCut: canRevoke ? { violated: "revoke" } : "holds",
    },
  });
}

export const revoking = longTermNotifier({ canRevoke: true, environment: "neverReleases" });
export const notRevoking = longTermNotifier({ canRevoke: false, environment: "neverReleases" });
