/**
 * Pages that do not refer to their map: unbind waits for the map, and so for nobody. The struct pages are removed, and the
 * memory with them, while they are pinned.
 *
 * Source: Jason Gunthorpe, September 2022, on the page maps of fs-dax and device-dax: "nothing actually waits for the page
 * refs to go to zero during memunmap_pages()"; mm/memremap.c since 5.18. What P2PDMA pages would be without the reference
 * that p2pmem_alloc_mmap takes.
 * Parameters: whether long-term pins are allowed; what their holders do; pages and processes, by default one and two.
 * Atomic steps, locks and fairness: pages.ts, pins.ts, unbind.ts.
 *
 * Expected: use after free, and DMA to memory that is no more, whether pins are long or short; unbind ends, which is the
 * price turned around.
 */
import { machine } from "everystate";
import type { Sizes } from "./pages.ts";
import type { Environment, PinRules } from "./pins.ts";
import { small, unbindParts } from "./system.ts";

type LongTerm = PinRules["longTerm"];

export function noPageReferencesParts(
  longTerm: LongTerm,
  environment: Environment,
  sizes: Sizes = small,
) {
  return unbindParts({ longTerm, pageHoldsMap: false, notifier: false }, environment, sizes);
}

export function noPageReferences(
  longTerm: LongTerm,
  environment: Environment,
  sizes: Sizes = small,
) {
  return machine({
    name: `P2PDMA unbind waits for nobody, long-term pins ${longTerm}, holder ${environment}`,
    ...noPageReferencesParts(longTerm, environment, sizes),
    deadlock: false,
    expect: {
      noUseAfterRemoval: { violated: "remove" },
      noDmaAfterUnbind: "violated",
      longTermAccess: longTerm === "allowed" ? "reachable" : "unreachable",
    },
  });
}

export const longTermPins = noPageReferences("allowed", "neverReleases");
export const shortPins = noPageReferences("refused", "neverReleases");
