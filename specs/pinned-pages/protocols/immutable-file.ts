/**
 * (t) An immutable file, pinned: the block map of the file is frozen by a flag, and only a file with the flag is registered. Its
 * contents can be written. (j) is a filesystem in which every file is like that, for ever.
 *
 * Source: Dan Williams, S_IOMAP_IMMUTABLE, July 2017, and what was answered in August: one program relies on the flag, another
 * clears it; Christopher Lameter and Dave Chinner, February 2019.
 * Parameters: environment and sizes; and whether the flag is cleared `at any time`, or `not while pinned`.
 * Atomic: as kernel/immutability.ts says. Eviction and unmount wait, as in (b); that an immutable file cannot be unlinked
 * makes eviction rarer, and no different.
 *
 * Expected: every operation that moves a block is refused as long as the flag is set. If anybody may clear it at any time that
 * is all, and DMA is stale afterwards; if not, it is safe, with reflink, too.
 */
import { machine } from "everystate";
import { noEtiquette } from "../kernel/applications.ts";
import {
  answersIfImmutable,
  type Clearing,
  immutability,
  immutabilityState,
} from "../kernel/immutability.ts";
import type { Policy } from "../kernel/operations.ts";
import { system } from "../kernel/system.ts";
import { type Environment, nameOf, type Sizes, smallest, world } from "../kernel/world.ts";

const policy: Policy = {
  truncate: "is refused while immutable",
  write: "is refused while immutable",
  share: "is refused while immutable",
  evict: "waits for pins",
  unmount: "waits for pins",
  unbind: "goes ahead",
};

export function immutableFile(clearing: Clearing) {
  return (environment: Environment, sizes: Sizes = smallest) => {
    const who = world(environment, sizes);
    const common = system(who, {
      policy,
      etiquette: { ...noEtiquette, gives: ["pins", "refuses"], answers: answersIfImmutable },
      rules: { needsPreparation: true, isTiming: () => false },
    });
    return machine({
      name: `(t) immutable file, flag cleared ${clearing}; ${nameOf(environment)}`,
      ...common,
      ...immutabilityState(who),
      actions: { ...common.actions, ...immutability(who, policy, clearing).actions },
      properties: common.properties,
    });
  };
}
