/**
 * Revoking a dma-buf with no wait, with one and with both, and importers that cannot be revoked.
 *
 * Source, parameters, atomic steps, locks and fairness: dma-buf.ts.
 *
 * Expected, importers that can be revoked: without a wait devices write and read memory that is gone; with the wait for fences they still read it,
 * ahead; with both they do neither, and the revocation ends whatever users do. Importers that cannot be revoked: with both waits safe, but the
 * revocation ends only if users let go; if they are rejected at attach it ends, and nobody has access.
 */
import { machine } from "everystate";
import { dmaBufParts, type RevokeOptions } from "./dma-buf.ts";

export function dmaBufRevoke(options: RevokeOptions, name = nameOf(options)) {
  const { waits, importers, admits, environment } = options;
  const revocable = importers === "revocable";
  const rejected = !revocable && admits === "revocable";
  const waitsForAll = rejected || waits === "fences and unmapping";
  const waitsForWrites = waitsForAll || (revocable && waits === "fences");
  const mayBlock = !revocable && environment === "neverReleases";

  return machine({
    name,
    ...dmaBufParts(options),
    deadlock: false,
    expect: {
      noWriteAfterRevoke: waitsForWrites ? "holds" : "violated",
      noReadAfterRevoke: waitsForAll ? "holds" : "violated",
      noUseOnceGone: revocable || waitsForAll ? "holds" : { violated: "program" },
      revokeEnds: waitsForAll && !rejected && mayBlock ? "violated" : "holds",
      importerIsNotCut: revocable ? { violated: "invalidate" } : "holds",
      importersGetAccess: rejected ? "unreachable" : "reachable",
    },
  });
}

function nameOf({ waits, importers, admits, environment }: RevokeOptions): string {
  const who = importers === "not revocable" && admits === "revocable" ? "rejected" : importers;
  return `dma-buf revoke waits for ${waits}, importers ${who}, users ${environment}`;
}

const neverReleases = { admits: "all", environment: "neverReleases" } as const;
const notRevocable = { importers: "not revocable", waits: "fences and unmapping" } as const;

export const noWait = dmaBufRevoke({ ...neverReleases, importers: "revocable", waits: "nothing" });
export const oneWait = dmaBufRevoke({ ...neverReleases, importers: "revocable", waits: "fences" });
export const bothWaits = dmaBufRevoke({
  ...neverReleases,
  importers: "revocable",
  waits: "fences and unmapping",
});
export const blockedByUser = dmaBufRevoke({ ...neverReleases, ...notRevocable });
export const usersLetGo = dmaBufRevoke({ ...notRevocable, admits: "all", environment: "releases" });
export const rejectedAtAttach = dmaBufRevoke({
  ...notRevocable,
  admits: "revocable",
  environment: "neverReleases",
});
