/**
 * What most of these bugs harm: a block of a file on persistent memory, and one direct I/O that has its page pinned.
 *
 * Source: mm/gup.c, follow_page_pte, called by lib/iov_iter.c, iov_iter_extract_pages (the pin), and include/linux/bio.h,
 * bio_release_pages (its end), for I/O to another device with a mapping of the file as its buffer.
 *
 * Atomic: the pin, of a page that is present (PTL); the transfer, which touches memory when it completes; dropping the pin.
 * How the page comes to be mapped is what the bugs are about, and said where they are. There is one I/O, so nothing here
 * depends on pins that come again and again.
 * Fairness: the device completes what was issued, and the kernel then ends the I/O (weak). Nobody has to begin it.
 */
import { bool, oneOf, part, reachable, step } from "everystate";
import { blocks } from "./blocks.ts";

const io = part({
  state: { ...blocks.state, io: oneOf("notBegun", "pinned", "transferred", "ended") },
  init: { ...blocks.init, io: "notBegun" },
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
  },
  properties: {
    /** The damage: the device writes to a block that belongs to another file by then. */
    noStaleDma: step(
      (before, _after, taken) => !taken.is("dmaCompletes") || before.block !== "otherFile",
      "the device writes to a block of another file",
    ),
    /** So that nothing holds for want of I/O. */
    ioCompletes: reachable((s) => s.io === "ended"),
  },
});

const pageTable = part({
  state: {
    ...io.state,
    /** The page is present in the page table of the process. */
    mapped: bool(),
  },
  init: { ...io.init, mapped: false },
});

/** The I/O and the block, of a page that is not mapped yet; `by` is who asks for the I/O. */
export function directIo(by: string) {
  const { state, init } = pageTable;
  const { actions } = part({
    state,
    actions: {
      pin: {
        when: (s) => s.mapped && s.io === "notBegun",
        then: (s) => {
          s.io = "pinned";
        },
        actor: by,
        doc: "O_DIRECT read, follow_page_pte: PTE present, pin the page (PTL)",
      },
    },
  });
  return {
    state,
    init,
    actions: { ...io.actions, ...blocks.actions, ...actions },
    properties: { ...io.properties, ...blocks.properties },
  };
}

/** Whether the page has a reference of the I/O. */
export function isPinned(s: { readonly io: string }): boolean {
  return s.io === "pinned" || s.io === "transferred";
}

/** Whether the I/O is over, or never began. */
export function isQuiet(s: { readonly io: string }): boolean {
  return !isPinned(s);
}
