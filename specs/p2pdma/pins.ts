/**
 * get_user_pages on P2PDMA pages, and what is done with the pins: DMA by another device, until the holder lets go.
 *
 * Source: mm/gup.c, gup_fast_pte_range, try_grab_folio_fast, follow_page_pte; Logan Gunthorpe and Jason Gunthorpe, September
 * 2022: "FOLL_PCI_P2PDMA cannot be set if FOLL_LONGTERM is set".
 *
 * Atomic steps: gup-fast has three, with interrupts off and no lock: read the PTE; take a reference unless the page has
 * none; read the PTE again, and put the reference if it has changed. Where that fails the slow path takes the reference in
 * one step under the PTL; there is no fault handler, so without a PTE the call fails. A short pin is that of direct I/O, a
 * long one that of a registration (FOLL_LONGTERM).
 * Fairness: weak for each step of a call, for DMA that was queued and for the end of direct I/O; for the end of a
 * registration as the environment says:
 * - `releases`: every registration ends, and the driver of its device cannot end it before;
 * - `revocable`: none ends of its own accord, but the driver can end it;
 * - `neverReleases`: none ends.
 */
import { bool, mapOf, oneOf, part, union } from "everystate";
import { type App, type Identities, type Page, pageState, put } from "./pages.ts";

/** What holders of long-term access do. */
export type Environment = "releases" | "revocable" | "neverReleases";

/** What the kernel allows, and counts. */
export interface PinRules {
  readonly longTerm: "allowed" | "refused";
  readonly pageHoldsMap: boolean;
}

const purpose = oneOf("short", "long");

export function pinState(identities: Identities) {
  const { page, app } = identities;
  const { state, init } = pageState(identities);
  return part({
    state: {
      ...state,
      /** Where each process is in its call, and what it holds by it. */
      call: mapOf(
        app,
        union({
          idle: {},
          fast: { purpose },
          pteRead: { page, purpose },
          referenceTaken: { page, purpose },
          slow: { purpose },
          holding: { page, purpose },
          releasing: { page },
        }),
      ),
      /** A device has a DMA to the page that the process pinned. */
      inFlight: mapOf(app, bool()),
    },
    init: { ...init, call: app.each({ tag: "idle" }), inFlight: app.each(false) },
  });
}

