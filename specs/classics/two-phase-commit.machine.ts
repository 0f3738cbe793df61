/**
 * Two-phase commit: a transaction manager and `n` resource managers agree to commit or to abort.
 *
 * Source: Gray and Lamport, "Consensus on Transaction Commit" (2006), as TwoPhase.tla in tlaplus/Examples. As there, a
 * resource manager prepares on its own initiative, and a message once sent stays: it can be received again and again.
 * Parameters: n, the number of resource managers.
 * Expected, for n = 2, 3, 4, 5: 56, 288, 1568 and 8832 distinct states; 1146, 8258 and 58146 generated for n = 3, 4, 5
 * (initial states counted). For n = 3 the depth is 10 transitions; TLC reports 11 because it counts states.
 * Consistency holds. Receiving a message again is a step that changes nothing, so there is no deadlock, and nothing
 * has to be declared final: from any decision on, some resource manager can receive it once more.
 */
import { always, machine, mapOf, oneOf, reachable, setOf, symmetric, union } from "everystate";

export function twoPhaseCommit(n: number) {
  const rm = symmetric("rm", n);
  const message = union({ prepared: { rm }, commit: {}, abort: {} });

  return machine({
    name: `two-phase commit, ${n} resource managers`,
    state: {
      rmState: mapOf(rm, oneOf("working", "prepared", "committed", "aborted")),
      tmState: oneOf("init", "committed", "aborted"),
      /** Resource managers from which the transaction manager has received `prepared`. */
      tmPrepared: setOf(rm),
      messages: setOf(message),
    },
    init: { rmState: rm.each("working"), tmState: "init", tmPrepared: [], messages: [] },
    actions: {
      tmReceivePrepared: {
        for: { rm },
        when: (s, { rm }) => s.tmState === "init" && s.messages.has({ tag: "prepared", rm }),
        then: (s, { rm }) => {
          s.tmPrepared.add(rm);
        },
        actor: "transaction manager",
      },
      tmCommit: {
        when: (s) => s.tmState === "init" && s.tmPrepared.size === rm.size,
        then: (s) => {
          s.tmState = "committed";
          s.messages.add({ tag: "commit" });
        },
        actor: "transaction manager",
      },
      tmAbort: {
        when: (s) => s.tmState === "init",
        then: (s) => {
          s.tmState = "aborted";
          s.messages.add({ tag: "abort" });
        },
        actor: "transaction manager",
      },
      rmPrepare: {
        for: { rm },
        when: (s, { rm }) => s.rmState[rm] === "working",
        then: (s, { rm }) => {
          s.rmState[rm] = "prepared";
          s.messages.add({ tag: "prepared", rm });
        },
        actor: ({ rm }) => rm,
      },
      rmChooseToAbort: {
        for: { rm },
        when: (s, { rm }) => s.rmState[rm] === "working",
        then: (s, { rm }) => {
          s.rmState[rm] = "aborted";
        },
        actor: ({ rm }) => rm,
      },
      rmReceiveCommit: {
        for: { rm },
        when: (s) => s.messages.has({ tag: "commit" }),
        then: (s, { rm }) => {
          s.rmState[rm] = "committed";
        },
        actor: ({ rm }) => rm,
      },
      rmReceiveAbort: {
        for: { rm },
        when: (s) => s.messages.has({ tag: "abort" }),
        then: (s, { rm }) => {
          s.rmState[rm] = "aborted";
        },
        actor: ({ rm }) => rm,
      },
    },
    properties: {
      consistent: always(
        (s) =>
          !(
            rm.some((r) => s.rmState[r] === "committed") &&
            rm.some((r) => s.rmState[r] === "aborted")
          ),
      ),
      allCanCommit: reachable((s) => rm.every((r) => s.rmState[r] === "committed")),
      allCanAbort: reachable((s) => rm.every((r) => s.rmState[r] === "aborted")),
    },
  });
}

export const twoPhaseCommit3 = twoPhaseCommit(3);
