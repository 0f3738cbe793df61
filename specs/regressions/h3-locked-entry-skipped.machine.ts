/**
 * H3: the scan for busy pages skips an entry that is locked, and with it the page that a device has pinned.
 *
 * Source: commit 6be3e21d25ca "fs/dax: don't skip locked entries when scanning entries" (Alistair Popple, Linux 6.15): "file
 * systems to free blocks whilst DMA operations are ongoing". Its own repair of the scan was wrong, too: see H3'. The second
 * fix is dd59137bfe70.
 * Parameters, atomic steps, locks and fairness: locked-entries.ts.
 *
 * Expected: broken, the device writes to another file's block, after eight steps. With the fix that holds (that of H3') no
 * DMA is stale, and truncate ends.
 */
import { lockedEntries } from "./locked-entries.ts";

export const broken = lockedEntries("H3", { scan: "skips" });
export const fixed = lockedEntries("H3", { scan: "resets" });
