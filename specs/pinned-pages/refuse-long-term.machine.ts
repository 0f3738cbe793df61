/**
 * Long-term pins are refused: truncate waits for pins as before, but a registration of fs-dax pages is answered with an
 * error, so that only short pins are left, which the kernel itself ends.
 *
 * Source: mm/gup.c, check_vma_flags (FOLL_LONGTERM and vma_is_fsdax) and gup_fast_pte_range (FOLL_LONGTERM and pte_devmap);
 * commit 94db151dc892 "vfio: disable filesystem-dax page pinning" (Dan Williams, 2018); Dan Williams and Michal Hocko,
 * November 2017, on who may pin for ever. It is what Linux does today.
 * Parameters: the environment (application.ts); pages and applications, by default two and one.
 * Atomic steps and locks: as in wait-for-pins. On the slow path the check is one step, under mmap_lock; gup-fast makes it
 * when it reads the PTE, before it takes a reference.
 * Fairness: weak for each step of a running system call, for DMA that was issued, and for the end of direct I/O.
 *
 * Expected:
 * - safe in every environment;
 * - truncate ends, whether or not applications would keep a registration for ever: nobody gets one;
 * - but not if they are `restless`: direct I/O into the mapping, one after the other, starves truncate as before. The
 *   inode lock that truncate holds keeps out only I/O to this file, not I/O elsewhere with this file's pages as its
 *   buffer. Requests that are refused do not, as they never hold a reference;
 * - that a registration succeeds is unreachable: this is the price. Every request is answered.
 */
import { machine } from "everystate";
import { directIo, type Environment } from "./application.ts";
import { identities, type Sizes } from "./identities.ts";
import { system } from "./system.ts";
import { waitForIdlePages } from "./truncate.ts";

const small: Sizes = { pages: 2, apps: 1 };

/** State, actions and properties of the protocol, to be made a machine. */
export function refuseLongTermParts(environment: Environment, sizes: Sizes = small) {
  const who = identities(sizes);
  const common = system(who, environment, { longTerm: "refused", frees: "once allowed" });
  const { actions: waiting } = waitForIdlePages(who);
  const { actions: shortPins } = directIo(who, environment);
  return { ...common, actions: { ...common.actions, ...shortPins, ...waiting } };
}

export function refuseLongTerm(environment: Environment, sizes: Sizes = small) {
  const { app } = identities(sizes);
  return machine({
    name: `long-term pins refused, ${environment} application`,
    ...refuseLongTermParts(environment, sizes),
    final: (s) => s.truncate.tag === "done" && app.every((a) => s.call[a].tag === "idle"),
    expect: {
      registrationSucceeds: "unreachable",
      truncateEnds: environment === "restless" ? { violated: "wake" } : "holds",
    },
  });
}

export const neverReleases = refuseLongTerm("neverReleases");
export const restless = refuseLongTerm("restless");
