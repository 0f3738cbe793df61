/**
 * Layout leases: who registers holds one on the file; an operation of somebody else breaks it first, and gives the holder a
 * grace period. What happens at its end is where the proposals differ.
 *
 * Source: fs/locks.c, __break_lease and time_out_leases; commit 11afe9f76e12 (FL_LAYOUT); Ira Weiny's series of April, June
 * and August 2019; Dave Chinner, Jan Kara and Jason Gunthorpe there.
 *
 * - The lease records one owner, and only that process is told (SIGIO): nobody to whom a descriptor was passed.
 * - Owned by the open file, as in the series of 2019, a lease ends with the last close of it; owned by the registration, as
 *   Jason Gunthorpe asked for, with that.
 * - That time runs out removes a record. It does nothing to pins or devices.
 * - Granted only while no operation is under way, as the lock that the filesystem holds makes sure.
 *
 * Atomic: mark all leases as breaking and go to sleep without the locks (flc_lock); time out; each signal.
 *
 * Fairness: weak for time, for signals, and for the operation. A cooperative application is always in time; one whose
 * registration another process keeps is not.
 */
import { part } from "everystate";
import { isInnocent } from "./applications.ts";
import { isBegun, isBusy } from "./consent.ts";
import { deviceState, type System } from "./device.ts";
import { isOneOf, kindsThat, type Policy } from "./operations.ts";
import { holdsPins } from "./registrations.ts";
import { type App, onlyIf, type World } from "./world.ts";

export interface Leasing {
  readonly owner: "file" | "registration";
  readonly expiry: "is ignored" | "SIGBUS" | "SIGKILL" | "revokes";
  /** The operation waits for pins, too, once the leases are gone. */
  readonly waitsForPins: boolean;
  /** What else must be so before blocks go: devices whose translations were invalidated. */
  readonly isReady: (s: System) => boolean;
}

/** Whether the lease is there: one that a file owns is gone when the file is closed. */
export function holdsLease(s: System, a: App, owner: Leasing["owner"]): boolean {
  return s.lease[a] !== "none" && (owner === "registration" || s.open[a].has("file"));
}

/** Who has a lease is entitled to its pins; one that expired entitles nobody, unless something is still going to happen. */
export function entitledBy({ owner, expiry }: Leasing): (s: System, a: App) => boolean {
  return (s, a) => holdsLease(s, a, owner) && (expiry !== "is ignored" || s.lease[a] !== "expired");
}

