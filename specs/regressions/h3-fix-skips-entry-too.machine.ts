/**
 * H3': the fix of H3 waits for the locked entry, and then looks at the next one. It was found by a warning in xfstests
 * generic/068, and fixed a release later.
 *
 * Source: commit dd59137bfe70 "fs/dax: fix "don't skip locked entries when scanning entries"" (Alistair Popple, June 2025):
 * waiting drops the lock of i_pages, so it calls xas_pause() before, which leaves the cursor at the next index; "the current
 * entry which is being waited on" is then skipped. The repair is xas_reset().
 * Parameters, atomic steps, locks and fairness: locked-entries.ts.
 *
 * Expected: broken, the device writes to another file's block, after ten steps: those of H3, and that the scan waits in
 * between. Fixed, no DMA is stale, and truncate ends.
 */
import { lockedEntries } from "./locked-entries.ts";

export const broken = lockedEntries("H3'", { scan: "pauses" });
export const fixed = lockedEntries("H3'", { scan: "resets" });
