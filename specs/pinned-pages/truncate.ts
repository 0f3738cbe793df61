/**
 * Truncate of the whole file, once, by a thread that takes the inode's lock for writing (IOLOCK_EXCL) from begin to end.
 *
 * Source: fs/xfs/xfs_iops.c, xfs_vn_setattr_size; fs/xfs/xfs_inode.c, xfs_itruncate_extents, and xfs_break_dax_layouts with
 * xfs_wait_dax_page; fs/dax.c, dax_layout_busy_page; mm/memory.c, unmap_mapping_pages; include/linux/wait_bit.h,
 * ___wait_var_event.
 *
 * Shared by all protocols: take invalidate_lock exclusively, clear every PTE, and when the protocol says so take the blocks
 * out of the file. `waitForIdlePages` is what dax_layout_busy_page and its caller do in between.
 *
 * Atomic steps: clear one PTE (PTL; the notifier and the TLB flush included); look at one entry (i_pages lock); look at the
 * page again, and go to sleep if it is still busy (the wait queue's lock: otherwise a wake-up could be lost); take one
 * block out of the file (ILOCK, in a transaction).
 *
 * Fairness: weak for every step, all being steps of one running system call. Nothing makes a truncate begin.
 */
import { part, setOf, union } from "everystate";
import { dmaState } from "./dma.ts";
import type { App, Identities } from "./identities.ts";

export function truncateState(identities: Identities) {
  const { page } = identities;
  const { state, init } = dmaState(identities);
  return part({
    state: {
      ...state,
      truncate: union({
        idle: {},
        unmapping: {},
        scanning: {},
        foundBusy: { page },
        asleep: { page },
        freeing: {},
        done: {},
      }),
      /** Pages that this scan has found idle. */
      foundIdle: setOf(page),
    },
    init: { ...init, truncate: { tag: "idle" }, foundIdle: [] },
  });
}

/** When blocks may be taken out of the file: as soon as nothing is mapped, or when a scan has allowed it. */
export type Frees = "once unmapped" | "once allowed";

export function truncation(identities: Identities, frees: Frees) {
  const { page, app } = identities;
  return part({
    state: truncateState(identities).state,
    actions: {
      truncateBegin: {
        when: (s) => s.truncate.tag === "idle",
        then: (s) => {
          s.truncate = { tag: "unmapping" };
          s.invalidateLock = "exclusive";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: IOLOCK_EXCL is held, take invalidate_lock exclusively",
      },
      unmapPte: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) => s.truncate.tag === "unmapping" && s.mapped[app].has(page),
        then: (s, { app, page }) => {
          s.mapped[app].delete(page);
        },
        actor: "truncate",
        doc: ({ app, page }) => `unmap_mapping_pages: clear the PTE of ${page} in ${app} (PTL)`,
      },
      detach: {
        for: { page },
        fair: "weak",
        when: (s, { page }) =>
          s.block[page] === "file" &&
          (frees === "once allowed"
            ? s.truncate.tag === "freeing"
            : s.truncate.tag === "unmapping" && nothingMapped(s, app)),
        then: (s, { page }) => {
          s.block[page] = "detached";
        },
        actor: "truncate",
        doc: ({ page }) => `xfs_itruncate_extents: take block ${page} out of the file (ILOCK_EXCL)`,
      },
      truncateEnd: {
        fair: "weak",
        when: (s) =>
          s.truncate.tag !== "idle" &&
          s.truncate.tag !== "done" &&
          page.every((p) => s.block[p] !== "file"),
        then: (s) => {
          s.truncate = { tag: "done" };
          s.invalidateLock = "unlocked";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: no block is left in the file, drop the locks",
      },
    },
  });
}

/** Scan for a page with references, sleep until it is idle, begin again; only a scan that finds none lets truncate free. */
export function waitForIdlePages(identities: Identities) {
  const { page, app } = identities;
  return part({
    state: truncateState(identities).state,
    actions: {
      scanBegin: {
        fair: "weak",
        when: (s) => s.truncate.tag === "unmapping" && nothingMapped(s, app),
        then: (s) => {
          s.truncate = { tag: "scanning" };
        },
        actor: "truncate",
        doc: "dax_layout_busy_page: every PTE is cleared, look at the entries",
      },
      scanEntry: {
        for: { page },
        fair: "weak",
        when: (s, { page }) => s.truncate.tag === "scanning" && !s.foundIdle.has(page),
        then: (s, { page: entry }) => {
          if (s.references[entry] === 0) s.foundIdle.add(entry);
          else s.truncate = { tag: "foundBusy", page: entry };

          const allIdle = s.foundIdle.size === page.size;
          if (allIdle) s.truncate = { tag: "freeing" };
          if (s.truncate.tag !== "scanning") s.foundIdle.clear();
        },
        actor: "truncate",
        doc: ({ page }) => `dax_layout_busy_page: is ${page} referenced? (i_pages lock)`,
      },
      sleep: {
        fair: "weak",
        when: (s) => s.truncate.tag === "foundBusy",
        then: (s) => {
          if (s.truncate.tag !== "foundBusy") return;
          const { page } = s.truncate;
          if (s.references[page] === 0) {
            s.truncate = { tag: "unmapping" };
          } else {
            s.truncate = { tag: "asleep", page };
            s.invalidateLock = "unlocked";
          }
        },
        actor: "truncate",
        doc: "___wait_var_event: if the page is still busy, queue, drop invalidate_lock, sleep",
      },
      wake: {
        fair: "weak",
        when: (s) => s.truncate.tag === "asleep" && s.references[s.truncate.page] === 0,
        then: (s) => {
          s.truncate = { tag: "unmapping" };
          s.invalidateLock = "exclusive";
        },
        actor: "truncate",
        doc: "xfs_wait_dax_page: the page is idle, retake invalidate_lock, begin again",
      },
    },
  });
}

function nothingMapped(
  s: { readonly mapped: { readonly [A in App]: { readonly size: number } } },
  app: Identities["app"],
): boolean {
  return app.every((a) => s.mapped[a].size === 0);
}
