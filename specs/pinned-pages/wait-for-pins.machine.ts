/**
 * Truncate waits for pins: it unmaps the file, looks for a page with references, and sleeps until that page is idle; it
 * frees only after a look that found none, with invalidate_lock held ever since the unmap.
 *
 * Source: fs/dax.c, dax_layout_busy_page and the comment above it; commits 5fac7408d828 "mm, fs, dax: handle layout changes
 * to pinned dax mappings" and d6dc57e251a4 "xfs, dax: introduce xfs_break_dax_layouts()" (Dan Williams, 2018; Linux 4.18).
 * With long-term pins "filesystem operations are blocked indefinitely" (Dan Williams, December 2019).
 * Parameters: the environment (application.ts); pages and applications, by default two and one.
 * Atomic steps and locks: in the headers of pins.ts (gup-fast is three steps) and truncate.ts (check-and-sleep is one).
 * Fairness: weak for each step of a running system call, for DMA that was issued, and for what an application promises.
 *
 * Expected:
 * - safe in every environment, also against gup-fast: a device touches only pages of the file, or of nobody;
 * - `neverReleases`: truncate need not end. The device keeps transferring, the pin stays, truncate sleeps for ever; strong
 *   fairness of everything would not change that. `unpin` is never enabled: nobody lets go, and no block is freed under a
 *   pin, so that a call that has pinned a page cannot fail at the next;
 * - `cooperative`: truncate ends. This needs two promises of the application: to deregister, and to begin nothing new once
 *   truncate has begun. The kernel does not enforce the second: it drops invalidate_lock while it sleeps, because a call
 *   that has pinned a first page may need a fault for the next one, so faults, and with them pins, are possible;
 * - `restless`: without that second promise truncate need not end, although every pin does: whenever it wakes, somebody has
 *   pinned again before it has cleared the PTEs. Somebody else's registration may then go unanswered, too: the page it has
 *   faulted in is unmapped each time before it is pinned.
 */
import { machine } from "everystate";
import type { Environment } from "./application.ts";
import { identities, type Sizes } from "./identities.ts";
import { system } from "./system.ts";
import { waitForIdlePages } from "./truncate.ts";

const small: Sizes = { pages: 2, apps: 1 };

/** State, actions and properties of the protocol, to be made a machine. */
export function waitForPinsParts(environment: Environment, sizes: Sizes = small) {
  const who = identities(sizes);
  const common = system(who, environment, { longTerm: "allowed", frees: "once allowed" });
  return { ...common, actions: { ...common.actions, ...waitForIdlePages(who).actions } };
}

export function waitForPins(environment: Environment, sizes: Sizes = small) {
  const { app } = identities(sizes);
  return machine({
    name: `truncate waits for pins, ${environment} application`,
    ...waitForPinsParts(environment, sizes),
    final: (s) => s.truncate.tag === "done" && app.every((a) => s.call[a].tag === "idle"),
    expect: {
      truncateEnds: truncateExpected[environment],
      registrationIsAnswered: environment === "restless" && sizes.apps > 1 ? "violated" : "holds",
    },
  });
}

const truncateExpected = {
  cooperative: "holds",
  neverReleases: { violated: "dmaComplete" },
  restless: { violated: "wake" },
} as const;

export const cooperative = waitForPins("cooperative");
export const neverReleases = waitForPins("neverReleases");
export const restless = waitForPins("restless");
