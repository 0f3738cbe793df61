/**
 * L1 to L9: what must come. Each is defined once, here, and asked of every protocol to which it applies.
 *
 * Source: Dan Williams, December 2019 ("filesystem operations are blocked indefinitely"), for L1 and L3; Dave Chinner,
 * February 2019, for L2; Jason Gunthorpe, August 2019, for L8.
 */
import { forEach, leadsTo, part } from "everystate";
import { deviceState, type System } from "../kernel/device.ts";
import { isOneOf, type Kind } from "../kernel/operations.ts";
import type { World } from "../kernel/world.ts";

export function liveness(world: World) {
  const { app, block } = world;
  const { state } = deviceState(world);

  const isPending = (s: System, list: readonly Kind[]): boolean =>
    isOneOf(s, list) && s.operation.phase !== "done";
  const isDone = (s: System): boolean =>
    s.operation.phase === "done" || s.operation.phase === "idle";

  const { properties: truncating } = part({
    state,
    properties: {
      /** A truncate ends, if with an error. */
      "L1r truncate returns": leadsTo(
        (s) => isPending(s, ["truncate"]) && s.operation.phase !== "refused",
        (s) => isDone(s) || s.operation.phase === "refused",
        "truncate never returns",
      ),
      /** A truncate that is tried again and again succeeds. */
      "L1s truncate succeeds": leadsTo(
        (s) => isPending(s, ["truncate"]),
        (s) => isDone(s),
        "truncate never succeeds",
      ),
    },
  });
  const { properties: freeing } = part({
    state,
    properties: {
      /** A block that nobody owns any more can be used again. */
      "L9 freed space is reusable": forEach(block, (b) =>
        leadsTo(
          (s) => s.busy.has(b),
          (s) => !s.busy.has(b),
          "a block that the file has given up can never be used again",
        ),
      ),
    },
  });
  const { properties: relocating } = part({
    state,
    properties: {
      /** A write that relocates, and a reflink, complete. */
      "L2 write and reflink complete": leadsTo(
        (s) => isPending(s, ["write", "share"]),
        (s) => isDone(s),
        "the write, or the reflink, never completes",
      ),
    },
  });
  const { properties: unbinding } = part({
    state,
    properties: {
      /** The driver's unbind completes. */
      "L3 unbind completes": leadsTo(
        (s) => isPending(s, ["unbind"]),
        (s) => isDone(s),
        "unbind never completes",
      ),
    },
  });
  const { properties: leaving } = part({
    state,
    properties: {
      /** Eviction of an unlinked file, and unmount, complete. */
      "L4 evict and unmount complete": leadsTo(
        (s) => isPending(s, ["evict", "unmount"]),
        (s) => isDone(s),
        "the eviction, or the unmount, never completes",
      ),
    },
  });
  const { properties: offlining } = part({
    state,
    properties: {
      /** Memory can be taken offline: reclaim, migration and contiguous allocation need the same. */
      "L5 memory can be moved": leadsTo(
        (s) => isPending(s, ["offline"]),
        (s) => isDone(s),
        "the memory never goes offline",
      ),
    },
  });
  const { properties: asking } = part({
    state,
    properties: {
      /** Whoever asks for a registration gets it, or an error. */
      "L6 registration is answered": forEach(app, (a) =>
        leadsTo(
          (s) => s.registration[a] === "asking",
          (s) => s.registration[a] !== "asking",
          "the registration is never answered",
        ),
      ),
    },
  });
  const { properties: dying } = part({
    state,
    properties: {
      /** A process that exits is gone some time. */
      "L8 exit terminates": forEach(app, (a) =>
        leadsTo(
          (s) => s.life[a] === "exiting",
          (s) => s.life[a] === "gone",
          "the process never exits",
        ),
      ),
    },
  });
  return { truncating, freeing, relocating, unbinding, leaving, offlining, asking, dying };
}
