/**
 * No protection: truncate frees the blocks of a file, and does not ask whether a device still has their pages pinned.
 *
 * Source: fs-dax before Linux 4.18; the motive of commits 5fac7408d828 "mm, fs, dax: handle layout changes to pinned dax
 * mappings" and d6dc57e251a4 "xfs, dax: introduce xfs_break_dax_layouts()" (Dan Williams, 2018). Jason Gunthorpe, answering
 * Dave Chinner in February 2019, on what a block that is given away under a pin means for RDMA.
 * Parameters: the environment (application.ts); pages and applications, by default one of each.
 * Atomic steps and locks: as in the files that model them, pins.ts, truncate.ts, mapping.ts, dma.ts, blocks.ts.
 * Fairness: weak for each step of a running system call, for DMA that was issued, and for a cooperative application.
 *
 * Expected, in every environment: a device writes to, and reads, a page whose block belongs to another file by then: the
 * shortest such history has eleven steps. Truncate ends, a registration can be had, references balance. A page is freed
 * while it is pinned: that is the defect, and the DMA its consequence.
 */
import { machine } from "everystate";
import type { Environment } from "./application.ts";
import { identities, type Sizes } from "./identities.ts";
import { system } from "./system.ts";

export function noProtection(environment: Environment, sizes: Sizes = { pages: 1, apps: 1 }) {
  const who = identities(sizes);

  return machine({
    name: `no protection, ${environment} application`,
    ...system(who, environment, { longTerm: "allowed", frees: "once unmapped" }),
    final: (s) => s.truncate.tag === "done" && who.app.every((a) => s.call[a].tag === "idle"),
    expect: {
      noStaleDmaWrite: { violated: "dmaComplete" },
      noStaleDmaRead: { violated: "dmaComplete" },
      otherFilesAreLeftAlone: { violated: "dmaComplete" },
      notFreedWhilePinned: { violated: "detach" },
    },
  });
}

export const unprotected = noProtection("cooperative");
