/**
 * Revocation: the kernel takes a registration back without asking. Mark it, unmap its addresses from the IOMMU, flush the
 * translations that the hardware keeps, and only then unpin; with it, the device that reaches memory by an IOMMU address.
 *
 * Source: drivers/iommu/iommu.c, iommu_unmap and iommu_iotlb_sync; drivers/vfio/vfio_iommu_type1.c, vfio_unmap_unpin;
 * Dan Williams, October 2017 (MAP_DIRECT), and David Woodhouse there on addresses that are given away too soon; Dan Williams,
 * December 2019, on VFIO; drivers/infiniband/core/uverbs_main.c, uverbs_disassociate_api.
 *
 * - The device is not told: it goes on with the addresses it knows until its user deregisters. What it gets is an I/O error.
 * - The flush is two steps: the hardware forgets, and what was translated before drains (an assumption about the IOMMU). The
 *   other way round it need not end, as the device goes on as long as it has a translation.
 * - Without an IOMMU the same steps are taken, and stop nothing, unless the driver can stop its device.
 *
 * Fairness: weak for each step of the kernel.
 */
import { bool, mapOf, oneOf, part, type StateView } from "everystate";
import { isInnocent } from "./applications.ts";
import { completion, deviceState, type System } from "./device.ts";
import { endsByItself } from "./exit.ts";
import { type App, onlyIf, type World } from "./world.ts";

export interface Revocation {
  /** Which registrations are to be taken back now. */
  readonly isWanted: (s: System, app: App) => boolean;
  /** What stops the device: nothing does where there is no IOMMU, unless its driver can. */
  readonly stoppedBy: "IOMMU" | "driver";
  /** The addresses stay reserved until the registration ends. */
  readonly keepsAddresses: boolean;
  /** The application does not survive it: a guest, or everything behind a device descriptor. */
  readonly kills: boolean;
}

export function revocationState(world: World) {
  const { app } = world;
  const { state, init } = deviceState(world);
  return part({
    state: {
      ...state,
      /** The I/O addresses of a registration. `reused`: they are another mapping's now. */
      iova: mapOf(app, oneOf("none", "mapped", "unmapped", "invalidated", "flushed", "reused")),
      /** The hardware keeps the translation. */
      iotlb: mapOf(app, bool()),
      /** The device used an address that is another mapping's. */
      strayed: mapOf(app, bool()),
    },
    init: {
      ...init,
      iova: app.each("none"),
      iotlb: app.each(false),
      strayed: app.each(false),
    },
  });
}

type Revocable = StateView<ReturnType<typeof revocationState>["state"]>;

