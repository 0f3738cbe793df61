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
import { bool, leadsTo, machine, oneOf, part, reachable } from "everystate";
import { isPinned, isQuiet, storage } from "./storage.ts";

const state = {
  ...storage.state,
  /** The process has mapped the file: the mapping has a VMA. */
  vma: bool(),
  /** The page is present in the page table of the process. */
  mapped: bool(),
  truncate: oneOf("idle", "locked", "unmapped", "asleep", "clean", "done"),
};

/** Actions and properties, to be made a machine. */
export function scanWithoutMappingParts({ needsMapping }: { readonly needsMapping: boolean }) {
  const own = part({
    state,
    init: { ...storage.init, vma: true, mapped: false, truncate: "idle" },
    actions: {
      touch: {
        when: (s) =>
          s.vma &&
          !s.mapped &&
          s.block === "file" &&
          (s.truncate === "idle" || s.truncate === "asleep"),
        then: (s) => {
          s.mapped = true;
        },
        actor: "process",
        doc: "dax_iomap_fault: map the page (invalidate_lock shared, PTL)",
      },
      pin: {
        when: (s) => s.mapped && s.io === "notBegun",
        then: (s) => {
          s.io = "pinned";
        },
        actor: "process",
        doc: "O_DIRECT read, follow_page_pte: PTE present, pin the page (PTL)",
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
      truncateBegin: {
        when: (s) => s.truncate === "idle",
        then: (s) => {
          s.truncate = "locked";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: take IOLOCK_EXCL and invalidate_lock",
      },
      unmap: {
        fair: "weak",
        when: (s) => s.truncate === "locked",
        then: (s) => {
          s.mapped = false;
          s.truncate = "unmapped";
        },
        actor: "truncate",
        doc: "unmap_mapping_pages: clear the PTE, where there is one (PTL)",
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
      wake: {
        fair: "weak",
        when: (s) => s.truncate === "asleep" && !isPinned(s),
        then: (s) => {
          s.truncate = "locked";
        },
        actor: "truncate",
        doc: "xfs_wait_dax_page: page idle, retake invalidate_lock, begin again",
      },
      free: {
        fair: "weak",
        when: (s) => s.truncate === "clean",
        then: (s) => {
          s.block = "free";
          s.truncate = "done";
        },
        actor: "truncate",
        doc: "xfs_itruncate_extents: free the block (ILOCK_EXCL)",
      },
    },
    properties: {
      truncateEnds: leadsTo(
        (s) => s.truncate !== "idle",
        (s) => s.truncate === "done",
        "truncate never ends",
      ),
      /** Truncate meets a pin that has outlived its mapping. */
      pinOutlivesMapping: reachable((s) => !s.vma && isPinned(s) && s.truncate === "unmapped"),
    },
  });
  return {
    state,
    init: own.init,
    actions: { ...storage.actions, ...own.actions },
    properties: { ...storage.properties, ...own.properties },
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
