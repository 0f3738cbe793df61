/**
 * (e) MAP_SYNC: a write fault returns only when the metadata that it needs is durable. It is about what survives a crash; for
 * a block that is given away it does nothing at all. MAP_DIRECT is the other half of (e): map-direct.ts.
 *
 * Source: fs/dax.c, dax_fault_is_synchronous and dax_finish_sync_fault; merged in Linux 4.15.
 * Parameters: environment and sizes.
 * Atomic: as the files under kernel/ say. The log is not awaited by anything that this model asks about.
 *
 * Expected: as without protection, except that an application has to ask for it.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { asksNobody } from "./no-protection.ts";

export function mapSync(environment: Environment, sizes: Sizes = smallest) {
  return machine({
    name: `(e) MAP_SYNC; ${nameOf(environment)}`,
    ...system(world(environment, sizes), {
      policy: asksNobody,
      etiquette: {
        ...noEtiquette,
        gives: ["pins", "refuses"],
        prepares: true,
        answers: (s, a) => (s.prepared[a] ? "pins" : "refuses"),
      },
      rules: { needsPreparation: true, isTiming: () => false },
    }),
  });
}
