/**
 * Short pins only: long-term pins of P2PDMA pages are refused, and unbind waits for the references of all pages. It is what
 * Linux does.
 *
 * Source: drivers/pci/p2pdma.c; commit message of "mm: introduce FOLL_PCI_P2PDMA to gate getting PCI P2PDMA pages" (Logan
 * Gunthorpe, 2022): "FOLL_PCI_P2PDMA cannot be set if FOLL_LONGTERM is set".
 * Parameters: what holders of long-term pins would do (`environment`); pages and processes, by default one and two.
 * Atomic steps, locks and fairness: pages.ts, pins.ts, unbind.ts.
 *
 * Expected, in all environments: safe; unbind ends, although processes pin again and again, because nothing is mapped again
 * once it has cleared a PTE; no long-term pin can be had.
 */
import { machine } from "everystate";
import type { Sizes } from "./pages.ts";
import type { Environment } from "./pins.ts";
import { small, unbindParts } from "./system.ts";

export function shortPinsParts(environment: Environment, sizes: Sizes = small) {
  const rules = { longTerm: "refused", pageHoldsMap: true, notifier: false } as const;
  return unbindParts(rules, environment, sizes);
}

export function shortPins(environment: Environment, sizes: Sizes = small) {
  const parts = shortPinsParts(environment, sizes);
  return machine({
    name: "P2PDMA unbind, short pins only",
    ...parts,
    deadlock: false,
    expect: { longTermAccess: "unreachable" },
  });
}

export const unbindShortPins = shortPins("neverReleases");
