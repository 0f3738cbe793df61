/**
 * Three locks for `processes` that take turns in a critical section.
 *
 * Source: folklore; the ticket lock after Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on
 * Shared-Memory Multiprocessors" (1991), section 2.
 * Atomic steps: `testAndSet` looks at the lock and takes it at once; `testThenSet` does so in two steps, which is its defect;
 * `ticket` draws a number in one step.
 * Fairness: weak for the steps of whoever wants the lock; leaving is up to the environment. Behaviours may stop anywhere
 * (`stuttering: "tla"`): otherwise somebody would have to leave where nothing else can happen.
 */
import {
  always,
  bool,
  forEach,
  index,
  leadsTo,
  machine,
  mapOf,
  oneOf,
  range,
  reachable,
  symmetric,
} from "everystate";

/** Whether who is in the critical section leaves it again. */
export interface LockEnvironment {
  readonly leaves: boolean;
}

export interface LockSizes {
  readonly processes: number;
}

/** The lock is looked at in one step, and taken in another. */
export function testThenSet({ leaves }: LockEnvironment, { processes }: LockSizes) {
  const process = symmetric("process", processes);
  return machine({
    name: "test, then set",
    state: {
      at: mapOf(process, oneOf("outside", "testing", "setting", "inside")),
      locked: bool(),
    },
    init: { at: process.each("outside"), locked: false },
    stuttering: "tla",
    actions: {
      want: {
        for: { process },
        when: (s, { process }) => s.at[process] === "outside",
        then: (s, { process }) => {
          s.at[process] = "testing";
        },
        actor: ({ process }) => process,
        doc: "lock()",
      },
      test: {
        for: { process },
        fair: "weak",
        when: (s, { process }) => s.at[process] === "testing" && !s.locked,
        then: (s, { process }) => {
          s.at[process] = "setting";
        },
        actor: ({ process }) => process,
        doc: "READ_ONCE(lock) == 0",
      },
      set: {
        for: { process },
        fair: "weak",
        when: (s, { process }) => s.at[process] === "setting",
        then: (s, { process }) => {
          s.at[process] = "inside";
          s.locked = true;
        },
        actor: ({ process }) => process,
        doc: "WRITE_ONCE(lock, 1)",
      },
      leave: {
        for: { process },
        ...(leaves ? { fair: "weak" as const } : {}),
        when: (s, { process }) => s.at[process] === "inside",
        then: (s, { process }) => {
          s.at[process] = "outside";
          s.locked = false;
        },
        actor: ({ process }) => process,
        doc: "unlock()",
      },
    },
    properties: {
      exclusion: always(
        (s) => process.count((p) => s.at[p] === "inside") <= 1,
        "two at a time are in the critical section",
      ),
      entry: forEach(process, (p) =>
        leadsTo(
          (s) => s.at[p] === "testing",
          (s) => s.at[p] === "inside",
          "somebody waits for the lock for ever",
        ),
      ),
      everInside: reachable((s) => process.some((p) => s.at[p] === "inside")),
    },
  });
}

/** The lock is looked at and taken in one step; nobody queues. */
export function testAndSet({ leaves }: LockEnvironment, { processes }: LockSizes) {
  const process = symmetric("process", processes);
  return machine({
    name: "test and set",
    state: { at: mapOf(process, oneOf("outside", "trying", "inside")), locked: bool() },
    init: { at: process.each("outside"), locked: false },
    stuttering: "tla",
    actions: {
      want: {
        for: { process },
        when: (s, { process }) => s.at[process] === "outside",
        then: (s, { process }) => {
          s.at[process] = "trying";
        },
        actor: ({ process }) => process,
        doc: "lock()",
      },
      enter: {
        for: { process },
        fair: "weak",
        when: (s, { process }) => s.at[process] === "trying" && !s.locked,
        then: (s, { process }) => {
          s.at[process] = "inside";
          s.locked = true;
        },
        actor: ({ process }) => process,
        doc: "test_and_set(lock) == 0",
      },
      leave: {
        for: { process },
        ...(leaves ? { fair: "weak" as const } : {}),
        when: (s, { process }) => s.at[process] === "inside",
        then: (s, { process }) => {
          s.at[process] = "outside";
          s.locked = false;
        },
        actor: ({ process }) => process,
        doc: "unlock()",
      },
    },
    properties: {
      exclusion: always(
        (s) => process.count((p) => s.at[p] === "inside") <= 1,
        "two at a time are in the critical section",
      ),
      entry: forEach(process, (p) =>
        leadsTo(
          (s) => s.at[p] === "trying",
          (s) => s.at[p] === "inside",
          "somebody waits for the lock for ever",
        ),
      ),
      everInside: reachable((s) => process.some((p) => s.at[p] === "inside")),
    },
  });
}

/** Whoever wants the lock draws a ticket, and enters when it is served: first come, first served. */
export function ticketLock({ leaves }: LockEnvironment, { processes }: LockSizes) {
  const process = index("process", processes);
  const ticket = range(0, processes - 1); // numbers are reused in a circle: no more are waiting at a time

  return machine({
    name: "ticket lock",
    state: {
      at: mapOf(process, oneOf("outside", "waiting", "inside")),
      ticket: mapOf(process, ticket),
      next: ticket,
      serving: ticket,
    },
    init: { at: process.each("outside"), ticket: process.each(0), next: 0, serving: 0 },
    stuttering: "tla",
    actions: {
      draw: {
        for: { process },
        when: (s, { process }) => s.at[process] === "outside",
        then: (s, { process }) => {
          s.at[process] = "waiting";
          s.ticket[process] = s.next;
          s.next = (s.next + 1) % processes;
        },
        actor: ({ process }) => process,
        doc: "ticket = fetch_and_add(&next, 1)",
      },
      enter: {
        for: { process },
        fair: "weak",
        when: (s, { process }) => s.at[process] === "waiting" && s.serving === s.ticket[process],
        then: (s, { process }) => {
          s.at[process] = "inside";
        },
        actor: ({ process }) => process,
        doc: "READ_ONCE(serving) == ticket",
      },
      leave: {
        for: { process },
        ...(leaves ? { fair: "weak" as const } : {}),
        when: (s, { process }) => s.at[process] === "inside",
        then: (s, { process }) => {
          s.at[process] = "outside";
          s.ticket[process] = 0;
          s.serving = (s.serving + 1) % processes;
        },
        actor: ({ process }) => process,
        doc: "serving++",
      },
    },
    properties: {
      exclusion: always(
        (s) => process.count((p) => s.at[p] === "inside") <= 1,
        "two at a time are in the critical section",
      ),
      entry: forEach(process, (p) =>
        leadsTo(
          (s) => s.at[p] === "waiting",
          (s) => s.at[p] === "inside",
          "somebody waits for the lock for ever",
        ),
      ),
      firstCome: always((s) =>
        process.every((p) => s.at[p] !== "inside" || s.ticket[p] === s.serving),
      ),
      everInside: reachable((s) => process.some((p) => s.at[p] === "inside")),
    },
  });
}
