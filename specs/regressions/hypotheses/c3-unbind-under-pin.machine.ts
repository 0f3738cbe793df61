/**
 * HYPOTHESIS C3, of a model; not confirmed on any kernel. memunmap_pages waits for the references of the dev_pagemap, and
 * for the types FS_DAX and GENERIC pages hold none: the struct pages are removed under a pin.
 *
 * Source: Jason Gunthorpe, September 2022: "nothing actually waits for the page refs to go to zero during memunmap_pages()";
 * reading of mm/memremap.c of 2019 (one reference of the map for each page, put when the page dies), and since the rework of
 * 5.18 (all of them dropped at once). What a filesystem or a device-dax driver waits for before it comes to that is not
 * modelled.
 * Parameters: `pages`, whether a page refers to its map until it dies; the number of users.
 * Atomic steps: a pin, which takes and puts a reference of the map (PTL; nothing of it is left); an unpin; percpu_ref_kill;
 * dropping the references of the pages; the end of the wait.
 * Fairness: weak for unpinning and for the steps of the removal. Nobody has to unbind.
 *
 * Expected: `refer until unbind` removes the struct pages under a pin, after four steps. `refer until they die` does not,
 * and unbind ends because pins do.
 */
import {
  always,
  leadsTo,
  machine,
  mapOf,
  oneOf,
  part,
  range,
  reachable,
  symmetric,
} from "everystate";

export interface UnbindUnderPinOptions {
  readonly pages: "refer until unbind" | "refer until they die";
  readonly users?: number;
}

/** Actions and properties, to be made a machine. */
export function unbindUnderPinParts({ pages, users = 2 }: UnbindUnderPinOptions) {
  const user = symmetric("user", users);
  const untilDeath = pages === "refer until they die";

  return part({
    state: {
      device: oneOf("bound", "killed", "waiting", "removed"),
      /** The percpu_ref of the map: the driver's own, and one for its page. */
      pagemapReferences: range(0, 2),
      /** References to the page, its first one, which memunmap_pages drops, included. */
      pageReferences: range(0, users + 1),
      pin: mapOf(user, oneOf("none", "pinned")),
    },
    init: {
      device: "bound",
      pagemapReferences: 2,
      pageReferences: 1,
      pin: user.each("none"),
    },
    actions: {
      pin: {
        for: { user },
        when: (s, { user }) => s.device === "bound" && s.pin[user] === "none",
        then: (s, { user }) => {
          s.pin[user] = "pinned";
          s.pageReferences += 1;
        },
        actor: ({ user }) => user,
        doc: "follow_page_pte: get_dev_pagemap, pin the page, put_dev_pagemap (PTL)",
      },
      unpin: {
        for: { user },
        fair: "weak",
        when: (s, { user }) => s.pin[user] === "pinned",
        then: (s, { user }) => {
          s.pin[user] = "none";
          s.pageReferences -= 1;
          if (untilDeath && s.pageReferences === 0) s.pagemapReferences -= 1;
        },
        actor: ({ user }) => user,
        doc: untilDeath
          ? "unpin_user_page: with the last reference the page puts its map"
          : "unpin_user_page: the page goes back to one reference, nobody waits",
      },
      kill: {
        when: (s) => s.device === "bound",
        then: (s) => {
          s.device = "killed";
          s.pagemapReferences -= 1;
        },
        actor: "unbind",
        doc: "memunmap_pages: percpu_ref_kill; nothing is mapped any more",
      },
      dropPages: {
        fair: "weak",
        when: (s) => s.device === "killed",
        then: (s) => {
          s.device = "waiting";
          s.pageReferences -= 1;
          if (!untilDeath || s.pageReferences === 0) s.pagemapReferences -= 1;
        },
        actor: "unbind",
        doc: untilDeath
          ? "memunmap_pages: put_page for every page"
          : "memunmap_pages: percpu_ref_put_many for all pages",
      },
      remove: {
        fair: "weak",
        when: (s) => s.device === "waiting" && s.pagemapReferences === 0,
        then: (s) => {
          s.device = "removed";
        },
        actor: "unbind",
        doc: "wait_for_completion: the map has no reference, remove the struct pages",
      },
    },
    properties: {
      noUseAfterRemoval: always(
        (s) => s.device !== "removed" || user.every((u) => s.pin[u] === "none"),
        "a struct page is removed while it is pinned",
      ),
      unbindEnds: leadsTo(
        (s) => s.device === "killed",
        (s) => s.device === "removed",
        "unbind never ends",
      ),
      unbindMeetsPins: reachable(
        (s) => s.device === "waiting" && user.every((u) => s.pin[u] === "pinned"),
      ),
    },
  });
}

export function unbindUnderPin(options: UnbindUnderPinOptions) {
  const { pages } = options;
  return machine({
    name: `hypothesis C3, pages ${pages}`,
    ...unbindUnderPinParts(options),
    final: (s) => s.device === "removed",
    expect: {
      noUseAfterRemoval: pages === "refer until unbind" ? { violated: "remove" } : "holds",
    },
  });
}

export const since518 = unbindUnderPin({ pages: "refer until unbind" });
export const until517 = unbindUnderPin({ pages: "refer until they die" });
