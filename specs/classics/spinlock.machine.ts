/**
 * Spinlock: a test-and-set lock for `n` processes, which excludes but does not queue.
 *
 * Source: folklore; as an example of weak against strong fairness in Lamport, "Specifying Systems" (2002), chapter 8.
 * Parameters: processes; the fairness of `acquire`. One acquire is one atomic test-and-set.
 * Expected: 2^n + n·2^(n−1) distinct states: nobody critical, everyone idle or trying; or one critical, the others idle
 * or trying. Mutual exclusion holds. Freedom from starvation is violated when `acquire` is weakly fair, because a process
 * finds the lock taken again and again and so is never enabled for good; it holds when `acquire` is strongly fair.
 */
import { always, bool, forEach, leadsTo, machine, mapOf, oneOf, symmetric } from "everystate";

export interface SpinlockOptions {
  readonly processes?: number;
  readonly acquire: "weak" | "strong";
}

export function spinlock({ processes = 3, acquire }: SpinlockOptions) {
  const process = symmetric("process", processes);

  return machine({
    name: `spinlock, acquire ${acquire}ly fair`,
    state: { at: mapOf(process, oneOf("idle", "trying", "critical")), locked: bool() },
    init: { at: process.each("idle"), locked: false },
    actions: {
      request: {
        for: { process },
        when: (s, { process }) => s.at[process] === "idle",
        then: (s, { process }) => {
          s.at[process] = "trying";
        },
        actor: ({ process }) => process,
      },
      acquire: {
        for: { process },
        fair: acquire,
        when: (s, { process }) => s.at[process] === "trying" && !s.locked,
        then: (s, { process }) => {
          s.at[process] = "critical";
          s.locked = true;
        },
        actor: ({ process }) => process,
      },
      release: {
        for: { process },
        fair: "weak",
        when: (s, { process }) => s.at[process] === "critical",
        then: (s, { process }) => {
          s.at[process] = "idle";
          s.locked = false;
        },
        actor: ({ process }) => process,
      },
    },
    properties: {
      mutualExclusion: always((s) => process.count((p) => s.at[p] === "critical") <= 1),
      lockedWhileCritical: always((s) => s.locked === process.some((p) => s.at[p] === "critical")),
      noStarvation: forEach(process, (p) =>
        leadsTo(
          (s) => s.at[p] === "trying",
          (s) => s.at[p] === "critical",
        ),
      ),
    },
    expect: {
      noStarvation: acquire === "weak" && processes > 1 ? { violated: "acquire" } : "holds",
    },
  });
}

export const weaklyFairSpinlock = spinlock({ acquire: "weak" });
export const stronglyFairSpinlock = spinlock({ acquire: "strong" });
