/**
 * Q1 to Q7: what makes a protocol acceptable. Each is defined once, here, and asked of every protocol to which it applies.
 *
 * Source: Dan Williams, December 2019 (Q1, Q3, Q4), Jason Gunthorpe and Dave Chinner, February 2019 (Q1, Q2, Q5, Q6).
 *
 * `harm` is recorded for those only who let go when they were told, soon or late, or were not told: who is told and keeps its
 * registration for ever is fair game.
 */
import { never, part, reachable } from "everystate";
import { deviceState, type System } from "../kernel/device.ts";
import { endsByItself } from "../kernel/exit.ts";
import { isTableEmpty } from "../kernel/registrations.ts";
import type { App, World } from "../kernel/world.ts";

export interface Rules {
  /** Who registers has to prepare, which an existing application does not: a lease, a flag. */
  readonly needsPreparation: boolean;
  /** A grace period is running, at whose end the registration is taken away. */
  readonly isTiming: (s: System, app: App) => boolean;
}

export const noRules: Rules = { needsPreparation: false, isTiming: () => false };

export function quality(world: World, { needsPreparation, isTiming }: Rules) {
  const { app } = world;
  const { state } = deviceState(world);
  const followsRules = (s: System, a: App): boolean => s.prepared[a] || !needsPreparation;

  const { properties: everywhere } = part({
    state,
    properties: {
      /** Nobody who keeps to the rules is killed. */
      "Q1 nobody innocent is killed": never(
        (s) => app.some((a) => s.harm[a] === "killed" && followsRules(s, a)),
        "a process is killed that would have let go, or was not told",
      ),
      /** Nobody who keeps to the rules gets an error, neither for a registration nor for a transfer. */
      "Q2 nobody innocent gets an error": never(
        (s) =>
          app.some((a) => (s.harm[a] === "refused" || s.harm[a] === "error") && followsRules(s, a)),
        "an application that keeps to the rules gets an error",
      ),
      /** A capability: a long-term registration can be had. */
      "Q3 registration succeeds": reachable((s) => app.some((a) => isRegistered(s, a))),
      /** An application that takes no lease, passes no flag and listens to no signal is neither refused nor harmed. */
      "Q4 existing applications work": never(
        (s) => app.some((a) => !s.prepared[a] && s.harm[a] !== "none"),
        "an application that was not written for this is refused or harmed",
      ),
    },
  });
  const { properties: operating } = part({
    state,
    properties: {
      /** No operation of the filesystem is refused. */
      "Q5 no operation is refused": never(
        (s) => s.operation.phase === "refused",
        "an operation of the filesystem fails because of a registration",
      ),
      /** No operation waits for an application without a limit. */
      "Q7 waiting is bounded": never(
        (s) => s.operation.phase === "waiting" && app.some((a) => isUnlimited(s, a)),
        "the operation waits for an application that nothing makes let go",
      ),
    },
  });
  const { properties: poorly } = part({
    state,
    properties: {
      /** A registration can be had without the hardware that this environment lacks. */
      "Q6 works on any hardware": reachable((s) => app.some((a) => isRegistered(s, a))),
    },
  });
  return { everywhere, operating, poorly };

  function isRegistered(s: System, a: App): boolean {
    return s.registration[a] === "live" && s.purpose[a] !== "short";
  }

  /** Only the application can end its registration, and nothing makes it. */
  function isUnlimited(s: System, a: App): boolean {
    return (
      isRegistered(s, a) && !isTableEmpty(world, s, a) && !isTiming(s, a) && !endsByItself(s, a)
    );
  }
}
