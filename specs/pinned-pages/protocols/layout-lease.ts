/**
 * (f) Layout leases, (i) the same broken by truncate only, and (u) pNFS, where they are in use.
 *
 * Source: Ira Weiny's series of April, June and August 2019, with Dave Chinner, Jan Kara, Matthew Wilcox and Jason Gunthorpe;
 * Jason Gunthorpe, February 2019: "any FS op might reallocate? Naw". For (u): fs/nfsd/nfs4layouts.c; the series about recall
 * timeouts of February 2026, in which the lease stays until the client is fenced.
 * Mails: 001_31a157a6afc0d62a.txt, 000_4837c468ba794dc1.txt.
 * Parameters: environment and sizes; and which of its versions:
 * - `expiry ignored` (f1), `SIGBUS, then proceeds` and `SIGBUS, then waits for pins` (f2), `SIGKILL, then waits for pins`
 *   (f3), `forced revocation` (f4): what happens when the grace period is over; broken by truncate, not by writes;
 * - `SIGKILL at every write` (i with f3): the lease is broken by every operation that relocates;
 * - `exclusive, close at once` (f5a), `exclusive, close blocks`, `exclusive, close blocks unless killed` (f5b): nobody breaks
 *   it but its owner, who may;
 * - `pNFS, fenced` and `pNFS, not fenced` (u): the client is a device; what stops it is the server's disk.
 * Atomic: as kernel/leases.ts, kernel/revocation.ts and kernel/exit.ts say.
 *
 * Expected: a lease alone protects only from those who keep to the rules; what protects from the others kills or revokes.
 */
import { machine } from "everystate";
import { type Etiquette, noEtiquette } from "../kernel/applications.ts";
import type { System } from "../kernel/device.ts";
import type { Exit } from "../kernel/exit.ts";
import { entitledBy, holdsLease, type Leasing, leases } from "../kernel/leases.ts";
import type { Policy } from "../kernel/operations.ts";
import { revocation, revocationState } from "../kernel/revocation.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { iova } from "../wishes/iova.ts";
import { pinsOnly } from "../wishes/safety.ts";

const onTruncate: Policy = {
  truncate: "breaks leases",
  write: "goes ahead",
  share: "goes ahead",
  evict: "breaks leases",
  unmount: "breaks leases",
};
const onEveryDetach: Policy = { ...onTruncate, write: "breaks leases", share: "breaks leases" };
const exclusive: Policy = {
  truncate: "is refused while leased",
  write: "is refused while leased",
  share: "is refused while leased",
  evict: "is refused while leased",
  unmount: "is refused while leased",
};

interface Variant {
  readonly letter: string;
  readonly policy: Policy;
  readonly leasing: Omit<Leasing, "isReady">;
  readonly closing: Exit["closing"];
  /** What stops the device when the lease expires; nothing, unless it revokes. */
  readonly stoppedBy?: "IOMMU" | "driver";
  readonly keepsAddresses?: boolean;
  /** Where there is no IOMMU a registration is refused. */
  readonly needsIommu?: boolean;
}

const byFile = { owner: "file", waitsForPins: false } as const;
const byRegistration = { owner: "registration", waitsForPins: false } as const;
const ignored = { ...byFile, expiry: "is ignored" } as const;
const killed = { ...byFile, expiry: "SIGKILL", waitsForPins: true } as const;
const revoked = { ...byRegistration, expiry: "revokes" } as const;

