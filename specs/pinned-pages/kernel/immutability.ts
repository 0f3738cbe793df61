/**
 * A file whose block map is immutable: a flag of the file. As long as it is set nothing moves or leaves, though contents may be
 * written in place.
 *
 * Source: Dan Williams, S_IOMAP_IMMUTABLE, July 2017, "while being safe in the knowledge that storage mappings will not
 * change"; the answer of August 2017 to it: how badly it ends "if one program relies on it while another program clears the
 * flag". Christopher Lameter and Dave Chinner, February 2019, for pins of such a file.
 *
 * A file is made immutable only when it shares no block: there would have to be copies later.
 *
 * Atomic: set the flag, or clear it (IOLOCK_EXCL, so that no operation is under way); look at it at the start of an operation.
 *
 * Fairness: weak for an operation that looks at the flag. Nobody has to set or clear it.
 */
import { bool, part, type StateView } from "everystate";
import type { Answer } from "./applications.ts";
import { isReferenced, isShared } from "./blocks.ts";
import { isBegun } from "./consent.ts";
import { deviceState, type System } from "./device.ts";
import { kindsThat, type Policy } from "./operations.ts";
import type { App, World } from "./world.ts";

/** When the flag may be cleared. */
export type Clearing = "at any time" | "not while pinned";

export function immutabilityState(world: World) {
  const { state, init } = deviceState(world);
  return part({
    state: {
      ...state,
      /** The block map of the file is immutable. */
      immutable: bool(),
    },
    init: { ...init, immutable: false },
  });
}

type Frozen = StateView<ReturnType<typeof immutabilityState>["state"]>;

/** Only an immutable file is registered. */
export function answersIfImmutable(s: System, _app: App): Answer {
  return (s as Frozen).immutable ? "pins" : "refuses"; // the machine that it is passed to has both parts
}

export function immutability(world: World, policy: Policy, clearing: Clearing) {
  const { page, app } = world;
  const { state } = immutabilityState(world);
  const refused = kindsThat(policy, "is refused while immutable");
  const isQuiet = (s: Frozen): boolean =>
    s.operation.phase === "idle" || s.operation.phase === "refused";
  return part({
    state,
    actions: {
      setImmutable: {
        when: (s) =>
          !s.immutable && isQuiet(s) && page.every((p) => s.file[p] !== null && !isShared(s, p)),
        then: (s) => {
          s.immutable = true;
          for (const a of app) if (s.registration[a] === "none") s.prepared[a] = true;
        },
        actor: "administrator",
        doc: "FALLOC_FL_SEAL_BLOCK_MAP: the block map of the file is immutable (IOLOCK_EXCL)",
      },
      clearImmutable: {
        when: (s) =>
          s.immutable &&
          isQuiet(s) &&
          (clearing === "at any time" || page.every((p) => !isReferenced(s, p))),
        then: (s) => {
          s.immutable = false;
          for (const a of app) if (s.registration[a] !== "asking") s.prepared[a] = false;
        },
        actor: "administrator",
        doc: "FALLOC_FL_UNSEAL_BLOCK_MAP: blocks of the file may be moved again (IOLOCK_EXCL)",
      },
      refuseImmutable: {
        fair: "weak",
        when: (s) => isBegun(s, refused) && s.immutable,
        then: (s) => {
          s.operation.phase = "refused";
        },
        actor: "filesystem",
        doc: "the file is immutable: -ETXTBSY, drop the locks",
      },
      notImmutable: {
        fair: "weak",
        when: (s) => isBegun(s, refused) && !s.immutable,
        then: (s) => {
          s.operation.phase = "freeing";
        },
        actor: "filesystem",
        doc: "the file is not immutable: nobody is asked whether a page is pinned",
      },
    },
  });
}
