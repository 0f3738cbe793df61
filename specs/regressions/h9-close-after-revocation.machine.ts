/**
 * H9, third bug, of the fix of the others: closing the device drains a buffer that is already revoked a second time. The
 * count goes below zero, and the wait is for a completion that was consumed.
 *
 * Source: Alex Williamson, 7 May 2026, fix of 1a8a5227f229 "vfio: Wait for dma-buf invalidation to complete" (reported by
 * Joonas Kylmälä): "the second kref_put underflowed and the subsequent wait_for_completion() blocked on a completion that
 * the first run had already consumed". Revoked here means that the memory of the device was disabled (PCI_COMMAND_MEMORY).
 * Parameters, atomic steps, locks and fairness: dma-buf-kref.ts.
 *
 * Expected: broken, the count is below zero after five steps, and close waits for ever. Fixed, neither: a revocation leaves
 * the count as it was made, and close does nothing to a buffer that is revoked.
 */
import { dmaBufKref } from "./dma-buf-kref.ts";

export const broken = dmaBufKref("H9, close drains what is revoked again", {
  clears: "flag last",
  close: "drains itself",
});
export const fixed = dmaBufKref("H9, close revokes what is not revoked", {
  clears: "flag last",
  close: "by revoking",
});
