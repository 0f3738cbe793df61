/**
 * (k) device-dax: the memory is a character device. There is no file whose blocks could be taken away, so long-term pins are
 * allowed; what remains is that the driver is unbound.
 *
 * Source: drivers/dax/device.c; mm/memremap.c, memunmap_pages, which waits for references on the page map, and not on its
 * pages; Jason Gunthorpe, September 2022: "nothing actually waits for the page refs to go to zero". Dan Williams, December
 * 2019: it is the only way for VFIO.
 * Mails: 002_543ef144faa90c6d.txt, 000_4837c468ba794dc1.txt, 004_a2007b816ba29f79.txt.
 * Parameters: environment and sizes; and whether unbind waits for the references of pages.
 * Atomic: as the files under kernel/ say.
 *
 * Expected: everything that concerns files holds, there being none; memory that is gone under DMA after unbind, unless unbind
 * waits, which then need not end.
 */
import { machine } from "everystate";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

export function deviceDax(unbind: "does not wait" | "waits") {
  return (environment: Environment, sizes: Sizes = smallest) =>
    machine({
      name: `(k) device-dax, unbind ${unbind}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), {
        policy: { unbind: unbind === "waits" ? "waits for pins" : "goes ahead" },
      }),
    });
}
