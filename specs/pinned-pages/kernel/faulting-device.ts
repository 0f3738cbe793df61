/**
 * A device that faults: it has a table of its own, filled page by page when a transfer finds an entry missing, and emptied
 * by the kernel whenever the CPU's page table changes. Nothing is pinned.
 *
 * Source: drivers/infiniband/core/umem_odp.c, ib_umem_odp_map_dma_and_lock; mm/hmm.c, hmm_range_fault, and
 * Documentation/mm/hmm.rst; mm/mmu_notifier.c, mmu_interval_read_begin. For PASID: Documentation/arch/x86/sva.rst.
 *
 * Atomic: read the sequence number and look the page up, as the CPU would fault (mmap_lock, invalidate_lock shared), which
 * gives the file a block of its own before a write to a shared one; install the entry, if the sequence number is still the
 * same (the driver's lock); bump the number and empty the table (the same lock, in the notifier), and wait for the device.
 *
 * Fairness: weak for each step, strong for those that need invalidate_lock (pinning.ts). Whether a fault is ever resolved
 * while invalidations go on is L7.
 */
import { bool, forEach, leadsTo, mapOf, part, type StateView, setOf, union } from "everystate";
import { isFree, isFull, isOrphan, isShared } from "./blocks.ts";
import { isBegun } from "./consent.ts";
import { completion, deviceState, type System } from "./device.ts";
import { canFault, kindsThat, type Policy } from "./operations.ts";
import { isTableEmpty } from "./registrations.ts";
import { onlyIf, type World } from "./world.ts";

export function faultingState(world: World) {
  const { app, page, block, direction } = world;
  const { state, init } = deviceState(world);
  return part({
    state: {
      ...state,
      /** Entries of the device's table that allow writing. */
      writable: mapOf(app, setOf(page)),
      /** A transfer that waits for an entry. `current`: nothing was invalidated since the page was looked up. */
      fault: mapOf(
        app,
        union({
          none: {},
          pending: { page, direction },
          resolving: { page, direction, block, current: bool() },
        }),
      ),
    },
    init: { ...init, writable: app.each([]), fault: app.each({ tag: "none" }) },
  });
}

export type Faulting = StateView<ReturnType<typeof faultingState>["state"]>;

/** No device has an entry left, is about to install one, or uses one that it had. */
export function isInvalidated(world: World, s: Faulting): boolean {
  return world.app.every((a) => {
    const fault = s.fault[a];
    return (
      isTableEmpty(world, s, a) &&
      s.inFlight[a] === null &&
      !(fault.tag === "resolving" && fault.current)
    );
  });
}

