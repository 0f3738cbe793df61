/**
 * HYPOTHESIS C5, of a model; not confirmed on any kernel. vmsplice puts a page into a pipe with a short-class reference,
 * which the refusal of long-term pins does not catch, and the pipe can keep it for ever: truncate, and evict, which no
 * signal interrupts, wait as long.
 *
 * Source: fs/dax.c, dax_break_layout (TASK_INTERRUPTIBLE) and dax_break_layout_final (TASK_UNINTERRUPTIBLE), as of 6.15.
 * That vmsplice takes its reference without FOLL_LONGTERM is general knowledge for which no source was found.
 * Parameter: `vmsplice`, whether it asks for a long-term pin; that is refused on fs-dax.
 * Atomic steps and locks: vmsplice (PTL); a read of the pipe, which drops the reference; unlink with the last close, which
 * begins evict; truncate with its scan (invalidate_lock, i_pages lock); look and sleep; a fatal signal.
 * Fairness: weak for the steps of truncate and evict, and for a sleeper that was killed, where it may be. Nobody has to read
 * the pipe. A behaviour may stop anywhere (stuttering "tla").
 *
 * Expected: `short`: truncate need not end, unless it is killed; evict need not end, killed or not. `long-term`: both end,
 * and no page gets into a pipe. Freeing is safe in both.
 */
import { always, bool, leadsTo, machine, oneOf, part, reachable } from "everystate";

export interface PipeOptions {
  readonly vmsplice: "short" | "long-term";
}

/** Actions and properties, to be made a machine. */
export function pipeKeepsPageParts({ vmsplice }: PipeOptions) {
  const refused = vmsplice === "long-term";

  const common = part({
    state: {
      page: oneOf("file", "freed"),
      /** A pipe has a reference on the page. */
      inPipe: bool(),
      truncate: oneOf("idle", "scanning", "asleep", "interrupted", "done"),
      evict: oneOf("notBegun", "scanning", "asleep", "done"),
      /** SIGKILL is pending for whoever truncates and evicts. */
      killed: bool(),
    },
    init: {
      page: "file",
      inPipe: false,
      truncate: "idle",
      evict: "notBegun",
      killed: false,
    },
    actions: {
      vmsplice: {
        when: (s) =>
          s.page === "file" && !s.inPipe && s.truncate === "idle" && s.evict === "notBegun",
        then: (s) => {
          s.inPipe = !refused;
        },
        actor: "process",
        doc: refused
          ? "vmsplice: FOLL_LONGTERM on fs-dax, -EOPNOTSUPP"
          : "vmsplice: a reference on the page, kept in the pipe (PTL)",
      },
      truncateBegin: {
        when: (s) => s.truncate === "idle" && s.evict === "notBegun",
        then: (s) => {
          s.truncate = "scanning";
        },
        actor: "truncate",
        doc: "xfs_vn_setattr_size: take the locks, unmap",
      },
      truncateScan: {
        fair: "weak",
        when: (s) => s.truncate === "scanning",
        then: (s) => {
          s.truncate = s.inPipe ? "asleep" : "done";
          if (!s.inPipe) s.page = "freed";
        },
        actor: "truncate",
        doc: "dax_break_layout: busy? sleep, interruptibly. Else free the block",
      },
      unlinkAndClose: {
        when: (s) => s.evict === "notBegun" && s.truncate !== "scanning" && s.truncate !== "asleep",
        then: (s) => {
          s.evict = "scanning";
        },
        actor: "last user",
        doc: "unlink and close: the last reference of the file, evict it",
      },
      evictScan: {
        fair: "weak",
        when: (s) => s.evict === "scanning",
        then: (s) => {
          s.evict = s.inPipe ? "asleep" : "done";
          if (!s.inPipe) s.page = "freed";
        },
        actor: "last user",
        doc: "dax_break_layout_final: busy? sleep, uninterruptibly. Else free",
      },
      kill: {
        when: (s) => !s.killed,
        then: (s) => {
          s.killed = true;
        },
        actor: "administrator",
        doc: "SIGKILL",
      },
    },
    properties: {
      truncateEnds: leadsTo(
        (s) => s.truncate === "scanning",
        (s) => s.truncate === "done" || s.truncate === "interrupted",
        "truncate never ends",
      ),
      truncateEndsIfKilled: leadsTo(
        (s) => s.truncate === "scanning" && s.killed,
        (s) => s.truncate === "done" || s.truncate === "interrupted",
        "truncate never ends, even if it is killed",
      ),
      evictEnds: leadsTo(
        (s) => s.evict === "scanning",
        (s) => s.evict === "done",
        "the eviction never ends",
      ),
      evictEndsIfKilled: leadsTo(
        (s) => s.evict === "scanning" && s.killed,
        (s) => s.evict === "done",
        "the eviction never ends, even if its process is killed",
      ),
      notFreedInPipe: always(
        (s) => s.page === "file" || !s.inPipe,
        "the page leaves the file while a pipe has it",
      ),
      pageGetsIntoPipe: reachable((s) => s.inPipe),
    },
  });

  const keeping = part({
    state: common.state,
    actions: {
      readPipe: {
        when: (s) => s.inPipe,
        then: (s) => {
          s.inPipe = false;
        },
        actor: "reader",
        doc: "read of the pipe: the reference is dropped",
      },
      truncateWake: {
        fair: "weak",
        when: (s) => s.truncate === "asleep" && !s.inPipe,
        then: (s) => {
          s.truncate = "scanning";
        },
        actor: "truncate",
        doc: "wait_page_idle: page idle, look again",
      },
      truncateInterrupted: {
        fair: "weak",
        when: (s) => s.truncate === "asleep" && s.killed,
        then: (s) => {
          s.truncate = "interrupted";
        },
        actor: "truncate",
        doc: "wait_page_idle: a signal is pending, -ERESTARTSYS",
      },
      evictWake: {
        fair: "weak",
        when: (s) => s.evict === "asleep" && !s.inPipe,
        then: (s) => {
          s.evict = "scanning";
        },
        actor: "last user",
        doc: "wait_page_idle_uninterruptible: page idle, look again",
      },
    },
  });

  return {
    ...common,
    actions: refused ? common.actions : { ...common.actions, ...keeping.actions },
  };
}

export function pipeKeepsPage(options: PipeOptions) {
  const short = options.vmsplice === "short";
  return machine({
    name: `hypothesis C5, vmsplice takes a ${options.vmsplice} reference`,
    ...pipeKeepsPageParts(options),
    deadlock: false,
    stuttering: "tla",
    expect: {
      truncateEnds: short ? "violated" : "holds",
      evictEnds: short ? "violated" : "holds",
      evictEndsIfKilled: short ? "violated" : "holds",
      pageGetsIntoPipe: short ? "reachable" : "unreachable",
    },
  });
}

export const short = pipeKeepsPage({ vmsplice: "short" });
export const longTerm = pipeKeepsPage({ vmsplice: "long-term" });
