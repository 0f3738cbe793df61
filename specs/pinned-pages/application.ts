/**
 * The applications: what they pin for, when they begin, and when they let go. This is the environment of a protocol.
 *
 * Source: drivers/infiniband/core/umem.c, ib_umem_get, and include/rdma/ib_verbs.h, ib_dereg_mr, for registrations;
 * lib/iov_iter.c, iov_iter_extract_pages, and include/linux/bio.h, bio_release_pages, for direct I/O; mm/gup.c,
 * unpin_user_page. What an application promises is an assumption, said below.
 *
 * - `cooperative`: ends every registration in finite time, and begins nothing new once it knows of the truncate. That it
 *   begins nothing new is an assumption: a kernel whose truncate waits does not notify anybody, and page faults are
 *   possible while it sleeps.
 * - `neverReleases`: as cooperative, but keeps its registration for ever. Direct I/O ends also here: the kernel ends it.
 * - `restless`: ends everything in finite time, but begins again whenever it likes, truncate or not.
 *
 * A registration or an I/O that ends is ended in order: no new DMA, the DMA in flight completes, then each page is unpinned.
 */
import { part } from "everystate";
import type { App, Identities } from "./identities.ts";
import type { LongTermPolicy } from "./pins.ts";
import { truncateState } from "./truncate.ts";

export type Environment = "cooperative" | "neverReleases" | "restless";

export function application(
  identities: Identities,
  environment: Environment,
  longTerm: LongTermPolicy,
) {
  const { page, app } = identities;
  const { state } = truncateState(identities);

  const { actions } = part({
    state,
    actions: {
      register: {
        for: { app },
        when: (s, { app }) => mayBegin(s, app, environment),
        then: (s, { app }) => {
          s.purpose[app] = "registration";
          s.call[app] = { tag: "fast" };
        },
        actor: ({ app }) => app,
        doc: "ib_umem_get: pin_user_pages_fast with FOLL_LONGTERM",
      },
      unpin: {
        for: { app, page },
        fair: "weak",
        when: (s, { app, page }) =>
          s.call[app].tag === "releasing" && s.inFlight[app] === null && s.pinned[app].has(page),
        then: (s, { app, page }) => {
          s.pinned[app].delete(page);
          s.references[page] -= 1;
        },
        actor: ({ app }) => app,
        doc: ({ page }) => `unpin_user_page: drop the reference on ${page}; wakes who waits for it`,
      },
      released: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "releasing" && s.pinned[app].size === 0,
        then: (s, { app }) => {
          s.purpose[app] = "none";
          s.call[app] = { tag: "idle" };
        },
        actor: ({ app }) => app,
        doc: "the system call returns; no page is pinned any more",
      },
    },
  });

  const { actions: deregistration } = part({
    state,
    actions: {
      deregister: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "holding" && s.purpose[app] === "registration",
        then: (s, { app }) => {
          s.call[app] = { tag: "releasing" };
        },
        actor: ({ app }) => app,
        doc: "ib_dereg_mr: the device accepts no new DMA for the registration",
      },
    },
  });

  const isEverEnded = environment !== "neverReleases" && longTerm === "allowed"; // what is refused needs no end
  return { actions: isEverEnded ? { ...actions, ...deregistration } : actions };
}

/** Short pins: a read from a disk, with O_DIRECT, into the mapping, or a write to it out of the mapping. */
export function directIo(identities: Identities, environment: Environment) {
  const { app } = identities;
  return part({
    state: truncateState(identities).state,
    actions: {
      directIo: {
        for: { app },
        when: (s, { app }) => mayBegin(s, app, environment),
        then: (s, { app }) => {
          s.purpose[app] = "directIo";
          s.call[app] = { tag: "fast" };
        },
        actor: ({ app }) => app,
        doc: "iov_iter_extract_pages: pin_user_pages_fast, without FOLL_LONGTERM",
      },
      directIoEnds: {
        for: { app },
        fair: "weak",
        when: (s, { app }) => s.call[app].tag === "holding" && s.purpose[app] === "directIo",
        then: (s, { app }) => {
          s.call[app] = { tag: "releasing" };
        },
        actor: ({ app }) => `block layer for ${app}`,
        doc: "bio_release_pages: nothing more is transferred, drop the pins",
      },
    },
  });
}

interface Beginning {
  readonly call: { readonly [A in App]: { readonly tag: string } };
  readonly truncate: { readonly tag: string };
}

function mayBegin(s: Beginning, app: App, environment: Environment): boolean {
  const toldToStop = environment !== "restless" && s.truncate.tag !== "idle";
  return s.call[app].tag === "idle" && !toldToStop;
}
