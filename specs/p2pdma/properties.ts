/**
 * The questions asked of every way to unbind, each defined once.
 *
 * Source: S3, S4, S5, S8 (safety), L3, L6 (progress), Q2, Q3 (what holders get) in the numbering of the list of properties
 * that the README gives.
 */
import { always, forEach, leadsTo, part, reachable, step } from "everystate";
import type { Identities } from "./pages.ts";
import { holdsFor, pinState } from "./pins.ts";

export function properties(identities: Identities, pageHoldsMap: boolean) {
  const { page, app } = identities;
  const { state } = pinState(identities);

  return part({
    state,
    properties: {
      /** S3: a struct page is removed only when nobody has a reference on it. */
      noUseAfterRemoval: always(
        (s) => s.unbind !== "removed" || page.every((p) => s.references[p] === 0),
        "a struct page is removed under a reference",
      ),
      /** S3: gup-fast, which has read a PTE, does not go on to count a struct page that is no more. */
      gupFastCountsLivePages: always(
        (s) => s.unbind !== "removed" || app.every((a) => s.call[a].tag !== "pteRead"),
        "gup-fast is about to count a struct page that has been removed",
      ),
      /** S5: once the driver is gone no DMA to its memory is under way. */
      noDmaAfterUnbind: always(
        (s) => s.unbind !== "removed" || app.every((a) => !s.inFlight[a]),
        "the device transfers to memory that is gone",
      ),
      /** S8: a call pins what the page table leads to, and not what was handed to somebody else in the meantime. */
      pinsWhatIsMapped: step(
        (before, after) =>
          app.every((a) => {
            const call = after.call[a];
            return (
              call.tag !== "holding" ||
              before.call[a].tag === "holding" ||
              call.page === before.pte[a]
            );
          }),
        "a page is pinned that the page table does not lead to",
      ),
      /** S4: each reference of a page is a PTE, a pin or a call before its recheck; each of the map is the driver or a page. */
      referencesBalance: always((s) => {
        const pagesAgree = page.every((p) => {
          const mapped = app.count((a) => s.pte[a] === p);
          const held = app.count((a) => {
            const call = s.call[a];
            return refersToPage(call) && call.page === p;
          });
          return s.references[p] === mapped + held;
        });
        const driver = s.unbind === "bound" || s.unbind === "unmapping" ? 1 : 0;
        const handedOut = pageHoldsMap ? page.count((p) => s.references[p] > 0) : 0;
        return pagesAgree && s.mapReferences === driver + handedOut;
      }, "the references are not those of page tables, calls and the driver"),
      /** L3: an unbind that has begun ends. */
      unbindEnds: leadsTo(
        (s) => s.unbind !== "bound",
        (s) => s.unbind === "removed",
        "unbind never ends",
      ),
      /** L6: whoever asks for a pin gets it, or an error. */
      requestIsAnswered: forEach(app, (a) =>
        leadsTo(
          (s) => isCalling(s.call[a].tag),
          (s) => !isCalling(s.call[a].tag),
          "the call that asks for a pin never returns",
        ),
      ),
      /** Q2: nobody's long-term pin is taken away. */
      holderIsNotCut: step(
        (_before, _after, taken) => taken.action !== "revoke",
        "a long-term pin is taken away from its holder",
      ),
      /** Q3: a long-term pin can be had. */
      longTermAccess: reachable((s) => app.some((a) => holdsFor(s.call[a], "long"))),
      /** Unbind waits under a pin with DMA in flight. */
      unbindMeetsPins: reachable(
        (s) =>
          s.unbind === "waiting" && app.some((a) => s.call[a].tag === "holding" && s.inFlight[a]),
      ),
    },
  });
}

/** Whether the call has taken a reference that it has not put yet. */
function refersToPage<C extends { readonly tag: string }>(
  call: C,
): call is Extract<C, { readonly tag: "referenceTaken" | "holding" | "releasing" }> {
  return ["referenceTaken", "holding", "releasing"].includes(call.tag);
}

function isCalling(tag: string): boolean {
  return ["fast", "pteRead", "referenceTaken", "slow"].includes(tag);
}
