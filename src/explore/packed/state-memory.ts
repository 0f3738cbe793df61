/** How much memory a packed search needs for a state, known before it starts. */

/** Bytes for each state. */
export interface StateMemory {
  /** In the log: its words. */
  readonly words: number;
  /** In the table that tells known states from new ones: most just after the table has grown. */
  readonly table: { readonly least: number; readonly most: number };
  /** For the way back to where it was found. */
  readonly parent: number;
  /** For the predicates of liveness properties. */
  readonly predicates: number;
}

/** For states of so many words, and so many predicates whose value is kept. */
export function stateMemory(words: number, predicates: number, search: "bfs" | "dfs"): StateMemory {
  const parent = search === "bfs" ? 1 : 4; // breadth-first, parents come in order: their low byte tells them apart
  return { words: words * 4, table: { least: 4, most: 10 }, parent, predicates };
}

/** All bytes of a state, at least and at most. */
export function bytesOf({ words, table, parent, predicates }: StateMemory): StateMemory["table"] {
  const rest = words + parent + predicates;
  return { least: rest + table.least, most: rest + table.most };
}
