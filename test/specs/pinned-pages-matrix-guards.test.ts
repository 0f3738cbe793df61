/** Each guard that keeps a protocol of the matrix safe, taken away: then what it guards is lost. */
import { check, type Machine } from "everystate";
import { describe, expect, test } from "vitest";
import { environments } from "../../specs/pinned-pages/environments.ts";
import type { System } from "../../specs/pinned-pages/kernel/device.ts";
import type { App, Block, Page } from "../../specs/pinned-pages/kernel/world.ts";
import { blockingClose } from "../../specs/pinned-pages/protocols/blocking-close.ts";
import { leasedCalls } from "../../specs/pinned-pages/protocols/call-leases.ts";
import { deferredFree } from "../../specs/pinned-pages/protocols/deferred-free.ts";
import { immutableFile } from "../../specs/pinned-pages/protocols/immutable-file.ts";
import { layoutLease } from "../../specs/pinned-pages/protocols/layout-lease.ts";
import { noProtection } from "../../specs/pinned-pages/protocols/no-protection.ts";
import { onDemandPaging } from "../../specs/pinned-pages/protocols/on-demand-paging.ts";
import { pageMapPin } from "../../specs/pinned-pages/protocols/page-map-pin.ts";
import { revocation } from "../../specs/pinned-pages/protocols/revocation.ts";
import { waitForPins } from "../../specs/pinned-pages/protocols/wait-for-pins.ts";
import { counterexample, verdict } from "./answers.ts";

const { never, cooperative, reflink, restless, dies, slow } = environments;
const S1 = "S1 no stale write";

interface Arguments {
  readonly app: App;
  readonly page: Page;
  readonly block: Block;
}
/** The state as an effect may change it, with what some parts add. */
interface Extended extends Omit<System, "table" | "operation" | "copy" | "inFlight"> {
  readonly copy: { readonly page: Page; missed: boolean } | null;
  readonly inFlight: { [A in App]: System["inFlight"][A] };
  readonly operation: { kind: System["operation"]["kind"]; phase: System["operation"]["phase"] };
  readonly table: { readonly [A in App]: { [P in Page]: Block | null } };
  readonly immutable: boolean;
  readonly inUse: { readonly size: number; has(block: Block): boolean; delete(block: Block): void };
  readonly iova: { readonly [A in App]: string };
  readonly writable: { readonly [A in App]: { add(page: Page): void } };
  fault: { [A in App]: Fault };
}
type Fault =
  | { readonly tag: "none" }
  | {
      readonly tag: "resolving";
      readonly page: Page;
      readonly block: Block;
      readonly direction: "read" | "write";
    };
interface Change {
  readonly when?: (s: Extended, args: Arguments) => boolean;
  readonly then?: (s: Extended, args: Arguments) => void;
}

/** The same machine, but for one action. */
function changed(spec: Machine, action: string, change: Change): Machine {
  const original = spec.actions[action];
  if (original === undefined) throw new Error(`no action ${action}`);
  const other = { ...original, ...change } as typeof original; // a machine has erased the types of its state
  return { ...spec, actions: { ...spec.actions, [action]: other } };
}

async function expectLost(spec: Machine, broken: Machine, property = S1): Promise<void> {
  expect(verdict(await check(spec), property).status).toBe("holds");
  expect(verdict(await check(broken), property).status).toBe("violated");
}

test("an operation that waits looks at the references", () => {
  const spec = waitForPins("every site")(cooperative);
  return expectLost(
    spec,
    changed(spec, "foundIdle", { when: (s) => s.operation.phase === "begun" }),
  );
});

test("a page is not pinned while an operation holds invalidate_lock", () => {
  const spec = waitForPins("every site")(cooperative);
  return expectLost(
    spec,
    changed(spec, "pinPage", {
      when: (s, { app, page }) =>
        s.registration[app] === "asking" && s.table[app][page] === null && s.file[page] !== null,
    }),
  );
});

test("pins are dropped only after the DMA under way", () => {
  const spec = waitForPins("every site")(cooperative);
  return expectLost(
    spec,
    changed(spec, "unpin", {
      when: (s, { app, page }) => s.registration[app] === "ending" && s.table[app][page] !== null,
    }),
  );
});

test("a page is unshared before it is pinned for writing", () => {
  const spec = waitForPins("every site")(reflink);
  return expectLost(
    spec,
    changed(spec, "pinPage", {
      when: (s, { app, page }) =>
        s.registration[app] === "asking" &&
        ["idle", "waiting", "done", "refused"].includes(s.operation.phase) &&
        s.bound &&
        s.table[app][page] === null &&
        s.file[page] !== null,
    }),
    "S7 the clone is left alone",
  );
});

test("a revocation unpins after the flush, and not before", () => {
  const spec = revocation("RDMA")(never);
  return expectLost(
    spec,
    changed(spec, "revokeUnpin", {
      when: (s, { app }) => s.registration[app] === "revoking" && s.iova[app] === "invalidated",
    }),
  );
});

test("a revocation waits until the device has drained", () => {
  const spec = revocation("VFIO")(never);
  return expectLost(
    spec,
    changed(spec, "revokeDrain", {
      when: (s, { app }) => s.registration[app] === "revoking" && s.iova[app] === "invalidated",
    }),
  );
});

test("a device that faults installs an entry only if nothing was invalidated since", () => {
  const spec = onDemandPaging("on-demand paging")(cooperative);
  return expectLost(
    spec,
    changed(spec, "install", {
      then: (s, { app }) => {
        const fault = s.fault[app];
        if (fault.tag !== "resolving") return;
        s.table[app][fault.page] = fault.block;
        if (fault.direction === "write") s.writable[app].add(fault.page);
        s.fault[app] = { tag: "none" };
      },
    }),
  );
});

