/**
 * The page cache: a page is a copy of what is on disk, and is memory like other memory. Writeback cleans it, reclaim drops
 * it, and memory can be taken offline when everything movable was moved out of it.
 *
 * Source: mm/page-writeback.c, folio_clear_dirty_for_io; mm/vmscan.c, shrink_folio_list; mm/gup.c,
 * check_and_migrate_movable_pages (commit d1e153fea2a8); mm/memory_hotplug.c, offline_pages; Michal Hocko, November 2017.
 * The refusal of long-term pins of dirty-tracked mappings in mm/gup.c, writable_file_mapping_allowed, exists because of what
 * writeback does here.
 *
 * The block of a page is its frame. The copy on disk is `copy`: what the device writes after writeback misses it, as it clears
 * no write protection and marks nothing dirty; a filesystem that was not asked before a page became dirty may drop it.
 *
 * Atomic: write the page back and clean it (page lock); drop it, when clean and not referenced (i_pages lock); migrate one
 * page (page lock, no references).
 */
import { part, type StateView, setOf } from "everystate";
import { isReferenced } from "./blocks.ts";
import { isBegun } from "./consent.ts";
import { deviceState, type System } from "./device.ts";
import { isOneOf, kindsThat, type Policy } from "./operations.ts";
import type { App, World } from "./world.ts";

export function pageCacheState(world: World) {
  const { page } = world;
  const { state, init } = deviceState(world);
  return part({
    state: {
      ...state,
      /** Pages in memory that is to be taken offline, or in a CMA area: the movable zone. */
      movable: setOf(page),
    },
    init: { ...init, movable: page.elements },
  });
}

type Cached = StateView<ReturnType<typeof pageCacheState>["state"]>;

/** Whether a request may pin now: where movable pages are migrated first, not before they were. */
export function hasMigrated(world: World): (s: System, app: App) => boolean {
  const ready = (s: Cached) => world.page.every((p) => !s.movable.has(p));
  return ready as (s: System) => boolean; // the machine that it is passed to has both parts
}

export function pageCache(world: World, policy: Policy, migratesFirst: boolean) {
  const { page, app } = world;
  const { state } = pageCacheState(world);
  const emptying = kindsThat(policy, "empties the zone");
  const isPinnedThere = (s: Cached): boolean =>
    page.some((p) => s.movable.has(p) && isReferenced(s, p));

  const { actions: caching } = part({
    state,
    actions: {
      writeBack: {
        for: { page },
        when: (s, { page: p }) => s.copy === null && s.file[p] !== null && isReferenced(s, p),
        then: (s, { page: p }) => {
          const b = s.file[p];
          if (b !== null) s.copy = { page: p, to: b, missed: false };
        },
        actor: "writeback",
        doc: ({ page: p }) => `clear_page_dirty_for_io: ${p} is written to disk, and clean`,
      },
      reclaim: {
        fair: "weak",
        when: (s) => s.copy !== null && !isReferenced(s, s.copy.page),
        then: (s) => {
          if (s.copy === null) return;
          if (s.copy.missed && s.file[s.copy.page] !== null) s.lostWrite = true;
          s.copy = null;
        },
        actor: "reclaim",
        doc: "shrink_folio_list: a clean page is dropped, what is on disk is what will be read",
      },
      zoneEmpty: {
        fair: "weak",
        when: (s) => isBegun(s, emptying) && !isPinnedThere(s),
        then: (s) => {
          s.movable.clear();
          s.operation.phase = "freeing";
        },
        actor: "offline",
        doc: "migrate_pages: everything movable was moved elsewhere",
      },
      zoneBusy: {
        fair: "weak",
        when: (s) => isBegun(s, emptying) && isPinnedThere(s),
        then: (s) => {
          s.operation.phase = "waiting";
        },
        actor: "offline",
        doc: "migrate_pages: a page is pinned, it cannot be moved; wait and try again",
      },
      zoneRetry: {
        fair: "weak",
        when: (s) => s.operation.phase === "waiting" && isOneOf(s, emptying) && !isPinnedThere(s),
        then: (s) => {
          s.operation.phase = "begun";
        },
        actor: "offline",
        doc: "offline_pages: again",
      },
    },
  });
  const { actions: migrating } = part({
    state,
    actions: {
      migrate: {
        for: { app, page },
        fair: { weak: ["app"] },
        when: (s, { app: a, page: p }) =>
          s.registration[a] === "asking" && s.movable.has(p) && !isReferenced(s, p),
        then: (s, { page: p }) => {
          s.movable.delete(p);
        },
        actor: ({ app: a }) => a,
        doc: ({ page: p }) =>
          `check_and_migrate_movable_pages: ${p} moves out of the movable zone first`,
      },
    },
  });
  return { actions: { ...caching, ...(migratesFirst ? migrating : ({} as typeof migrating)) } };
}