export function pins(identities: Identities, { longTerm, pageHoldsMap }: PinRules) {
  const { app } = identities;
  const { state } = pinState(identities);
  const mayPin = (purpose: "short" | "long"): boolean =>
    longTerm === "allowed" || purpose === "short";

  const { actions } = part({
    state,
    actions: {
      ask: {
        for: { app, purpose },
        when: (s, { app }) => s.call[app].tag === "idle" && s.pte[app] !== null,
        then: (s, { app, purpose }) => {
          s.call[app] = { tag: "fast", purpose };
        },
        actor: ({ app }) => app,
        doc: ({ purpose }) =>
          purpose === "long"
            ? "ib_umem_get: pin_user_pages_fast, FOLL_LONGTERM"
            : "O_DIRECT: pin_user_pages_fast, FOLL_PCI_P2PDMA",
      },
      fastReadPte: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => {
          const call = s.call[app];
          return call.tag === "fast" && mayPin(call.purpose);
        },
        then: (s, { app }) => {
          const call = s.call[app];
          const page = s.pte[app];
          if (call.tag !== "fast") return;
          const { purpose } = call;
          s.call[app] =
            page === null ? { tag: "slow", purpose } : { tag: "pteRead", page, purpose };
        },
        actor: ({ app }) => app,
        doc: "gup_fast_pte_range: read the PTE; none, go slow (IRQs off)",
      },
      fastTakeReference: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "pteRead",
        then: (s, { app }) => {
          const call = s.call[app];
          if (call.tag !== "pteRead") return;
          const { page, purpose } = call;
          if (s.references[page] === 0) {
            s.call[app] = { tag: "slow", purpose };
          } else {
            s.references[page] += 1;
            s.call[app] = { tag: "referenceTaken", page, purpose };
          }
        },
        actor: ({ app }) => app,
        doc: "try_grab_folio_fast: take a reference unless there is none (IRQs off)",
      },
      fastRecheck: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "referenceTaken",
        then: (s, { app }) => {
          const call = s.call[app];
          if (call.tag !== "referenceTaken") return;
          const { page, purpose } = call;
          if (s.pte[app] === page) {
            s.call[app] = { tag: "holding", page, purpose };
          } else {
            s.call[app] = { tag: "slow", purpose };
            put(s, page, pageHoldsMap);
          }
        },
        actor: ({ app }) => app,
        doc: "gup_fast_pte_range: PTE unchanged? pinned, else put (IRQs off)",
      },
      slowPin: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "slow",
        then: (s, { app }) => {
          const call = s.call[app];
          const page = s.pte[app];
          if (call.tag !== "slow") return;
          if (page === null) {
            s.call[app] = { tag: "idle" };
          } else {
            s.references[page] += 1;
            s.call[app] = { tag: "holding", page, purpose: call.purpose };
          }
        },
        actor: ({ app }) => app,
        doc: "follow_page_pte: pin the page, or -EFAULT without PTE (mmap_lock, PTL)",
      },
      dmaQueue: {
        for: { app },
        when: (s, { app }) => s.call[app].tag === "holding" && !s.inFlight[app],
        then: (s, { app }) => {
          s.inFlight[app] = true;
        },
        actor: ({ app }) => `device of ${app}`,
        doc: "a DMA to the pinned page is queued",
      },
      dmaCompletes: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.inFlight[app],
        then: (s, { app }) => {
          s.inFlight[app] = false;
        },
        actor: ({ app }) => `device of ${app}`,
        doc: "the DMA takes place in the memory of the provider",
      },
      directIoEnds: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => holdsFor(s.call[app], "short"),
        then: (s, { app }) => release(s, app),
        actor: ({ app }) => `block layer for ${app}`,
        doc: "bio_release_pages: no new DMA",
      },
      unpin: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "releasing" && !s.inFlight[app],
        then: (s, { app }) => {
          const call = s.call[app];
          if (call.tag !== "releasing") return;
          s.call[app] = { tag: "idle" };
          put(s, call.page, pageHoldsMap);
        },
        actor: ({ app }) => app,
        doc: "unpin_user_page: put the page; the last put gives it back to the pool",
      },
    },
  });

  const { actions: refusal } = part({
    state,
    actions: {
      refuseLongTerm: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => {
          const call = s.call[app];
          return call.tag === "fast" && !mayPin(call.purpose);
        },
        then: (s, { app }) => {
          s.call[app] = { tag: "idle" };
        },
        actor: ({ app }) => app,
        doc: "is_valid_gup_args: FOLL_LONGTERM with FOLL_PCI_P2PDMA, -EINVAL",
      },
    },
  });

  return { actions: longTerm === "refused" ? { ...actions, ...refusal } : actions };
}

/** The end of a registration, of its own accord. */
export function deregistration(identities: Identities) {
  const { app } = identities;
  return part({
    state: pinState(identities).state,
    actions: {
      deregister: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => holdsFor(s.call[app], "long"),
        then: (s, { app }) => release(s, app),
        actor: ({ app }) => app,
        doc: "ib_dereg_mr: no new DMA for the registration",
      },
    },
  });
}

interface Call {
  readonly tag: string;
  readonly purpose?: "short" | "long";
}

/** Whether the call has its pin, for this purpose. */
export function holdsFor(call: Call, purpose: "short" | "long"): boolean {
  return call.tag === "holding" && call.purpose === purpose;
}

type PinDraft = {
  readonly call: {
    [A in App]:
      | { tag: "idle" }
      | { tag: "fast" | "slow"; purpose: "short" | "long" }
      | { tag: "pteRead" | "referenceTaken" | "holding"; page: Page; purpose: "short" | "long" }
      | { tag: "releasing"; page: Page };
  };
};

/** No new DMA: what is in flight completes, then the page is unpinned. */
export function release(s: PinDraft, app: App): void {
  const call = s.call[app];
  if (call.tag === "holding") s.call[app] = { tag: "releasing", page: call.page };
}
