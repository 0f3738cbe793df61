/**
 * Truncate of the file to nothing, while a process reads into a mapping of it with direct I/O.
 *
 * Source: fs/xfs/xfs_iops.c, xfs_vn_setattr_size; mm/memory.c, unmap_mapping_pages; fs/xfs/xfs_file.c, xfs_wait_dax_page;
 * fs/xfs/xfs_inode.c, xfs_itruncate_extents.
 *
 * What comes between clearing the PTE and freeing the block, the look at the page, is what the bugs are about, and said where
 * they are.
 * Atomic steps and locks: taking the locks; clearing the PTE (PTL); taking the block out of the file (ILOCK). invalidate_lock
 * is held exclusively all the time but while truncate is asleep.
 * Fairness: weak for every step but the first, as they are those of a running system call.
 */
import { leadsTo, oneOf, part } from "everystate";
import { directIo, isPinned } from "./direct-io.ts";

const io = directIo("process");

/** The I/O and the page table of the process with it. */
export const truncateState = part({
  state: {
    ...io.state,
    truncate: oneOf("idle", "locked", "unmapped", "asleep", "clean", "done"),
  },
  init: { ...io.init, truncate: "idle" },
});

const { state } = truncateState;

/** Take the locks, clear the PTE. */
export const unmapping = part({
  state,
  actions: {
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
  },
});

/** Begin again when the page that truncate has slept for is idle. */
export const waking = part({
  state,
  actions: {
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

/** Free the block, as soon as truncate is where `once` says: `clean` when it has looked for pins and found none. */
export function freeing(once: "unmapped" | "clean") {
  return part({
    state,
    actions: {
      free: {
        fair: "weak",
        when: (s) => s.truncate === once,
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
}

/** Whether a fault on the page can happen and succeed: the file has the page, and truncate does not hold invalidate_lock. */
export function canFault(s: { readonly block: string; readonly truncate: string }): boolean {
  return s.block === "file" && (s.truncate === "idle" || s.truncate === "asleep");
}
