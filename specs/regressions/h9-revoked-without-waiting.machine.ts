/**
 * H9, first bug: vfio-pci revokes a dma-buf, and disables the memory behind it, without waiting for the devices that have it
 * mapped. The fix waits for their fences, and for them to unmap.
 *
 * Source: Leon Romanovsky, "vfio: Wait for dma-buf invalidation to complete" (January 2026), fixing 5d74781ebc86 "vfio/pci:
 * Add dma-buf export support for MMIO regions": "dma-buf invalidation is handled asynchronously by the hardware, so VFIO
 * must wait until all affected objects have been fully invalidated".
 * Parameters, atomic steps, locks and fairness: dma-buf.ts of specs/p2pdma, whose protocols these are: with no wait, and
 * with both.
 *
 * Expected: broken, a device writes to memory that is gone, after eight steps. Fixed, none does, and the revocation ends.
 */
import { dmaBufRevoke } from "../p2pdma/dma-buf-revoke.machine.ts";

export const broken = dmaBufRevoke(
  { waits: "nothing", admits: "all" },
  "revocable",
  "H9, vfio revokes a dma-buf without waiting",
);
export const fixed = dmaBufRevoke(
  { waits: "fences and unmapping", admits: "all" },
  "revocable",
  "H9, vfio waits for fences and for unmapping",
);
