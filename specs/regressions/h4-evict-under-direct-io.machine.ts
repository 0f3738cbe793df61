/**
 * H4: an unlinked file is evicted with its last reference, and its block freed, while direct I/O that outlives the mapping
 * has the page pinned. The fix waits in evict.
 *
 * Source: Jason Gunthorpe to Dan Williams and Dave Chinner, September 2022: one thread reads with O_DIRECT into the mapping,
 * the other does munmap and close while the read is in flight: "We are now UAFing the DAX storage". Commit 0e2f80afcfa6
 * "fs/dax: ensure all pages are idle prior to filesystem unmount" (Alistair Popple, Linux 6.15): dax_break_layout_final in
 * evict.
 * Parameter: `waits`, the fix.
 * Atomic steps and locks: a fault (invalidate_lock shared, PTL); a pin (PTL); munmap (mmap_lock, PTL); the final iput, which
 * begins evict; the look at the page with going to sleep, uninterruptibly (i_pages lock, wait queue's lock); freeing the
 * block (ILOCK). Nobody can reach the file any more once evict has begun, so it needs no other lock.
 * Fairness: weak for the steps of evict, of the device and of the end of the I/O. Nobody has to unlink, unmap or close.
 *
 * Expected: without the fix the device writes to another file's block, after nine steps. With it no DMA is stale, and evict
 * ends, as the pin is short (for one that is not: hypothesis C5).
 */
import { bool, leadsTo, machine, oneOf, part, reachable } from "everystate";
import { directIo, isPinned, isQuiet } from "./kernel/direct-io.ts";

const io = directIo("thread 1");

const state = {
  ...io.state,
  /** The file has a name. */
  linked: bool(),
  /** The process has the file open. */
  open: bool(),
  /** The process has mapped the file. A mapping keeps the file in use, as a descriptor does. */
  vma: bool(),
  evict: oneOf("notBegun", "begun", "asleep", "clean", "done"),
};

/** Look at the page before freeing it, sleep while it is busy: what the fix adds. */
const waiting = part({
  state,
  actions: {
    scan: {
      fair: "weak",
      when: (s) => s.evict === "begun",
      then: (s) => {
        s.evict = isPinned(s) ? "asleep" : "clean";
      },
      actor: "thread 2",
      doc: "dax_break_layout_final: page referenced? then sleep, uninterruptibly",
    },
    wake: {
      fair: "weak",
      when: (s) => s.evict === "asleep" && !isPinned(s),
      then: (s) => {
        s.evict = "begun";
      },
      actor: "thread 2",
      doc: "dax_break_layout_final: page idle, look again",
    },
  },
});

/** Actions and properties, to be made a machine. */
export function evictUnderDirectIoParts({ waits }: { readonly waits: boolean }) {
  const common = part({
    state,
    init: {
      ...io.init,
      linked: true,
      open: true,
      vma: true,
      evict: "notBegun",
    },
    actions: {
      touch: {
        when: (s) => s.vma && !s.mapped,
        then: (s) => {
          s.mapped = true;
        },
        actor: "thread 1",
        doc: "dax_iomap_fault: map the page (invalidate_lock shared, PTL)",
      },
      unlink: {
        when: (s) => s.linked,
        then: (s) => {
          s.linked = false;
        },
        actor: "thread 2",
        doc: "unlink: the file has no name any more",
      },
      munmap: {
        when: (s) => s.vma,
        then: (s) => {
          s.vma = false;
          s.mapped = false;
        },
        actor: "thread 2",
        doc: "munmap: clear the PTE, remove the VMA, put the file (mmap_lock, PTL)",
      },
      close: {
        when: (s) => s.open,
        then: (s) => {
          s.open = false;
        },
        actor: "thread 2",
        doc: "close: put the file",
      },
      evictBegin: {
        fair: "weak",
        when: (s) => s.evict === "notBegun" && !s.linked && !s.open && !s.vma,
        then: (s) => {
          s.evict = "begun";
        },
        actor: "thread 2",
        doc: "iput_final: the last reference of an unlinked file, evict it",
      },
      free: {
        fair: "weak",
        when: (s) => s.evict === (waits ? "clean" : "begun"),
        then: (s) => {
          s.block = "free";
          s.evict = "done";
        },
        actor: "thread 2",
        doc: "xfs_inactive_truncate: free the block (ILOCK_EXCL)",
      },
    },
    properties: {
      evictEnds: leadsTo(
        (s) => s.evict !== "notBegun",
        (s) => s.evict === "done",
        "the eviction never ends",
      ),
      /** Evict begins while the page is pinned. */
      evictMeetsPin: reachable((s) => s.evict === "begun" && isPinned(s)),
    },
  });
  const actions = { ...io.actions, ...common.actions };
  return {
    state,
    init: common.init,
    actions: waits ? { ...actions, ...waiting.actions } : actions,
    properties: { ...io.properties, ...common.properties },
  };
}

export function evictUnderDirectIo(options: { readonly waits: boolean }) {
  return machine({
    name: `H4, evict under direct I/O, ${options.waits ? "waits for the pin" : "does not wait"}`,
    ...evictUnderDirectIoParts(options),
    final: (s) => s.evict === "done" && isQuiet(s),
    expect: { noStaleDma: options.waits ? "holds" : { violated: "dmaCompletes" } },
  });
}

export const broken = evictUnderDirectIo({ waits: false });
export const fixed = evictUnderDirectIo({ waits: true });
