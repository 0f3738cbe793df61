/**
 * H9, second bug: the exporter allows mappings again before it has reset the count of who has the buffer mapped. A mapping
 * made in between is not counted, and the next revocation does not wait for it.
 *
 * Source: Leon Romanovsky, "vfio: Wait for dma-buf invalidation to complete", v5 (24 January 2026) against the version
 * merged (1a8a5227f229), in which the flag is cleared last. It was found in review.
 * Parameters, atomic steps, locks and fairness: dma-buf-kref.ts. Nobody closes the device.
 *
 * Expected: broken, an importer takes a reference from zero after five steps, and later a revocation returns while the
 * buffer is mapped. Fixed, neither, and revocation ends.
 */
import { dmaBufKref } from "./dma-buf-kref.ts";

export const broken = dmaBufKref("H9, mappings allowed before the count is reset", {
  clears: "flag first",
  close: "absent",
});
export const fixed = dmaBufKref("H9, the count is reset before mappings are allowed", {
  clears: "flag last",
  close: "absent",
});
