/**
 * The argument about DMA to file-backed persistent memory on one table: every protocol that was proposed, in every
 * environment in which it can tell a difference, asked every question.
 *
 * Source: that of each protocol; the expectations carry theirs (pinned-pages.verdicts.json).
 */
import { type Machine, study } from "everystate";
import { environments, type Setting } from "./environments.ts";
import type { Environment, Sizes } from "./kernel/world.ts";
import expected from "./pinned-pages.verdicts.json" with { type: "json" };
import { blockingClose } from "./protocols/blocking-close.ts";
import { leasedCalls } from "./protocols/call-leases.ts";
import { deferredFree } from "./protocols/deferred-free.ts";
import { deviceDax } from "./protocols/device-dax.ts";
import { immutableFile } from "./protocols/immutable-file.ts";
import { layoutLease } from "./protocols/layout-lease.ts";
import { mapSync } from "./protocols/map-sync.ts";
import { noProtection } from "./protocols/no-protection.ts";
import { onDemandPaging } from "./protocols/on-demand-paging.ts";
import { pageCache } from "./protocols/page-cache.ts";
import { pageMapPin } from "./protocols/page-map-pin.ts";
import { refuseLongTerm } from "./protocols/refuse-long-term.ts";
import { refuseTruncate } from "./protocols/refuse-truncate.ts";
import { revocation } from "./protocols/revocation.ts";
import { staticLayout } from "./protocols/static-layout.ts";
import { waitForPins, waitSince615 } from "./protocols/wait-for-pins.ts";

type Factory = (environment: Environment, sizes: Sizes) => Machine;

/** What of an environment a protocol can notice; where another part of it differs, the cell is left out. */
type Notice = "reflink" | "iommu" | "pageFaults";

function row(title: string, source: string, make: Factory, ...notices: readonly Notice[]) {
  const isNoticed = (e: Setting): boolean =>
    (!e.reflink || notices.includes("reflink")) &&
    (e.iommu || notices.includes("iommu")) &&
    (e.pageFaults || notices.includes("pageFaults"));
  return {
    title,
    source,
    machine: (environment: Setting, sizes: Sizes) =>
      isNoticed(environment) ? make(environment, sizes) : undefined,
  };
}

const protocols = {
  a: row("no protection", "fs-dax before Linux 4.18", noProtection, "reflink"),
  b: row("wait for pins", "fs/dax.c, Linux 6.15", waitForPins("long pins"), "reflink"),
  bOld: row(
    "wait for pins, before 6.15",
    "fs/dax.c, Linux 4.18 to 6.14",
    waitForPins("before 6.15"),
    "reflink",
  ),
  bSites: row("wait for pins at every site", "design", waitForPins("every site"), "reflink"),
  bZero: row(
    "wait for pins, Linux 6.15, wakes at zero",
    "fs/dax.c, wait_page_idle",
    waitSince615("no references"),
  ),
  bPins: row("wait for pins, Linux 6.15, wakes when unpinned", "design", waitSince615("no pins")),
  c: row("long-term refused", "mm/gup.c", refuseLongTerm("everywhere"), "reflink"),
  cVfio: row("refused, VFIO checks both", "94db151dc892", refuseLongTerm("VFIO, both branches")),
  cVfioOwn: row(
    "refused, VFIO checks one",
    "94db151dc892",
    refuseLongTerm("VFIO, own memory only"),
  ),
  d: row(
    "EBUSY, truncate only",
    "Doug Ledford, February 2019",
    refuseTruncate("truncate only"),
    "reflink",
  ),
  dWrites: row(
    "EBUSY, writes too",
    "Doug Ledford, February 2019",
    refuseTruncate("writes too"),
    "reflink",
  ),
  eSync: row("MAP_SYNC", "Linux 4.15", mapSync, "reflink"),
  e7: row(
    "MAP_DIRECT v7",
    "Dan Williams, October 2017",
    layoutLease("MAP_DIRECT v7"),
    "reflink",
    "iommu",
  ),
  e8: row(
    "MAP_DIRECT v8",
    "Dan Williams, October 2017",
    layoutLease("MAP_DIRECT v8"),
    "reflink",
    "iommu",
  ),
  f1: row("lease, expiry ignored", "Ira Weiny, 2019", layoutLease("expiry ignored"), "reflink"),
  f2: row(
    "lease, SIGBUS, proceeds",
    "Ira Weiny, April 2019",
    layoutLease("SIGBUS, then proceeds"),
    "reflink",
  ),
  f2Waits: row(
    "lease, SIGBUS, waits",
    "Ira Weiny, April 2019",
    layoutLease("SIGBUS, then waits for pins"),
    "reflink",
  ),
  f3: row(
    "lease, SIGKILL, waits",
    "Ira Weiny, 2019",
    layoutLease("SIGKILL, then waits for pins"),
    "reflink",
  ),
  f4: row(
    "lease, revoked",
    "Dan Williams, 2017",
    layoutLease("forced revocation"),
    "reflink",
    "iommu",
  ),
  f5a: row(
    "exclusive lease",
    "Ira Weiny, August 2019",
    layoutLease("exclusive, close at once"),
    "reflink",
  ),
  f5b: row(
    "exclusive, close blocks",
    "Dave Chinner, August 2019",
    layoutLease("exclusive, close blocks"),
    "reflink",
  ),
  f5bKill: row(
    "close blocks unless killed",
    "Dave Chinner, August 2019",
    layoutLease("exclusive, close blocks unless killed"),
    "reflink",
  ),
  g1: row("revoked, VFIO", "Dan Williams, December 2019", revocation("VFIO"), "reflink", "iommu"),
  g2: row("revoked, RDMA", "Dan Williams, December 2019", revocation("RDMA"), "reflink", "iommu"),
  g3: row(
    "device disassociated",
    "uverbs_disassociate_api",
    revocation("disassociate"),
    "reflink",
    "iommu",
  ),
  h: row(
    "on-demand paging",
    "umem_odp.c",
    onDemandPaging("on-demand paging"),
    "reflink",
    "pageFaults",
  ),
  i: row(
    "lease broken at every write",
    "February 2019",
    layoutLease("SIGKILL at every write"),
    "reflink",
  ),
  iOdp: row(
    "on-demand paging and lease",
    "Dave Chinner, February 2019",
    onDemandPaging("on-demand paging and lease"),
    "reflink",
    "pageFaults",
  ),
  j: row("static layout", "famfs", staticLayout("trusting")),
  jToday: row("static layout, today", "famfs, mm/gup.c", staticLayout("as today")),
  k: row("device-dax", "drivers/dax/device.c", deviceDax("does not wait")),
  kWaits: row("device-dax, unbind waits", "Jason Gunthorpe, September 2022", deviceDax("waits")),
  l: row("page cache", "November 2017", pageCache("anywhere")),
  lMigrates: row("page cache, migrated first", "d1e153fea2a8", pageCache("after migration")),
  o: row(
    "PASID, SVA",
    "Documentation/arch/x86/sva.rst",
    onDemandPaging("shared virtual addressing"),
    "reflink",
    "iommu",
    "pageFaults",
  ),
  p: row("deferred free", "Christoph Hellwig, October 2017", deferredFree("as usual"), "reflink"),
  pv: row("deferred, exclusive", "design", deferredFree("pinned means exclusive"), "reflink"),
  q: row(
    "one lease for each call",
    "Dan Williams, October 2017",
    leasedCalls("at any time"),
    "reflink",
  ),
  qBlocks: row("one lease, new calls wait", "design", leasedCalls("not while broken"), "reflink"),
  r: row(
    "close waits for pins",
    "Jan Kara and Dave Chinner, 2022",
    blockingClose("always"),
    "reflink",
  ),
  rKill: row("close waits unless killed", "design", blockingClose("unless killed"), "reflink"),
  s: row("page map pinned by pages", "Dan Williams, September 2022", pageMapPin, "reflink"),
  t: row("immutable file", "Dan Williams, July 2017", immutableFile("at any time"), "reflink"),
  tPinned: row(
    "immutable while pinned",
    "Dave Chinner, February 2019",
    immutableFile("not while pinned"),
    "reflink",
  ),
  u: row("pNFS, fenced", "fs/nfsd, February 2026", layoutLease("pNFS, fenced"), "reflink"),
  uNoFence: row("pNFS, not fenced", "fs/nfsd before", layoutLease("pNFS, not fenced"), "reflink"),
};

