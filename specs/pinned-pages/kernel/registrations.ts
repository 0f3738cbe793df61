/**
 * Registrations: what an application has asked to have pinned, and what the device knows of it.
 *
 * Source: include/rdma/ib_umem.h and drivers/infiniband/core/umem.c (memory regions); drivers/vfio/vfio_iommu_type1.c
 * (DMA mappings); include/linux/bio.h for direct I/O, which is pinned the same way and ended by the kernel.
 *
 * Each application has at most one. Its pages are those that were the file's when they were pinned: the table keeps the
 * blocks, whatever becomes of the file.
 */
import { mapOf, oneOf, optional, part, type StateView } from "everystate";
import { blockState } from "./blocks.ts";
import type { App, Block, World } from "./world.ts";

/** What pages are pinned for. */
export const purposes = ["long-term", "remote", "short"] as const;
export type Purpose = (typeof purposes)[number];

export function registrationState(world: World) {
  const { page, block, app, direction } = world;
  const { state, init } = blockState(world);
  return part({
    state: {
      ...state,
      /** `ending`: no new DMA, pins are being dropped. `revoking`, `revoked`: the kernel takes, has taken it back. */
      registration: mapOf(
        app,
        oneOf("none", "asking", "live", "ending", "revoking", "revoked", "refused"),
      ),
      /** `short`: direct I/O, which the kernel ends. `remote`: a long-term pin of another process's memory, as VFIO takes. */
      purpose: mapOf(app, oneOf(...purposes)),
      /** What the device may do to the pages. */
      access: mapOf(app, direction),
      /** The pages as the device knows them: pinned, unless the registration needs no pins or was revoked. */
      table: mapOf(app, mapOf(page, optional(block))),
    },
    init: {
      ...init,
      registration: app.each("none"),
      purpose: app.each("long-term"),
      access: app.each("read"),
      table: app.each(page.each(null)),
    },
  });
}

export type Registrations = StateView<ReturnType<typeof registrationState>["state"]>;

/** The entries of the application's table are pinned. */
export function holdsPins(s: Registrations, a: App): boolean {
  const phase = s.registration[a];
  return phase === "asking" || phase === "live" || phase === "ending" || phase === "revoking";
}

/** How many pins there are on the block: one for each entry of a table. */
export function pinCount({ page, app }: World, s: Registrations, b: Block): number {
  let pins = 0;
  for (const a of app) {
    for (const p of page) if (holdsPins(s, a) && s.table[a][p] === b) pins += 1;
  }
  return pins;
}

/** The device was told no page, or of none any more. */
export function isTableEmpty({ page }: World, s: Registrations, a: App): boolean {
  return page.every((p) => s.table[a][p] === null);
}
