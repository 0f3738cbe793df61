/**
 * (c) Long-term pins refused: operations wait for pins, but a registration is answered with an error, so that only short
 * pins are left, which the kernel ends. It is what Linux does.
 *
 * Source: mm/gup.c, check_vma_flags, and include/linux/mm.h, folio_is_longterm_pinnable, "filesystems can only tolerate
 * transient delays"; Dan Williams and Michal Hocko, November 2017; commit 94db151dc892 "vfio: disable filesystem-dax page
 * pinning" (Dan Williams, February 2018), drivers/vfio/vfio_iommu_type1.c, vaddr_get_pfn.
 * Mails: 002_543ef144faa90c6d.txt, 003_1a5f8f272ff8e1b5.txt, 000_4837c468ba794dc1.txt.
 * Parameters: environment and sizes; and which of its versions:
 * - `everywhere`: each caller says FOLL_LONGTERM, and is refused;
 * - `VFIO, both branches`: as the commit made it: get_user_pages_longterm for the caller's own memory, and a check of the
 *   mapping (vma_is_fsdax) where another process's is pinned;
 * - `VFIO, own memory only`: the second check left out: get_user_pages_remote asks nobody. It is what the thread reviews.
 * Atomic: the check is one step with the refusal, under mmap_lock: the mapping cannot change in between.
 *
 * Expected: whoever is checked gets no registration, which is the price; truncate ends unless direct I/O is restless. One
 * branch without the check is as good as none.
 */
import { machine } from "everystate";
import { type Etiquette, noEtiquette } from "../kernel/applications.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";
import { waitsAsShipped } from "./wait-for-pins.ts";

export type Version = "everywhere" | "VFIO, both branches" | "VFIO, own memory only";

export function refuseLongTerm(version: Version) {
  return (environment: Environment, sizes: Sizes = smallest) => {
    const refuses = { own: true, remote: version !== "VFIO, own memory only" };
    const etiquette: Etiquette = {
      ...noEtiquette,
      purposes:
        version === "everywhere" ? ["long-term", "short"] : ["long-term", "remote", "short"],
      gives: version === "VFIO, own memory only" ? ["pins", "refuses"] : ["refuses"],
      answers: (s, a) =>
        (s.purpose[a] === "remote" ? refuses.remote : refuses.own) ? "refuses" : "pins",
    };
    return machine({
      name: `(c) long-term refused, ${version}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), { policy: waitsAsShipped, etiquette }),
    });
  };
}
