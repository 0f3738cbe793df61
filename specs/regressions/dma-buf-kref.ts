/**
 * How vfio-pci counts who has its dma-buf mapped, so that a revocation can wait for them: the protocol behind two bugs of
 * H9.
 *
 * Source: drivers/vfio/pci/vfio_pci_dmabuf.c, Leon Romanovsky, "vfio: Wait for dma-buf invalidation to complete" (v5 of 24
 * January 2026, and as merged, 1a8a5227f229), and Alex Williamson's fix of 7 May 2026: vfio_pci_dma_buf_map, _unmap, _done,
 * _move, _cleanup.
 *
 * One reference is the exporter's ("registered"), one that of each mapping. To revoke is to set a flag that refuses new
 * mappings, tell the importers, drop the registered reference and wait for a completion, which the last put signals and the
 * wait consumes. To allow again is to count from one again and to clear the flag.
 * - `clears`: what comes first when mappings are allowed again. `flag first` (v5): an importer may map before the count is
 *   reset.
 * - `close`: what closing the device does. `absent`: nobody closes it. `drains itself` (as merged): the same as a
 *   revocation, also when the buffer is revoked. `by revoking` (May 2026): it revokes, unless that is done; and a revocation
 *   resets the count itself.
 *
 * Atomic steps and locks: mapping and unmapping (dma_resv_lock); setting the flag and telling the importers (dma_resv_lock);
 * each of dropping the registered reference, waiting, resetting the count, clearing the flag (memory_lock for writing, which
 * keeps revocations apart but not importers). A counter is a number here; refcount_t warns, and saturates, where one is
 * incremented from or decremented below zero.
 * Fairness: weak for the exporter's steps and for an importer that was told to unmap. Nobody has to revoke, allow, close or
 * map.
 */
import {
  always,
  bool,
  leadsTo,
  machine,
  mapOf,
  oneOf,
  part,
  range,
  reachable,
  step,
  symmetric,
} from "everystate";

export interface KrefOptions {
  readonly clears: "flag first" | "flag last";
  readonly close: "absent" | "drains itself" | "by revoking";
  readonly importers?: number;
}

