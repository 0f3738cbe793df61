/**
 * The user mapping: which pages each application has in its page table, and the lock that keeps faults out.
 *
 * Source: fs/dax.c, dax_iomap_fault; fs/xfs/xfs_file.c, the fault handler that takes XFS_MMAPLOCK_SHARED around it, which is
 * invalidate_lock of the mapping (include/linux/fs.h).
 *
 * A fault looks up the block, inserts the DAX entry and the PTE: one step, under invalidate_lock (shared), the entry lock
 * and the page table lock (PTL). Beyond the end of the file it fails, which it learns under the same lock.
 */
import { mapOf, oneOf, part, setOf } from "everystate";
import { blocks } from "./blocks.ts";
import type { App, Identities, Page } from "./identities.ts";

export function mapping(identities: Identities) {
  const { page, app } = identities;
  return part({
    state: {
      ...blocks(identities).state,
      /** Pages that are present in the page table of each application. */
      mapped: mapOf(app, setOf(page)),
      /** `exclusive`: truncate has it, no fault can proceed. Faults hold it shared, within their one step. */
      invalidateLock: oneOf("unlocked", "exclusive"),
    },
    init: { block: page.each("file"), mapped: app.each([]), invalidateLock: "unlocked" },
    actions: {
      touch: {
        for: { app, page },
        when: (s, { app, page }) => canFault(s, page) && !s.mapped[app].has(page),
        then: (s, { app, page }) => {
          s.mapped[app].add(page);
        },
        actor: ({ app }) => app,
        doc: ({ page }) =>
          `CPU access: dax_iomap_fault maps ${page} (invalidate_lock shared, entry lock, PTL)`,
      },
    },
  });
}

interface Mapping {
  readonly block: { readonly [P in Page]: string };
  readonly mapped: { readonly [A in App]: { readonly size: number } };
  readonly invalidateLock: string;
}

/** Whether a fault on the page can happen and succeed: not beyond the end of the file, and no truncate in its way. */
export function canFault(s: Mapping, page: Page): boolean {
  return s.invalidateLock === "unlocked" && s.block[page] === "file";
}

/** Whether a fault on the page can happen and fail: it too waits for the lock. */
export function faultWouldFail(s: Mapping, page: Page): boolean {
  return s.invalidateLock === "unlocked" && s.block[page] !== "file";
}
