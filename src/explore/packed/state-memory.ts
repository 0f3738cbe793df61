/** How much memory a packed search needs for a state, known before it starts. */

/** Bytes for each state. */
export interface StateMemory {
  /** Its words, or its fingerprint: then the words are kept of those states only that wait to be explored. */
  readonly identity: number;
  /** In the table that tells known states from new ones: most just after the table has grown. */
  readonly table: { readonly least: number; readonly most: number };
  /** For the way back to where it was found. */
  readonly parent: number;
  /** For the predicates of liveness properties. */
  readonly predicates: number;
}

export interface StateMemoryOptions {
  readonly words: number;
  /** Predicates whose value is kept. */
  readonly predicates: number;
  readonly search: "bfs" | "dfs";
  readonly fingerprints: boolean;
}

export function stateMemory(options: StateMemoryOptions): StateMemory {
  const { words, predicates, search, fingerprints } = options;
  return {
    identity: fingerprints ? 8 : words * 4,
    table: { least: fingerprints ? 5 : 4, most: 10 },
    parent: search === "bfs" ? 1 : 4, // breadth-first, parents come in order: their low byte tells them apart
    predicates,
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
