/**
 * H1: truncate frees a block while direct I/O has its page pinned. The fix waits until the page is idle.
 *
 * Source: commits 5fac7408d828 "mm, fs, dax: handle layout changes to pinned dax mappings" and d6dc57e251a4 "xfs, dax:
 * introduce xfs_break_dax_layouts()" (Dan Williams, 2018; Linux 4.18): fs/dax.c, dax_layout_busy_page; fs/xfs/xfs_file.c,
 * xfs_break_dax_layouts and xfs_wait_dax_page. No RDMA is needed: one slow O_DIRECT read into a mapping is enough.
 * Parameter: `waits`, the fix.
 * Atomic steps and locks: a fault (invalidate_lock shared, entry lock, PTL); a pin (PTL); clearing the PTE (PTL); looking at
 * the page and going to sleep (i_pages lock, then the wait queue's: an unpin between the two only shortens the sleep);
 * taking the block out of the file (ILOCK). Truncate holds invalidate_lock exclusively but for its sleep.
 * Fairness: weak for the steps of truncate, of the device and of the end of the I/O.
 *
 * Expected: without the fix the device writes to another file's block, after seven steps. With it no DMA is stale, and
 * truncate ends.
 */
import { machine, part } from "everystate";
import { directIo, isPinned, isQuiet } from "./kernel/direct-io.ts";
import { canFault, freeing, truncateState, unmapping, waking } from "./kernel/truncate.ts";

const { state, init } = truncateState;

const faulting = part({
  state,
  actions: {
    touch: {
      when: (s) => !s.mapped && canFault(s),
      then: (s) => {
        s.mapped = true;
      },
      actor: "process",
      doc: "dax_iomap_fault: map the page (invalidate_lock shared, PTL)",
    },
  },
});

/** Look at the page, sleep while it is busy: with waking, which unmaps again, what the fix adds. */
const looking = part({
  state,
  actions: {
    scan: {
      fair: "weak",
      when: (s) => s.truncate === "unmapped",
      then: (s) => {
        s.truncate = isPinned(s) ? "asleep" : "clean";
      },
      actor: "truncate",
      doc: "dax_layout_busy_page: page referenced? then drop invalidate_lock, sleep",
    },
  },
});

/** Actions and properties, to be made a machine. */
export function truncateUnderDirectIoParts({ waits }: { readonly waits: boolean }) {
  const io = directIo("process");
  const frees = freeing(waits ? "clean" : "unmapped");
  const actions = {
    ...io.actions,
    ...faulting.actions,
    ...unmapping.actions,
    ...frees.actions,
  };
  return {
    state,
    init,
    actions: waits ? { ...actions, ...looking.actions, ...waking.actions } : actions,
    properties: { ...io.properties, ...frees.properties },
  };
}

export function truncateUnderDirectIo(options: { readonly waits: boolean }) {
  return machine({
    name: `H1, truncate under direct I/O, ${options.waits ? "waits for the pin" : "does not wait"}`,
    ...truncateUnderDirectIoParts(options),
    final: (s) => s.truncate === "done" && isQuiet(s),
    expect: { noStaleDma: options.waits ? "holds" : { violated: "dmaCompletes" } },
  });
}

export const broken = truncateUnderDirectIo({ waits: false });
export const fixed = truncateUnderDirectIo({ waits: true });
