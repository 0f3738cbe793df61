/**
 * Operations of the filesystem that take blocks away from a file or its pages out of the system, and what each of them asks
 * first. That is where the protocols differ: every site at which a block can leave is listed in a protocol's policy.
 *
 * Source: fs/xfs/xfs_iops.c, xfs_vn_setattr_size (truncate; punch hole is the same here); fs/dax.c, dax_iomap_fault and
 * dax_iomap_rw, fs/xfs/xfs_reflink.c, xfs_reflink_end_cow (write); xfs_reflink_remap_range (share); fs/inode.c, evict;
 * fs/super.c, generic_shutdown_super (unmount); mm/memremap.c, memunmap_pages (unbind).
 *
 * One operation at a time, under IOLOCK_EXCL. Atomic: take the locks and clear all PTEs (single PTEs are the business of
 * truncate.ts one folder up); take the blocks out (ILOCK, one transaction). A write that relocates copies first and takes
 * the copy into use later; in between the device may write to the original. While an operation is `begun`, `freeing` or
 * `copying` it holds invalidate_lock, so that no page is faulted in; while it is `waiting` it does not.
 *
 * Fairness: weak for every step of an operation that has begun; nothing makes one begin. Who is refused tries again.
 */
import { bool, oneOf, part, record, type StateView } from "everystate";
import { isFree, isFull, isOrphan } from "./blocks.ts";
import { processState } from "./processes.ts";
import { onlyIf, type World } from "./world.ts";

export const kinds = [
  "truncate",
  "write",
  "share",
  "evict",
  "unmount",
  "unbind",
  "offline",
] as const;
export type Kind = (typeof kinds)[number];

/** What an operation asks before it takes blocks away. */
export type Consent =
  | "goes ahead"
  | "waits for pins"
  | "is refused while pinned"
  | "is never allowed"
  | "is refused while leased"
  | "breaks leases"
  | "revokes"
  | "invalidates"
  | "empties the zone"
  | "polls until idle"
  | "drains the page map"
  | "is refused while immutable";

/** What each operation asks; an operation that is left out is not part of the protocol. */
export type Policy = { readonly [K in Kind]?: Consent };

export function operationState(world: World) {
  const { state, init } = processState(world);
  return part({
    state: {
      ...state,
      operation: record({
        kind: oneOf("none", ...kinds),
        phase: oneOf("idle", "begun", "waiting", "freeing", "copying", "refused", "done"),
      }),
      /** The driver of the memory is bound: its pages exist. */
      bound: bool(),
      /** A write that the device reported complete is not in the file, and was not truncated after it. */
      lostWrite: bool(),
    },
    init: {
      ...init,
      operation: { kind: "none", phase: "idle" },
      bound: true,
      lostWrite: false,
    },
  });
}

export type Operations = StateView<ReturnType<typeof operationState>["state"]>;

/** How a write treats a page that is pinned. */
export type Relocation = "always" | "not while pinned";

