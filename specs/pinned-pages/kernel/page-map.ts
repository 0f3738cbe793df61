/**
 * The page map of a driver (dev_pagemap), which each page holds while it is in use: from the fault that takes its count from
 * zero to one until the filesystem has dropped it and the last reference is gone.
 *
 * Source: Dan Williams, "Fix the DAX-gup mistake", version 2, September 2022; in the mails about its version 3, October 2022: to
 * elevate a page from 0 to 1 is to make sure that the map is not exiting. Not merged.
 *
 * A page is used when it is faulted in. An operation that clears PTEs drops the filesystem's interest in it (DAX_ZAP); what is
 * the file's no more has lost it anyway. That a zapped page is still known to be the file's is for memory errors, and nothing
 * that this model asks about.
 *
 * A write fault on a shared block gives the file another one first (pinning.ts), which is the one that gets into use.
 *
 * Atomic: a fault (invalidate_lock shared, entry lock), with the attempt to get the map (percpu_ref_tryget_live); the drop of
 * one page; kill the map (percpu_ref_kill), after which no attempt succeeds.
 *
 * Fairness: weak, and strong for a fault, as invalidate_lock is handed over in turn.
 */
import { part, type StateView, setOf } from "everystate";
import type { Answer } from "./applications.ts";
import { isShared } from "./blocks.ts";
import { isBegun } from "./consent.ts";
import { deviceState, type System } from "./device.ts";
import { canFault, isOneOf, kindsThat, type Policy } from "./operations.ts";
import type { App, Page, World } from "./world.ts";

export function pageMapState(world: World) {
  const { state, init } = deviceState(world);
  return part({
    state: {
      ...state,
      /** Pages that hold the map. */
      inUse: setOf(world.block),
    },
    init: { ...init, inUse: [] },
  });
}

type Mapped = StateView<ReturnType<typeof pageMapState>["state"]>;

/** The map is killed: no page that is not in use gets into use any more. */
export function isDying(s: System): boolean {
  return s.operation.kind === "unbind" && s.operation.phase !== "idle";
}

/** A request pins pages that are in use; the others have to be faulted in first, which a map that is killed refuses. */
export function answersInUse({ page }: World): (s: System, app: App) => Answer {
  const isReady = (s: Mapped, a: App): boolean =>
    isDying(s) ||
    page.every((p) => {
      const b = s.file[p];
      return b === null || s.inUse.has(b) || isUnsharedFirst(s, a, p);
    });
  const answers = (s: Mapped, a: App): Answer => (isReady(s, a) ? "pins" : "waits");
  return answers as (s: System, app: App) => Answer; // the machine that it is passed to has both parts
}

/** The write fault that pins the page copies its block first. */
function isUnsharedFirst(s: Mapped, a: App, p: Page): boolean {
  return s.access[a] === "write" && isShared(s, p);
}

export function pageMap(world: World, policy: Policy) {
  const { page, block, app } = world;
  const { state } = pageMapState(world);
  const draining = kindsThat(policy, "drains the page map");
  return part({
    state,
    actions: {
      useBlock: {
        for: { app, page },
        fair: "strong",
        when: (s, { app: a, page: p }) => {
          const b = s.file[p];
          return (
            s.registration[a] === "asking" &&
            !isUnsharedFirst(s, a, p) &&
            canFault(s) &&
            !isDying(s) &&
            s.bound &&
            b !== null &&
            !s.inUse.has(b)
          );
        },
        then: (s, { page: p }) => {
          const b = s.file[p];
          if (b !== null) s.inUse.add(b);
        },
        actor: ({ app: a }) => a,
        doc: ({ page: p }) =>
          `dax_insert_entry: ${p} goes from 0 to 1, and holds the page map (percpu_ref_tryget_live)`,
      },
      dropBlock: {
        for: { block },
        fair: "weak",
        when: (s, { block: b }) =>
          s.inUse.has(b) &&
          s.references[b] === 0 &&
          (!canFault(s) || s.operation.phase === "waiting" || page.every((p) => s.file[p] !== b)),
        then: (s, { block: b }) => {
          s.inUse.delete(b);
        },
        actor: "filesystem",
        doc: ({ block: b }) =>
          `${b} is zapped and its last reference gone: it holds the page map no more`,
      },
      killMap: {
        fair: "weak",
        when: (s) => isBegun(s, draining),
        then: (s) => {
          s.operation.phase = "waiting";
        },
        actor: "driver",
        doc: "percpu_ref_kill: no page gets into use any more; wait for those that are",
      },
      mapDrained: {
        fair: "weak",
        when: (s) => s.operation.phase === "waiting" && isOneOf(s, draining) && s.inUse.size === 0,
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "driver",
        doc: "memunmap_pages: no page holds the map any more",
      },
    },
  });
}
