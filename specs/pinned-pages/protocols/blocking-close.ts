/**
 * (r) munmap and close wait for pins: a file that is pinned stays open, and therefore its eviction needs to ask nobody. The
 * operations on an open file wait for pins as in (b).
 *
 * Source: Jan Kara and Dave Chinner, 2022, on how to keep a file from being evicted under DMA; Jason Gunthorpe there: far from
 * possible for direct I/O, and truncate has the same problem anyway. Jason Gunthorpe, August 2019, on a close that depends on
 * another descriptor's: "a recipe for deadlock". That close is allowed while pinned is (b) before 6.15.
 * Parameters: environment and sizes; and whether the close of a process that is killed waits as well (`always`), or returns
 * (`unless killed`), as Dave Chinner proposed for (f5b).
 * Atomic: as kernel/exit.ts says: a close that waits is begun in one step and completed in another. The close of a process that
 * goes on happens only when nothing is pinned: what it does while it waits is nothing that this model asks about.
 *
 * Expected: eviction is safe, and exit need not end, as it may close the file first; with the exemption exit ends, and
 * eviction frees what is pinned. Truncate as in (b).
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import type { Policy } from "../kernel/operations.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { waitsAsShipped } from "./wait-for-pins.ts";

const policy: Policy = { ...waitsAsShipped, evict: "goes ahead", unmount: "goes ahead" };

export function blockingClose(closeWaits: "always" | "unless killed") {
  return (environment: Environment, sizes: Sizes = smallest) =>
    machine({
      name: `(r) munmap and close wait for pins, ${closeWaits}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), {
        policy,
        etiquette: { ...noEtiquette, closesEarly: false },
        exit: {
          closing:
            closeWaits === "always" ? "blocks while pinned" : "blocks while pinned, unless killed",
          endsForAll: false,
        },
      }),
    });
}
