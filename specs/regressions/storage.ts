/**
 * What most of these bugs harm: a block of a file on persistent memory, and one direct I/O that has its page pinned.
 *
 * Source: lib/iov_iter.c, iov_iter_extract_pages (the pin), and include/linux/bio.h, bio_release_pages (its end), for I/O to
 * another device with a mapping of the file as its buffer; fs/xfs/libxfs/xfs_alloc.c for the allocator.
 *
 * Atomic: the transfer, which touches memory when it completes; dropping the pin; allocating the block. How the pin is
 * obtained, and how the block leaves the file, is what the bugs are about, and said where they are. There is one I/O, so
 * nothing here depends on pins that come again and again.
 * Fairness: the device completes what was issued, and the kernel then ends the I/O (weak). Nobody has to want the block.
 */
import { oneOf, part, reachable, step } from "everystate";

export const storage = part({
  state: {
    block: oneOf("file", "free", "otherFile"),
    io: oneOf("notBegun", "pinned", "transferred", "ended"),
  },
  init: { block: "file", io: "notBegun" },
  actions: {
    dmaCompletes: {
      fair: "weak",
      when: (s) => s.io === "pinned",
      then: (s) => {
        s.io = "transferred";
      },
      actor: "device",
      doc: "the DMA takes place in memory: the block is written",
    },
    unpin: {
      fair: "weak",
      when: (s) => s.io === "transferred",
      then: (s) => {
        s.io = "ended";
      },
      actor: "block layer",
      doc: "bio_release_pages: drop the pin; wakes who waits for the page",
    },
    allocate: {
      when: (s) => s.block === "free",
      then: (s) => {
        s.block = "otherFile";
      },
      actor: "writer of another file",
      doc: "xfs_alloc_vextent_start_ag: another file is given the block",
    },
  },
  properties: {
    /** The damage: the device writes to a block that belongs to another file by then. */
    noStaleDma: step(
      (before, _after, taken) => !taken.is("dmaCompletes") || before.block !== "otherFile",
      "the device writes to a block of another file",
    ),
    /** So that nothing holds for want of I/O, or of somebody who would suffer. */
    ioCompletes: reachable((s) => s.io === "ended"),
    blockIsReused: reachable((s) => s.block === "otherFile"),
  },
});

/** Whether the page has a reference of the I/O. */
export function isPinned(s: { readonly io: string }): boolean {
  return s.io === "pinned" || s.io === "transferred";
}

/** Whether the I/O is over, or never began. */
export function isQuiet(s: { readonly io: string }): boolean {
  return !isPinned(s);
}
