/**
 * (s) Each page that is in use holds the page map of its driver, from 0 to 1 until it was truncated or zapped and its last
 * reference is gone: unbind waits for the pages, as nothing does in (b).
 *
 * Source: Dan Williams, "Fix the DAX-gup mistake", version 2, September 2022, which makes eviction wait for pins, too. Not
 * merged. Jason Gunthorpe, September 2022, for what it answers: nothing waits for the references of pages in memunmap_pages.
 * Mails: 004_a2007b816ba29f79.txt.
 * Parameters: environment and sizes.
 * Atomic: as kernel/page-map.ts says.
 *
 * Expected: as (b), but no memory goes away under DMA; unbind waits for whoever never releases. New pins cannot keep it
 * waiting, as no page gets into use once the map is killed.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import type { Policy } from "../kernel/operations.ts";
import { answersInUse, isDying, pageMap, pageMapState } from "../kernel/page-map.ts";
import { anybody } from "../kernel/pinning.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { waitsAsShipped } from "./wait-for-pins.ts";

const policy: Policy = { ...waitsAsShipped, unbind: "drains the page map" };

export function pageMapPin(environment: Environment, sizes: Sizes = smallest) {
  const who = world(environment, sizes);
  const common = system(who, {
    policy,
    etiquette: { ...noEtiquette, gives: ["pins", "waits"], answers: answersInUse(who) },
    pinning: { ...anybody, permits: (s) => !isDying(s) },
  });
  return machine({
    name: `(s) pages in use hold the page map; ${nameOf(environment)}`,
    ...common,
    ...pageMapState(who),
    actions: { ...common.actions, ...pageMap(who, policy).actions },
    properties: common.properties,
  });
}
