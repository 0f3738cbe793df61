/**
 * The applications: when they register, and when they let go. This is where the environment acts; how they die is in exit.ts.
 *
 * Source: drivers/infiniband/core/uverbs_cmd.c, ib_uverbs_reg_mr and ib_uverbs_dereg_mr; drivers/infiniband/core/umem.c,
 * ib_umem_get and ib_umem_release; lib/iov_iter.c, iov_iter_extract_pages, and block/bio.c, bio_release_pages, for short
 * pins. What an application promises is an assumption, see world.ts.
 *
 * - Where a protocol tells the registrar to let go, it tells only the registrar: no signal reaches another process that has
 *   the descriptor. That one lets go only where nobody is ever told, which is to say in its own, finite time.
 * - A registration that ends is ended in order: no new DMA, the DMA under way completes, the pins are dropped.
 *
 * Fairness: weak for what an application promises and for the kernel's part. That anything is registered, and that a file is
 * closed, is nobody's duty.
 */
import { oneOf, part } from "everystate";
import { deviceState, type System } from "./device.ts";
import { isTableEmpty, type Purpose } from "./registrations.ts";
import { type App, onlyIf, type World } from "./world.ts";

/** What an application has to know about a protocol. */
export interface Etiquette {
  /** What it may ask for. */
  readonly purposes: readonly Purpose[];
  /** How a long-term request is answered. */
  readonly answers: (s: System, app: App) => Answer;
  /** The answers that it ever gives. */
  readonly gives: readonly Answer[];
  /** Whether it asks at all, in its situation. */
  readonly asks: (s: System, app: App) => boolean;
  /** A flag is asked for. A lease is another way to prepare: leases.ts. */
  readonly prepares: boolean;
  /** Registrars are told to let go, when something is in the way. */
  readonly tells: boolean;
  /** The grace period of the application is over; always, where there is none. */
  readonly isLate: (s: System, app: App) => boolean;
  /** The file may be closed while it is registered. */
  readonly closesEarly: boolean;
}

/** `waits`: not yet. */
export type Answer = "pins" | "maps" | "refuses" | "waits";

export const noEtiquette: Etiquette = {
  purposes: ["long-term"],
  answers: () => "pins",
  gives: ["pins"],
  asks: () => true,
  prepares: false,
  tells: false,
  isLate: () => true,
  closesEarly: true,
};

