/**
 * Leases of get_user_pages itself: each call takes one on the file before it pins anything, and an operation breaks them all,
 * and then looks at the reference counts again and again until they are idle.
 *
 * Source: Dan Williams, version 3 of "dax: fix dma vs truncate", October 2017: "a stream of leases, one for each
 * get_user_pages() invocation", which "polls page reference counts until DMA stops", and a way is missing to "block new
 * references being taken on pages while truncate is allowed to progress".
 *
 * A lease lasts as long as the call, which is inferred: if it lasted as long as the pins, nothing would have to be polled. A
 * call under way keeps it, whatever is broken meanwhile, because it has to end before its pins can. Nobody outside the kernel
 * sees it. A poll is a condition that is looked at without the locks: the model does not count how often.
 *
 * Atomic: grant one lease (flc_lock); break all and drop the locks; one poll, and the decision that rests on it.
 *
 * Fairness: weak for operations; strong for the grant, which waits for its turn like a fault does.
 */
import { part } from "everystate";
import { isBegun, isBusy } from "./consent.ts";
import { deviceState, type System } from "./device.ts";
import { isOneOf, kindsThat, type Policy } from "./operations.ts";
import type { App, World } from "./world.ts";

/** Whether a call gets its lease while an operation is breaking leases. */
export type Granting = "at any time" | "not while broken";

/** A call that has its lease pins; any other waits for it. */
export function answersWithLease(s: System, a: App): "pins" | "waits" {
  return s.lease[a] === "held" ? "pins" : "waits";
}

export function callLeases(world: World, policy: Policy, granting: Granting) {
  const { app } = world;
  const polling = kindsThat(policy, "polls until idle");
  const { state } = deviceState(world);
  return part({
    state,
    actions: {
      leaseForCall: {
        for: { app },
        fair: "strong",
        when: (s, { app: a }) =>
          s.registration[a] === "asking" &&
          s.lease[a] === "none" &&
          (granting === "at any time" ||
            s.operation.phase === "idle" ||
            s.operation.phase === "done"),
        then: (s, { app: a }) => {
          s.lease[a] = "held";
        },
        actor: ({ app: a }) => a,
        doc: "get_user_pages takes a lease on the blocks for this call (flc_lock)",
      },
      returnLease: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.lease[a] === "held" && s.registration[a] !== "asking",
        then: (s, { app: a }) => {
          s.lease[a] = "none";
        },
        actor: ({ app: a }) => a,
        doc: "get_user_pages returns, and gives its lease back (flc_lock)",
      },
      breakCallLeases: {
        fair: "weak",
        when: (s) => isBegun(s, polling),
        then: (s) => {
          s.operation.phase = "waiting";
        },
        actor: "filesystem",
        doc: "break every lease, drop the locks, and poll; PTEs stay as they are",
      },
      pollIdle: {
        fair: "weak",
        when: (s) =>
          s.operation.phase === "waiting" &&
          isOneOf(s, polling) &&
          !isBusy(world, s) &&
          (granting === "at any time" || app.every((a) => s.lease[a] === "none")),
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "a poll finds every page idle: DMA has stopped, retake the locks",
      },
    },
  });
}
