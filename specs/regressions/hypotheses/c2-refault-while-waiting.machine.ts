/**
 * HYPOTHESIS C2, of a model; not confirmed on any kernel. Since Linux 6.15 a PTE holds a reference, and truncate, which has
 * dropped invalidate_lock, sleeps until the page has none: a CPU access that maps the page again keeps it asleep after the
 * DMA is over.
 *
 * Source: reading of fs/dax.c as of 6.15: dax_busy_page looks at folio_ref_count - folio_mapcount, wait_page_idle waits for
 * dax_page_is_idle, which is a reference count of zero, and the wake-up comes from free_zone_device_folio, at zero. No list
 * discussion of it is known.
 * Parameter: `idle`, when a sleeper goes on.
 * - `no DMA, uncounted PTEs`: until 6.14 a PTE holds no reference, and the put that leaves none wakes.
 * - `no reference`: since 6.15, as read.
 * - `no DMA, counted PTEs`: a repair: sleep on references less mappings, and wake at every unpin.
 * Atomic steps and locks: a CPU access that faults (invalidate_lock shared, PTL); munmap of the page; a pin (PTL); clearing
 * the PTE (PTL); look, enqueue and drop the lock (i_pages lock, wait queue's lock); waking is a condition of the sleeper, so
 * no wake-up is lost that the kernel would give. The sleep is interruptible: a signal would end it, which is not modelled.
 * Fairness: weak for truncate, the device and the end of the I/O, and even strong for waking up, so that a process that maps
 * and unmaps the page in turns does not keep truncate asleep; the process need not do anything. A behaviour may stop
 * anywhere (stuttering "tla"), so nothing happens merely because nothing else can.
 *
 * Expected: only `no reference` leaves truncate asleep for ever. All are safe.
 */
import { bool, leadsTo, machine, oneOf, part, reachable } from "everystate";
import { isPinned, storage } from "../storage.ts";

export type IdlePage = "no DMA, uncounted PTEs" | "no reference" | "no DMA, counted PTEs";

/** Actions and properties, to be made a machine. */
export function refaultWhileWaitingParts({ idle }: { readonly idle: IdlePage }) {
  const state = {
    ...storage.state,
    /** The page is present in the page table of the process. */
    mapped: bool(),
    truncate: oneOf("idle", "locked", "unmapped", "asleep", "clean", "done"),
  };
  type Page = { readonly io: string; readonly mapped: boolean };
  const isIdle = (s: Page): boolean => !isPinned(s) && (idle !== "no reference" || !s.mapped);

  const own = part({
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
        doc: "CPU access, dax_iomap_fault: map the page (invalidate_lock shared)",
      },
      munmap: {
        when: (s) => s.mapped,
        then: (s) => {
          s.mapped = false;
        },
        actor: "process",
        doc: "munmap or MADV_DONTNEED: clear the PTE (PTL)",
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
      scan: {
        fair: "weak",
        when: (s) => s.truncate === "unmapped",
        then: (s) => {
          s.truncate = isPinned(s) ? "asleep" : "clean";
        },
        actor: "truncate",
        doc: "dax_busy_page: referenced beyond PTEs? drop invalidate_lock, sleep",
      },
      wake: {
        fair: "strong",
        when: (s) => s.truncate === "asleep" && isIdle(s),
        then: (s) => {
          s.truncate = "locked";
        },
        actor: "truncate",
        doc: "wait_page_idle: page idle, retake invalidate_lock, begin again",
      },
      free: {
        fair: "weak",
        when: (s) => s.truncate === "clean",
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
      /** The page is mapped again while truncate sleeps, and the DMA ends after that. */
      mappedWhileAsleep: reachable((s) => s.truncate === "asleep" && s.mapped && !isPinned(s)),
    },
  });
  return {
    state,
    init: own.init,
    actions: { ...storage.actions, ...own.actions },
    properties: { ...storage.properties, ...own.properties },
  };
}

export function refaultWhileWaiting(options: { readonly idle: IdlePage }) {
  const { idle } = options;
  return machine({
    name: `hypothesis C2, truncate sleeps until ${idle}`,
    ...refaultWhileWaitingParts(options),
    final: (s) => s.truncate === "done" && !isPinned(s),
    stuttering: "tla",
    expect: { truncateEnds: idle === "no reference" ? "violated" : "holds" },
  });
}

export const until614 = refaultWhileWaiting({ idle: "no DMA, uncounted PTEs" });
export const since615 = refaultWhileWaiting({ idle: "no reference" });
export const repaired = refaultWhileWaiting({ idle: "no DMA, counted PTEs" });
