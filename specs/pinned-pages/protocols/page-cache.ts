/**
 * (l) Ordinary page cache instead of persistent memory: a truncated page is an orphan, which lives until its last reference
 * is dropped, and belongs to nobody meanwhile.
 *
 * Source: Michal Hocko and Dan Williams, November 2017: "operations can continue around the pinned page"; commits
 * d1e153fea2a8 and f68749ec342b (migrate first). That long-term pins of dirty-tracked files are refused by now is left out:
 * what they would do is the question.
 * Mails: 002_543ef144faa90c6d.txt.
 * Parameters: environment and sizes; and whether pages leave the movable zone before they are pinned for long.
 * Atomic: as kernel/page-cache.ts says.
 *
 * Expected: no stale DMA, and no operation on files waits; what the device writes after writeback is lost; memory cannot be
 * taken offline while somebody keeps a page of it pinned, unless it was migrated first.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import type { Policy } from "../kernel/operations.ts";
import { pageCache as cache, hasMigrated, pageCacheState } from "../kernel/page-cache.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

const policy: Policy = {
  truncate: "goes ahead",
  evict: "goes ahead",
  unmount: "goes ahead",
  offline: "empties the zone",
};

export function pageCache(pinning: "anywhere" | "after migration") {
  const migratesFirst = pinning === "after migration";
  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const migrated = hasMigrated(who);
    const common = system(who, {
      policy,
      freeing: "once unpinned",
      etiquette: {
        ...noEtiquette,
        gives: ["pins", "waits"],
        answers: (s, a) => (!migratesFirst || migrated(s, a) ? "pins" : "waits"),
      },
    });
    return machine({
      name: `(l) page cache, pinned ${pinning}; ${nameOf(environment)}`,
      ...common,
      ...pageCacheState(who),
      actions: { ...common.actions, ...cache(who, policy, migratesFirst).actions },
      properties: common.properties,
    });
  };
}
