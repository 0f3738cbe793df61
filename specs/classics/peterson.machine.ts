/**
 * Peterson's algorithm for `n` processes: to enter, a process climbs n − 1 levels, and waits on each while another
 * process is on that level or above and nobody has come to the level after it.
 *
 * Source: Peterson, "Myths about the Mutual Exclusion Problem" (1981), as the example n_peterson of the Murphi
 * distribution. As there, a process that leaves keeps its round and announces level 1, not 0, and waiting is a step that
 * changes nothing: every process can take exactly one step in every state.
 * Parameters: n, the number of processes (at least 2).
 * Atomicity: setting the round, announcing the level, letting others pass, the whole test of the wait together with the
 * next round, and leaving are one step each.
 * Expected: mutual exclusion holds and there is no deadlock; 47, 882, 22,281, 628,868 and 17,704,917 distinct states for
 * n = 2 to 6; 1 + n × distinct generated. Murphi reports the same for 3 and 5 (without symmetry), and so do SPIN and Rumur
 * for all of them on the models in bench/models.
 */
import { always, machine, mapOf, oneOf, optional, range, symmetric } from "everystate";

export function peterson(n: number) {
  const process = symmetric("process", n);
  const level = range(1, n - 1);

  return machine({
    name: `Peterson's algorithm, ${n} processes`,
    state: {
      at: mapOf(process, oneOf("idle", "claim", "yield", "wait", "critical")),
      /** The level that a process has announced; 0 before its first attempt. */
      level: mapOf(process, range(0, n - 1)),
      /** The level that a process is climbing to; n when it is through, 0 before its first attempt. */
      round: mapOf(process, range(0, n)),
      /** The process that came last to a level, which lets the others pass. */
      last: mapOf(level, optional(process)),
    },
    init: {
      at: process.each("idle"),
      level: process.each(0),
      round: process.each(0),
      last: level.each(null),
    },
    actions: {
      start: {
        for: { process },
        when: (s, { process }) => s.at[process] === "idle",
        then: (s, { process }) => {
          s.round[process] = 1;
          s.at[process] = "claim";
        },
        actor: ({ process }) => process,
      },
      claimLevel: {
        for: { process },
        when: (s, { process }) => s.at[process] === "claim",
        then: (s, { process }) => {
          s.level[process] = s.round[process];
          s.at[process] = "yield";
        },
        actor: ({ process }) => process,
      },
      letOthersPass: {
        for: { process },
        when: (s, { process }) => s.at[process] === "yield",
        then: (s, { process }) => {
          s.last[s.round[process]] = process;
          s.at[process] = "wait";
        },
        actor: ({ process }) => process,
      },
      awaitTurn: {
        for: { process },
        when: (s, { process }) => s.at[process] === "wait",
        then: (s, { process: self }) => {
          const round = s.round[self];
          const isAhead = process.every((p) => p === self || s.level[p] < round);
          if (s.last[round] === self && !isAhead) return;
          s.round[self] = round + 1;
          s.at[self] = round + 1 < n ? "claim" : "critical";
        },
        actor: ({ process }) => process,
      },
      leave: {
        for: { process },
        when: (s, { process }) => s.at[process] === "critical",
        then: (s, { process }) => {
          s.level[process] = 1;
          s.at[process] = "idle";
        },
        actor: ({ process }) => process,
      },
    },
    properties: {
      mutualExclusion: always((s) => process.count((p) => s.at[p] === "critical") <= 1),
    },
  });
}

export const peterson3 = peterson(3);
