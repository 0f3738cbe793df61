/**
 * H1: truncate frees a block while direct I/O has its page pinned. The fix waits until the page is idle.
 *
 * Source: commits 5fac7408d828 "mm, fs, dax: handle layout changes to pinned dax mappings" and d6dc57e251a4 "xfs, dax:
 * introduce xfs_break_dax_layouts()" (Dan Williams, 2018; Linux 4.18): fs/dax.c, dax_layout_busy_page; fs/xfs/xfs_file.c,
 * xfs_break_dax_layouts and xfs_wait_dax_page. No RDMA is needed: one slow O_DIRECT read into a mapping is enough.
 * Parameter: `waits`, the fix.
 * Atomic steps and locks: a fault (invalidate_lock shared, entry lock, PTL); a pin (PTL); clearing the PTE (PTL); looking at
 * the page and going to sleep (i_pages lock, then the wait queue's: an unpin between the two only shortens the sleep);
 * taking the block out of the file (ILOCK). Truncate holds invalidate_lock exclusively but for its sleep.
 * Fairness: weak for the steps of truncate, of the device and of the end of the I/O.
 *
 * Expected: without the fix the device writes to another file's block, after seven steps. With it no DMA is stale, and
 * truncate ends.
 */
import { bool, leadsTo, machine, oneOf, part } from "everystate";
import { isPinned, isQuiet, storage } from "./storage.ts";

const state = {
  ...storage.state,
  /** The page is present in the page table of the process. */
  mapped: bool(),
  truncate: oneOf("idle", "locked", "unmapped", "asleep", "clean", "done"),
};

/** Unmap, look at the page, sleep and begin again while it is busy: what the fix adds. */
const waiting = part({
  state,
  actions: {
    scan: {
      fair: "weak",
      when: (s) => s.truncate === "unmapped",
      then: (s) => {
        s.truncate = isPinned(s) ? "asleep" : "clean";
      },
      actor: "truncate",
      doc: "dax_layout_busy_page: page referenced? then drop invalidate_lock, sleep",
    },
    wake: {
      fair: "weak",
      when: (s) => s.truncate === "asleep" && !isPinned(s),
      then: (s) => {
        s.truncate = "locked";
      },
      actor: "truncate",
      doc: "xfs_wait_dax_page: page idle, retake invalidate_lock, begin again",
    },
  },
});

/** Actions and properties, to be made a machine. */
export function truncateUnderDirectIoParts({ waits }: { readonly waits: boolean }) {
  const common = part({
    state,
    init: { ...storage.init, mapped: false, truncate: "idle" },
    actions: {
      touch: {
        when: (s) =>
          !s.mapped && s.block === "file" && (s.truncate === "idle" || s.truncate === "asleep"),
        then: (s) => {
          s.mapped = true;
        },
        actor: "process",
        doc: "dax_iomap_fault: map the page (invalidate_lock shared, PTL)",
      },
      pin: {
        when: (s) => s.mapped && s.io === "notBegun",
        then: (s) => {
          s.io = "pinned";
        },
        actor: "process",
        doc: "O_DIRECT read, follow_page_pte: PTE present, pin the page (PTL)",
      },
      truncateBegin: {
        when: (s) => s.truncate === "idle",
        then: (s) => {
          s.truncate = "locked";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: take IOLOCK_EXCL and invalidate_lock",
      },
      unmap: {
        fair: "weak",
        when: (s) => s.truncate === "locked",
        then: (s) => {
          s.mapped = false;
          s.truncate = "unmapped";
        },
        actor: "truncate",
        doc: "unmap_mapping_pages: clear the PTE (PTL)",
      },
      free: {
        fair: "weak",
        when: (s) => s.truncate === (waits ? "clean" : "unmapped"),
        then: (s) => {
          s.block = "free";
          s.truncate = "done";
        },
        actor: "truncate",
        doc: "xfs_itruncate_extents: free the block (ILOCK_EXCL)",
      },
    },
    properties: {
      truncateEnds: leadsTo(
        (s) => s.truncate !== "idle",
        (s) => s.truncate === "done",
        "truncate never ends",
      ),
    },
  });
  const actions = { ...storage.actions, ...common.actions };
  return {
    state,
    init: common.init,
    actions: waits ? { ...actions, ...waiting.actions } : actions,
    properties: { ...storage.properties, ...common.properties },
  };
}

export function truncateUnderDirectIo(options: { readonly waits: boolean }) {
  return machine({
    name: `H1, truncate under direct I/O, ${options.waits ? "waits for the pin" : "does not wait"}`,
    ...truncateUnderDirectIoParts(options),
    final: (s) => s.truncate === "done" && isQuiet(s),
    expect: { noStaleDma: options.waits ? "holds" : { violated: "dmaCompletes" } },
  });
}

export const broken = truncateUnderDirectIo({ waits: false });
export const fixed = truncateUnderDirectIo({ waits: true });
