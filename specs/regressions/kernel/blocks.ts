/**
 * The allocator: a block of the file, once it is free, is given to another file.
 *
 * Source: fs/xfs/libxfs/xfs_alloc.c, xfs_alloc_vextent_start_ag.
 *
 * How the block leaves the file is what the bugs are about, and said where they are.
 * Atomic: allocating the block. Fairness: none, nobody has to want it.
 */
import { oneOf, part, reachable } from "everystate";

export const blocks = part({
  state: { block: oneOf("file", "free", "otherFile") },
  init: { block: "file" },
  actions: {
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
    /** So that nothing holds for want of somebody who would suffer. */
    blockIsReused: reachable((s) => s.block === "otherFile"),
  },
});