/** Actions and properties, to be made a machine. */
export function dmaBufKrefParts({ clears, close, importers = 2 }: KrefOptions) {
  const importer = symmetric("importer", importers);
  const rearmsItself = close === "by revoking";

  const common = part({
    state: {
      /** Where the exporter is: available, on its way to revoked, revoked, on its way back; or closing. */
      exporter: oneOf("available", "dropping", "waiting", "revoked", "allowing", "closing"),
      /** Refuses new mappings. */
      revoked: bool(),
      /** The exporter is closing the device; nothing follows. */
      closing: bool(),
      kref: range(-importers - 1, importers + 1),
      /** The completion is signalled, and not consumed. */
      completed: bool(),
      mapping: mapOf(importer, oneOf("none", "mapped", "told")),
    },
    init: {
      exporter: "available",
      revoked: false,
      closing: false,
      kref: 1,
      completed: false,
      mapping: importer.each("none"),
    },
    actions: {
      map: {
        for: { importer },
        when: (s, { importer }) => !s.revoked && s.mapping[importer] === "none",
        then: (s, { importer }) => {
          s.mapping[importer] = "mapped";
          s.kref += 1;
        },
        actor: ({ importer }) => importer,
        doc: "vfio_pci_dma_buf_map: not revoked, kref_get (dma_resv_lock)",
      },
      unmap: {
        for: { importer },
        when: (s, { importer }) => s.mapping[importer] === "mapped",
        then: (s, { importer }) => {
          s.mapping[importer] = "none";
          putKref(s);
        },
        actor: ({ importer }) => importer,
        doc: "vfio_pci_dma_buf_unmap: kref_put, the last completes (dma_resv_lock)",
      },
      unmapAsTold: {
        for: { importer },
        fair: "weak",
        when: (s, { importer }) => s.mapping[importer] === "told",
        then: (s, { importer }) => {
          s.mapping[importer] = "none";
          putKref(s);
        },
        actor: ({ importer }) => importer,
        doc: "vfio_pci_dma_buf_unmap: as told; kref_put (dma_resv_lock)",
      },
      revoke: {
        when: (s) => s.exporter === "available" && !s.closing,
        then: (s) => {
          s.revoked = true;
          for (const i of importer) if (s.mapping[i] === "mapped") s.mapping[i] = "told";
          s.exporter = "dropping";
        },
        actor: "exporter",
        doc: "vfio_pci_dma_buf_move: revoked, tell importers (dma_resv_lock)",
      },
      dropRegistered: {
        fair: "weak",
        when: (s) => s.exporter === "dropping",
        then: (s) => {
          putKref(s);
          s.exporter = "waiting";
        },
        actor: "exporter",
        doc: "vfio_pci_dma_buf_move: kref_put of the registered reference",
      },
      waited: {
        fair: "weak",
        when: (s) => s.exporter === "waiting" && s.completed,
        then: (s) => {
          s.completed = false;
          s.exporter = "revoked";
          if (rearmsItself) s.kref = 1;
        },
        actor: "exporter",
        doc: rearmsItself
          ? "wait_for_completion; kref_init, reinit_completion: nobody has it mapped"
          : "wait_for_completion: nobody has it mapped, disable the memory",
      },
      allow: {
        when: (s) => s.exporter === "revoked" && !s.closing,
        then: (s) => {
          s.exporter = "allowing";
          if (clears === "flag first") s.revoked = false;
          else rearm(s);
        },
        actor: "exporter",
        doc:
          clears === "flag first"
            ? "vfio_pci_dma_buf_move: revoked = false (dma_resv_lock)"
            : "vfio_pci_dma_buf_move: kref_init, reinit_completion",
      },
      allowed: {
        fair: "weak",
        when: (s) => s.exporter === "allowing",
        then: (s) => {
          s.exporter = "available";
          if (clears === "flag first") rearm(s);
          else s.revoked = false;
        },
        actor: "exporter",
        doc:
          clears === "flag first"
            ? "vfio_pci_dma_buf_move: kref_init, reinit_completion"
            : "vfio_pci_dma_buf_move: revoked = false (dma_resv_lock)",
      },
    },
    properties: {
      /** Once the wait of a revocation is over nobody has the buffer mapped. */
      revokedIsUnmapped: always(
        (s) => s.exporter !== "revoked" || importer.every((i) => s.mapping[i] === "none"),
        "the memory is disabled while an importer has it mapped",
      ),
      /** refcount_t: "addition on 0; use-after-free". */
      noGetFromZero: step(
        (before, _after, taken) => !taken.is("map") || before.kref > 0,
        "addition on 0",
      ),
      /** refcount_t: "underflow; use-after-free". */
      noUnderflow: always((s) => s.kref >= 0, "refcount_t: underflow"),
      revocationEnds: leadsTo(
        (s) => s.exporter === "dropping",
        (s) => s.exporter === "revoked",
        "the revocation never ends",
      ),
      isAllowedAgain: reachable((s) => s.exporter === "allowing"),
      revocationMeetsMappings: reachable(
        (s) => s.exporter === "waiting" && importer.every((i) => s.mapping[i] === "told"),
      ),
    },
  });

  const closing = part({
    state: common.state,
    actions: {
      closeDevice: {
        when: (s) => !s.closing && (s.exporter === "available" || s.exporter === "revoked"),
        then: (s) => {
          s.closing = true;
          if (rearmsItself && s.revoked) return;
          s.revoked = true;
          for (const i of importer) if (s.mapping[i] === "mapped") s.mapping[i] = "told";
          s.exporter = "dropping";
        },
        actor: "exporter",
        doc: rearmsItself
          ? "vfio_pci_dma_buf_cleanup: vfio_pci_dma_buf_move(true), if not revoked yet"
          : "vfio_pci_dma_buf_cleanup: revoked, tell importers (dma_resv_lock)",
      },
    },
  });

  return {
    ...common,
    actions: close === "absent" ? common.actions : { ...common.actions, ...closing.actions },
  };

  function rearm(s: { kref: number; completed: boolean }): void {
    if (!rearmsItself) {
      s.kref = 1;
      s.completed = false;
    }
  }
}

function putKref(s: { kref: number; completed: boolean }): void {
  s.kref -= 1;
  if (s.kref === 0) s.completed = true;
}

/** The machine; `name` says which variant it is. */
export function dmaBufKref(name: string, options: KrefOptions) {
  const { clears, close } = options;
  const getsFromZero = clears === "flag first";
  const drainsTwice = close === "drains itself";
  return machine({
    name,
    ...dmaBufKrefParts(options),
    final: (s) => s.closing && s.exporter === "revoked",
    expect: {
      noGetFromZero: getsFromZero ? { violated: "map" } : "holds",
      revokedIsUnmapped: getsFromZero ? { violated: "waited" } : "holds",
      noUnderflow: getsFromZero || drainsTwice ? "violated" : "holds",
      revocationEnds: drainsTwice ? "violated" : "holds",
      deadlock: drainsTwice ? "violated" : "holds",
    },
  });
}