export function leases(world: World, policy: Policy, leasing: Leasing) {
  const { app, environment } = world;
  const { owner, expiry, waitsForPins, isReady } = leasing;
  const { application: conduct } = environment;
  const breaking = kindsThat(policy, "breaks leases");
  const exclusive = kindsThat(policy, "is refused while leased");
  const { state } = deviceState(world);

  /** Nothing of this lease is in the way any more. */
  const isSettled = (s: System, a: App): boolean =>
    !holdsLease(s, a, owner) || (expiry === "is ignored" && s.lease[a] === "expired");
  const isClear = (s: System): boolean =>
    app.every((a) => isSettled(s, a)) && !(waitsForPins && isBusy(world, s));
  const isInTime = (s: System, a: App): boolean =>
    (conduct === "cooperative" || conduct === "restless") && !s.receiver[a];

  const { actions: granting } = part({
    state,
    actions: {
      takeLease: {
        for: { app },
        when: (s, { app: a }) =>
          s.lease[a] === "none" &&
          s.registration[a] === "none" &&
          s.life[a] === "running" &&
          s.open[a].has("file") &&
          s.operation.phase === "idle",
        then: (s, { app: a }) => {
          s.lease[a] = "held";
          s.prepared[a] = true;
        },
        actor: ({ app: a }) => a,
        doc: "fcntl(F_SETLEASE): a lease on the layout of the file (flc_lock)",
      },
      dropLease: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.lease[a] !== "none" &&
          (!s.open[a].has("file") || (conduct !== "never releases" && s.life[a] === "running")) &&
          !holdsPins(s, a),
        then: (s, { app: a }) => {
          s.lease[a] = "none";
          s.prepared[a] = false;
        },
        actor: ({ app: a }) => a,
        doc: "fcntl(F_UNLCK): nothing is registered, the lease goes (flc_lock)",
      },
    },
  });

  const { actions: breakingUp } = part({
    state,
    actions: {
      breakLeases: {
        fair: "weak",
        when: (s) => isBegun(s, breaking) && app.some((a) => !isSettled(s, a)),
        then: (s) => {
          for (const a of app) if (s.lease[a] === "held") s.lease[a] = "breaking";
          s.operation.phase = "waiting";
        },
        actor: "filesystem",
        doc: "__break_lease: SIGIO to the owner of each lease, sleep without the locks (flc_lock)",
      },
      leasesGone: {
        fair: "weak",
        when: (s) => isBegun(s, breaking) && isClear(s) && isReady(s),
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "no lease is left in the way, and none can be granted while the locks are held",
      },
      leasesBroken: {
        fair: "weak",
        when: (s) => s.operation.phase === "waiting" && isOneOf(s, breaking) && isClear(s),
        then: (s) => {
          s.operation.phase = "begun";
        },
        actor: "filesystem",
        doc: "__break_lease returns: retake the locks, clear the PTEs, look again",
      },
      timeOut: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.lease[a] === "breaking" && !isInTime(s, a),
        then: (s, { app: a }) => {
          s.lease[a] = "expired";
        },
        actor: "time",
        doc: ({ app: a }) => `time_out_leases: the grace period of ${a} is over (lease_break_time)`,
      },
    },
  });

  const { actions: sleepingOnPins } = part({
    state,
    actions: {
      sleepOnPins: {
        fair: "weak",
        when: (s) => isBegun(s, breaking) && app.every((a) => isSettled(s, a)) && isBusy(world, s),
        then: (s) => {
          s.operation.phase = "waiting";
        },
        actor: "filesystem",
        doc: "the leases are gone, a page is still referenced: sleep without the locks",
      },
    },
  });

  const { actions: signalling } = part({
    state,
    actions: {
      signal: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.lease[a] === "expired" && s.registration[a] !== "asking",
        then: (s, { app: a }) => {
          s.lease[a] = "none";
          if (s.life[a] !== "running") return;
          if (expiry === "SIGBUS" && conduct === "never releases") return; // it has a handler, and goes on
          s.life[a] = "exiting";
          if (s.harm[a] === "none" && isInnocent(world, true)) s.harm[a] = "killed";
        },
        actor: "filesystem",
        doc: ({ app: a }) => `the lease of ${a} is removed, and ${expiry} sent to its owner`,
      },
    },
  });

  const { actions: removing } = part({
    state,
    actions: {
      removeLease: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.lease[a] === "expired" && !holdsPins(s, a),
        then: (s, { app: a }) => {
          s.lease[a] = "none";
          s.prepared[a] = false;
        },
        actor: "filesystem",
        doc: ({ app: a }) => `the registration of ${a} was taken back, its lease is removed`,
      },
    },
  });

  const { actions: excluding } = part({
    state,
    actions: {
      refuseToBreak: {
        fair: "weak",
        when: (s) => isBegun(s, exclusive) && app.some((a) => holdsLease(s, a, owner)),
        then: (s) => {
          s.operation.phase = "refused";
        },
        actor: "filesystem",
        doc: "somebody holds an exclusive lease: -ETXTBSY at once",
      },
      notLeased: {
        fair: "weak",
        when: (s) => isBegun(s, exclusive) && !app.some((a) => holdsLease(s, a, owner)),
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "nobody holds an exclusive lease",
      },
      ownerTruncates: {
        for: { app },
        when: (s, { app: a }) =>
          s.operation.phase === "idle" &&
          s.life[a] === "running" &&
          s.lease[a] === "held" &&
          holdsLease(s, a, owner),
        then: (s) => {
          s.operation = { kind: "truncate", phase: "freeing" };
        },
        actor: ({ app: a }) => a,
        doc: "the owner of the lease truncates the file: its own lease stops nobody, and tells nobody",
      },
    },
  });

  return {
    actions: {
      ...granting,
      ...onlyIf(breaking.length > 0, breakingUp),
      ...onlyIf(breaking.length > 0 && waitsForPins, sleepingOnPins),
      ...onlyIf(breaking.length > 0 && (expiry === "SIGBUS" || expiry === "SIGKILL"), signalling),
      ...onlyIf(breaking.length > 0 && expiry === "revokes", removing),
      ...onlyIf(exclusive.length > 0, excluding),
    },
  };
}
