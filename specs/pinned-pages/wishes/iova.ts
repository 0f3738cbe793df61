/**
 * S9, where there are I/O addresses.
 *
 * Source: David Woodhouse, October 2017, on version 7 of MAP_DIRECT.
 */
import { never, part } from "everystate";
import { revocationState } from "../kernel/revocation.ts";
import type { World } from "../kernel/world.ts";

export function iova(world: World) {
  const { app } = world;
  return part({
    state: revocationState(world).state,
    properties: {
      /** A device never uses an I/O address that is another mapping's. */
      "S9 no I/O address is reused too soon": never(
        (s) => app.some((a) => s.strayed[a]),
        "the device uses an address that is another mapping's by now",
      ),
    },
  }).properties;
}
