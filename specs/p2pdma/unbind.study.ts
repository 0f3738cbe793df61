/**
 * Unbinding a driver whose memory other devices use: every protocol, every kind of holder, every question.
 *
 * Source of the expectations: Jason Gunthorpe and Logan Gunthorpe, September 2022, on P2PDMA pages; the kerneldoc of
 * dma_buf_invalidate_mappings and dma_buf_attach_revocable (2026). What no source says is marked as inferred or computed.
 */
import { study } from "everystate";
import type { RevokeRules } from "./dma-buf.ts";
import { dmaBufRevoke } from "./dma-buf-revoke.machine.ts";
import { longTermNotifier } from "./long-term-notifier.machine.ts";
import { longTermWaits } from "./long-term-waits.machine.ts";
import { noPageReferences } from "./no-page-references.machine.ts";
import type { Environment } from "./pins.ts";
import { shortPins } from "./short-pins.machine.ts";
import expected from "./unbind.verdicts.json" with { type: "json" };

interface Holders {
  readonly title: string;
  readonly holders: Environment;
}

interface StudySizes {
  readonly pages: number;
  readonly apps: number;
  readonly importers: number;
}

const gunthorpe = "Jason Gunthorpe to Logan Gunthorpe, September 2022";
const kerneldoc = "kerneldoc of dma_buf_invalidate_mappings, 2026";

function dmaBuf(waits: RevokeRules["waits"], admits: RevokeRules["admits"] = "all") {
  return ({ holders }: Holders, { importers }: StudySizes) =>
    dmaBufRevoke({ waits, admits, importers }, holders);
}

export default study({
  name: "unbind",
  sizes: { pages: 1, apps: 2, importers: 2 },
  environments: {
    releases: { title: "holders release in the end, cannot be revoked", holders: "releases" },
    revocable: { title: "holders never release, can be revoked", holders: "revocable" },
    neverReleases: {
      title: "holders never release, cannot be revoked",
      holders: "neverReleases",
    },
  },
  protocols: {
    shortPins: {
      title: "short pins only",
      source: "drivers/pci/p2pdma.c and mm/gup.c, today",
      machine: ({ holders }, sizes) => shortPins(holders, sizes),
    },
    longTermWaits: {
      title: "long-term pins, waited for",
      source: gunthorpe,
      machine: ({ holders }, sizes) => longTermWaits(holders, sizes),
    },
    longTermNotifier: {
      title: "long-term pins, notifier",
      source: gunthorpe,
      machine: ({ holders }, sizes) => longTermNotifier(holders, sizes),
    },
    noReferencesLong: {
      title: "pages hold no map, long-term pins",
      source: gunthorpe,
      machine: ({ holders }, sizes) => noPageReferences("allowed", holders, sizes),
    },
    noReferencesShort: {
      title: "pages hold no map, short pins",
      source: gunthorpe,
      machine: ({ holders }, sizes) => noPageReferences("refused", holders, sizes),
    },
    noWait: {
      title: "dma-buf, no wait",
      source: "vfio-pci before 1a8a5227f229",
      machine: dmaBuf("nothing"),
    },
    fences: { title: "dma-buf, waits for fences", source: kerneldoc, machine: dmaBuf("fences") },
    unmapping: {
      title: "dma-buf, waits for unmapping",
      source: kerneldoc,
      machine: dmaBuf("unmapping"),
    },
    both: {
      title: "dma-buf, waits for both",
      source: kerneldoc,
      machine: dmaBuf("fences and unmapping"),
    },
    onlyRevocable: {
      title: "dma-buf, both, only revocable",
      source: "be6d4c9e9d71, dma_buf_attach_revocable",
      machine: dmaBuf("fences and unmapping", "revocable"),
    },
  },
  properties: {
    S3: { title: "no struct page is removed under a reference", name: "noUseAfterRemoval" },
    S3f: { title: "gup-fast counts live pages", name: "gupFastCountsLivePages" },
    S4: { title: "references balance", name: "referencesBalance" },
    S5w: { title: "no write to memory that is gone", name: "noWriteAfterUnbind" },
    S5: { title: "no DMA to memory that is gone", name: "noDmaAfterUnbind" },
    S8: { title: "a call pins what is mapped", name: "pinsWhatIsMapped" },
    S8m: { title: "nobody maps what is gone", name: "noMapAfterUnbind" },
    L3: { title: "unbind ends", name: "unbindEnds" },
    L6: { title: "a request is answered", name: "requestIsAnswered" },
    Q2: { title: "no holder is cut", name: "holderIsNotCut" },
    Q3: { title: "long-term access can be had", name: "longTermAccess" },
  },
  expected,
});
