/**
 * (a) No protection: every operation takes its blocks away, and asks nobody whether a device still has their pages pinned.
 *
 * Source: fs-dax before Linux 4.18; the motive of commits 5fac7408d828 and d6dc57e251a4 (Dan Williams, 2018). Christoph
 * Hellwig named hole punch, truncate and copy-on-write as victims. `no-protection.machine.ts` one folder up is the same with
 * get_user_pages and truncate in their single steps.
 * Mails: 001_31a157a6afc0d62a.txt.
 * Parameters: environment and sizes (kernel/world.ts).
 * Atomic: as the files under kernel/ say.
 *
 * Expected: stale DMA in every environment, memory that is gone under DMA after unbind; every operation ends, everybody can
 * register.
 */
import { machine } from "everystate";
import type { Policy } from "../kernel/operations.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

export const asksNobody: Policy = {
  truncate: "goes ahead",
  write: "goes ahead",
  share: "goes ahead",
  evict: "goes ahead",
  unmount: "goes ahead",
  unbind: "goes ahead",
};

export function noProtection(environment: Environment, sizes: Sizes = smallest) {
  return machine({
    name: `(a) no protection; ${nameOf(environment)}`,
    ...system(world(environment, sizes), { policy: asksNobody }),
  });
}
