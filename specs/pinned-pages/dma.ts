/**
 * The DMA engine: an application that holds its pins lets the device transfer to or from a page. The transfer happens
 * in memory when it completes, whatever the page is by then. One transfer at a time for each application.
 *
 * Source: no function of the kernel: once a registration is set up, the device is programmed from user space. That it goes
 * on while its pages are given away is what Jason Gunthorpe describes; see no-protection.machine.ts.
 *
 * Fairness: what is issued completes (weak); that anything is issued is up to the application.
 */
import { mapOf, oneOf, optional, part, record } from "everystate";
import type { Identities } from "./identities.ts";
import { pinState } from "./pins.ts";

/** As the device sees it: a write changes memory. */
const direction = oneOf("read", "write");

export function dmaState(identities: Identities) {
  const { page, app } = identities;
  const { state, init } = pinState(identities);
  return part({
    state: { ...state, inFlight: mapOf(app, optional(record({ page, direction }))) },
    init: { ...init, inFlight: app.each(null) },
  });
}

export function dma(identities: Identities) {
  const { page, app } = identities;
  return part({
    state: dmaState(identities).state,
    actions: {
      dmaIssue: {
        for: { app, page, direction },
        when: (s, { app, page }) =>
          s.call[app].tag === "holding" && s.pinned[app].has(page) && s.inFlight[app] === null,
        then: (s, { app, page, direction }) => {
          s.inFlight[app] = { page, direction };
        },
        actor: ({ app }) => `device of ${app}`,
        doc: ({ page, direction }) => `DMA ${direction} of ${page} is queued`,
      },
      dmaComplete: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.inFlight[app] !== null,
        then: (s, { app }) => {
          s.inFlight[app] = null;
        },
        actor: ({ app }) => `device of ${app}`,
        doc: "the DMA takes place in memory and is reported complete",
      },
    },
  });
}
