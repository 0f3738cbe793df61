/**
 * (h) On-demand paging, (o) shared virtual addressing, and (i') on-demand paging with a lease on top: the device faults, and
 * nothing is pinned.
 *
 * Source: (h) drivers/infiniband/core/umem_odp.c; Dan Williams and Jason Gunthorpe, 2019: no lease is needed, the notifier
 * plays its part. (i') Dave Chinner, February 2019: both, because remote users of a file need a lease, too. (o)
 * Documentation/arch/x86/sva.rst; Jason Gunthorpe's "best hope", February 2019. An application has to ask for it, by a flag
 * or by binding its address space; where the hardware cannot fault it is refused.
 * Mails: 001_31a157a6afc0d62a.txt.
 * Parameters: environment and sizes; and which of the three.
 * Atomic: as kernel/faulting-device.ts says. An address space, and what is bound to it, ends with its process, whoever else
 * has the descriptor.
 *
 * Expected: everything, with such hardware, but for a flag; and that a fault ends, only as long as invalidations do.
 */
import { machine } from "everystate";
import { type Etiquette, noEtiquette } from "../kernel/applications.ts";
import type { System } from "../kernel/device.ts";
import {
  type Faulting,
  faultingDevice,
  faultingState,
  isInvalidated,
  ofFaulting,
} from "../kernel/faulting-device.ts";
import { entitledBy, holdsLease, type Leasing, leases } from "../kernel/leases.ts";
import type { Policy } from "../kernel/operations.ts";
import { system } from "../kernel/system.ts";
import {
  type App,
  type Environment,
  nameOf,
  onlyIf,
  type Sizes,
  smallest,
  world,
} from "../kernel/world.ts";

const invalidates: Policy = {
  truncate: "invalidates",
  write: "invalidates",
  share: "invalidates",
  evict: "invalidates",
  unmount: "invalidates",
  unbind: "invalidates",
};

const breaksLeases: Policy = {
  truncate: "breaks leases",
  write: "breaks leases",
  share: "breaks leases",
  evict: "breaks leases",
  unmount: "breaks leases",
  unbind: "invalidates",
};

export type Faults =
  | "on-demand paging"
  | "shared virtual addressing"
  | "on-demand paging and lease";

const letters = {
  "on-demand paging": "(h)",
  "shared virtual addressing": "(o)",
  "on-demand paging and lease": "(i')",
} as const;

export function onDemandPaging(kind: Faults) {
  const leased = kind === "on-demand paging and lease";
  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const hasHardware =
      environment.pageFaults && (kind !== "shared virtual addressing" || environment.iommu);
    const policy = leased ? breaksLeases : invalidates;
    const leasing: Leasing = {
      owner: "file",
      expiry: "SIGKILL",
      waitsForPins: false,
      isReady: ofFaulting((s: Faulting) => isInvalidated(who, s)),
    };
    const isFit = (s: System, a: App): boolean =>
      hasHardware && (leased ? holdsLease(s, a, "file") : s.prepared[a]);
    /** No fault of an earlier registration is being resolved. */
    const isQuiet = ofFaulting((s: Faulting, a: App) => s.fault[a].tag === "none");
    const etiquette: Etiquette = {
      ...noEtiquette,
      gives: ["maps", "waits", "refuses"],
      prepares: !leased,
      tells: leased,
      closesEarly: !leased,
      answers: (s, a) => {
        if (!isFit(s, a)) return "refuses";
        return isQuiet(s, a) ? "maps" : "waits";
      },
      asks: (s, a) => s.lease[a] === "none" || s.lease[a] === "held",
      isLate: (s, a) => s.lease[a] !== "breaking",
    };
    const common = system(who, {
      policy,
      etiquette,
      ownDevice: true,
      kills: leased,
      exit: { closing: "at once", endsForAll: true },
      claims: { isEntitled: leased ? entitledBy(leasing) : () => true, references: () => 0 },
      rules: { needsPreparation: true, isTiming: (s, a) => s.lease[a] !== "none" },
    });
    const faulting = faultingDevice(who, policy);
    return machine({
      name: `${letters[kind]} ${kind}; ${nameOf(environment)}`,
      ...common,
      ...faultingState(who),
      actions: {
        ...common.actions,
        ...faulting.actions,
        ...onlyIf(leased, leases(who, policy, leasing).actions),
      },
      properties: { ...common.properties, ...faulting.properties },
    });
  };
}
