/**
 * Revoking a dma-buf: what was built instead of a notifier for pages. No page is pinned; importers have the memory mapped
 * for their devices, and the exporter takes it back.
 *
 * Source: Leon Romanovsky, "dma-buf: Use revoke mechanism to invalidate shared buffers" (v7, 31 January 2026): kerneldoc of
 * dma_buf_invalidate_mappings, which requires two waits, and of dma_buf_attach_revocable;
 * drivers/vfio/pci/vfio_pci_dmabuf.c, which exports; drivers/iommu/iommufd/pages.c and
 * drivers/infiniband/core/umem_dmabuf.c, which import.
 *
 * The exporter sets the flag `revoked`, calls every importer back, waits and takes the memory away. `waits` says for what:
 * - `nothing`: not at all (vfio before 2026);
 * - `fences`: until what importers had under way is over (dma_resv_wait_timeout). After that an importer does not write any
 *   more, but it may still read ahead, and drop what it reads;
 * - `unmapping`: until every importer has unmapped, which it may do at once, when called, and leave what it has under way to
 *   its fence;
 * - `fences and unmapping`: for both.
 * `admits`: whether an importer that cannot be revoked is attached, or rejected by dma_buf_attach_revocable. Importers that
 * can be revoked, `revocable`, have invalidate_mappings: they stop when called, and unmap. The others are not called, and
 * unmap when their user says so: `releases`, or `neverReleases`.
 *
 * Atomic steps and locks: attaching; mapping, programming the device and unmapping (dma_resv_lock); setting the flag, which
 * takes dma_resv_lock; each call of an importer, and the wait for fences (with dma_resv_lock); the wait for unmapping
 * (without it); a DMA: queued, and completed, which is when it touches memory.
 * Fairness: weak for the exporter's steps, for DMA that was queued, and for importers that were called; for users as the
 * environment says. Nobody has to revoke.
 */
import { always, leadsTo, mapOf, oneOf, part, reachable, step, symmetric, union } from "everystate";
import type { Environment } from "./pins.ts";

export interface RevokeRules {
  readonly waits: "nothing" | "fences" | "unmapping" | "fences and unmapping";
  readonly admits: "all" | "revocable";
  /** Two, unless said otherwise. */
  readonly importers?: number;
}

const direction = oneOf("read", "write");

