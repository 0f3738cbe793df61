/**
 * H6: get_user_pages fast takes a reference on a page of a device and none on its dev_pagemap; dropping the page drops both.
 *
 * Source: the generic get_user_pages_fast() replaced the one of x86 in April 2017 and was reverted by 6dd29b3df975 "Revert
 * 'x86/mm/gup: Switch GUP to the generic get_user_page_fast() implementation'". Dan Williams, "mm, zone_device: replace
 * {get,put}_zone_device_page() with a single reference" (v2, 28 April 2017), is what allowed the switch after all. Functions
 * as quoted there: get_page, put_page, __put_page, devm_memremap_pages_release.
 * Parameters: `reference`, who refers to the dev_pagemap; the number of threads that look up the page.
 * - `generic`: page_cache_get_speculative, which counts the page only, while put_page goes on to put_zone_device_page.
 * - `both`: the code of x86, to which the revert went back: get_page counts the page and, by get_zone_device_page, its map.
 * - `page`: the page itself refers to the map for as long as it lives; get_page and put_page count the page only.
 * Atomic steps: a look-up with its reference (IRQs off); a put; percpu_ref_kill, which drops the driver's own reference; the
 * put of all pages by devm_memremap_pages_release; the end of the wait for the last reference. A counter here is a number;
 * the kernel's percpu_ref warns, and does not complete, once it is below zero.
 * Fairness: weak for dropping a page and for each step of the removal. Nobody has to remove the device.
 *
 * Expected: `generic` removes the memory under a reference, after four steps, and its counter falls below zero. The others
 * do not, and removal ends.
 */
import {
  always,
  leadsTo,
  machine,
  mapOf,
  oneOf,
  part,
  range,
  reachable,
  symmetric,
} from "everystate";

export type PagemapReference = "generic" | "both" | "page";

export interface PagemapOptions {
  readonly reference: PagemapReference;
  readonly threads?: number;
}

/** Actions and properties, to be made a machine. */
export function pagemapReferenceParts({ reference, threads = 2 }: PagemapOptions) {
  const thread = symmetric("thread", threads);

  return part({
    state: {
      device: oneOf("bound", "killed", "released", "removed"),
      /** A page that nobody uses counts one. */
      pageReferences: range(0, threads + 1),
      /** The percpu_ref of the dev_pagemap: one is the driver's, until it is killed. */
      pagemapReferences: range(-threads, threads + 2),
      /** Each thread looks the page up once. */
      call: mapOf(thread, oneOf("notBegun", "holding", "ended")),
    },
    init: {
      device: "bound",
      pageReferences: 1,
      pagemapReferences: reference === "page" ? 2 : 1,
      call: thread.each("notBegun"),
    },
    actions: {
      gupFast: {
        for: { thread },
        when: (s, { thread }) => s.device === "bound" && s.call[thread] === "notBegun",
        then: (s, { thread }) => {
          s.call[thread] = "holding";
          s.pageReferences += 1;
          if (reference === "both") s.pagemapReferences += 1;
        },
        actor: ({ thread }) => thread,
        doc: {
          generic: "gup_pte_range: page_cache_get_speculative, page count + 1 (IRQs off)",
          both: "gup_pte_range of x86: get_page, page count + 1, map count + 1 (IRQs off)",
          page: "gup_pte_range: page count + 1 (IRQs off)",
        }[reference],
      },
      put: {
        for: { thread },
        fair: "weak",
        when: (s, { thread }) => s.call[thread] === "holding",
        then: (s, { thread }) => {
          s.call[thread] = "ended";
          s.pageReferences -= 1;
          const dropsPagemap = reference === "page" ? s.pageReferences === 0 : true;
          if (dropsPagemap) s.pagemapReferences -= 1;
        },
        actor: ({ thread }) => thread,
        doc:
          reference === "page"
            ? "put_page: page count - 1; with the last, __put_page: map count - 1"
            : "put_page: page count - 1; put_zone_device_page: map count - 1",
      },
      kill: {
        when: (s) => s.device === "bound",
        then: (s) => {
          s.device = "killed";
          s.pagemapReferences -= 1;
        },
        actor: "unbind",
        doc: "percpu_ref_kill: nobody finds the pages any more, drop our reference",
      },
      release: {
        fair: "weak",
        when: (s) => s.device === "killed",
        then: (s) => {
          s.device = "released";
          s.pageReferences -= 1;
          if (reference === "page" && s.pageReferences === 0) s.pagemapReferences -= 1;
        },
        actor: "unbind",
        doc: "devm_memremap_pages_release: put our reference on each page",
      },
      remove: {
        fair: "weak",
        when: (s) => s.device === "released" && s.pagemapReferences === 0,
        then: (s) => {
          s.device = "removed";
        },
        actor: "unbind",
        doc: "wait_for_completion: the map has no reference, remove the struct pages",
      },
    },
    properties: {
      /** No struct page is removed while somebody holds it. */
      noUseAfterRemoval: always(
        (s) => s.device !== "removed" || thread.every((t) => s.call[t] !== "holding"),
        "a struct page is removed while a thread holds it",
      ),
      noUnderflow: always((s) => s.pagemapReferences >= 0, "percpu ref <= 0 after switching"),
      removalEnds: leadsTo(
        (s) => s.device === "killed",
        (s) => s.device === "removed",
        "the removal of the device never ends",
      ),
      /** Removal begins under references of every thread. */
      removalMeetsReferences: reachable(
        (s) => s.device === "released" && thread.every((t) => s.call[t] === "holding"),
      ),
    },
  });
}

export function pagemapReference(options: PagemapOptions) {
  const { reference } = options;
  return machine({
    name: `H6, ${refers[reference]}`,
    ...pagemapReferenceParts(options),
    final: (s) => s.device === "removed",
    expect:
      reference === "generic"
        ? {
            noUseAfterRemoval: { violated: "remove" },
            noUnderflow: { violated: "kill" },
            removalEnds: "violated",
            deadlock: "violated",
          }
        : {},
  });
}

const refers = {
  generic: "gup fast counts the page, put drops page and map",
  both: "page and map are counted, and dropped, together",
  page: "each page refers to the map as long as it lives",
} as const;

export const broken = pagemapReference({ reference: "generic" });
export const fixed = pagemapReference({ reference: "both" });
export const fixedForGood = pagemapReference({ reference: "page" });
