/**
 * (j) A filesystem for DAX that never moves a block: files are allocated once; there is no truncate, no reflink, and no
 * relocation. (t), immutable-file.ts, is the same for one file, by a flag.
 *
 * Source: Jason Gunthorpe's question in the thread of February 2019; README of famfs (preallocated files, no append, no
 * truncate). Today's kernel refuses FOLL_LONGTERM by the kind of the page, whatever the filesystem promises.
 * Mails: 001_31a157a6afc0d62a.txt.
 * Parameters: environment and sizes; and whether the kernel refuses long-term pins (`as today`), or believes the filesystem.
 * Atomic: as the files under kernel/ say.
 *
 * Expected: safe, and every registration succeeds if the kernel lets it; the operations that the filesystem does not have are
 * the price. Unlinked files go when nothing of them is pinned.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

export function staticLayout(kernel: "as today" | "trusting") {
  return (environment: Environment, sizes: Sizes = smallest) =>
    machine({
      name: `(j) static layout, kernel ${kernel}; ${nameOf(environment)}`,
      ...system(world(environment, sizes), {
        policy: {
          truncate: "is never allowed",
          evict: "waits for pins",
          unmount: "waits for pins",
          unbind: "goes ahead",
        },
        etiquette:
          kernel === "trusting"
            ? noEtiquette
            : { ...noEtiquette, gives: ["refuses"], answers: () => "refuses" },
      }),
    });
}
