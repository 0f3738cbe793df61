/**
 * What an operation does when a page may be pinned: it waits, is refused, or revokes. Each protocol's policy says which
 * operation does what.
 *
 * Source: fs/dax.c, dax_layout_busy_page and dax_break_layout; fs/xfs/xfs_inode.c, xfs_break_dax_layouts and
 * xfs_wait_dax_page. Doug Ledford in the thread of February 2019, for the refusal.
 *
 * Atomic: look whether anything is referenced, with the locks held and all PTEs clear (entry by entry in truncate.ts one
 * folder up); look again and go to sleep. The sleeper drops invalidate_lock, because a call that has pinned one page may need
 * a fault for the next; it keeps IOLOCK_EXCL.
 *
 * Fairness: weak.
 */
import { part } from "everystate";
import { isReferenced } from "./blocks.ts";
import { deviceState, type System } from "./device.ts";
import { isOneOf, type Kind, kindsThat, type Policy } from "./operations.ts";
import { onlyIf, type World } from "./world.ts";

/** Something that the operation takes away is referenced. A clone's pages were never faulted in: no scan finds a pin there. */
export function isBusy({ page, block }: World, s: System): boolean {
  return s.operation.kind === "unbind" ||
    s.operation.kind === "unmount" ||
    s.operation.kind === "offline"
    ? block.some((b) => s.references[b] > 0)
    : page.some((p) => isReferenced(s, p));
}

/** What a scan calls busy, and what wakes who sleeps on it. They differ in one version of (b). */
export interface Scan {
  readonly busy: (s: System) => boolean;
  readonly wakes: (s: System) => boolean;
  /** Every PTE is cleared, as it is at once where they hold no reference. */
  readonly isUnmapped: (s: System) => boolean;
}

export function consent(world: World, policy: Policy, scan: Scan = byReferences(world)) {
  const waiting = [...kindsThat(policy, "waits for pins"), ...kindsThat(policy, "revokes")];
  const refusable = kindsThat(policy, "is refused while pinned");
  const unsupported = kindsThat(policy, "is never allowed");
  const asking = [...waiting, ...refusable];
  const { state } = deviceState(world);

  const { actions: scanning } = part({
    state,
    actions: {
      foundIdle: {
        fair: "weak",
        when: (s) => isBegun(s, asking) && scan.isUnmapped(s) && !scan.busy(s),
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "dax_layout_busy_page: no page is referenced, and none can be while the locks are held",
      },
    },
  });
  const { actions: sleeping } = part({
    state,
    actions: {
      sleep: {
        fair: "weak",
        when: (s) => isBegun(s, waiting) && scan.isUnmapped(s) && scan.busy(s),
        then: (s) => {
          s.operation.phase = "waiting";
        },
        actor: "filesystem",
        doc: "___wait_var_event: a page is referenced, drop invalidate_lock and sleep",
      },
      wake: {
        fair: "weak",
        when: (s) => s.operation.phase === "waiting" && isOneOf(s, waiting) && scan.wakes(s),
        then: (s) => {
          s.operation.phase = "begun";
        },
        actor: "filesystem",
        doc: "xfs_wait_dax_page: idle, retake invalidate_lock, clear the PTEs, scan again",
      },
    },
  });
  const { actions: refusing } = part({
    state,
    actions: {
      refuseOperation: {
        fair: "weak",
        when: (s) => (isBegun(s, refusable) && scan.busy(s)) || isBegun(s, unsupported),
        then: (s) => {
          s.operation.phase = "refused";
        },
        actor: "filesystem",
        doc: "the caller gets an error: -EBUSY, -ETXTBSY or -EOPNOTSUPP; drop the locks",
      },
    },
  });
  return {
    actions: {
      ...onlyIf(asking.length > 0, scanning),
      ...onlyIf(waiting.length > 0, sleeping),
      ...onlyIf(refusable.length + unsupported.length > 0, refusing),
    },
  };
}

export function byReferences(world: World): Scan {
  return { busy: (s) => isBusy(world, s), wakes: (s) => !isBusy(world, s), isUnmapped: () => true };
}

export function isBegun(s: System, list: readonly Kind[]): boolean {
  return s.operation.phase === "begun" && isOneOf(s, list);
}
