/**
 * The device and its queue: one transfer at a time for each application, to or from a page of its registration. The
 * transfer happens in memory when it completes, whatever the page is by then.
 *
 * Source: none in the kernel: once a registration is set up, user space (or a remote peer) programs the device. That the
 * device goes on while its pages are given away is what Jason Gunthorpe describes, February 2019.
 *
 * This device reaches memory directly, as long as its registration is live; iommu.ts and faulting-device.ts are the others.
 *
 * Fairness: what is issued completes (weak); that anything is issued is up to the application.
 */
import { mapOf, optional, part, record, type StateView } from "everystate";
import { operationState } from "./operations.ts";
import type { App, Page, World } from "./world.ts";

export function deviceState(world: World) {
  const { page, block, app, direction } = world;
  const { state, init } = operationState(world);
  return part({
    state: {
      ...state,
      /** The transfer under way: its address was translated when it was issued. */
      inFlight: mapOf(app, optional(record({ page, block, direction }))),
    },
    init: { ...init, inFlight: app.each(null) },
  });
}

export type System = StateView<ReturnType<typeof deviceState>["state"]>;

/** Whether the device of an application can reach a page now. */
export type Reach = (s: System, app: App, page: Page) => boolean;

/** It can as long as the registration is live. */
export const whileLive: Reach = (s, a) => s.registration[a] === "live";

/** It can until its user tells it otherwise: the device does not know that the kernel took the registration back. */
export const untilDeregistered: Reach = (s, a) =>
  s.registration[a] === "live" ||
  s.registration[a] === "revoking" ||
  s.registration[a] === "revoked";

export function device(world: World, reaches: Reach = whileLive) {
  const { page, app, direction } = world;
  return part({
    state: deviceState(world).state,
    actions: {
      dmaIssue: {
        for: { app, page, direction },
        when: (s, { app: a, page: p, direction }) =>
          s.inFlight[a] === null &&
          s.table[a][p] !== null &&
          (direction === "read" || s.access[a] === "write") &&
          reaches(s, a, p),
        then: (s, { app: a, page: p, direction }) => {
          const b = s.table[a][p];
          if (b !== null) s.inFlight[a] = { page: p, block: b, direction };
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: ({ page: p, direction }) => `DMA ${direction} of ${p} is queued`,
      },
      dmaComplete: completion(world),
    },
  });
}

/** The transfer takes place: a write is lost when the file has another block by then, or is just having one copied. */
export function completion(world: World) {
  const { app } = world;
  const { actions } = part({
    state: deviceState(world).state,
    actions: {
      dmaComplete: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.inFlight[a] !== null,
        then: (s, { app: a }) => {
          const transfer = s.inFlight[a];
          if (transfer === null) return;
          if (transfer.direction === "write") {
            if (s.file[transfer.page] !== transfer.block) s.lostWrite = true;
            if (s.copy !== null && s.copy.page === transfer.page) s.copy.missed = true;
          }
          s.inFlight[a] = null;
        },
        actor: ({ app: a }) => `device of ${a}`,
        doc: "the DMA takes place in memory and is reported complete",
      },
    },
  });
  return actions.dmaComplete;
}
