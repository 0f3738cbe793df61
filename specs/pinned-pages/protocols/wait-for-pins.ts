/**
 * (b) Wait for pins: an operation unmaps the file, looks for a referenced page, and sleeps until it is idle.
 *
 * Source: fs/dax.c, dax_layout_busy_page; commits 5fac7408d828 and d6dc57e251a4 (Dan Williams, 2018; Linux 4.18); for the
 * eviction 0e2f80afcfa6 (Linux 6.15). With long pins "filesystem operations are blocked indefinitely" (Dan Williams,
 * December 2019). That a write which relocates asks nobody was read from fs/dax.c and fs/xfs/xfs_reflink.c, and is confirmed
 * on no kernel; likewise that unbind waits for no page.
 * Mails: 000_4837c468ba794dc1.txt, 001_31a157a6afc0d62a.txt.
 * Parameters: environment and sizes; and which of its versions:
 * - `long pins`: since Linux 6.15, if long-term pins were allowed;
 * - `before 6.15`: eviction and unmount do not wait;
 * - `every site`: a write that relocates, the fault that unshares a page, and unbind wait as well.
 * Atomic: as the files under kernel/ say.
 *
 * Expected: safe at every site that waits, and only there; no operation that waits needs to end when an application never
 * releases, nor if applications are restless.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import { countedSince615, mappingState, mappings, scanSince615 } from "../kernel/mappings.ts";
import type { Policy } from "../kernel/operations.ts";
import { anybody } from "../kernel/pinning.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { pinsOnly } from "../wishes/safety.ts";

export const waitsAsShipped: Policy = {
  truncate: "waits for pins",
  write: "goes ahead",
  share: "waits for pins",
  evict: "waits for pins",
  unmount: "waits for pins",
  unbind: "goes ahead",
};

export const waitsEverywhere: Policy = {
  ...waitsAsShipped,
  write: "waits for pins",
  unbind: "waits for pins",
};

const policies = {
  "long pins": waitsAsShipped,
  "before 6.15": { ...waitsAsShipped, evict: "goes ahead", unmount: "goes ahead" },
  "every site": waitsEverywhere,
} as const;

/** Since Linux 6.15, with references that mappings hold, too, and only short pins. */
export function waitSince615(waitsFor: "no references" | "no pins") {
  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const { unbind: _, ...policy } = waitsAsShipped; // another question, and (b) has the answer
    const common = system(who, {
      policy,
      etiquette: { ...noEtiquette, purposes: ["short"] },
      scan: scanSince615(who, waitsFor),
      claims: { ...pinsOnly(who), references: countedSince615(who) },
    });
    const mapped = mappings(who);
    return machine({
      name: `(b) wait for pins, Linux 6.15, short pins, waking at ${waitsFor}; ${nameOf(environment)}`,
      ...common,
      ...mappingState(who),
      actions: { ...common.actions, ...mapped.actions },
      properties: common.properties,
    });
  };
}

export type Version = keyof typeof policies;

export function waitForPins(version: Version) {
  return (environment: Environment, sizes: Sizes = smallest) =>
    machine({
      name: `(b) wait for pins, ${version}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), {
        policy: policies[version],
        pinning: { ...anybody, unsharingWaits: version === "every site" },
        etiquette: noEtiquette,
      }),
    });
}
