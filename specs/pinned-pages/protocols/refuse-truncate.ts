/**
 * (d) The operation fails while pages are pinned: -EBUSY or -ETXTBSY instead of sleep.
 *
 * Source: Doug Ledford in the thread of February 2019, and half of the series of 2019, where a truncate or a punch of a pinned
 * DAX page fails. Dave Chinner there: useless against reflink.
 * Mails: 001_31a157a6afc0d62a.txt.
 * Parameters: environment and sizes; and whether a write that relocates fails as well (`writes too`), which a store through
 * the mapping could only do by SIGBUS, or asks nobody (`truncate only`).
 * Atomic: scan and refusal, or scan and free, under the same locks. Eviction has nobody to give an error to: it waits.
 *
 * Expected: truncate always returns, and never succeeds if an application never releases; anybody who can pin can veto it.
 */
import { machine } from "everystate";
import type { Policy } from "../kernel/operations.ts";
import { anybody } from "../kernel/pinning.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

const truncateOnly: Policy = {
  truncate: "is refused while pinned",
  write: "goes ahead",
  share: "is refused while pinned",
  evict: "waits for pins",
  unmount: "waits for pins",
  unbind: "goes ahead",
};

export function refuseTruncate(refused: "truncate only" | "writes too") {
  const writesToo = refused === "writes too";
  return (environment: Environment, sizes: Sizes = smallest) =>
    machine({
      name: `(d) EBUSY, ${refused}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), {
        policy: writesToo ? { ...truncateOnly, write: "is refused while pinned" } : truncateOnly,
        pinning: { ...anybody, unsharingWaits: writesToo },
      }),
    });
}
