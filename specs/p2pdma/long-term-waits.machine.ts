/**
 * Long-term pins allowed, and waited for: unbind ends when the last holder has let go.
 *
 * Source: Jason Gunthorpe, September 2022: with P2PDMA pages in RDMA registrations and VFIO, unbind would block until the
 * holder releases; he compares it to a filesystem that cannot be unmounted while files are open.
 * Parameters: what holders of long-term pins do (`environment`); pages and processes, by default one and two.
 * Atomic steps, locks and fairness: pages.ts, pins.ts, unbind.ts.
 *
 * Expected: safe; unbind ends if holders release, and need not if one does not. That it could be revoked does not help:
 * nobody tells it.
 */
import { machine } from "everystate";
import type { Sizes } from "./pages.ts";
import type { Environment } from "./pins.ts";
import { small, unbindParts } from "./system.ts";

export function longTermWaitsParts(environment: Environment, sizes: Sizes = small) {
  const rules = { longTerm: "allowed", pageHoldsMap: true, notifier: false } as const;
  return unbindParts(rules, environment, sizes);
}

export function longTermWaits(environment: Environment, sizes: Sizes = small) {
  return machine({
    name: `P2PDMA unbind waits for long-term pins, holder ${environment}`,
    ...longTermWaitsParts(environment, sizes),
    deadlock: false,
    expect: { unbindEnds: environment === "releases" ? "holds" : "violated" },
  });
}

export const releases = longTermWaits("releases");
export const neverReleases = longTermWaits("neverReleases");
