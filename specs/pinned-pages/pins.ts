/**
 * get_user_pages: how an application comes to hold references on the pages of the file.
 *
 * Source: mm/gup.c, gup_fast_pte_range and try_grab_folio_fast (fast), faultin_page and follow_page_pte (slow),
 * check_vma_flags (the refusal); include/linux/mm.h, vma_is_fsdax. On the version of the names: the README of this folder.
 *
 * A call pins every page, in any order; with the last one it returns, and the pins may be used. It begins lockless ("fast")
 * and carries on with the locks ("slow") as soon as that does not work for one page. A call that cannot pin every page
 * fails: the kernel's partial results are not modelled.
 *
 * Atomic steps:
 * - fast, three of them, without any lock (IRQs off): read the PTE, and give up if the page is not present; take a
 *   reference; read the PTE again and keep the reference only if it is unchanged. Between each two, everything else can
 *   happen. (Read and take in one step would make the recheck look superfluous.)
 * - slow, under the page table lock (PTL): find the PTE present and take the reference. A page that is not present is
 *   faulted in before, a step of its own. The fault takes invalidate_lock before it learns that the page is beyond the
 *   end of the file: it waits for a truncate that holds the lock also when it is going to fail.
 * - refused: where FOLL_LONGTERM is not allowed, fast gives up at the PTE, which is marked as one of fs-dax, and takes no
 *   reference; slow looks at the mapping before anything else, and ends the call with an error.
 *
 * References are counted beyond the idle value of a page. A PTE holds none of its own (the convention until 6.14).
 *
 * Fairness: every step is weakly fair, being one of a running system call. When a call begins, and when the pins are
 * dropped, is said in application.ts.
 */
import { mapOf, oneOf, part, range, setOf, union } from "everystate";
import type { App, Identities, Page } from "./identities.ts";
import { canFault, faultWouldFail, mapping } from "./mapping.ts";

/** Whether the kernel lets a call with FOLL_LONGTERM pin pages of fs-dax. */
export type LongTermPolicy = "allowed" | "refused";

export function pinState(identities: Identities) {
  const { page, app } = identities;
  const { state, init } = mapping(identities);
  return part({
    state: {
      ...state,
      /** References to each page, beyond those of an idle one. */
      references: mapOf(page, range(0, app.size)),
      /** Pages on which each application holds a pin. */
      pinned: mapOf(app, setOf(page)),
      /** What each application pins for: a registration is pinned with FOLL_LONGTERM, direct I/O is not. */
      purpose: mapOf(app, oneOf("none", "directIo", "registration")),
      /** Where each application is in its call of get_user_pages. */
      call: mapOf(
        app,
        union({
          idle: {},
          fast: {},
          pteRead: { page },
          referenceTaken: { page },
          slow: {},
          holding: {},
          releasing: {},
        }),
      ),
    },
    init: {
      ...init,
      references: page.each(0),
      pinned: app.each([]),
      purpose: app.each("none"),
      call: app.each({ tag: "idle" }),
    },
  });
}

export function pins(identities: Identities, policy: LongTermPolicy) {
  const { page, app } = identities;
  const { state } = pinState(identities);
  const hasAll = (s: { readonly pinned: PageSets }, app: App): boolean =>
    s.pinned[app].size === page.size;
  const mayPin = (s: Purposes, app: App): boolean =>
    policy === "allowed" || s.purpose[app] !== "registration";

  const { actions } = part({
    state,
    actions: {
      fastReadPte: {
        for: { app, page },
        fair: { weak: ["app"] },
        when: (s, { app, page }) => s.call[app].tag === "fast" && !s.pinned[app].has(page),
        then: (s, { app, page }) => {
          const goesOn = s.mapped[app].has(page) && mayPin(s, app);
          s.call[app] = goesOn ? { tag: "pteRead", page } : { tag: "slow" };
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `gup_fast_pte_range: read the PTE of ${page}; if it is no use, go slow`,
      },
      fastTakeReference: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) => isAt(s.call[app], "pteRead", page),
        then: (s, { app, page }) => {
          s.references[page] += 1;
          s.call[app] = { tag: "referenceTaken", page };
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `try_grab_folio_fast: take a reference on ${page} (no lock)`,
      },
      fastRecheck: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) => isAt(s.call[app], "referenceTaken", page),
        then: (s, { app, page }) => {
          if (s.mapped[app].has(page)) {
            s.pinned[app].add(page);
            s.call[app] = { tag: hasAll(s, app) ? "holding" : "fast" };
          } else {
            s.references[page] -= 1;
            s.call[app] = { tag: "slow" };
          }
        },
        actor: ({ app }) => app,
        doc: ({ page }) =>
          `gup_fast_pte_range: PTE of ${page} unchanged? pinned, else put (no lock)`,
      },
      faultIn: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) =>
          s.call[app].tag === "slow" && mayPin(s, app) && needs(s, app, page) && canFault(s, page),
        then: (s, { app, page }) => {
          s.mapped[app].add(page);
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `faultin_page: map ${page} (mmap_lock, invalidate_lock shared, PTL)`,
      },
      slowPin: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) =>
          s.call[app].tag === "slow" &&
          mayPin(s, app) &&
          !s.pinned[app].has(page) &&
          s.mapped[app].has(page),
        then: (s, { app, page }) => {
          s.references[page] += 1;
          s.pinned[app].add(page);
          if (hasAll(s, app)) s.call[app] = { tag: "holding" };
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `follow_page_pte: PTE present, pin ${page} (mmap_lock, PTL)`,
      },
      faultFails: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) =>
          s.call[app].tag === "slow" &&
          mayPin(s, app) &&
          needs(s, app, page) &&
          faultWouldFail(s, page),
        then: (s, { app }) => {
          s.call[app] = { tag: "releasing" };
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `faultin_page: ${page} is beyond the end of the file, -EFAULT`,
      },
    },
  });

  const { actions: refusal } = part({
    state,
    actions: {
      refuseLongTerm: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "slow" && !mayPin(s, app),
        then: (s, { app }) => {
          s.call[app] = { tag: "releasing" };
        },
        actor: ({ app }) => app,
        doc: "check_vma_flags: FOLL_LONGTERM on a fs-dax mapping, -EOPNOTSUPP (mmap_lock)",
      },
    },
  });

  return { actions: policy === "refused" ? { ...actions, ...refusal } : actions };
}

type Purposes = { readonly purpose: { readonly [A in App]: string } };
type PageSets = { readonly [A in App]: { readonly size: number; has(page: Page): boolean } };

/** The page is neither pinned yet nor present. */
function needs(
  s: { readonly mapped: PageSets; readonly pinned: PageSets },
  app: App,
  page: Page,
): boolean {
  return !s.pinned[app].has(page) && !s.mapped[app].has(page);
}

function isAt(
  call: { readonly tag: string; readonly page?: Page },
  tag: "pteRead" | "referenceTaken",
  page: Page,
): boolean {
  return call.tag === tag && call.page === page;
}
