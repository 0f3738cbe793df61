/**
 * H2: the scan for busy pages returns at once when nobody maps the file any more, although a pin outlives its mapping.
 *
 * Source: commit cee91fa13a8e "fs/dax: return unmapped busy pages from dax_layout_busy_page_range()" (Alistair Popple, Linux
 * 6.15), which removes the test of mapping_mapped(); broken from 4.18 to 6.14. Dan Williams had proposed the same change in
 * 2022: "make sure that 'break layouts' can find unmapped entries".
 * Parameter: `needsMapping`, whether the scan gives up where no mapping is.
 * Atomic steps and locks: as in H1; munmap takes the mapping away and clears its PTE (mmap_lock, PTL).
 * Fairness: weak for the steps of truncate, of the device and of the end of the I/O. Nobody has to unmap.
 *
 * Expected: broken, the device writes to another file's block, after nine steps: H1 again, with a munmap before. Fixed, no
 * DMA is stale, also after munmap, and truncate ends.
 */
import { bool, machine, part, reachable } from "everystate";
import { directIo, isPinned, isQuiet } from "./kernel/direct-io.ts";
import { canFault, freeing, truncateState, unmapping, waking } from "./kernel/truncate.ts";

const state = {
  ...truncateState.state,
  /** The process has mapped the file: the mapping has a VMA. */
  vma: bool(),
};

/** Actions and properties, to be made a machine. */
export function scanWithoutMappingParts({ needsMapping }: { readonly needsMapping: boolean }) {
  const own = part({
    state,
    init: { ...truncateState.init, vma: true },
    actions: {
      touch: {
        when: (s) => s.vma && !s.mapped && canFault(s),
        then: (s) => {
          s.mapped = true;
        },
        actor: "process",
        doc: "dax_iomap_fault: map the page (invalidate_lock shared, PTL)",
      },
      munmap: {
        when: (s) => s.vma,
        then: (s) => {
          s.vma = false;
          s.mapped = false;
        },
        actor: "process",
        doc: "munmap: clear the PTE, remove the VMA (mmap_lock, PTL)",
      },
      scan: {
        fair: "weak",
        when: (s) => s.truncate === "unmapped",
        then: (s) => {
          const looks = s.vma || !needsMapping;
          s.truncate = looks && isPinned(s) ? "asleep" : "clean";
        },
        actor: "truncate",
        doc: needsMapping
          ? "dax_layout_busy_page: nothing to do unless mapping_mapped()"
          : "dax_layout_busy_page: page referenced? then drop invalidate_lock, sleep",
      },
    },
    properties: {
      /** Truncate meets a pin that has outlived its mapping. */
      pinOutlivesMapping: reachable((s) => !s.vma && isPinned(s) && s.truncate === "unmapped"),
    },
  });
  const io = directIo("process");
  const frees = freeing("clean");
  return {
    state,
    init: own.init,
    actions: {
      ...io.actions,
      ...own.actions,
      ...unmapping.actions,
      unmap: {
        ...unmapping.actions.unmap,
        doc: "unmap_mapping_pages: clear the PTE, where there is one (PTL)",
      },
      ...waking.actions,
      ...frees.actions,
    },
    properties: { ...io.properties, ...frees.properties, ...own.properties },
  };
}

export function scanWithoutMapping(options: { readonly needsMapping: boolean }) {
  const { needsMapping } = options;
  return machine({
    name: `H2, scan ${needsMapping ? "gives up without a mapping" : "looks at unmapped entries, too"}`,
    ...scanWithoutMappingParts(options),
    final: (s) => s.truncate === "done" && isQuiet(s),
    expect: { noStaleDma: needsMapping ? { violated: "dmaCompletes" } : "holds" },
  });
}

export const broken = scanWithoutMapping({ needsMapping: true });
export const fixed = scanWithoutMapping({ needsMapping: false });