export function faultingDevice(world: World, policy: Policy) {
  const { app, page, block, direction, environment } = world;
  const invalidating = [...kindsThat(policy, "invalidates"), ...kindsThat(policy, "breaks leases")];
  const askingNobody = kindsThat(policy, "invalidates");
  const { state } = faultingState(world);

  const { actions: transferring } = part({
    state,
    actions: {
      dmaIssue: {
        for: { app, page, direction },
        when: (s, { app: a, page: p, direction }) =>
          s.registration[a] === "live" &&
          s.inFlight[a] === null &&
          s.fault[a].tag === "none" &&
          s.table[a][p] !== null &&
          (direction === "read" || (s.access[a] === "write" && s.writable[a].has(p))),
        then: (s, { app: a, page: p, direction }) => {
          const b = s.table[a][p];
          if (b !== null) s.inFlight[a] = { page: p, block: b, direction };
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: ({ page: p, direction }) => `DMA ${direction} of ${p}: the device has an entry`,
      },
      dmaComplete: completion(world),
      deviceFault: {
        for: { app, page, direction },
        when: (s, { app: a, page: p, direction }) =>
          s.registration[a] === "live" &&
          s.inFlight[a] === null &&
          s.fault[a].tag === "none" &&
          (direction === "read"
            ? s.table[a][p] === null
            : s.access[a] === "write" && !s.writable[a].has(p)),
        then: (s, { app: a, page: p, direction }) => {
          s.fault[a] = { tag: "pending", page: p, direction };
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: ({ page: p, direction }) => `DMA ${direction} of ${p}: no entry, the device faults`,
      },
      lookUp: {
        for: { app },
        fair: "strong",
        when: (s, { app: a }) => {
          const fault = s.fault[a];
          return (
            fault.tag === "pending" &&
            s.registration[a] === "live" &&
            canFault(s) &&
            s.bound &&
            s.file[fault.page] !== null &&
            !(fault.direction === "write" && isShared(s, fault.page))
          );
        },
        then: (s, { app: a }) => {
          const fault = s.fault[a];
          if (fault.tag !== "pending") return;
          const b = s.file[fault.page];
          if (b === null) return;
          s.fault[a] = {
            tag: "resolving",
            page: fault.page,
            direction: fault.direction,
            block: b,
            current: true,
          };
        },
        actor: ({ app: a }) => `driver for ${a}`,
        doc: "mmu_interval_read_begin, hmm_range_fault: look the page up as the CPU would",
      },
      install: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.fault[a].tag === "resolving" && s.registration[a] === "live",
        then: (s, { app: a }) => {
          const fault = s.fault[a];
          if (fault.tag !== "resolving") return;
          if (fault.current) {
            s.table[a][fault.page] = fault.block;
            if (fault.direction === "write") s.writable[a].add(fault.page);
            else s.writable[a].delete(fault.page);
            s.fault[a] = { tag: "none" };
          } else {
            s.fault[a] = { tag: "pending", page: fault.page, direction: fault.direction };
          }
        },
        actor: ({ app: a }) => `driver for ${a}`,
        doc: "mmu_interval_read_retry: unchanged? install the entry, else begin again (driver's lock)",
      },
      faultFails: {
        for: { app },
        fair: "strong",
        when: (s, { app: a }) => {
          const fault = s.fault[a];
          if (fault.tag === "none") return false;
          if (s.registration[a] !== "live") return true;
          return (
            fault.tag === "pending" &&
            canFault(s) &&
            (!s.bound ||
              s.file[fault.page] === null ||
              (isShared(s, fault.page) && isFull(world, s)))
          );
        },
        then: (s, { app: a }) => {
          s.fault[a] = { tag: "none" };
        },
        actor: ({ app: a }) => `driver for ${a}`,
        doc: "nothing is there: the transfer ends with an error, which its user had to expect",
      },
      invalidate: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => {
          const fault = s.fault[a];
          return (
            isBegun(s, invalidating) &&
            (!isTableEmpty(world, s, a) || (fault.tag === "resolving" && fault.current))
          );
        },
        then: (s, { app: a }) => {
          const fault = s.fault[a];
          if (fault.tag === "resolving") fault.current = false;
          s.table[a] = page.each(null);
          s.writable[a].clear();
        },
        actor: "filesystem",
        doc: ({ app: a }) =>
          `mmu_notifier_invalidate_range_start: empty the table of ${a}'s device (driver's lock)`,
      },
    },
  });
  const { actions: invalidated } = part({
    state,
    actions: {
      invalidated: {
        fair: "weak",
        when: (s) => isBegun(s, askingNobody) && isInvalidated(world, s),
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "the notifiers have returned: no device has an entry or a transfer under way",
      },
    },
  });
  const { actions: unsharing } = part({
    state,
    actions: {
      unshareForDevice: {
        for: { app },
        fair: "strong",
        when: (s, { app: a }) => {
          const fault = s.fault[a];
          return (
            fault.tag === "pending" &&
            fault.direction === "write" &&
            s.registration[a] === "live" &&
            canFault(s) &&
            isShared(s, fault.page) &&
            app.every((other) => s.inFlight[other] === null) &&
            block.some((b) => isFree(world, s, b))
          );
        },
        then: (s, { app: a }) => {
          const cause = s.fault[a];
          if (cause.tag !== "pending") return;
          const p = cause.page;
          const from = s.file[p];
          const to = block.find((b) => isFree(world, s, b));
          if (to === undefined) return;
          s.file[p] = to;
          if (from !== null && isOrphan(world, s, from)) s.busy.add(from);
          for (const other of app) {
            const fault = s.fault[other];
            if (fault.tag === "resolving") fault.current = false;
            s.table[other] = page.each(null);
            s.writable[other].clear();
          }
        },
        actor: ({ app: a }) => `driver for ${a}`,
        doc: "hmm_range_fault for writing: the page is shared, copy it; every device loses its entry",
      },
    },
  });
  const { properties } = part({
    state,
    properties: {
      /** L7: a fault of a device is resolved, or reported. */
      "L7 device faults end": forEach(app, (a) =>
        leadsTo(
          (s) => s.fault[a].tag !== "none",
          (s) => s.fault[a].tag === "none",
          "the fault of the device never ends",
        ),
      ),
    },
  });
  return {
    actions: {
      ...transferring,
      ...onlyIf(askingNobody.length > 0, invalidated),
      ...onlyIf(environment.reflink, unsharing),
    },
    properties,
  };
}

/** A function of a machine that has these fields, where one of any system is asked for. */
export function ofFaulting<A extends readonly unknown[]>(
  f: (s: Faulting, ...args: A) => boolean,
): (s: System, ...args: A) => boolean {
  return f as (s: System, ...args: A) => boolean; // the machine that it is passed to has both parts
}