/** State, initial state, actions and properties, to be made a machine. */
export function dmaBufParts(
  { waits, admits, importers = 2 }: RevokeRules,
  environment: Environment,
) {
  const importer = symmetric("importer", importers);
  const revocable = environment === "revocable";
  const waitsForFences = waits === "fences" || waits === "fences and unmapping";
  const waitsForUnmapping = waits === "unmapping" || waits === "fences and unmapping";
  const admitted = revocable || admits === "all";

  const common = part({
    state: {
      /** Where the exporter is; it holds dma_resv_lock while `calling`. */
      exporter: oneOf("available", "calling", "unlocked", "gone"),
      attachment: mapOf(
        importer,
        oneOf("none", "attached", "mapped", "programmed", "stopped", "quiescing"),
      ),
      /** What the importer's device has under way. A read ahead is not covered by a fence. */
      dma: mapOf(importer, union({ none: {}, queued: { direction }, readAhead: {} })),
    },
    init: {
      exporter: "available",
      attachment: importer.each("none"),
      dma: importer.each({ tag: "none" }),
    },
    actions: {
      attach: {
        for: { importer },
        when: (s, { importer }) =>
          admitted && s.attachment[importer] === "none" && s.exporter === "available",
        then: (s, { importer }) => {
          s.attachment[importer] = "attached";
        },
        actor: ({ importer }) => importer,
        doc: "dma_buf_attach: the exporter has no objection",
      },
      map: {
        for: { importer },
        when: (s, { importer }) =>
          s.attachment[importer] === "attached" && s.exporter === "available",
        then: (s, { importer }) => {
          s.attachment[importer] = "mapped";
        },
        actor: ({ importer }) => importer,
        doc: "dma_buf_map_attachment: not revoked (dma_resv_lock)",
      },
      program: {
        for: { importer },
        when: (s, { importer }) => s.attachment[importer] === "mapped" && s.exporter !== "calling",
        then: (s, { importer }) => {
          s.attachment[importer] = "programmed";
        },
        actor: ({ importer }) => importer,
        doc: "registration: not invalidated since, let the device use it (dma_resv_lock)",
      },
      dmaQueue: {
        for: { importer, direction },
        when: (s, { importer }) =>
          s.attachment[importer] === "programmed" && s.dma[importer].tag === "none",
        then: (s, { importer, direction }) => {
          s.dma[importer] = { tag: "queued", direction };
        },
        actor: ({ importer }) => `device of ${importer}`,
        doc: ({ direction }) => `a DMA ${direction} is queued`,
      },
      dmaCompletes: {
        for: { importer },
        fair: "weak",
        when: (s, { importer }) => s.dma[importer].tag !== "none",
        then: (s, { importer }) => {
          s.dma[importer] = { tag: "none" };
        },
        actor: ({ importer }) => `device of ${importer}`,
        doc: "the DMA takes place in the memory of the exporter",
      },
      revoke: {
        when: (s) => s.exporter === "available",
        then: (s) => {
          s.exporter = "calling";
        },
        actor: "exporter",
        doc: "dma_resv_lock; revoked = true",
      },
      withdraw: {
        fair: "weak",
        when: (s) =>
          s.exporter === "unlocked" &&
          (!waitsForUnmapping || importer.every((i) => isUnmapped(s.attachment[i]))),
        then: (s) => {
          s.exporter = "gone";
        },
        actor: "exporter",
        doc: waitsForUnmapping
          ? "wait_for_completion: all have unmapped; the memory may go"
          : "the memory goes",
      },
      callbacksDone: {
        fair: "weak",
        when: (s) =>
          s.exporter === "calling" &&
          importer.every((i) => {
            const called = !revocable || !isUsable(s.attachment[i]);
            return called && (!waitsForFences || !revocable || s.dma[i].tag !== "queued");
          }),
        then: (s) => {
          s.exporter = "unlocked";
        },
        actor: "exporter",
        doc: waitsForFences
          ? "dma_resv_wait_timeout: all fences are signalled; dma_resv_unlock"
          : "all importers called; dma_resv_unlock",
      },
    },
    properties: {
      /** S5: once the memory is gone no device writes to it. */
      noWriteAfterUnbind: always(
        (s) =>
          s.exporter !== "gone" ||
          importer.every((i) => {
            const dma = s.dma[i];
            return dma.tag !== "queued" || dma.direction !== "write";
          }),
        "the device writes to memory that is gone",
      ),
      /** S5: nor does one read it, not even ahead. */
      noDmaAfterUnbind: always(
        (s) => s.exporter !== "gone" || importer.every((i) => s.dma[i].tag === "none"),
        "the device transfers to memory that is gone",
      ),
      /** S8: nobody maps the buffer, or lets a device use it, once it is gone. */
      noMapAfterUnbind: step(
        (before, after) =>
          before.exporter !== "gone" ||
          importer.every(
            (i) => !isUsable(after.attachment[i]) || before.attachment[i] === after.attachment[i],
          ),
        "an importer maps the buffer, or lets its device use it, when the memory is gone",
      ),
      /** L3: a revocation that has begun ends. */
      unbindEnds: leadsTo(
        (s) => s.exporter === "calling",
        (s) => s.exporter === "gone",
        "the revocation never ends",
      ),
      /** Q2: nobody's device is stopped. */
      holderIsNotCut: step(
        (_before, _after, { action }) => action !== "invalidate" && action !== "invalidateAndUnmap",
        "an importer has to stop its device",
      ),
      /** Q3: importers, all of them, can use the buffer. */
      longTermAccess: reachable((s) =>
        importer.every((i) => s.attachment[i] === "programmed" && s.dma[i].tag === "queued"),
      ),
    },
  });

  const calls = part({
    state: common.state,
    actions: {
      invalidate: {
        for: { importer },
        fair: "weak",
        when: (s, { importer }) => s.exporter === "calling" && isUsable(s.attachment[importer]),
        then: (s, { importer }) => {
          s.attachment[importer] =
            s.attachment[importer] === "programmed" ? "stopped" : "quiescing";
        },
        actor: "exporter",
        doc: ({ importer }) =>
          `dma_buf_invalidate_mappings: ${importer} stops its device (dma_resv_lock)`,
      },
    },
  });
  const callsThatUnmap = part({
    state: common.state,
    actions: {
      invalidateAndUnmap: {
        for: { importer },
        when: (s, { importer }) => s.exporter === "calling" && isUsable(s.attachment[importer]),
        then: (s, { importer }) => {
          s.attachment[importer] = "attached";
        },
        actor: "exporter",
        doc: ({ importer }) =>
          `dma_buf_invalidate_mappings: ${importer} unmaps, its fence stays (dma_resv_lock)`,
      },
    },
  });
  const stopping = part({
    state: common.state,
    actions: {
      unmap: {
        for: { importer },
        fair: "weak",
        when: (s, { importer }) =>
          s.attachment[importer] === "quiescing" &&
          s.dma[importer].tag === "none" &&
          s.exporter !== "calling",
        then: (s, { importer }) => {
          s.attachment[importer] = "attached";
        },
        actor: ({ importer }) => importer,
        doc: "dma_buf_unmap_attachment: the device is quiet (dma_resv_lock)",
      },
      quiesce: {
        for: { importer },
        fair: "weak",
        when: (s, { importer }) => s.attachment[importer] === "stopped",
        then: (s, { importer }) => {
          s.attachment[importer] = "quiescing";
        },
        actor: ({ importer }) => importer,
        doc: "invalidate the device's own translation: it begins nothing any more",
      },
      readAhead: {
        for: { importer },
        when: (s, { importer }) =>
          s.attachment[importer] === "stopped" && s.dma[importer].tag === "none",
        then: (s, { importer }) => {
          s.dma[importer] = { tag: "readAhead" };
        },
        actor: ({ importer }) => `device of ${importer}`,
        doc: "reads ahead what is still mapped; the data will be dropped",
      },
    },
  });
  const ofTheirOwn = part({
    state: common.state,
    actions: {
      letGo: {
        for: { importer },
        fair: "weak",
        when: (s, { importer }) => isUsable(s.attachment[importer]),
        then: (s, { importer }) => {
          s.attachment[importer] =
            s.attachment[importer] === "programmed" ? "stopped" : "quiescing";
        },
        actor: ({ importer }) => `user of ${importer}`,
        doc: "ib_dereg_mr or such: not needed any more, stop the device",
      },
    },
  });

  const { actions } = common;
  const releases = environment === "releases";
  const stopped = revocable || releases ? { ...actions, ...stopping.actions } : actions;
  const called = revocable ? { ...stopped, ...calls.actions, ...callsThatUnmap.actions } : stopped;
  return { ...common, actions: releases ? { ...called, ...ofTheirOwn.actions } : called };
}

function isUnmapped(attachment: string): boolean {
  return attachment === "none" || attachment === "attached";
}

function isUsable(attachment: string): boolean {
  return attachment === "mapped" || attachment === "programmed";
}
