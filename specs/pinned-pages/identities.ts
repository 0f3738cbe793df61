/**
 * Who and what takes part: the pages of one file on persistent memory, and the applications that map it.
 *
 * Source: the notions are those of fs/dax.c, where a page of persistent memory stands for a block of the file, and of
 * mm/gup.c, where each caller pins through its own page table.
 */
import { symmetric } from "everystate";

/** How large an instance of a protocol is. */
export interface Sizes {
  /** Pages of the file. In fs-dax a page of memory is a block of the filesystem: one name stands for both. */
  readonly pages: number;
  /** Applications; each has its own page table and makes one registration, or one direct I/O, at a time. */
  readonly apps: number;
}

/** The domains of an instance. */
export function identities({ pages, apps }: Sizes) {
  return { page: symmetric("page", pages), app: symmetric("app", apps) };
}

export type Identities = ReturnType<typeof identities>;
export type Page = Identities["page"]["elements"][number];
export type App = Identities["app"]["elements"][number];
