/**
 * The scan for busy pages that meets a locked entry: the protocol behind H3 and H3', which differ in what the scan does
 * then.
 *
 * Source: fs/dax.c, dax_layout_busy_page_range, an xas_for_each() over the entries of the file in ascending order, with
 * get_unlocked_entry before commit 6be3e21d25ca and wait_entry_unlocked_exclusive since. The lock of an entry is held by
 * dax_writeback_one (fsync), which does not take invalidate_lock: truncate cannot keep it out.
 *
 * A file of some pages, all faulted in, and a direct I/O that has one of them pinned.
 * - `skips`: the scan leaves the locked entry alone and looks at the next present one (H3).
 * - `pauses`: it waits until the entry is unlocked. It calls xas_pause() before, which moves the cursor on, so that what is
 *   loaded afterwards is the next entry (H3', the first fix).
 * - `resets`: it waits until the entry is unlocked, and loads the same one (the second fix).
 *
 * Atomic steps and locks: a pin (PTL); locking and unlocking an entry (i_pages lock); clearing the PTEs, in one step, as
 * faults are locked out; the look at one entry, together with skipping or loading another (i_pages lock), and with going to
 * sleep if it is busy; freeing all blocks (ILOCK). fsync has one entry locked at a time.
 * Fairness: weak for the steps of truncate, fsync, the device and the end of the I/O.
 */
import {
  index,
  leadsTo,
  machine,
  mapOf,
  oneOf,
  optional,
  part,
  reachable,
  setOf,
  step,
  union,
} from "everystate";

export type AtLockedEntry = "skips" | "pauses" | "resets";

export interface LockedEntryOptions {
  readonly scan: AtLockedEntry;
  /** Pages of the file. */
  readonly pages?: number;
}

