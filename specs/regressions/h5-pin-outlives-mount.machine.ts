/**
 * H5: a filesystem is unmounted and mounted again under a pin; the new inode has no DAX entry, so truncate finds nothing
 * busy. The fix waits in evict, which unmount does for every inode.
 *
 * Source: commit 0e2f80afcfa6 "fs/dax: ensure all pages are idle prior to filesystem unmount" (Alistair Popple, Linux 6.15),
 * whose message describes this history: "a busy block may be reallocated to a new file leading to corruption".
 * Parameter: `waits`, the fix.
 * Atomic steps and locks: a fault inserts the DAX entry and the PTE (invalidate_lock shared, entry lock, PTL); a pin (PTL);
 * exit of the process takes its mapping (mmap_lock, PTL) and descriptor; evict at unmount removes the DAX entries
 * (s_umount); its look at the page with going to sleep (i_pages lock, wait queue's lock); mount; truncate of the file in the
 * second mount as in H1, but that it takes its locks and clears the PTE in one step, and that nobody maps the file while it
 * sleeps. A process that touches the page in the second mount gives the inode a DAX entry, and then truncate does find the
 * pin.
 * Fairness: weak for the steps of unmount, truncate, the device and the end of the I/O. Nobody has to unmount.
 *
 * Expected: without the fix the device writes to another file's block, after eleven steps. With it no DMA is stale, unmount
 * ends and truncate ends.
 */
import { bool, leadsTo, machine, oneOf, part, reachable } from "everystate";
import { directIo, isPinned, isQuiet } from "./kernel/direct-io.ts";
import { freeing } from "./kernel/truncate.ts";

const io = directIo("process");
const frees = freeing("clean");

const state = {
  ...io.state,
  mount: oneOf("mounted", "unmounting", "asleep", "idle", "unmounted", "mountedAgain"),
  /** A process has mapped the file in the first mount. */
  vma: bool(),
  /** The inode has a DAX entry for the page: where the scan looks. */
  entry: bool(),
  truncate: oneOf("idle", "unmapped", "asleep", "clean", "done"),
};

/** Look at the page before the inode goes, sleep while it is busy: what the fix adds. */
const waiting = part({
  state,
  actions: {
    evictScan: {
      fair: "weak",
      when: (s) => s.mount === "unmounting",
      then: (s) => {
        s.mount = s.entry && isPinned(s) ? "asleep" : "idle";
      },
      actor: "umount",
      doc: "dax_break_layout_final: page referenced? then sleep, uninterruptibly",
    },
    evictWake: {
      fair: "weak",
      when: (s) => s.mount === "asleep" && !isPinned(s),
      then: (s) => {
        s.mount = "unmounting";
      },
      actor: "umount",
      doc: "dax_break_layout_final: page idle, look again",
    },
  },
});

/** Actions and properties, to be made a machine. */
export function pinOutlivesMountParts({ waits }: { readonly waits: boolean }) {
  const common = part({
    state,
    init: {
      ...io.init,
      mount: "mounted",
      vma: true,
      entry: false,
      truncate: "idle",
    },
    actions: {
      touch: {
        when: (s) => s.vma && !s.mapped,
        then: (s) => {
          s.entry = true;
          s.mapped = true;
        },
        actor: "process",
        doc: "dax_iomap_fault: insert DAX entry and PTE (invalidate_lock shared, PTL)",
      },
      exit: {
        when: (s) => s.vma,
        then: (s) => {
          s.vma = false;
          s.mapped = false;
        },
        actor: "process",
        doc: "munmap and close: nothing keeps the mount in use (mmap_lock, PTL)",
      },
      umount: {
        when: (s) => s.mount === "mounted" && !s.vma,
        then: (s) => {
          s.mount = "unmounting";
        },
        actor: "umount",
        doc: "generic_shutdown_super: evict all inodes (s_umount)",
      },
      evict: {
        fair: "weak",
        when: (s) => s.mount === (waits ? "idle" : "unmounting"),
        then: (s) => {
          s.entry = false;
          s.mount = "unmounted";
        },
        actor: "umount",
        doc: "truncate_inode_pages_final: the inode and its DAX entries are gone",
      },
      mountAgain: {
        when: (s) => s.mount === "unmounted",
        then: (s) => {
          s.mount = "mountedAgain";
        },
        actor: "mount",
        doc: "mount: the file is what it was, its inode has no DAX entries",
      },
      touchAgain: {
        when: (s) => s.mount === "mountedAgain" && s.truncate === "idle" && !s.entry,
        then: (s) => {
          s.entry = true;
          s.mapped = true;
        },
        actor: "process",
        doc: "mmap and dax_iomap_fault in the new mount: DAX entry and PTE",
      },
      truncateBegin: {
        when: (s) => s.mount === "mountedAgain" && s.truncate === "idle",
        then: (s) => {
          s.mapped = false;
          s.truncate = "unmapped";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: IOLOCK_EXCL, invalidate_lock; clear the PTE (PTL)",
      },
      scan: {
        fair: "weak",
        when: (s) => s.truncate === "unmapped",
        then: (s) => {
          s.truncate = s.entry && isPinned(s) ? "asleep" : "clean";
        },
        actor: "truncate",
        doc: "dax_layout_busy_page: has an entry a referenced page? (i_pages lock)",
      },
      wake: {
        fair: "weak",
        when: (s) => s.truncate === "asleep" && !isPinned(s),
        then: (s) => {
          s.truncate = "unmapped";
        },
        actor: "truncate",
        doc: "xfs_wait_dax_page: page idle, look again",
      },
    },
    properties: {
      umountEnds: leadsTo(
        (s) => s.mount === "unmounting",
        (s) => s.mount === "unmounted",
        "unmount never ends",
      ),
      /** Unmount begins while the page is pinned. */
      umountMeetsPin: reachable((s) => s.mount === "unmounting" && isPinned(s)),
    },
  });
  const actions = { ...io.actions, ...common.actions, ...frees.actions };
  return {
    state,
    init: common.init,
    actions: waits ? { ...actions, ...waiting.actions } : actions,
    properties: { ...io.properties, ...frees.properties, ...common.properties },
  };
}

export function pinOutlivesMount(options: { readonly waits: boolean }) {
  return machine({
    name: `H5, unmount under direct I/O, ${options.waits ? "waits for the pin" : "does not wait"}`,
    ...pinOutlivesMountParts(options),
    final: (s) => s.truncate === "done" && isQuiet(s),
    expect: { noStaleDma: options.waits ? "holds" : { violated: "dmaCompletes" } },
  });
}

export const broken = pinOutlivesMount({ waits: false });
export const fixed = pinOutlivesMount({ waits: true });
