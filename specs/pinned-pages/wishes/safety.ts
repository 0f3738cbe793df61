/**
 * S1 to S10: what must never happen. Each is defined once, here, and asked of every protocol to which it applies.
 *
 * Source: the commit message of 5fac7408d828 "mm, fs, dax: handle layout changes to pinned dax mappings" (Dan Williams,
 * 2018) for S1 to S3; Jason Gunthorpe and Dave Chinner, February and August 2019, for S6 to S8.
 */
import { always, never, part, step } from "everystate";
import { isFree, isShared } from "../kernel/blocks.ts";
import { deviceState, type System } from "../kernel/device.ts";
import { holdsPins, isTableEmpty, pinCount } from "../kernel/registrations.ts";
import type { App, Block, Page, World } from "../kernel/world.ts";

/** What a protocol's own state adds to the definitions. */
export interface Claims {
  /** Whoever registered may still have its pins: a lease, where there are leases. */
  readonly isEntitled: (s: System, app: App) => boolean;
  /** How many references to the block there have to be. */
  readonly references: (s: System, block: Block) => number;
}

/** Nothing but its registration entitles an application, and only pins are references. */
export function pinsOnly(world: World): Claims {
  return { isEntitled: () => true, references: (s, b) => pinCount(world, s, b) };
}

export function safety(world: World, { isEntitled, references }: Claims) {
  const { app, page, block } = world;

  /** The transfer of an application that this step completes, if it does. */
  const completed = (before: System, after: System, a: App) =>
    after.inFlight[a] === null ? before.inFlight[a] : null;
  /** The block is not the file's at that page, and is, or can be, somebody else's. */
  const isStale = (s: System, p: Page, b: Block): boolean =>
    s.file[p] !== b &&
    (isFree(world, s, b) || s.otherFiles.has(b) || page.some((other) => s.clone[other] === b));

  const { properties: everywhere } = part({
    state: deviceState(world).state,
    properties: {
      /** A device writes to a block only as long as it is the file's, or nobody's and not reusable. */
      "S1 no stale write": step(
        (before, after) =>
          app.every((a) => {
            const dma = completed(before, after, a);
            return dma?.direction !== "write" || !isStale(before, dma.page, dma.block);
          }),
        "the device writes to a block that is not the file's any more",
      ),
      /** The same for reads, which disclose what another file stores there. */
      "S2 no stale read": step(
        (before, after) =>
          app.every((a) => {
            const dma = completed(before, after, a);
            return dma?.direction !== "read" || !isStale(before, dma.page, dma.block);
          }),
        "the device reads a block that is not the file's any more",
      ),
      /** Every reference is somebody's pin or page table entry, and nothing is left over. */
      "S4 references balance": always(
        (s) => block.every((b) => s.references[b] === references(s, b)),
        "the references of a block are not its pins and page table entries",
      ),
      /** What a device wrote, and reported complete, is in the file, unless it was truncated afterwards. */
      "S6 no lost write": never(
        (s) => s.lostWrite,
        "a write that was reported complete is not in the file",
      ),
      /** Who has no claim any more has nothing pinned, and its device touches nothing. */
      "S8 no ghost registration": always(
        (s) =>
          app.every(
            (a) =>
              (isEntitled(s, a) && holdsPins(s, a)) || (!isPinned(s, a) && s.inFlight[a] === null),
          ),
        "who has no claim any more still has pages, or its device DMA",
      ),
    },
  });

  const { properties: atUnbind } = part({
    state: deviceState(world).state,
    properties: {
      /** The struct pages are freed only when nothing refers to them. */
      "S3 pages live": always(
        (s) => s.bound || block.every((b) => s.references[b] === 0),
        "struct pages are freed while they are referenced",
      ),
      /** No DMA is under way to memory that is gone. */
      "S5 no DMA after unbind": always(
        (s) => s.bound || app.every((a) => s.inFlight[a] === null),
        "DMA is under way to memory that is gone",
      ),
    },
  });

  const { properties: withReflink } = part({
    state: deviceState(world).state,
    properties: {
      /** A device writes to no block that the clone reads. */
      "S7 the clone is left alone": step(
        (before, after) =>
          app.every((a) => {
            const dma = completed(before, after, a);
            return dma?.direction !== "write" || page.every((p) => before.clone[p] !== dma.block);
          }),
        "the device writes to what the clone reads",
      ),
    },
  });

  const { properties: pinningWithReflink } = part({
    state: deviceState(world).state,
    properties: {
      /** What is pinned for writing is not shared. */
      "S10 no write pin on a shared block": always(
        (s) =>
          app.every(
            (a) =>
              s.access[a] !== "write" ||
              !holdsPins(s, a) ||
              page.every(
                (p) => s.table[a][p] === null || s.table[a][p] !== s.file[p] || !isShared(s, p),
              ),
          ),
        "a page that the clone shares is pinned for writing",
      ),
    },
  });

  return { everywhere, atUnbind, withReflink, pinningWithReflink };

  function isPinned(s: System, a: App): boolean {
    return holdsPins(s, a) && !isTableEmpty(world, s, a);
  }
}