/** Actions and properties, to be made a machine. */
export function lockedEntriesParts({ scan, pages = 2 }: LockedEntryOptions) {
  const entry = index("entry", pages);
  type Entry = (typeof entry)["elements"][number];
  const isLast = (e: Entry): boolean => entry.position(e) === pages - 1;
  /** What the scan does after the entry, or instead of it: the next one, or no more. */
  const after = (e: Entry) =>
    isLast(e) ? ({ tag: "clean" } as const) : ({ tag: "scanning", cursor: entry.next(e) } as const);
  /** What comes of looking at an entry. */
  const lookedAt = (s: PinnedEntry, e: Entry) =>
    isPinned(s, e) ? ({ tag: "asleep", entry: e } as const) : after(e);

  const own = part({
    state: {
      block: mapOf(entry, oneOf("file", "free", "otherFile")),
      /** Entries whose page is present in the page table of the process. */
      mapped: setOf(entry),
      /** The direct I/O, on one page. */
      io: union({ notBegun: {}, pinned: { entry }, transferred: { entry }, ended: {} }),
      /** Entries that fsync has to write back. */
      dirty: setOf(entry),
      /** The entry that fsync has locked, as it does with one after the other. */
      locked: optional(entry),
      truncate: union({
        idle: {},
        locked: {},
        scanning: { cursor: entry },
        waiting: { cursor: entry },
        asleep: { entry },
        clean: {},
        done: {},
      }),
    },
    init: {
      block: entry.each("file"),
      mapped: entry.elements,
      io: { tag: "notBegun" },
      dirty: entry.elements,
      locked: null,
      truncate: { tag: "idle" },
    },
    actions: {
      touch: {
        for: { entry },
        when: (s, { entry }) =>
          !s.mapped.has(entry) &&
          s.block[entry] === "file" &&
          s.locked !== entry &&
          (s.truncate.tag === "idle" || s.truncate.tag === "asleep"),
        then: (s, { entry }) => {
          s.mapped.add(entry);
        },
        actor: "process",
        doc: ({ entry }) => `dax_iomap_fault: map ${entry} (invalidate_lock shared, PTL)`,
      },
      pin: {
        for: { entry },
        when: (s, { entry }) => s.io.tag === "notBegun" && s.mapped.has(entry),
        then: (s, { entry }) => {
          s.io = { tag: "pinned", entry };
        },
        actor: "process",
        doc: ({ entry }) => `O_DIRECT read, follow_page_pte: pin the page of ${entry} (PTL)`,
      },
      dmaCompletes: {
        fair: "weak",
        when: (s) => s.io.tag === "pinned",
        then: (s) => {
          if (s.io.tag === "pinned") s.io = { tag: "transferred", entry: s.io.entry };
        },
        actor: "device",
        doc: "the DMA takes place in memory: the block is written",
      },
      unpin: {
        fair: "weak",
        when: (s) => s.io.tag === "transferred",
        then: (s) => {
          s.io = { tag: "ended" };
        },
        actor: "block layer",
        doc: "bio_release_pages: drop the pin; wakes who waits for the page",
      },
      lockEntry: {
        for: { entry },
        when: (s, { entry }) => s.locked === null && s.dirty.has(entry),
        then: (s, { entry }) => {
          s.locked = entry;
        },
        actor: "fsync",
        doc: ({ entry }) => `dax_writeback_one: lock ${entry} (i_pages lock)`,
      },
      unlockEntry: {
        fair: "weak",
        when: (s) => s.locked !== null,
        then: (s) => {
          if (s.locked !== null) s.dirty.delete(s.locked);
          s.locked = null;
        },
        actor: "fsync",
        doc: "dax_writeback_one: flushed; unlock the entry, wake who waits for it",
      },
      truncateBegin: {
        when: (s) => s.truncate.tag === "idle",
        then: (s) => {
          s.truncate = { tag: "locked" };
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: take IOLOCK_EXCL and invalidate_lock",
      },
      unmap: {
        fair: "weak",
        when: (s) => s.truncate.tag === "locked",
        then: (s) => {
          s.mapped.clear();
          s.truncate = { tag: "scanning", cursor: entry.at(0) };
        },
        actor: "truncate",
        doc: "unmap_mapping_pages: clear the PTEs (PTL)",
      },
      scanEntry: {
        for: { entry },
        fair: "weak",
        when: (s, { entry: cursor }) =>
          s.truncate.tag === "scanning" &&
          s.truncate.cursor === cursor &&
          (scan === "skips" || s.locked !== cursor),
        then: (s, { entry: cursor }) => {
          if (s.locked !== cursor) s.truncate = lookedAt(s, cursor);
          else s.truncate = isLast(cursor) ? after(cursor) : lookedAt(s, entry.next(cursor));
        },
        actor: "truncate",
        doc: ({ entry }) =>
          scan === "skips"
            ? `get_unlocked_entry: ${entry}, or if locked the next: referenced? (i_pages lock)`
            : `dax_busy_page: is ${entry} referenced? then sleep (i_pages lock)`,
      },
      wake: {
        fair: "weak",
        when: (s) => s.truncate.tag === "asleep" && !isPinned(s, s.truncate.entry),
        then: (s) => {
          s.truncate = { tag: "locked" };
        },
        actor: "truncate",
        doc: "xfs_wait_dax_page: page idle, retake invalidate_lock, begin again",
      },
      free: {
        fair: "weak",
        when: (s) => s.truncate.tag === "clean",
        then: (s) => {
          for (const e of entry) s.block[e] = "free";
          s.truncate = { tag: "done" };
        },
        actor: "truncate",
        doc: "xfs_itruncate_extents: free the blocks (ILOCK_EXCL)",
      },
      allocate: {
        for: { entry },
        when: (s, { entry }) => s.block[entry] === "free",
        then: (s, { entry }) => {
          s.block[entry] = "otherFile";
        },
        actor: "writer of another file",
        doc: ({ entry }) => `xfs_alloc_vextent_start_ag: another file is given block ${entry}`,
      },
    },
    properties: {
      /** The damage: the device writes to a block that belongs to another file by then. */
      noStaleDma: step(
        (before, after) =>
          before.io.tag !== "pinned" ||
          after.io.tag === "pinned" ||
          before.block[before.io.entry] !== "otherFile",
        "the device writes to a block of another file",
      ),
      truncateEnds: leadsTo(
        (s) => s.truncate.tag !== "idle",
        (s) => s.truncate.tag === "done",
        "truncate never ends",
      ),
      /** What the bugs are about: the scan comes to an entry that is busy and locked. */
      scanMeetsLockedBusyEntry: reachable(
        (s) =>
          s.truncate.tag === "scanning" &&
          s.locked === s.truncate.cursor &&
          isPinned(s, s.truncate.cursor),
      ),
      blocksAreReused: reachable((s) => entry.every((e) => s.block[e] === "otherFile")),
    },
  });

  const waiting = part({
    state: own.state,
    actions: {
      waitForEntry: {
        for: { entry },
        fair: "weak",
        when: (s, { entry: cursor }) =>
          s.truncate.tag === "scanning" && s.truncate.cursor === cursor && s.locked === cursor,
        then: (s, { entry: cursor }) => {
          s.truncate = { tag: "waiting", cursor };
        },
        actor: "truncate",
        doc: ({ entry }) =>
          `wait_entry_unlocked_exclusive: ${entry} is locked, sleep until it is not`,
      },
      entryUnlocked: {
        for: { entry },
        fair: "weak",
        when: (s, { entry: cursor }) =>
          s.truncate.tag === "waiting" && s.truncate.cursor === cursor && s.locked !== cursor,
        then: (s, { entry: cursor }) => {
          const loaded = scan === "resets" || isLast(cursor) ? cursor : entry.next(cursor);
          if (scan === "pauses" && isLast(cursor)) s.truncate = after(cursor);
          else if (s.locked === loaded) s.truncate = { tag: "waiting", cursor: loaded };
          else s.truncate = lookedAt(s, loaded);
        },
        actor: "truncate",
        doc: ({ entry }) =>
          scan === "resets"
            ? `xas_reset, xas_load: load ${entry} again; referenced? (i_pages lock)`
            : `xas_pause, xas_load: load what is after ${entry}; referenced? (i_pages lock)`,
      },
    },
  });

  return {
    state: own.state,
    init: own.init,
    actions: scan === "skips" ? own.actions : { ...own.actions, ...waiting.actions },
    properties: own.properties,
  };

  function isPinned(s: PinnedEntry, e: Entry): boolean {
    return (s.io.tag === "pinned" || s.io.tag === "transferred") && s.io.entry === e;
  }
}

interface PinnedEntry {
  readonly io: { readonly tag: string; readonly entry?: string };
}

/** The machine; `bug` begins its name. */
export function lockedEntries(bug: string, options: LockedEntryOptions) {
  const { scan } = options;
  return machine({
    name: `${bug}, scan ${does[scan]}`,
    ...lockedEntriesParts(options),
    final: (s) => s.truncate.tag === "done" && (s.io.tag === "notBegun" || s.io.tag === "ended"),
    expect: { noStaleDma: scan === "resets" ? "holds" : { violated: "dmaCompletes" } },
  });
}

const does = {
  skips: "skips a locked entry",
  pauses: "waits for a locked entry, and loads the next",
  resets: "waits for a locked entry, and loads it again",
} as const;
