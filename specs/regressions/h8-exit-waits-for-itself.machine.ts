/**
 * H8: closing a file waits until its pages are unpinned, but at exit the descriptor whose release unpins them may come
 * later.
 *
 * Source: the discussion of Ira Weiny's layout leases (2019). Dave Chinner and Jan Kara: close of the file must wait while
 * pages are pinned. Jason Gunthorpe: at exit the order of releases is undefined, and "hanging the close of the datafile fd
 * contingent on some other FD's closure is a recipe for deadlock". The remedy proposed, that a fatal signal ends the wait,
 * leaves a pin without its lease. Gunthorpe's alternative: the registration owns the lease. None was merged.
 * Parameter: `lease`, who owns it, and what close does.
 * - `close waits`: the descriptor owns it; close waits until nothing is pinned.
 * - `close waits unless killed`: the same, but an exiting process does not wait.
 * - `registration owns it`: it comes and goes with the registration; close does not wait.
 * Atomic steps: taking a lease (flc_lock, the filesystem's lock); a registration with all its pins; the beginning and the
 * end of a release (__fput), of which a process does one at a time.
 * Fairness: weak for each step of exit and of a release that can proceed. Nobody has to deregister, close or exit.
 *
 * Expected: of "exit ends" and "a pin has a lease" each remedy with the descriptor as owner gives up one: `close waits`
 * deadlocks after four steps, `close waits unless killed` leaves a pin without a lease after five. With the registration as
 * owner both hold.
 */
import {
  always,
  bool,
  leadsTo,
  machine,
  oneOf,
  optional,
  part,
  reachable,
  setOf,
} from "everystate";

export type LeaseOwnership = "close waits" | "close waits unless killed" | "registration owns it";

const fd = oneOf("dataFile", "uverbs");

/** Actions and properties, to be made a machine. */
export function exitWaitsForItselfParts({ lease }: { readonly lease: LeaseOwnership }) {
  const ownedByRegistration = lease === "registration owns it";

  const common = part({
    state: {
      open: setOf(fd),
      /** The descriptor whose release is under way. */
      releasing: optional(fd),
      lease: bool(),
      /** Pages of the file are registered, and pinned, through uverbs. */
      pinned: bool(),
      exiting: bool(),
    },
    init: {
      open: ["dataFile", "uverbs"],
      releasing: null,
      lease: false,
      pinned: false,
      exiting: false,
    },
    actions: {
      register: {
        when: (s) =>
          !s.exiting &&
          s.releasing === null &&
          s.open.has("dataFile") &&
          s.open.has("uverbs") &&
          !s.pinned &&
          (ownedByRegistration || s.lease),
        then: (s) => {
          s.pinned = true;
          if (ownedByRegistration) s.lease = true;
        },
        actor: "process",
        doc: ownedByRegistration
          ? "ib_reg_mr: take a lease on the file, pin its pages"
          : "ib_reg_mr: there is a lease on the file, pin its pages",
      },
      deregister: {
        when: (s) => !s.exiting && s.pinned,
        then: (s) => {
          s.pinned = false;
          if (ownedByRegistration) s.lease = false;
        },
        actor: "process",
        doc: "ib_dereg_mr: unpin the pages",
      },
      close: {
        for: { fd },
        when: (s, { fd }) => !s.exiting && s.releasing === null && s.open.has(fd),
        then: (s, { fd }) => {
          s.releasing = fd;
        },
        actor: "process",
        doc: ({ fd }) => `close(${fd}): begin its release`,
      },
      kill: {
        when: (s) => !s.exiting,
        then: (s) => {
          s.exiting = true;
        },
        actor: "administrator",
        doc: "SIGKILL",
      },
      fput: {
        for: { fd },
        fair: { weak: [] },
        when: (s, { fd }) => s.exiting && s.releasing === null && s.open.has(fd),
        then: (s, { fd }) => {
          s.releasing = fd;
        },
        actor: "process",
        doc: ({ fd }) => `exit_files: release ${fd}, in whatever order`,
      },
      dataFileReleased: {
        fair: "weak",
        when: (s) =>
          s.releasing === "dataFile" &&
          (!s.pinned ||
            ownedByRegistration ||
            (lease === "close waits unless killed" && s.exiting)),
        then: (s) => {
          s.open.delete("dataFile");
          s.releasing = null;
          if (!ownedByRegistration) s.lease = false;
        },
        actor: "process",
        doc: ownedByRegistration
          ? "__fput: the file is closed, the registration keeps its lease"
          : "__fput: nothing to wait for, drop the lease",
      },
      uverbsReleased: {
        fair: "weak",
        when: (s) => s.releasing === "uverbs",
        then: (s) => {
          s.open.delete("uverbs");
          s.releasing = null;
          s.pinned = false;
          if (ownedByRegistration) s.lease = false;
        },
        actor: "process",
        doc: "ib_uverbs_close: destroy the registrations, unpin the pages",
      },
    },
    properties: {
      exitEnds: leadsTo(
        (s) => s.exiting,
        (s) => s.open.size === 0,
        "the exit never ends",
      ),
      pinHasLease: always((s) => !s.pinned || s.lease, "pages are pinned without a lease"),
      /** The order that matters: the file is released first, under a pin. */
      fileIsReleasedUnderPin: reachable((s) => s.exiting && s.releasing === "dataFile" && s.pinned),
    },
  });

  const leasing = part({
    state: common.state,
    actions: {
      takeLease: {
        when: (s) => !s.exiting && s.releasing === null && s.open.has("dataFile") && !s.lease,
        then: (s) => {
          s.lease = true;
        },
        actor: "process",
        doc: "fcntl(F_SETLEASE): a layout lease on the file (flc_lock)",
      },
    },
  });

  return {
    ...common,
    actions: ownedByRegistration ? common.actions : { ...leasing.actions, ...common.actions },
  };
}

export function exitWaitsForItself(options: { readonly lease: LeaseOwnership }) {
  const { lease } = options;
  return machine({
    name: `H8, ${lease}`,
    ...exitWaitsForItselfParts(options),
    final: (s) => s.open.size === 0,
    expect: {
      exitEnds: lease === "close waits" ? "violated" : "holds",
      deadlock: lease === "close waits" ? "violated" : "holds",
      pinHasLease:
        lease === "close waits unless killed" ? { violated: "dataFileReleased" } : "holds",
    },
  });
}

export const broken = exitWaitsForItself({ lease: "close waits" });
export const brokenOtherwise = exitWaitsForItself({ lease: "close waits unless killed" });
export const fixed = exitWaitsForItself({ lease: "registration owns it" });
