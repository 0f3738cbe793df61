/**
 * Unbinding the driver: take the pages from the processes, kill the map, wait for its references, remove the struct pages.
 *
 * Source: drivers/pci/p2pdma.c of 2026, pci_p2pdma_unmap_mappings and the order of its devm actions; fs/kernfs/file.c,
 * kernfs_unmap_file; mm/memremap.c, memunmap_pages; lib/percpu-refcount.c, percpu_ref_kill, which counts exactly only after
 * a grace period of RCU.
 *
 * Atomic steps: removing the file, after which nobody maps a page; clearing one PTE (PTL; the TLB flush included); killing
 * the map, which drops the driver's reference; the end of the grace period, for which every walk of gup-fast that was under
 * way has ended, as they run with interrupts off (later ones find no PTE); removing the struct pages, once the map has no
 * reference. `notifier`: what was proposed in 2022 and not built for pages: with the map killed, everybody who holds a
 * long-term pin and can revoke it does.
 * Fairness: weak for every step, all being steps of one running system call, and for the holders that revoke. Nobody has to
 * unbind.
 */
import { part } from "everystate";
import type { Identities } from "./pages.ts";
import { put } from "./pages.ts";
import { holdsFor, pinState, release } from "./pins.ts";

export function unbinding(identities: Identities, pageHoldsMap: boolean) {
  const { app } = identities;
  return part({
    state: pinState(identities).state,
    actions: {
      unbindBegin: {
        when: (s) => s.unbind === "bound",
        then: (s) => {
          s.unbind = "unmapping";
        },
        actor: "unbind",
        doc: "pci_p2pdma_unmap_mappings: remove the sysfs file, no more mmap",
      },
      zapPte: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.unbind === "unmapping" && s.pte[app] !== null,
        then: (s, { app }) => {
          const page = s.pte[app];
          s.pte[app] = null;
          if (page !== null) put(s, page, pageHoldsMap);
        },
        actor: "unbind",
        doc: ({ app }) => `unmap_mapping_range: clear the PTE of ${app}, put its page (PTL)`,
      },
      kill: {
        fair: "weak",
        when: (s) => s.unbind === "unmapping" && app.every((a) => s.pte[a] === null),
        then: (s) => {
          s.unbind = "killed";
          s.mapReferences -= 1;
        },
        actor: "unbind",
        doc: "memunmap_pages: percpu_ref_kill of the map, our reference is dropped",
      },
      gracePeriodEnds: {
        fair: "weak",
        when: (s) =>
          s.unbind === "killed" &&
          app.every((a) => s.call[a].tag !== "pteRead" && s.call[a].tag !== "referenceTaken"),
        then: (s) => {
          s.unbind = "waiting";
        },
        actor: "unbind",
        doc: "percpu_ref_switch_to_atomic_rcu: no gup-fast of before is running",
      },
      remove: {
        fair: "weak",
        when: (s) => s.unbind === "waiting" && s.mapReferences === 0,
        then: (s) => {
          s.unbind = "removed";
        },
        actor: "unbind",
        doc: "memunmap_pages: the map has no reference, remove the struct pages",
      },
    },
  });
}

/** Holders of long-term pins that can revoke them do when the map is killed. */
export function revocation(identities: Identities) {
  const { app } = identities;
  return part({
    state: pinState(identities).state,
    actions: {
      revoke: {
        for: { app },
        fair: "weak",
        when: (s, { app }) =>
          (s.unbind === "killed" || s.unbind === "waiting") && holdsFor(s.call[app], "long"),
        then: (s, { app }) => release(s, app),
        actor: ({ app }) => `driver of ${app}'s device`,
        doc: "notifier: the pages go away, stop the device, no new DMA",
      },
    },
  });
}
