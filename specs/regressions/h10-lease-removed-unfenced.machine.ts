/**
 * H10: the recall of a pNFS layout times out, the lease is removed, and the client goes on writing to the blocks. The fix
 * keeps the lease until the client has been fenced from the storage.
 *
 * Source: Dai Ngo, "NFSD: Enforce timeout on layout recall and integrate lease manager fencing" (November 2025 to February
 * 2026; push log 68f5494bba34): fs/locks.c, time_out_leases and the new lm_breaker_timedout; fs/nfsd/nfs4layouts.c,
 * nfsd4_layout_lm_break, which had set fl_break_time to 0: no timeout at all. "While the fencing operation is in progress,
 * the conflicting file_lease remains on the flc_list until fencing is complete."
 * Parameters: `timeout`, what happens when a client does not return its layout; the fairness of `fence`.
 * - `never`: the breaker waits on.
 * - `removes the lease`: time_out_leases disposes of it, and the breaker proceeds.
 * - `fences first`: the client is fenced, again and again until that succeeds, and then the lease is disposed of.
 * Atomic steps and locks: granting a layout, and breaking the lease (flc_lock, with the filesystem's lock held); the timeout
 * (flc_lock); an attempt to fence, after which the storage refuses the client, also what it has sent already; disposal;
 * freeing the block; a write by the client, when it arrives at the storage.
 * Fairness: weak for the steps of the server; none for the client, which may return its layout or not, and never has to
 * write. An attempt to fence may fail. Retrying for ever helps only if it does not fail for ever: strong fairness of
 * `fence`.
 *
 * Expected: `never` leaves the breaker waiting for ever; `removes the lease` lets the client write to another file's block,
 * after six steps; `fences first` does neither.
 */
import { bool, leadsTo, machine, oneOf, part, reachable, step } from "everystate";
import { blocks } from "./kernel/blocks.ts";

export type RecallTimeout = "never" | "removes the lease" | "fences first";

export interface RecallOptions {
  readonly timeout: RecallTimeout;
  readonly fence?: "weak" | "strong";
}

/** Actions and properties, to be made a machine. */
export function leaseRemovedUnfencedParts({ timeout, fence = "strong" }: RecallOptions) {
  const common = part({
    state: {
      ...blocks.state,
      /** What the client believes to have. */
      layout: bool(),
      /** The storage refuses the client. */
      fenced: bool(),
      lease: oneOf("none", "granted", "breaking", "timedOut", "backingOff"),
      truncate: oneOf("idle", "waiting", "done"),
    },
    init: { ...blocks.init, layout: false, fenced: false, lease: "none", truncate: "idle" },
    actions: {
      layoutGet: {
        when: (s) => !s.layout && s.lease === "none" && s.truncate === "idle",
        then: (s) => {
          s.layout = true;
          s.lease = "granted";
        },
        actor: "client",
        doc: "LAYOUTGET: nfsd4_insert_layout, a lease for the client (flc_lock)",
      },
      layoutReturn: {
        when: (s) => s.layout && s.lease !== "none",
        then: (s) => {
          s.layout = false;
          s.lease = "none";
        },
        actor: "client",
        doc: "LAYOUTRETURN: the client uses the blocks no more, remove the lease",
      },
      clientWrites: {
        when: (s) => s.layout && !s.fenced,
        then: () => {},
        actor: "client",
        doc: "a write by the client arrives at the storage",
      },
      breakLease: {
        when: (s) => s.truncate === "idle",
        then: (s) => {
          s.truncate = "waiting";
          if (s.lease === "granted") s.lease = "breaking";
        },
        actor: "truncate",
        doc: "__break_lease: lm_break sends CB_LAYOUTRECALL, wait (flc_lock)",
      },
      free: {
        fair: "weak",
        when: (s) => s.truncate === "waiting" && s.lease === "none",
        then: (s) => {
          s.block = "free";
          s.truncate = "done";
        },
        actor: "truncate",
        doc: "__break_lease: no lease is left; free the block (ILOCK_EXCL)",
      },
    },
    properties: {
      /** The damage: a client writes to a block that belongs to another file. */
      noStaleWrite: step(
        (before, _after, taken) => !taken.is("clientWrites") || before.block !== "otherFile",
        "the client writes to a block of another file",
      ),
      truncateEnds: leadsTo(
        (s) => s.truncate === "waiting",
        (s) => s.truncate === "done",
        "truncate never ends",
      ),
      /** A layout is recalled that the client still uses. */
      recallMeetsClient: reachable((s) => s.lease === "breaking" && s.layout),
    },
  });

  const expiry = part({
    state: common.state,
    actions: {
      timeOut: {
        fair: "weak",
        when: (s) => s.lease === "breaking",
        then: (s) => {
          s.lease = timeout === "fences first" ? "timedOut" : "none";
        },
        actor: "truncate",
        doc:
          timeout === "fences first"
            ? "time_out_leases: lm_breaker_timedout, the lease stays (flc_lock)"
            : "time_out_leases: the time is over, remove the lease (flc_lock)",
      },
    },
  });

  const fencing = part({
    state: common.state,
    actions: {
      fence: {
        fair: fence,
        when: (s) => s.lease === "timedOut",
        then: (s) => {
          s.fenced = true;
          s.lease = "none";
        },
        actor: "fence worker",
        doc: "nfsd4_scsi_fence_client: storage refuses the client; remove the lease",
      },
      fenceFails: {
        when: (s) => s.lease === "timedOut",
        then: (s) => {
          s.lease = "backingOff";
        },
        actor: "fence worker",
        doc: "nfsd4_scsi_fence_client: failed, keep the lease, try again later",
      },
      retryFence: {
        fair: "weak",
        when: (s) => s.lease === "backingOff",
        then: (s) => {
          s.lease = "timedOut";
        },
        actor: "fence worker",
        doc: "the delay is over, fence again",
      },
    },
  });

  const actions = { ...common.actions, ...blocks.actions };
  return {
    ...common,
    properties: { ...common.properties, ...blocks.properties },
    actions: {
      never: actions,
      "removes the lease": { ...actions, ...expiry.actions },
      "fences first": { ...actions, ...expiry.actions, ...fencing.actions },
    }[timeout],
  };
}

export function leaseRemovedUnfenced(options: RecallOptions) {
  const { timeout } = options;
  return machine({
    name: `H10, recall of a layout, timeout ${timeout}`,
    ...leaseRemovedUnfencedParts(options),
    final: (s) => s.truncate === "done",
    expect: {
      noStaleWrite: timeout === "removes the lease" ? { violated: "clientWrites" } : "holds",
      truncateEnds: timeout === "never" ? "violated" : "holds",
    },
  });
}

export const waitsForEver = leaseRemovedUnfenced({ timeout: "never" });
export const broken = leaseRemovedUnfenced({ timeout: "removes the lease" });
export const fixed = leaseRemovedUnfenced({ timeout: "fences first" });
