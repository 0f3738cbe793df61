/**
 * Exit of a process: its descriptors are closed one after the other, in an order that nothing defines.
 *
 * Source: kernel/exit.c, do_exit and exit_files; fs/file.c, close_files; Jason Gunthorpe, August 2019: "Hanging the close of
 * the datafile fd contingent on some other FD's closure is a recipe for deadlock".
 *
 * Atomic: the close of one descriptor, unless it blocks: then it is begun in one step and completed in another.
 *
 * Fairness: weak for every step of an exit. In the environment `dead` the process does die.
 */
import { part } from "everystate";
import { deviceState, type System } from "./device.ts";
import { type App, onlyIf, type World } from "./world.ts";

export interface Exit {
  /** What close of the file does while the process has pages of it pinned. */
  readonly closing: "at once" | "blocks while pinned" | "blocks while pinned, unless killed";
  /** A registration ends with its registrar, although another process has the descriptor. */
  readonly endsForAll: boolean;
}

export const ordinaryExit: Exit = { closing: "at once", endsForAll: false };

/** `killed`: the protocol kills processes, so that exits happen in every environment. */
export function exit(world: World, killed: boolean, { closing, endsForAll }: Exit = ordinaryExit) {
  const { app, environment } = world;
  const { state } = deviceState(world);
  const dies = environment.application === "dead";

  const { actions: death } = part({
    state,
    actions: {
      exitBegin: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.life[a] === "running" && s.registration[a] !== "asking",
        then: (s, { app: a }) => {
          s.life[a] = "exiting";
        },
        actor: ({ app: a }) => a,
        doc: "do_exit: the registrar dies",
      },
    },
  });

  const { actions: closingDown } = part({
    state,
    actions: {
      exitCloseDevice: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.life[a] === "exiting" && s.open[a].has("device"),
        then: (s, { app: a }) => {
          s.open[a].delete("device");
          if (s.registration[a] !== "live") return;
          if (!s.receiver[a] || endsForAll) s.registration[a] = "ending";
          if (s.receiver[a] && endsForAll && s.harm[a] === "none") s.harm[a] = "error";
        },
        actor: ({ app: a }) => a,
        doc: "close_files: ib_uverbs_close, unless somebody else has it open the registration ends",
      },
      exitCloseFile: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.life[a] === "exiting" && s.open[a].has("file"),
        then: (s, { app: a }) => {
          if (closing === "blocks while pinned") s.life[a] = "closing";
          else s.open[a].delete("file");
        },
        actor: ({ app: a }) => a,
        doc: "close_files: close of the file",
      },
      exitEnd: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.life[a] === "exiting" && s.open[a].size === 0,
        then: (s, { app: a }) => {
          s.life[a] = "gone";
        },
        actor: ({ app: a }) => a,
        doc: "do_exit: every descriptor is closed",
      },
    },
  });

  const { actions: blocking } = part({
    state,
    actions: {
      exitFileClosed: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.life[a] === "closing" && s.registration[a] === "none",
        then: (s, { app: a }) => {
          s.open[a].delete("file");
          s.life[a] = "exiting";
        },
        actor: ({ app: a }) => a,
        doc: "close of the file returns: nothing of it is pinned any more",
      },
    },
  });

  return {
    actions: {
      ...onlyIf(dies, death),
      ...onlyIf(dies || killed, closingDown),
      ...onlyIf((dies || killed) && closing === "blocks while pinned", blocking),
    },
  };
}

/** The exit under way, or done, has not left the registration to somebody else. */
export function endsByItself(s: System, a: App): boolean {
  return s.life[a] !== "running" && !s.receiver[a];
}
