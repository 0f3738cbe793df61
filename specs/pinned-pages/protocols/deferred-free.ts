/**
 * (p) Deferred free: an operation does not wait for pins; a pinned block leaves the file, and stays on the busy list until
 * its last reference is dropped. With (v), what is pinned is exclusive: a shared page is copied before it is pinned, for
 * reading too; a reflink of it copies; and a write to it does not relocate.
 *
 * Source: Christoph Hellwig, 20 October 2017; he proposed (b) instead two hours later, because long pins were about to be
 * banned. (v) is the analogue of what fork does for pinned pages (include/linux/mm.h, page_needs_cow_for_dma), and was
 * proposed nowhere that we know.
 * Parameters: environment and sizes; whether (v) is added; and what unbind does.
 * Atomic: look at the references and put the block on the busy list, with invalidate_lock held (so that nobody can pin).
 *
 * Expected: truncate ends in every environment, and the space of a registration that is never released is lost; unmount waits.
 * Without (v) reflink breaks it: the block that the file leaves still belongs to the clone.
 */
import { machine } from "everystate";
import type { Policy } from "../kernel/operations.ts";
import { anybody } from "../kernel/pinning.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

const policy: Policy = {
  truncate: "goes ahead",
  write: "goes ahead",
  share: "goes ahead",
  evict: "goes ahead",
  unmount: "waits for pins",
  unbind: "waits for pins",
};

export function deferredFree(sharing: "as usual" | "pinned means exclusive") {
  const exclusive = sharing === "pinned means exclusive";
  return (environment: Environment, sizes: Sizes = smallest) =>
    machine({
      name: `${exclusive ? "(p+v) deferred free, pinned means exclusive" : "(p) deferred free"}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), {
        policy,
        freeing: "once unpinned",
        pinning: { ...anybody, unsharesReads: exclusive },
        relocation: exclusive ? "not while pinned" : "always",
      }),
    });
}
