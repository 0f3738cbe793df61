/**
 * (g) Forced revocation: an operation that finds a pinned page takes the registration back, by the IOMMU, and goes on.
 *
 * Source: Dan Williams, December 2019: "It seems in theory that VFIO could tolerate a revoke pin on truncate mechanism"; the
 * same mail on RDMA, whose applications are not prepared, and whose registrar may not be the user;
 * drivers/infiniband/core/uverbs_main.c, uverbs_disassociate_api, for the revocation of everything behind a descriptor.
 * Mails: 000_4837c468ba794dc1.txt, 001_31a157a6afc0d62a.txt.
 * Parameters: environment and sizes; and whose registrations they are:
 * - `VFIO` (g1): the guest that gets the I/O error does not survive it;
 * - `RDMA` (g2): the registration only; its user gets errors;
 * - `disassociate` (g3): the driver stops the device, with or without IOMMU; nobody behind the descriptor survives.
 * Atomic: mark, unmap, flush, unpin, free are five steps, in this order.
 *
 * Expected: safe with an IOMMU, and truncate ends whatever applications do; somebody innocent gets an error or is killed.
 * Without IOMMU the steps of VFIO and RDMA stop nothing.
 */
import { machine } from "everystate";
import { isOneOf, kindsThat, type Policy } from "../kernel/operations.ts";
import { anybody } from "../kernel/pinning.ts";
import { revocationState, revocation as revoking } from "../kernel/revocation.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { iova } from "../wishes/iova.ts";
import { noRules } from "../wishes/quality.ts";

export const revokesAlways: Policy = {
  truncate: "revokes",
  write: "revokes",
  share: "revokes",
  evict: "revokes",
  unmount: "revokes",
  unbind: "revokes",
};

const letters = { VFIO: "(g1)", RDMA: "(g2)", disassociate: "(g3)" } as const;

export function revocation(user: keyof typeof letters) {
  const kills = user !== "RDMA";
  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const kinds = kindsThat(revokesAlways, "revokes");
    const common = system(who, {
      policy: revokesAlways,
      pinning: { ...anybody, unsharingWaits: true },
      ownDevice: true,
      kills,
      rules: { ...noRules, isTiming: () => true },
    });
    const { actions } = revoking(who, {
      isWanted: (s) => s.operation.phase === "waiting" && isOneOf(s, kinds),
      stoppedBy: user === "disassociate" ? "driver" : "IOMMU",
      keepsAddresses: true,
      kills,
    });
    return machine({
      name: `${letters[user]} revocation, ${user}; ${nameOf(environment)}`,
      ...common,
      ...revocationState(who),
      actions: { ...common.actions, ...actions },
      properties: { ...common.properties, ...iova(who) },
    });
  };
}
