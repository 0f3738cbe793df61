/**
 * H11: `while ((error = break_layout(inode, false) == -EWOULDBLOCK))` assigns the comparison, so every other error counts as
 * success, and blocks are freed under a layout that was never broken.
 *
 * Source: fs/xfs/xfs_pnfs.c, xfs_break_layouts, later xfs_break_leased_layouts, from its introduction on; Ira Weiny,
 * "fs/xfs: Fix return code of xfs_break_leased_layouts()" (2019): "error being assigned the value 1 rather than the intended
 * errno value". The error that is lost here is -ENOMEM, of lease_alloc in __break_lease (fs/locks.c); his was to come,
 * -ETXTBSY.
 * Parameter: `parenthesised`, the fix.
 * Atomic steps and locks: granting a layout (IOLOCK, flc_lock); one call of break_layout without waiting (flc_lock), with a
 * choice whether its allocation succeeds; waiting for the client, with IOLOCK dropped; freeing the block; a write by the
 * client.
 * Fairness: weak for the steps of truncate, and for the client to return a layout that is recalled: this is not about
 * clients that do not. It asks for one layout: one that asks again whenever truncate has dropped IOLOCK could starve it. An
 * allocation may fail at any time.
 *
 * Expected: broken, a client writes to another file's block, after six steps. Fixed, it does not, and truncate ends, with
 * success or with an error.
 */
import { leadsTo, machine, oneOf, part, reachable, step } from "everystate";
import { blocks } from "./kernel/blocks.ts";

/** What break_layout answers when it does not wait. */
type Answer = "success" | "EWOULDBLOCK" | "ENOMEM";

/** Actions and properties, to be made a machine. */
export function errorLostParts({ parenthesised }: { readonly parenthesised: boolean }) {
  /** What the loop makes of an answer: go round, or leave it, with or without an error. */
  const after = (answer: Answer) => {
    if (answer === "EWOULDBLOCK") return "waiting";
    return parenthesised && answer !== "success" ? "failed" : "freeing";
  };

  const own = part({
    state: {
      ...blocks.state,
      /** What the client has: a layout lets it write to the block without asking. */
      layout: oneOf("none", "granted", "recalled", "returned"),
      truncate: oneOf("idle", "breaking", "waiting", "freeing", "failed", "done"),
    },
    init: { ...blocks.init, layout: "none", truncate: "idle" },
    actions: {
      layoutGet: {
        when: (s) => s.layout === "none" && s.truncate === "idle",
        then: (s) => {
          s.layout = "granted";
        },
        actor: "client",
        doc: "LAYOUTGET: xfs_fs_map_blocks, a layout for the client (IOLOCK)",
      },
      layoutReturn: {
        fair: "weak",
        when: (s) => s.layout === "recalled",
        then: (s) => {
          s.layout = "returned";
        },
        actor: "client",
        doc: "LAYOUTRETURN: the client uses the block no more",
      },
      clientWrites: {
        when: (s) => mayWrite(s.layout),
        then: () => {},
        actor: "client",
        doc: "a write by the client arrives at the storage",
      },
      truncateBegin: {
        when: (s) => s.truncate === "idle",
        then: (s) => {
          s.truncate = "breaking";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr: take IOLOCK_EXCL, break layouts",
      },
      breakLayout: {
        fair: "weak",
        when: (s) => s.truncate === "breaking",
        then: (s) => {
          s.truncate = after(mayWrite(s.layout) ? "EWOULDBLOCK" : "success");
          if (s.layout === "granted") s.layout = "recalled";
        },
        actor: "truncate",
        doc: "break_layout(inode, false): 0, or recall it, -EWOULDBLOCK (flc_lock)",
      },
      allocationFails: {
        when: (s) => s.truncate === "breaking",
        then: (s) => {
          s.truncate = after("ENOMEM");
        },
        actor: "truncate",
        doc: parenthesised
          ? "break_layout(inode, false): lease_alloc fails, return -ENOMEM"
          : "break_layout(inode, false): lease_alloc fails, -ENOMEM; error = false",
      },
      wake: {
        fair: "weak",
        when: (s) => s.truncate === "waiting" && s.layout === "returned",
        then: (s) => {
          s.truncate = "breaking";
        },
        actor: "truncate",
        doc: "break_layout(inode, true): it is returned; retake IOLOCK, go round",
      },
      free: {
        fair: "weak",
        when: (s) => s.truncate === "freeing",
        then: (s) => {
          s.block = "free";
          s.truncate = "done";
        },
        actor: "truncate",
        doc: "xfs_itruncate_extents: free the block (ILOCK_EXCL)",
      },
    },
    properties: {
      /** The damage: a client writes to a block that belongs to another file. */
      noStaleWrite: step(
        (before, _after, taken) => !taken.is("clientWrites") || before.block !== "otherFile",
        "the client writes to a block of another file",
      ),
      truncateEnds: leadsTo(
        (s) => s.truncate !== "idle",
        (s) => s.truncate === "done" || s.truncate === "failed",
        "truncate never ends",
      ),
      /** The call that fails is one that has a layout to break. */
      callMeetsLayout: reachable((s) => s.truncate === "breaking" && s.layout === "granted"),
    },
  });

  return {
    ...own,
    actions: { ...own.actions, ...blocks.actions },
    properties: { ...own.properties, ...blocks.properties },
  };
}

/** Whether a client may write to the block without asking. */
function mayWrite(layout: string): boolean {
  return layout === "granted" || layout === "recalled";
}

export function errorLostInComparison(options: { readonly parenthesised: boolean }) {
  const { parenthesised } = options;
  return machine({
    name: `H11, error of break_layout ${parenthesised ? "returned" : "lost in a comparison"}`,
    ...errorLostParts(options),
    final: (s) => s.truncate === "done" || s.truncate === "failed",
    expect: { noStaleWrite: parenthesised ? "holds" : { violated: "clientWrites" } },
  });
}

export const broken = errorLostInComparison({ parenthesised: false });
export const fixed = errorLostInComparison({ parenthesised: true });