export default study({
  name: "pinned pages",
  sizes: { pages: 1, applications: 1 },
  environments,
  protocols,
  properties: {
    S1: { title: "no stale write", name: "S1 no stale write" },
    S2: { title: "no stale read", name: "S2 no stale read" },
    S3: { title: "pages live", name: "S3 pages live" },
    S4: { title: "references balance", name: "S4 references balance" },
    S5: { title: "no DMA after unbind", name: "S5 no DMA after unbind" },
    S6: { title: "no lost write", name: "S6 no lost write" },
    S7: { title: "the clone is left alone", name: "S7 the clone is left alone" },
    S8: { title: "no ghost registration", name: "S8 no ghost registration" },
    S9: { title: "no address reused too soon", name: "S9 no I/O address is reused too soon" },
    S10: { title: "no write pin on a shared block", name: "S10 no write pin on a shared block" },
    L1r: { title: "truncate returns", name: "L1r truncate returns" },
    L1s: { title: "truncate succeeds", name: "L1s truncate succeeds" },
    L2: { title: "write and reflink complete", name: "L2 write and reflink complete" },
    L3: { title: "unbind completes", name: "L3 unbind completes" },
    L4: { title: "evict and unmount complete", name: "L4 evict and unmount complete" },
    L5: { title: "memory can be moved", name: "L5 memory can be moved" },
    L6: { title: "registration is answered", name: "L6 registration is answered" },
    L7: { title: "device faults end", name: "L7 device faults end" },
    L8: { title: "exit terminates", name: "L8 exit terminates" },
    L9: { title: "freed space is reusable", name: "L9 freed space is reusable" },
    Q1: { title: "nobody innocent is killed", name: "Q1 nobody innocent is killed" },
    Q2: { title: "nobody innocent gets an error", name: "Q2 nobody innocent gets an error" },
    Q3: { title: "registration succeeds", name: "Q3 registration succeeds" },
    Q4: { title: "existing applications work", name: "Q4 existing applications work" },
    Q5: { title: "no operation is refused", name: "Q5 no operation is refused" },
    Q6: { title: "works on any hardware", name: "Q6 works on any hardware" },
    Q7: { title: "waiting is bounded", name: "Q7 waiting is bounded" },
  },
  expected,
});
