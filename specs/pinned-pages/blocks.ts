/**
 * The block map and the allocator: to whom the block behind each page belongs.
 *
 * Source: fs/xfs/libxfs/xfs_alloc.c, xfs_alloc_vextent_start_ag and its siblings; fs/xfs/xfs_extent_busy.c,
 * xfs_extent_busy_clear.
 *
 * A block that truncate takes out of the file is detached: nobody owns it, and nobody may be given it until the
 * transaction is on the log (in XFS, the busy extent list). Only then it is free, and another file may allocate it.
 */
import { mapOf, oneOf, part } from "everystate";
import type { Identities } from "./identities.ts";

export function blocks({ page }: Identities) {
  return part({
    state: { block: mapOf(page, oneOf("file", "detached", "free", "otherFile")) },
    init: { block: page.each("file") },
    actions: {
      commitFree: {
        for: { page },
        fair: "weak",
        when: (s, { page }) => s.block[page] === "detached",
        then: (s, { page }) => {
          s.block[page] = "free";
        },
        actor: "log",
        doc: ({ page }) => `xfs_extent_busy_clear: the log is written, block ${page} is reusable`,
      },
      allocate: {
        for: { page },
        when: (s, { page }) => s.block[page] === "free",
        then: (s, { page }) => {
          s.block[page] = "otherFile";
        },
        actor: "writer of another file",
        doc: ({ page }) => `xfs_alloc_vextent_start_ag: another file is given block ${page}`,
      },
    },
  });
}
