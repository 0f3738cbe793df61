/**
 * HYPOTHESIS C4, of a model; not confirmed on any kernel. Reflink of two files waits for pins on the first, but where it
 * finds one on the second it drops both locks and begins again at once: it runs in circles for as long as the pin lasts.
 *
 * Source: reading of fs/xfs/xfs_inode.c, xfs_mmaplock_two_inodes_and_break_dax_layout, which calls dax_break_layout for the
 * second inode without a callback, so that it returns at the first busy page.
 * Parameters: `secondBusy`, what it does then, and whether the pin ends (`pinEnds`; one of vmsplice need not, see C5).
 * - `starts again`: drop both locks, begin again.
 * - `sleeps`: a repair: drop both locks, sleep until the page is idle, begin again.
 * Atomic steps and locks: locking the first inode and looking at its pages (nobody has them pinned); locking the second and
 * looking at its page; unlocking both; a pin (PTL); waking. A pin can be taken as long as the second inode is not locked,
 * once.
 * Fairness: weak for the steps of reflink, and for the end of the pin where it ends.
 *
 * Expected: reflink ends if the pin does, in both. While the pin lasts, `starts again` never comes to rest, `sleeps` does.
 */
import { eventuallyAlways, leadsTo, machine, oneOf, part, reachable } from "everystate";

export interface TwoInodeOptions {
  readonly secondBusy: "starts again" | "sleeps";
  readonly pinEnds: boolean;
}

/** Actions and properties, to be made a machine. */
export function twoInodeSpinParts({ secondBusy, pinEnds }: TwoInodeOptions) {
  const sleeps = secondBusy === "sleeps";

  const common = part({
    state: {
      reflink: oneOf("idle", "begins", "firstLocked", "foundBusy", "asleep", "done"),
      /** On a page of the second file. */
      pin: oneOf("notBegun", "held", "ended"),
    },
    init: { reflink: "idle", pin: "notBegun" },
    actions: {
      pin: {
        when: (s) => s.pin === "notBegun" && s.reflink !== "foundBusy" && s.reflink !== "done",
        then: (s) => {
          s.pin = "held";
        },
        actor: "process",
        doc: "follow_page_pte: pin a page of the second file (PTL)",
      },
      call: {
        when: (s) => s.reflink === "idle",
        then: (s) => {
          s.reflink = "begins";
        },
        actor: "reflink",
        doc: "FICLONE: xfs_reflink_remap_prep",
      },
      lockFirst: {
        fair: "weak",
        when: (s) => s.reflink === "begins",
        then: (s) => {
          s.reflink = "firstLocked";
        },
        actor: "reflink",
        doc: "MMAPLOCK_EXCL of the first inode; xfs_break_dax_layouts: none busy",
      },
      lockSecond: {
        fair: "weak",
        when: (s) => s.reflink === "firstLocked",
        then: (s) => {
          s.reflink = s.pin === "held" ? "foundBusy" : "done";
        },
        actor: "reflink",
        doc: "MMAPLOCK_EXCL of the second; a page busy? then do not wait: -ERESTARTSYS",
      },
      startAgain: {
        fair: "weak",
        when: (s) => s.reflink === "foundBusy",
        then: (s) => {
          s.reflink = sleeps && s.pin === "held" ? "asleep" : "begins";
        },
        actor: "reflink",
        doc: sleeps
          ? "drop both locks, sleep until the page is idle"
          : "drop both locks, goto again",
      },
    },
    properties: {
      reflinkEnds: leadsTo(
        (s) => s.reflink === "begins",
        (s) => s.reflink === "done",
        "reflink never ends",
      ),
      /** It does not burn a CPU for ever: from some point on it sleeps, is done, or was never called. */
      reflinkComesToRest: eventuallyAlways(
        (s) => s.reflink === "idle" || s.reflink === "asleep" || s.reflink === "done",
        "reflink tries again for ever, and never sleeps",
      ),
      secondIsBusy: reachable((s) => s.reflink === "foundBusy"),
    },
  });

  const waking = part({
    state: common.state,
    actions: {
      wake: {
        fair: "weak",
        when: (s) => s.reflink === "asleep" && s.pin !== "held",
        then: (s) => {
          s.reflink = "begins";
        },
        actor: "reflink",
        doc: "the page is idle, begin again",
      },
    },
  });
  const ending = part({
    state: common.state,
    actions: {
      unpin: {
        fair: "weak",
        when: (s) => s.pin === "held",
        then: (s) => {
          s.pin = "ended";
        },
        actor: "device",
        doc: "unpin_user_page: the DMA is over",
      },
    },
  });

  const ends = pinEnds ? { ...common.actions, ...ending.actions } : common.actions;
  return { ...common, actions: sleeps && pinEnds ? { ...ends, ...waking.actions } : ends };
}

export function twoInodeSpin(options: TwoInodeOptions) {
  const { secondBusy, pinEnds } = options;
  return machine({
    name: `hypothesis C4, second inode busy: ${secondBusy}, the pin ${pinEnds ? "ends" : "stays"}`,
    ...twoInodeSpinParts(options),
    final: (s) => s.reflink === "done" || s.reflink === "asleep",
    expect: {
      reflinkEnds: pinEnds ? "holds" : "violated",
      reflinkComesToRest: pinEnds || secondBusy === "sleeps" ? "holds" : { violated: "startAgain" },
    },
  });
}

export const spins = twoInodeSpin({ secondBusy: "starts again", pinEnds: true });
export const spinsForEver = twoInodeSpin({ secondBusy: "starts again", pinEnds: false });
export const sleeps = twoInodeSpin({ secondBusy: "sleeps", pinEnds: true });
export const sleepsForEver = twoInodeSpin({ secondBusy: "sleeps", pinEnds: false });