export function revocation(
  world: World,
  { isWanted, stoppedBy, keepsAddresses, kills }: Revocation,
) {
  const { app, page, direction, environment } = world;
  const { state } = revocationState(world);
  const stops = environment.iommu || stoppedBy === "driver";

  /** The device still has the addresses, and something still translates them. */
  const translates = (s: Revocable, a: App): boolean =>
    !stops || s.iova[a] === "mapped" || s.iotlb[a];
  const knows = (s: Revocable, a: App): boolean =>
    s.iova[a] !== "none" &&
    (s.registration[a] === "live" ||
      s.registration[a] === "revoking" ||
      s.registration[a] === "revoked");

  const { actions: mapping } = part({
    state,
    actions: {
      iommuMap: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.registration[a] === "live" && s.iova[a] === "none",
        then: (s, { app: a }) => {
          s.iova[a] = "mapped";
        },
        actor: ({ app: a }) => a,
        doc: "iommu_map: addresses for the device, which learns them",
      },
      iommuUnmap: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.iova[a] !== "none" && (s.registration[a] === "ending" || s.registration[a] === "none"),
        then: (s, { app: a }) => {
          s.iova[a] = "none";
          s.iotlb[a] = false;
        },
        actor: ({ app: a }) => a,
        doc: "the registration ends: the device is told, its addresses are given back",
      },
      dmaIssue: {
        for: { app, page, direction },
        when: (s, { app: a, page: p, direction }) =>
          s.inFlight[a] === null &&
          s.table[a][p] !== null &&
          (direction === "read" || s.access[a] === "write") &&
          knows(s, a) &&
          translates(s, a),
        then: (s, { app: a, page: p, direction }) => {
          const b = s.table[a][p];
          if (b === null) return;
          s.inFlight[a] = { page: p, block: b, direction };
          if (stops) s.iotlb[a] = true;
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: ({ page: p, direction }) => `DMA ${direction} of ${p} is translated and queued`,
      },
      dmaFails: {
        for: { app },
        when: (s, { app: a }) =>
          s.inFlight[a] === null &&
          knows(s, a) &&
          !translates(s, a) &&
          s.iova[a] !== "reused" &&
          s.harm[a] === "none" &&
          isInnocent(world, isTold(s, a)) &&
          page.some((p) => s.file[p] !== null),
        then: (s, { app: a }) => {
          s.harm[a] = "error";
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: "the address has no translation: the transfer fails, its user did nothing wrong",
      },
    },
  });
  const { actions: completing } = part({ state, actions: { dmaComplete: completion(world) } });

  const { actions: revoking } = part({
    state,
    actions: {
      revokeMark: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.registration[a] === "live" && isWanted(s, a),
        then: (s, { app: a }) => {
          s.registration[a] = "revoking";
        },
        actor: "kernel",
        doc: ({ app: a }) =>
          `the registration of ${a} is marked broken: nothing more is mapped for it`,
      },
      revokeUnmap: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.registration[a] === "revoking" && (s.iova[a] === "mapped" || s.iova[a] === "none"),
        then: (s, { app: a }) => {
          s.iova[a] = "unmapped";
        },
        actor: "kernel",
        doc: ({ app: a }) => `iommu_unmap: no new translation for ${a}`,
      },
      revokeFlush: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.registration[a] === "revoking" && s.iova[a] === "unmapped",
        then: (s, { app: a }) => {
          s.iova[a] = "invalidated";
          s.iotlb[a] = false;
        },
        actor: "kernel",
        doc: ({ app: a }) => `iommu_iotlb_sync: the hardware forgets the translations of ${a}`,
      },
      revokeDrain: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.registration[a] === "revoking" &&
          s.iova[a] === "invalidated" &&
          (!stops || s.inFlight[a] === null),
        then: (s, { app: a }) => {
          s.iova[a] = "flushed";
        },
        actor: "kernel",
        doc: ({ app: a }) =>
          `iommu_iotlb_sync returns: what ${a} had translated before has drained`,
      },
      revokeUnpin: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.registration[a] === "revoking" && s.iova[a] === "flushed",
        then: (s, { app: a }) => {
          for (const p of page) {
            const b = s.table[a][p];
            if (b !== null) s.references[b] -= 1;
          }
          s.registration[a] = "revoked";
          if (!kills) return;
          if (s.life[a] === "running") s.life[a] = "exiting";
          if (s.harm[a] === "none" && isInnocent(world, isTold(s, a))) s.harm[a] = "killed";
        },
        actor: "kernel",
        doc: ({ app: a }) =>
          `unpin_user_pages: the pages of ${a} are let go${kills ? ", and it is killed" : ""}`,
      },
      forget: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.registration[a] === "revoked" &&
          s.inFlight[a] === null &&
          (endsByItself(s, a) ? !s.open[a].has("device") : letsGo(s, a)),
        then: (s, { app: a }) => {
          s.registration[a] = "none";
          s.access[a] = "read";
          s.table[a] = page.each(null);
        },
        actor: ({ app: a }) => a,
        doc: "ib_dereg_mr: what was revoked is deregistered",
      },
    },
  });

  const { actions: reusing } = part({
    state,
    actions: {
      reuseAddresses: {
        for: { app },
        when: (s, { app: a }) => s.registration[a] === "revoked" && s.iova[a] === "flushed",
        then: (s, { app: a }) => {
          s.iova[a] = "reused";
        },
        actor: "another driver",
        doc: ({ app: a }) =>
          `alloc_iova: the addresses of ${a} were free, and are mapped to something else`,
      },
      dmaStrays: {
        for: { app },
        when: (s, { app: a }) => s.registration[a] === "revoked" && s.iova[a] === "reused",
        then: (s, { app: a }) => {
          s.strayed[a] = true;
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: "DMA to an address that it still knows, and that is another mapping's by now",
      },
    },
  });

  return {
    actions: {
      ...mapping,
      ...completing,
      ...revoking,
      ...onlyIf(!keepsAddresses && environment.iommu, reusing),
    },
  };

  function isTold(s: Revocable, a: App): boolean {
    return s.lease[a] === "breaking" || s.lease[a] === "expired";
  }

  function letsGo(s: Revocable, a: App): boolean {
    const conduct = environment.application;
    return (
      s.life[a] === "running" &&
      !s.receiver[a] &&
      conduct !== "never releases" &&
      conduct !== "dead"
    );
  }
}
