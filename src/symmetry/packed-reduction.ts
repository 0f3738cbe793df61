/** How a packed search explores one state for each orbit. */
import type { Layout } from "../model/compiled/layout.ts";
import type { FactTables } from "./fact-tables.ts";
import { factTables } from "./make-fact-tables.ts";
import type { Group } from "./permutation.ts";

export interface PackedReduction {
  readonly tables: FactTables;
  /** How many permutations the group has. */
  readonly order: bigint;
}

export function packedReduction(layout: Layout, group: Group): PackedReduction {
  return { tables: factTables(layout, group), order: group.order };
}
