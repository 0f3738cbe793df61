/**
 * Blocks: the block maps of the file and of its clone, the allocator, and the reference counts of the pages that the blocks
 * are.
 *
 * Source: fs/xfs/libxfs/xfs_alloc.c, xfs_alloc_vextent_start_ag; fs/xfs/xfs_extent_busy.c, xfs_extent_busy_clear;
 * fs/xfs/xfs_reflink.c, where a block counts its owners; Christoph Hellwig, 20 October 2017, for the deferred free.
 *
 * A block belongs to the file, to its clone (or both: it is shared), to another file, or to nobody. What leaves its last
 * owner is busy until the transaction is on the log, and reusable only then. Where the free is deferred, it stays busy
 * until its last reference is dropped as well.
 *
 * Space can run out: then whoever needs a block gives up, which is no fault of any protocol.
 */
import { bool, mapOf, optional, part, range, record, type StateView, setOf } from "everystate";
import type { Block, Page, World } from "./world.ts";

export function blockState({ page, block, app, environment }: World) {
  return part({
    state: {
      /** The block behind each page of the file; `null` beyond its end. */
      file: mapOf(page, optional(block)),
      /** The same of a file that a reflink made from it. */
      clone: mapOf(page, optional(block)),
      /** The copy that a relocating write makes; `missed`: the device wrote to the original meanwhile. */
      copy: optional(record({ page, to: block, missed: bool() })),
      /** Blocks that other files own. */
      otherFiles: setOf(block),
      /** Blocks of nobody that must not be given away yet. */
      busy: setOf(block),
      /** References to each page beyond those of an idle one. */
      references: mapOf(block, range(0, 2 * app.size * page.size)),
    },
    init: {
      file: page.each((p) => block.at(page.position(p))),
      clone: page.each((p) => (environment.reflink ? block.at(page.position(p)) : null)),
      copy: null,
      otherFiles: [],
      busy: [],
      references: block.each(0),
    },
  });
}

export type Blocks = StateView<ReturnType<typeof blockState>["state"]>;

/** When a block of nobody may be given away. */
export type Freeing = "once logged" | "once unpinned";

export function blocks(world: World, freeing: Freeing) {
  const { block } = world;
  return part({
    state: blockState(world).state,
    actions: {
      commitFree: {
        for: { block },
        fair: "weak",
        when: (s, { block: b }) =>
          s.busy.has(b) && (freeing === "once logged" || s.references[b] === 0),
        then: (s, { block: b }) => {
          s.busy.delete(b);
        },
        actor: "log",
        doc: ({ block: b }) => `xfs_extent_busy_clear: the log is written, ${b} is reusable`,
      },
      allocate: {
        for: { block },
        when: (s, { block: b }) => isFree(world, s, b),
        then: (s, { block: b }) => {
          s.otherFiles.add(b);
        },
        actor: "writer of another file",
        doc: ({ block: b }) => `xfs_alloc_vextent_start_ag: another file is given ${b}`,
      },
    },
  });
}

/** Nobody owns the block. */
export function isOrphan({ page }: World, s: Blocks, b: Block): boolean {
  return (
    page.every((p) => s.file[p] !== b && s.clone[p] !== b) &&
    !s.otherFiles.has(b) &&
    (s.copy === null || s.copy.to !== b)
  );
}

/** Whether space is short for good: nothing is free, and nothing is going to be. */
export function isFull(world: World, s: Blocks): boolean {
  return world.block.every(
    (b) => !isFree(world, s, b) && !(s.busy.has(b) && s.references[b] === 0),
  );
}

/** Nobody owns the block, and anybody may be given it. */
export function isFree(world: World, s: Blocks, b: Block): boolean {
  return isOrphan(world, s, b) && !s.busy.has(b);
}

/** The page's block is the clone's as well. */
export function isShared(s: Blocks, p: Page): boolean {
  const b = s.file[p];
  return b !== null && s.clone[p] === b;
}

/** The block behind the page is referenced. */
export function isReferenced(s: Blocks, p: Page): boolean {
  const b = s.file[p];
  return b !== null && s.references[b] > 0;
}