test("an invalidation waits for the device", () => {
  const spec = onDemandPaging("on-demand paging")(cooperative);
  return expectLost(
    spec,
    changed(spec, "invalidated", { when: (s) => s.operation.phase === "begun" }),
  );
});

test("a block whose free was deferred is not reused while it is pinned", () => {
  const spec = deferredFree("as usual")(never);
  return expectLost(
    spec,
    changed(spec, "commitFree", { when: (s, { block }) => s.busy.has(block) }),
  );
});

test("an expired lease is not enough: somebody has to fence the client", () => {
  const spec = layoutLease("pNFS, fenced")(slow);
  return expectLost(
    spec,
    changed(spec, "leasesBroken", {
      when: (s) =>
        s.operation.phase === "waiting" && Object.values(s.lease).every((l) => l !== "breaking"),
      then: (s) => {
        s.operation.phase = "freeing";
      },
    }),
  );
});

test("a close that waits for pins needs somebody who can drop them", () => {
  const spec = layoutLease("exclusive, close blocks unless killed")(dies);
  const blocking = layoutLease("exclusive, close blocks")(dies);
  return expectLost(spec, blocking, "L8 exit terminates");
});

describe("one lease for each call", () => {
  const spec = leasedCalls("not while broken")(cooperative);

  test("is not granted while leases are broken", () =>
    expectLost(spec, leasedCalls("at any time")(cooperative)));

  test("is waited for: who has it may pin after a poll", () =>
    expectLost(
      spec,
      changed(spec, "pollIdle", {
        when: (s) =>
          s.operation.phase === "waiting" && Object.values(s.references).every((n) => n === 0),
      }),
    ));

  test("says nothing about DMA: the counts are polled", () =>
    expectLost(
      spec,
      changed(spec, "pollIdle", {
        when: (s) =>
          s.operation.phase === "waiting" && Object.values(s.lease).every((l) => l === "none"),
      }),
    ));
});

describe("a file that is pinned stays open", () => {
  test("when its process closes it", () => {
    const spec = blockingClose("always")(cooperative);
    return expectLost(
      spec,
      changed(spec, "closeFile", {
        when: (s, { app }) => s.life[app] === "running" && s.open[app].has("file"),
      }),
    );
  });

  test("when its process exits", () =>
    expectLost(blockingClose("always")(dies), blockingClose("unless killed")(dies)));

  test("so that exit closes in the wrong order, and hangs", () =>
    expectLost(
      blockingClose("unless killed")(dies),
      blockingClose("always")(dies),
      "L8 exit terminates",
    ));
});

describe("pages in use hold the page map", () => {
  const S3 = "S3 pages live";

  test("and unbind waits for them", () => {
    const spec = pageMapPin(cooperative);
    const broken = changed(spec, "mapDrained", {
      when: (s) => s.operation.kind === "unbind" && s.operation.phase === "waiting",
    });
    return expectLost(spec, broken, S3);
  });

  test("until their last reference is gone", () => {
    const spec = pageMapPin(cooperative);
    const broken = changed(spec, "dropBlock", {
      when: (s, { block }) => s.inUse.has(block) && s.operation.phase === "waiting",
    });
    return expectLost(spec, broken, S3);
  });

  test("which no page gets once it is killed", () => {
    const spec = pageMapPin(restless);
    const broken = changed(spec, "pinPage", {
      when: (s, { app, page }) => {
        const b = s.file[page];
        return (
          s.registration[app] === "asking" &&
          ["idle", "waiting", "done"].includes(s.operation.phase) &&
          s.bound &&
          s.table[app][page] === null &&
          b !== null &&
          s.inUse.has(b)
        );
      },
    });
    return expectLost(spec, broken, "L3 unbind completes");
  });
});

describe("an immutable file", () => {
  test("stays so while it is pinned", () =>
    expectLost(
      immutableFile("not while pinned")(cooperative),
      immutableFile("at any time")(cooperative),
    ));

  test("is the only one that is pinned", () => {
    const spec = immutableFile("not while pinned")(cooperative);
    const broken = changed(spec, "pinPage", {
      when: (s, { app, page }) =>
        s.registration[app] === "asking" &&
        ["idle", "waiting", "done", "refused"].includes(s.operation.phase) &&
        s.bound &&
        s.table[app][page] === null &&
        s.file[page] !== null,
    });
    return expectLost(spec, broken);
  });

  test("keeps its blocks from every operation", () => {
    const spec = immutableFile("not while pinned")(cooperative);
    const broken = changed(spec, "notImmutable", {
      when: (s) => s.operation.kind === "truncate" && s.operation.phase === "begun",
    });
    return expectLost(spec, broken);
  });

  test("shares no block when it becomes one, or its blocks would still have to move", () => {
    const spec = immutableFile("not while pinned")(reflink, { pages: 1, applications: 2 });
    const broken = changed(spec, "setImmutable", {
      when: (s) =>
        !s.immutable &&
        ["idle", "refused"].includes(s.operation.phase) &&
        Object.values(s.file).every((b) => b !== null),
    });
    return expectLost(spec, broken, "S2 no stale read");
  });
});

test("what the device writes between copy and remap is lost, even if nothing else were", async () => {
  const spec = changed(noProtection(reflink), "dmaComplete", {
    then: (s, { app }) => {
      const transfer = s.inFlight[app];
      if (transfer?.direction === "write" && s.copy?.page === transfer.page) s.copy.missed = true;
      s.inFlight[app] = null;
    },
  });
  const result = await check(spec);
  expect(counterexample(result, "S6 no lost write").steps.at(-1)?.action).toBe("remap");
});