export function applications(world: World, etiquette: Etiquette = noEtiquette) {
  const { app, page, direction, environment } = world;
  const conduct = environment.application;
  const { answers, asks, isLate, tells, closesEarly } = etiquette;
  const { state } = deviceState(world);
  const purpose = oneOf(...etiquette.purposes);
  const pins = !etiquette.gives.includes("maps");
  const grants =
    etiquette.gives.some((answer) => answer !== "refuses") &&
    etiquette.purposes.some((purpose) => purpose !== "short");
  const letsGo = conduct !== "never releases" && conduct !== "dead";

  const { actions: asking } = part({
    state,
    actions: {
      register: {
        for: { app, purpose, direction },
        when: (s, { app: a }) => s.registration[a] === "none" && mayBegin(s, a) && asks(s, a),
        then: (s, { app: a, purpose, direction }) => {
          s.purpose[a] = purpose;
          s.access[a] = direction;
          s.registration[a] = "asking";
        },
        actor: ({ app: a }) => a,
        doc: ({ purpose, direction }) =>
          purpose === "short"
            ? `iov_iter_extract_pages: direct I/O, the device is going to ${direction}`
            : `ib_umem_get: FOLL_LONGTERM, the device is going to ${direction}`,
      },
      closeFile: {
        for: { app },
        when: (s, { app: a }) =>
          s.life[a] === "running" &&
          s.open[a].has("file") &&
          (s.registration[a] === "none" || (closesEarly && s.registration[a] === "live")),
        then: (s, { app: a }) => {
          s.open[a].delete("file");
        },
        actor: ({ app: a }) => a,
        doc: "close and munmap of the file: a registration outlives both",
      },
      unpin: {
        for: { app, page },
        fair: "weak",
        when: (s, { app: a, page: p }) =>
          s.registration[a] === "ending" && s.inFlight[a] === null && s.table[a][p] !== null,
        then: (s, { app: a, page: p }) => {
          const b = s.table[a][p];
          if (b !== null && pins) s.references[b] -= 1;
          s.table[a][p] = null;
        },
        actor: ({ app: a }) => a,
        doc: ({ page: p }) => `unpin_user_page: drop the reference on ${p}; wakes who waits for it`,
      },
      released: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.registration[a] === "ending" && s.inFlight[a] === null && isTableEmpty(world, s, a),
        then: (s, { app: a }) => {
          s.registration[a] = "none";
          s.access[a] = "read";
          s.purpose[a] = "long-term";
        },
        actor: ({ app: a }) => a,
        doc: "the registration is gone",
      },
    },
  });

  const { actions: refusing } = part({
    state,
    actions: {
      refuse: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => isAsking(s, a, "refuses"),
        then: (s, { app: a }) => {
          s.registration[a] = isTableEmpty(world, s, a) ? "refused" : "ending";
          if (s.harm[a] === "none") s.harm[a] = "refused";
        },
        actor: ({ app: a }) => a,
        doc: "the request is answered with an error; what was pinned is let go",
      },
    },
  });

  const { actions: mapping } = part({
    state,
    actions: {
      map: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => isAsking(s, a, "maps"),
        then: (s, { app: a }) => {
          s.registration[a] = "live";
        },
        actor: ({ app: a }) => a,
        doc: "ib_umem_odp_get: registered, and nothing is pinned",
      },
    },
  });

  const { actions: preparing } = part({
    state,
    actions: {
      prepare: {
        for: { app },
        when: (s, { app: a }) => s.registration[a] === "none" && !s.prepared[a] && mayBegin(s, a),
        then: (s, { app: a }) => {
          s.prepared[a] = true;
        },
        actor: ({ app: a }) => a,
        doc: "the application was written for this protocol, and says so by a flag",
      },
    },
  });

  const { actions: lettingGo } = part({
    state,
    actions: {
      deregister: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) =>
          s.registration[a] === "live" &&
          s.purpose[a] !== "short" &&
          s.life[a] === "running" &&
          !s.receiver[a] &&
          (conduct !== "slow" || isLate(s, a)),
        then: (s, { app: a }) => {
          s.registration[a] = "ending";
        },
        actor: ({ app: a }) => a,
        doc: "ib_dereg_mr: the device accepts no new DMA for the registration",
      },
    },
  });

  const { actions: receiving } = part({
    state,
    actions: {
      receiverCloses: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.receiver[a],
        then: (s, { app: a }) => {
          s.receiver[a] = false;
          if (!s.open[a].has("device") && s.registration[a] === "live")
            s.registration[a] = "ending";
        },
        actor: ({ app: a }) => `other user of ${a}`,
        doc: "close of the passed descriptor: it is done with the registration",
      },
    },
  });

  const { actions: shortPins } = part({
    state,
    actions: {
      directIoEnds: {
        for: { app },
        fair: "weak",
        when: (s, { app: a }) => s.registration[a] === "live" && s.purpose[a] === "short",
        then: (s, { app: a }) => {
          s.registration[a] = "ending";
        },
        actor: ({ app: a }) => `block layer for ${a}`,
        doc: "bio_release_pages: nothing more is transferred, drop the pins",
      },
    },
  });

  return {
    actions: {
      ...asking,
      ...onlyIf(etiquette.gives.includes("refuses"), refusing),
      ...onlyIf(etiquette.gives.includes("maps"), mapping),
      ...onlyIf(etiquette.prepares, preparing),
      ...onlyIf(letsGo && grants, lettingGo),
      ...onlyIf(letsGo && environment.passed && !tells, receiving),
      ...onlyIf(etiquette.purposes.includes("short"), shortPins),
    },
  };

  function mayBegin(s: System, a: App): boolean {
    const { phase } = s.operation;
    const inTheWay = phase !== "idle" && phase !== "done";
    return (
      s.life[a] === "running" && s.open[a].has("file") && (conduct === "restless" || !inTheWay)
    );
  }

  function isAsking(s: System, a: App, answer: Answer): boolean {
    return s.registration[a] === "asking" && s.purpose[a] !== "short" && answers(s, a) === answer;
  }
}

/** Whether what befalls the application is no fault of its own: it was not told, or is one that lets go when it is. */
export function isInnocent({ environment }: World, wasTold: boolean): boolean {
  return !wasTold || environment.passed || environment.application !== "never releases";
}
