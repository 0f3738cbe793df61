/** How much memory a packed search needs for a state, known before it starts. */

import type { Layout } from "../../model/compiled/layout.ts";

/** A table with a bit for every possible state is chosen up to so many bits of state: 16 MiB for all of them. */
const mostDirectBits = 27;

/** The bits of a state if there is to be a bit for every possible one. Such a table does not tell ids. */
export function directBitsOf({ words, slots }: Layout, search: "bfs" | "dfs"): number | undefined {
  const bits = Math.max(0, ...slots.map(({ shift, width }) => shift + width));
  return search === "bfs" && words === 1 && bits <= mostDirectBits ? bits : undefined;
}

/** Bytes for each state. */
export interface StateMemory {
  /** Its words, or its fingerprint: then the words are kept of those states only that wait to be explored. */
  readonly identity: number;
  /** In the table that tells known states from new ones: most just after a large table has grown. */
  readonly table: { readonly least: number; readonly most: number };
  /**
   * For the way back to where it was found: in breadth-first order parents do not decrease, so the low byte of each will do;
   * several threads also keep the shard of each state.
   */
  readonly parent: number;
  /** For the predicates of liveness properties. */
  readonly predicates: number;
  /** States that a table with a bit for every possible state has bits for; undefined for other tables. */
  readonly possible: number | undefined;
}

export interface StateMemoryOptions {
  readonly layout: Layout;
  /** Predicates whose value is kept. */
  readonly predicates: number;
  readonly search: "bfs" | "dfs";
  readonly fingerprints: boolean;
  /** Most threads. */
  readonly members: number;
}

export function stateMemory(options: StateMemoryOptions): StateMemory {
  const { layout, predicates, search, fingerprints, members } = options;
  const bits = fingerprints ? undefined : directBitsOf(layout, search);
  return {
    identity: fingerprints ? 8 : layout.words * 4,
    table: bits === undefined ? { least: 5, most: 10 } : { least: 0, most: 0 },
    parent: search === "dfs" ? 4 : members === 1 ? 1 : 2,
    predicates,
    possible: bits === undefined ? undefined : 2 ** bits,
  };
}

/** All bytes of a state, at least and at most. */
export function bytesOf({
  identity,
  table,
  parent,
  predicates,
}: StateMemory): StateMemory["table"] {
  const rest = identity + parent + predicates;
  return { least: rest + table.least, most: rest + table.most };
}