export function operations(world: World, policy: Policy, relocation: Relocation = "always") {
  const { page, block, app, environment } = world;
  const offered = kinds.filter(
    (kind) => policy[kind] !== undefined && (environment.reflink || !needsReflink(kind)),
  );
  const kind = oneOf(...offered);
  const goingAhead = offered.filter((k) => policy[k] === "goes ahead");
  const { state } = operationState(world);

  const { actions: beginning } = part({
    state,
    actions: {
      begin: {
        for: { kind },
        when: (s, { kind }) => s.operation.phase === "idle" && canBegin(s, kind),
        then: (s, { kind }) => {
          s.operation = { kind, phase: "begun" };
        },
        actor: "filesystem",
        doc: ({ kind }) => entries[kind],
      },
    },
  });
  const { actions: goingOn } = part({
    state,
    actions: {
      goAhead: {
        fair: "weak",
        when: (s) => s.operation.phase === "begun" && isOneOf(s, goingAhead),
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "nobody is asked whether a page is pinned",
      },
    },
  });
  const { actions: detaching } = part({
    state,
    actions: {
      detach: {
        fair: "weak",
        when: (s) => isAt(s, "truncate", "freeing") || isAt(s, "evict", "freeing"),
        then: (s) => {
          for (const p of page) {
            const b = s.file[p];
            s.file[p] = null;
            s.copy = null;
            if (b !== null && isOrphan(world, s, b)) s.busy.add(b);
          }
          s.operation.phase = "done";
        },
        actor: "filesystem",
        doc: "xfs_itruncate_extents: take the blocks out of the file (ILOCK_EXCL), drop the locks",
      },
    },
  });
  const { actions: leaving } = part({
    state,
    actions: {
      leave: {
        fair: "weak",
        when: (s) => isAt(s, "unmount", "freeing") || isAt(s, "offline", "freeing"),
        then: (s) => {
          s.operation.phase = "done";
        },
        actor: "filesystem",
        doc: "nothing is left there: unmounted, or offline",
      },
    },
  });
  const { actions: removing } = part({
    state,
    actions: {
      removePages: {
        fair: "weak",
        when: (s) => isAt(s, "unbind", "freeing"),
        then: (s) => {
          s.bound = false;
          s.operation.phase = "done";
        },
        actor: "driver",
        doc: "memunmap_pages: the struct pages are gone, and so is the memory",
      },
    },
  });
  const { actions: retrying } = part({
    state,
    actions: {
      retry: {
        fair: "weak",
        when: (s) => s.operation.phase === "refused",
        then: (s) => {
          s.operation.phase = "begun";
        },
        actor: "filesystem",
        doc: "the caller got an error, and tries again",
      },
    },
  });

  const { actions: relocating } = part({
    state,
    actions: {
      copyPage: {
        for: { page },
        fair: { weak: [] },
        when: (s, { page: p }) =>
          isAt(s, "write", "freeing") && relocates(s, p) && block.some((b) => isFree(world, s, b)),
        then: (s, { page: p }) => {
          const to = block.find((b) => isFree(world, s, b));
          if (to === undefined) return;
          s.copy = { page: p, to, missed: false };
          s.operation.phase = "copying";
        },
        actor: "filesystem",
        doc: ({ page: p }) => `dax_iomap_copy_around: copy ${p} to a new block (entry lock)`,
      },
      remap: {
        fair: "weak",
        when: (s) => s.copy !== null,
        then: (s) => {
          if (s.copy === null) return;
          const { page: p, to, missed } = s.copy;
          const from = s.file[p];
          s.file[p] = to;
          if (from !== null && isOrphan(world, s, from)) s.busy.add(from);
          if (missed) s.lostWrite = true;
          s.copy = null;
          s.operation = { kind: "none", phase: "idle" };
        },
        actor: "filesystem",
        doc: "xfs_reflink_end_cow: the copy becomes the file's, the old block is dropped (ILOCK_EXCL)",
      },
      noSpace: {
        fair: "weak",
        when: (s) =>
          (isAt(s, "write", "freeing") || isAt(s, "share", "freeing")) && isFull(world, s),
        then: (s) => {
          s.operation = { kind: "none", phase: "idle" };
        },
        actor: "filesystem",
        doc: "no block is free, and none is going to be: -ENOSPC",
      },
      sharePages: {
        fair: "weak",
        when: (s) =>
          isAt(s, "share", "freeing") &&
          (relocation === "always" || block.some((b) => isFree(world, s, b))),
        then: (s) => {
          for (const p of page) {
            const b = s.file[p];
            const to =
              b !== null && relocation === "not while pinned" && s.references[b] > 0
                ? block.find((other) => isFree(world, s, other))
                : b;
            s.clone[p] = to ?? null;
          }
          s.operation = { kind: "none", phase: "idle" };
        },
        actor: "filesystem",
        doc: "xfs_reflink_remap_blocks: the clone gets the same blocks (a copy of what must not be shared)",
      },
      unshare: {
        when: (s) => s.operation.phase === "idle" && page.some((p) => s.clone[p] !== null),
        then: (s) => {
          for (const p of page) {
            const b = s.clone[p];
            s.clone[p] = null;
            if (b !== null && isOrphan(world, s, b)) s.busy.add(b);
          }
        },
        actor: "owner of the clone",
        doc: "truncate of the clone: none of its pages was ever faulted in, no scan sees a pin",
      },
    },
  });

  const { actions: inPlace } = part({
    state,
    actions: {
      writeInPlace: {
        for: { page },
        fair: { weak: [] },
        when: (s, { page: p }) => isAt(s, "write", "freeing") && !relocates(s, p),
        then: (s) => {
          s.operation = { kind: "none", phase: "idle" };
        },
        actor: "filesystem",
        doc: ({ page: p }) => `${p} is pinned, and therefore nobody else's: write in place`,
      },
    },
  });

  const offers = (...list: readonly Kind[]): boolean => list.some((kind) => offered.includes(kind));
  const refuses = offered.some(
    (k) => policy[k]?.startsWith("is refused") || policy[k] === "is never allowed",
  );
  return {
    actions: {
      ...beginning,
      ...onlyIf(goingAhead.length > 0, goingOn),
      ...onlyIf(offers("truncate", "evict"), detaching),
      ...onlyIf(offers("unmount", "offline"), leaving),
      ...onlyIf(offers("unbind"), removing),
      ...onlyIf(refuses, retrying),
      ...onlyIf(environment.reflink, relocating),
      ...onlyIf(environment.reflink && relocation === "not while pinned", inPlace),
    },
  };

  function canBegin(s: Operations, kind: Kind): boolean {
    if (kind === "write") return page.every((p) => s.file[p] !== null);
    if (kind === "share") return page.every((p) => s.file[p] !== null && s.clone[p] === null);
    if (kind === "evict" || kind === "unmount") return app.every((a) => !s.open[a].has("file"));
    return true;
  }

  function relocates(s: Operations, p: (typeof page.elements)[number]): boolean {
    const b = s.file[p];
    return b !== null && (relocation === "always" || s.references[b] === 0);
  }
}

function needsReflink(kind: Kind): boolean {
  return kind === "write" || kind === "share";
}

/** Under way is one of these kinds. */
export function isOneOf(s: Operations, list: readonly Kind[]): boolean {
  return list.some((kind) => s.operation.kind === kind);
}

export function isAt(s: Operations, kind: Kind, phase: Operations["operation"]["phase"]): boolean {
  return s.operation.kind === kind && s.operation.phase === phase;
}

/** Page faults are possible: no operation holds invalidate_lock. */
export function canFault(s: Operations): boolean {
  const { phase } = s.operation;
  return phase !== "begun" && phase !== "freeing" && phase !== "copying";
}

/** The operations of a policy that ask for this consent. */
export function kindsThat(policy: Policy, consent: Consent): readonly Kind[] {
  return kinds.filter((kind) => policy[kind] === consent);
}

const entries: Readonly<Record<Kind, string>> = {
  truncate: "xfs_vn_setattr_size: take IOLOCK_EXCL and invalidate_lock, clear all PTEs",
  write: "write to a block that may not be overwritten: take the locks, clear its PTEs",
  share: "xfs_file_remap_range: take the locks of both files, write-protect all PTEs",
  evict: "evict: the file is unlinked, and its last descriptor closed",
  unmount: "generic_shutdown_super: no file is open",
  offline: "offline_pages: the memory is going to be taken away, migrate what is in it",
  unbind: "the driver of the memory is unbound: take the mappings away",
};
