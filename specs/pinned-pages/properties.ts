/**
 * The questions asked of every protocol, each defined once.
 *
 * Source: safety from the commit message of 5fac7408d828 "mm, fs, dax: handle layout changes to pinned dax mappings" (Dan
 * Williams, 2018), which keeps a block from being given away under a pin; that truncate must end, and that pins for ever are
 * wanted all the same, from the discussions that the three protocols name.
 */
import { always, forEach, leadsTo, part, reachable, type StateView, step } from "everystate";
import type { App, Identities, Page } from "./identities.ts";
import { truncateState } from "./truncate.ts";

export function properties(identities: Identities) {
  const { page, app } = identities;
  const { state } = truncateState(identities);
  type PinnedPages = StateView<typeof state>;

  /** The transfer of an application that this step completes, if it does. */
  const completed = (before: PinnedPages, after: PinnedPages, app: App) =>
    after.inFlight[app] === null ? before.inFlight[app] : null;
  const isReusable = (s: PinnedPages, page: Page): boolean =>
    s.block[page] === "free" || s.block[page] === "otherFile";
  const isAsking = (s: PinnedPages, app: App): boolean =>
    s.purpose[app] === "registration" &&
    ["fast", "pteRead", "referenceTaken", "slow"].includes(s.call[app].tag);

  return part({
    state,
    properties: {
      /** A device writes only to pages of the file it was given, or of nobody: detached, and not yet reusable. */
      noStaleDmaWrite: step(
        (before, after) =>
          app.every((a) => {
            const dma = completed(before, after, a);
            return dma?.direction !== "write" || !isReusable(before, dma.page);
          }),
        "the device writes to a block that is not the file's any more",
      ),
      /** The same for reads, which would disclose what another file stores there. */
      noStaleDmaRead: step(
        (before, after) =>
          app.every((a) => {
            const dma = completed(before, after, a);
            return dma?.direction !== "read" || !isReusable(before, dma.page);
          }),
        "the device reads a block that is not the file's any more",
      ),
      /** The damage itself: a transfer, of either direction, to or from a page that another file owns by now. */
      otherFilesAreLeftAlone: step(
        (before, after) =>
          app.every((a) => {
            const dma = completed(before, after, a);
            return dma === null || before.block[dma.page] !== "otherFile";
          }),
        "the device transfers to or from a block of another file",
      ),
      /** A block leaves the file only when nobody has it pinned. */
      notFreedWhilePinned: always(
        (s) => page.every((p) => s.block[p] === "file" || !app.some((a) => s.pinned[a].has(p))),
        "a block leaves the file while its page is pinned",
      ),
      /** No reference is lost or left over: each is a pin, or taken by a call that has not rechecked its PTE yet. */
      referencesBalance: always(
        (s) => page.every((p) => s.references[p] === app.count((a) => holdsReference(s, a, p))),
        "the references of a page are not its pins and calls",
      ),
      /** A truncate that has begun ends. */
      truncateEnds: leadsTo(
        (s) => s.truncate.tag !== "idle" && s.truncate.tag !== "done",
        (s) => s.truncate.tag === "done",
        "truncate never ends",
      ),
      /** A capability: a registration, with its pins for as long as the application likes, can be had. */
      registrationSucceeds: reachable((s) =>
        app.some((a) => s.purpose[a] === "registration" && s.call[a].tag === "holding"),
      ),
      /** Whoever asks for a registration gets it, or an error. */
      registrationIsAnswered: forEach(app, (a) =>
        leadsTo(
          (s) => isAsking(s, a),
          (s) => !isAsking(s, a),
          "the registration is never answered",
        ),
      ),
    },
  });

  function holdsReference(s: PinnedPages, app: App, page: Page): boolean {
    const call = s.call[app];
    return s.pinned[app].has(page) || (call.tag === "referenceTaken" && call.page === page);
  }
}
