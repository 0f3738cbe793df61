/**
 * Revoking a dma-buf with no wait, with one and with both, and importers that cannot be revoked.
 *
 * Source, parameters, atomic steps, locks and fairness: dma-buf.ts.
 *
 * Expected, importers that can be revoked: without a wait devices write and read memory that is gone; with the wait for
 * fences they still read it, ahead, and with the wait for unmapping they still do what they had under way; with both they do
 * neither, and the revocation ends whatever users do. Importers that cannot be revoked: with both waits safe, but the
 * revocation ends only if users let go; if they are rejected at attach it ends, and nobody has access.
 */
import { machine } from "everystate";
import { dmaBufParts, type RevokeRules } from "./dma-buf.ts";
import type { Environment } from "./pins.ts";

export function dmaBufRevoke(rules: RevokeRules, environment: Environment, name?: string) {
  const { waits, admits } = rules;
  const revocable = environment === "revocable";
  const rejected = !revocable && admits === "revocable";
  const waitsForUnmapping = waits === "unmapping" || waits === "fences and unmapping";
  // Importers that cannot be revoked unmap when their device is quiet, and have no fence.
  const waitsForAll = revocable ? waits === "fences and unmapping" : waitsForUnmapping;
  const waitsForWrites = waitsForAll || (revocable && waits === "fences");
  const mayBlock = environment === "neverReleases" && waitsForUnmapping && !rejected;
  const who = rejected ? "rejected" : environment;

  return machine({
    name: name ?? `dma-buf revoke waits for ${waits}, importers ${who}`,
    ...dmaBufParts(rules, environment),
    deadlock: false,
    expect: {
      noWriteAfterUnbind: waitsForWrites || rejected ? "holds" : "violated",
      noDmaAfterUnbind: waitsForAll || rejected ? "holds" : "violated",
      noMapAfterUnbind: revocable || waitsForAll || rejected ? "holds" : { violated: "program" },
      unbindEnds: mayBlock ? "violated" : "holds",
      holderIsNotCut: revocable ? "violated" : "holds",
      longTermAccess: rejected ? "unreachable" : "reachable",
    },
  });
}

const bothWaits = { waits: "fences and unmapping", admits: "all" } as const;

export const noWait = dmaBufRevoke({ waits: "nothing", admits: "all" }, "revocable");
export const oneWait = dmaBufRevoke({ waits: "fences", admits: "all" }, "revocable");
export const otherWait = dmaBufRevoke({ waits: "unmapping", admits: "all" }, "revocable");
export const twoWaits = dmaBufRevoke(bothWaits, "revocable");
export const waitsForUsers = dmaBufRevoke(bothWaits, "releases");
export const blockedByUsers = dmaBufRevoke(bothWaits, "neverReleases");
export const rejectedAtAttach = dmaBufRevoke(
  { ...bothWaits, admits: "revocable" },
  "neverReleases",
);
