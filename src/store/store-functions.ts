/** What the inner loops of a packed store are given and what they do; their text is written by `storeText`. */

/** Candidates for new states, by place. */
export interface Candidates {
  /** The words of a candidate and the number of its parent, one candidate after the other. */
  readonly words: Int32Array;
  readonly hashes: Int32Array;
}

/** Candidates that lie apart by shard: each at a place. */
export interface DealtCandidates extends Candidates {
  /** By candidate in the order of their discovery: the shard, whose places are used in the same order. */
  readonly dealt: Uint8Array;
  /** By place: 1 where the candidate turned out to be new, otherwise 0. */
  readonly isNew: Uint8Array;
}

/** A table as it is at the moment. */
export interface Table {
  readonly entries: Int32Array;
  /** The number of slots is 2^bits. */
  readonly bits: number;
  /** Bits of an entry for 1 + id. */
  readonly idBits: number;
}

/** Where `sift` puts what passes, and the states that it saw recently. */
export interface Sieve {
  readonly words: Int32Array;
  readonly hashes: Int32Array;
  readonly recent: Int32Array;
}

/** Where the next state is written. */
export interface LogEnd {
  readonly size: number;
  readonly parents: Int32Array | Uint8Array;
}

/** Where the states are: the log has the words of all states by id, and the table tells known states from new ones. */
export interface Memory {
  readonly table: Table;
  readonly log: Int32Array;
}

/** States first … end − 1. */
export interface StateRange {
  readonly first: number;
  readonly end: number;
}

/** Where `deal` puts candidates: that of a shard from `ends` of the shard on, which it moves. */
export interface Deal extends DealtCandidates {
  readonly ends: Int32Array;
}

/** The candidates at the places first … end − 1, all of one shard. */
export interface Places {
  first: number;
  end: number;
  /** The states of the shard. */
  size: number;
  /** What is kept of their parents. */
  readonly parents: Uint8Array;
  /** Means nothing, see `insert`. */
  read: number;
}

/** What is new of the candidates from `first` on, in the order of their discovery. */
export interface Settling {
  first: number;
  /** Their ranks are rank … end − 1. */
  rank: number;
  end: number;
  /** By shard: the place of the first of the candidates; is moved. */
  readonly places: Int32Array;
}

/** The states of several shards in the order of their discovery. */
export interface Ordered {
  readonly logs: readonly Int32Array[];
  /** By rank, the shard; within one, states keep their order. */
  readonly order: Uint8Array;
}

export interface StoreFunctions {
  /**
   * Copies the candidates of `source` that were not seen recently to positions from `at` on, with their hashes, and answers
   * the position after the last. `source` may be the words of the sieve themselves, if `at` is 0.
   */
  readonly sift: (source: Int32Array, count: number, into: Sieve, at: number) => number;
  /** Makes one state what was seen recently, and nothing else; `words` begins with it. */
  readonly forget: (recent: Int32Array, words: Int32Array) => void;
  /**
   * Of the first `count` candidates, writes those that are new behind the log and enters them in the table; answers the
   * number of states then. As in `locate`, all memory is read first and compared later: the processor then waits for much of
   * it at once. What is read means nothing, but has to be written somewhere, or the reading is optimised away.
   */
  readonly insert: (memory: Memory, candidates: Candidates, count: number, end: LogEnd) => number;
  /**
   * Copies the first `count` candidates to where their shards are gathered, and answers the position in `dealt` after the
   * last; `at` is that of the first.
   */
  readonly deal: (from: Candidates, count: number, into: Deal, at: number) => number;
  /** What `insert` does, for candidates of one shard; tells which of them are new. */
  readonly locate: (memory: Memory, candidates: DealtCandidates, places: Places) => void;
  /** Writes the shards of what is new into the order. */
  readonly settle: (order: Uint8Array, candidates: DealtCandidates, settling: Settling) => void;
  /**
   * Copies the states of the ranks first … end − 1 one after another; `cursors` has the next state of each shard, and is
   * moved.
   */
  readonly gather: (
    from: Ordered,
    ranks: StateRange,
    cursors: Int32Array,
    into: Int32Array,
  ) => void;
  /** Enters states of the log into a table that has none of them. */
  readonly enter: (table: Table, log: Int32Array, states: StateRange) => number;
  /** The id of the candidate at a position, or −1; a direct table answers 0 for a state that it has. */
  readonly find: (memory: Memory, words: Int32Array, position: number) => number;
  readonly hash: (words: Int32Array, index: number) => number;
  /** The shard of a state. */
  readonly shardOf: (words: Int32Array, index: number) => number;
}