const variants = {
  "expiry ignored": { letter: "(f1)", policy: onTruncate, leasing: ignored, closing: "at once" },
  "SIGBUS, then proceeds": {
    letter: "(f2)",
    policy: onTruncate,
    leasing: { ...byFile, expiry: "SIGBUS" },
    closing: "at once",
  },
  "SIGBUS, then waits for pins": {
    letter: "(f2)",
    policy: onTruncate,
    leasing: { ...byFile, expiry: "SIGBUS", waitsForPins: true },
    closing: "at once",
  },
  "SIGKILL, then waits for pins": {
    letter: "(f3)",
    policy: onTruncate,
    leasing: killed,
    closing: "at once",
  },
  "SIGKILL at every write": {
    letter: "(i)",
    policy: onEveryDetach,
    leasing: killed,
    closing: "at once",
  },
  "forced revocation": {
    letter: "(f4)",
    policy: onTruncate,
    leasing: revoked,
    closing: "at once",
    stoppedBy: "IOMMU",
    keepsAddresses: true,
  },
  "exclusive, close at once": {
    letter: "(f5a)",
    policy: exclusive,
    leasing: ignored,
    closing: "at once",
  },
  "exclusive, close blocks": {
    letter: "(f5b)",
    policy: exclusive,
    leasing: ignored,
    closing: "blocks while pinned",
  },
  "exclusive, close blocks unless killed": {
    letter: "(f5b)",
    policy: exclusive,
    leasing: ignored,
    closing: "blocks while pinned, unless killed",
  },
  "pNFS, fenced": {
    letter: "(u)",
    policy: onEveryDetach,
    leasing: revoked,
    closing: "at once",
    stoppedBy: "driver",
    keepsAddresses: true,
  },
  "pNFS, not fenced": {
    letter: "(u)",
    policy: onEveryDetach,
    leasing: { ...byRegistration, expiry: "is ignored" },
    closing: "at once",
  },
  "MAP_DIRECT v7": {
    letter: "(e)",
    policy: onTruncate,
    leasing: revoked,
    closing: "at once",
    stoppedBy: "IOMMU",
    keepsAddresses: false,
    needsIommu: true,
  },
  "MAP_DIRECT v8": {
    letter: "(e)",
    policy: onEveryDetach,
    leasing: revoked,
    closing: "at once",
    stoppedBy: "IOMMU",
    keepsAddresses: true,
    needsIommu: true,
  },
} as const satisfies Readonly<Record<string, Variant>>;

export type Version = keyof typeof variants;

export function layoutLease(version: Version) {
  const variant: Variant = variants[version];
  const { letter, policy, closing, stoppedBy, needsIommu = false } = variant;
  const leasing: Leasing = { ...variant.leasing, isReady: () => true };
  const { owner, expiry } = leasing;
  const isExclusive = policy.truncate === "is refused while leased";

  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const isFit = (s: System, a: (typeof who.app.elements)[number]): boolean =>
      holdsLease(s, a, owner) && s.lease[a] !== "expired" && (environment.iommu || !needsIommu);
    const etiquette: Etiquette = {
      ...noEtiquette,
      gives: ["pins", "refuses"],
      tells: true,
      closesEarly: owner === "registration" || version === "exclusive, close at once",
      answers: (s, a) => (isFit(s, a) ? "pins" : "refuses"),
      asks: (s, a) => s.lease[a] === "none" || s.lease[a] === "held",
      isLate: (s, a) => s.lease[a] !== "breaking",
    };
    const revokes = stoppedBy !== undefined;
    const common = system(who, {
      policy,
      etiquette,
      ownDevice: revokes,
      kills: !isExclusive && (expiry === "SIGBUS" || expiry === "SIGKILL"),
      exit: { closing, endsForAll: false },
      claims: { isEntitled: entitledBy(leasing), references: pinsOnly(who).references },
      rules: {
        needsPreparation: true,
        isTiming: (s, a) => s.lease[a] === "breaking" || (revokes && s.lease[a] === "expired"),
      },
    });
    const name = `${letter} layout lease, ${version}; ${nameOf(environment)}`;
    const actions = { ...common.actions, ...leases(who, policy, leasing).actions };
    if (stoppedBy === undefined) {
      return machine({ name, ...common, actions, properties: common.properties });
    }
    const { actions: revoking } = revocation(who, {
      isWanted: (s, a) => s.lease[a] === "expired",
      stoppedBy,
      keepsAddresses: variant.keepsAddresses ?? true,
      kills: false,
    });
    return machine({
      name,
      ...common,
      ...revocationState(who),
      actions: { ...actions, ...revoking },
      properties: { ...common.properties, ...iova(who) },
    });
  };
}
