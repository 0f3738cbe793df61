/**
 * The pages that a driver provides for peer-to-peer DMA: a pool in the memory of a device, handed out by mmap of a file in
 * sysfs, and the references on each page and on the map of all of them.
 *
 * Source: drivers/pci/p2pdma.c of 2026: p2pmem_alloc_mmap, p2pdma_folio_free; mm/memremap.c, memunmap_pages.
 *
 * A page is free in the pool at a reference count of zero. Its PTE holds one reference, each pin another. Where
 * `pageHoldsMap` is set, a page that is handed out holds a reference of the map (dev_pagemap, a percpu_ref), which its last
 * put drops; a page without that (FS_DAX, GENERIC) leaves the map alone. The driver holds one more until it unbinds.
 *
 * Atomic steps: mmap of one page (allocation, tryget of the map, vm_insert_page), which the removal of the file waits for
 * (kernfs_drain); munmap (PTL). A process maps one page at a time; a page is mapped by one process.
 */
import { mapOf, oneOf, optional, part, range, symmetric } from "everystate";

/** How large an instance is. */
export interface Sizes {
  /** Pages in the pool. */
  readonly pages: number;
  /** Processes, each of which maps a page and pins it, once at a time. */
  readonly apps: number;
}

export function identities({ pages, apps }: Sizes) {
  return { page: symmetric("page", pages), app: symmetric("app", apps) };
}

export type Identities = ReturnType<typeof identities>;
export type Page = Identities["page"]["elements"][number];
export type App = Identities["app"]["elements"][number];

export function pageState({ page, app }: Identities) {
  return part({
    state: {
      /** References to each page; zero when it is in the pool. */
      references: mapOf(page, range(0, 2 * app.size)),
      /** The page in the page table of each process. */
      pte: mapOf(app, optional(page)),
      /** References of the map: the driver's, and those of its pages. */
      mapReferences: range(0, page.size + 1),
      unbind: oneOf("bound", "unmapping", "killed", "waiting", "removed"),
    },
    init: {
      references: page.each(0),
      pte: app.each(null),
      mapReferences: 1,
      unbind: "bound",
    },
  });
}

/** What a put may change. */
interface Counted {
  readonly references: { [P in Page]: number };
  mapReferences: number;
}

/** Drops a reference of the page, in an effect; with the last the page goes back to the pool. */
export function put(s: Counted, page: Page, pageHoldsMap: boolean): void {
  s.references[page] -= 1;
  if (s.references[page] === 0 && pageHoldsMap) s.mapReferences -= 1;
}

export function pages(identities: Identities, pageHoldsMap: boolean) {
  const { page, app } = identities;
  return part({
    state: pageState(identities).state,
    actions: {
      mmap: {
        for: { app, page },
        when: (s, { app, page }) =>
          s.unbind === "bound" && s.pte[app] === null && s.references[page] === 0,
        then: (s, { app, page }) => {
          s.pte[app] = page;
          s.references[page] = 1;
          if (pageHoldsMap) s.mapReferences += 1;
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `p2pmem_alloc_mmap: take ${page} from the pool, vm_insert_page`,
      },
      munmap: {
        for: { app },
        when: (s, { app }) => s.pte[app] !== null,
        then: (s, { app }) => {
          const page = s.pte[app];
          s.pte[app] = null;
          if (page !== null) put(s, page, pageHoldsMap);
        },
        actor: ({ app }) => app,
        doc: "munmap: clear the PTE, put its page (mmap_lock, PTL)",
      },
    },
  });
}
