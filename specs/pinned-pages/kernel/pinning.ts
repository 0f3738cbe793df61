/**
 * get_user_pages, as one step for each page: fault it in, and take a reference. The three steps of gup-fast, and why they
 * are safe, are the subject of pins.ts one folder up.
 *
 * Source: mm/gup.c, faultin_page and follow_page_pte; fs/dax.c, dax_iomap_fault, whose write fault on a shared block gives
 * the file a block of its own before anything is pinned.
 *
 * Atomic: look the block up, map and reference it (mmap_lock, invalidate_lock shared, entry lock, PTL). A call ends with
 * all pages pinned, or fails at a page beyond the end of the file.
 *
 * Fairness: strong, as invalidate_lock is handed over in turn (kernel/locking/rwsem.c): who waits for it gets it, however
 * many operations take it one after the other.
 */
import { part } from "everystate";
import type { Etiquette } from "./applications.ts";
import { isFree, isFull, isOrphan, isReferenced, isShared } from "./blocks.ts";
import { deviceState, type System } from "./device.ts";
import { canFault } from "./operations.ts";
import { type App, onlyIf, type Page, type World } from "./world.ts";

export interface Pinning {
  /** A condition on the caller, looked at for every page: a lease, for instance. */
  readonly permits: (s: System, app: App) => boolean;
  /** A write fault on a shared block waits until nobody has it pinned. */
  readonly unsharingWaits: boolean;
  /** A page is unshared before it is pinned for reading as well. */
  readonly unsharesReads: boolean;
  /** Operations leave PTEs alone until they take the blocks: a page is pinned through its PTE, which asks for no lock. */
  readonly staysMapped: boolean;
}

export const anybody: Pinning = {
  permits: () => true,
  unsharingWaits: false,
  unsharesReads: false,
  staysMapped: false,
};

export function pinning(
  world: World,
  { answers, gives, purposes }: Etiquette,
  { permits, unsharingWaits, unsharesReads, staysMapped }: Pinning = anybody,
) {
  const { page, block, app, environment } = world;
  const { state } = deviceState(world);
  const { actions } = part({
    state,
    actions: {
      pinPage: {
        for: { app, page },
        fair: "strong",
        when: (s, { app: a, page: p }) =>
          isPinning(s, a) &&
          (staysMapped || canFault(s)) &&
          s.bound &&
          permits(s, a) &&
          s.table[a][p] === null &&
          s.file[p] !== null &&
          !needsCopy(s, a, p),
        then: (s, { app: a, page: p }) => {
          const b = s.file[p];
          if (b === null) return;
          s.references[b] += 1;
          s.table[a][p] = b;
          if (page.every((other) => s.table[a][other] !== null)) s.registration[a] = "live";
        },
        actor: ({ app: a }) => a,
        doc: ({ page: p }) =>
          `follow_page_pte: fault ${p} in and pin it (invalidate_lock shared, PTL)`,
      },
      pinFails: {
        for: { app },
        fair: "strong",
        when: (s, { app: a }) =>
          isPinning(s, a) &&
          canFault(s) &&
          (!s.bound ||
            !permits(s, a) ||
            page.some((p) => s.file[p] === null || (needsCopy(s, a, p) && isFull(world, s)))),
        then: (s, { app: a }) => {
          s.registration[a] = "ending";
        },
        actor: ({ app: a }) => a,
        doc: "faultin_page: nothing to pin there (any more), -EFAULT",
      },
    },
  });
  const { actions: unsharing } = part({
    state,
    actions: {
      unshareFault: {
        for: { app, page },
        fair: "strong",
        when: (s, { app: a, page: p }) =>
          isPinning(s, a) &&
          canFault(s) &&
          s.table[a][p] === null &&
          needsCopy(s, a, p) &&
          !(unsharingWaits && isReferenced(s, p)) &&
          block.some((b) => isFree(world, s, b)),
        then: (s, { page: p }) => {
          const from = s.file[p];
          const to = block.find((b) => isFree(world, s, b));
          if (to === undefined) return;
          s.file[p] = to;
          if (from !== null && isOrphan(world, s, from)) s.busy.add(from);
        },
        actor: ({ app: a }) => a,
        doc: ({ page: p }) =>
          `dax_iomap_fault: ${p} is shared, copy it before it is pinned for writing`,
      },
    },
  });
  const pins = gives.includes("pins") || purposes.includes("short");
  return {
    actions: onlyIf(pins, { ...actions, ...onlyIf(environment.reflink, unsharing) }),
  };

  function isPinning(s: System, a: App): boolean {
    return s.registration[a] === "asking" && (s.purpose[a] === "short" || answers(s, a) === "pins");
  }

  /** A page that is going to be written to must not be anybody else's. */
  function needsCopy(s: System, a: App, p: Page): boolean {
    return (s.access[a] === "write" || unsharesReads) && isShared(s, p);
  }
}
