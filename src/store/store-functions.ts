/** What the inner loops of a packed store are given and what they do; their text is written by `storeText`. */

/** Candidates for new states, by place. */
export interface Candidates {
  /** The words of a candidate and the number of its parent, one candidate after the other. */
  readonly words: Int32Array;
  readonly hashes: Int32Array;
}

/** Candidates that were grouped by shard, and what is found out about them. */
export interface GroupedCandidates extends Candidates {
  /** Which of the candidates of its chunk each was before they were grouped. */
  readonly origins: Int32Array;
  /** 1 + the slot of a candidate that is new, 0 of one that is known. */
  readonly slots: Int32Array;
}

/** A table as it is at the moment. */
export interface Table {
  readonly entries: Int32Array;
  /** The number of slots is 2^bits. */
  readonly bits: number;
  /** Bits of an entry for 1 + id. */
  readonly idBits: number;
}

/** The candidates at the places first … end − 1. */
export interface Places {
  first: number;
  end: number;
  /** Ids from here on are those of candidates: that of the k-th new one, which lies at `fresh[k]`, is base + k. */
  base: number;
  readonly fresh: Int32Array;
  /** How many are new. */
  count: number;
  /** Means nothing, see `insert`. */
  read: number;
}

/** Which part of all states a table has: those whose hash ends in this number. */
export interface Shard {
  readonly number: number;
  /** A power of two. */
  readonly shards: number;
}

/** Where `sift` puts what passes, and the states that it saw recently. */
export interface Sieve {
  readonly words: Int32Array;
  readonly hashes: Int32Array;
  readonly recent: Int32Array;
}

/** The candidates of a chunk, at the places first … end − 1, now that it is known which of them are new. */
export interface Settled {
  readonly first: number;
  readonly end: number;
  /** The id of the first that is new. */
  readonly base: number;
  readonly parents: Int32Array | Uint8Array;
  /** Room for as many numbers as there are candidates, and one more. */
  readonly list: Int32Array;
}

/** Where the next state is written. */
export interface LogEnd {
  readonly size: number;
  readonly parents: Int32Array | Uint8Array;
}

/** Where the states are: the log has the words of all states by id, and each table tells known states from new ones. */
export interface Memory {
  readonly tables: readonly Table[];
  readonly log: Int32Array;
}

export interface StoreFunctions {
  /**
   * Copies the candidates of `source` that were not seen recently to positions from `at` on, with their hashes, and answers
   * the position after the last. `source` may be the words of the sieve themselves, if `at` is 0.
   */
  readonly sift: (source: Int32Array, count: number, into: Sieve, at: number) => number;
  /** Makes one stored state what was seen recently, and nothing else. */
  readonly forget: (recent: Int32Array, log: Int32Array, id: number) => void;
  /**
   * Of the first `count` candidates, writes those that are new behind the log and enters them in the only table; answers the
   * number of states then. As in `locate`, all memory is read first and compared later: the processor then waits for much of
   * it at once. What is read means nothing, but has to be written somewhere, or the reading is optimised away.
   */
  readonly insert: (memory: Memory, candidates: Candidates, count: number, end: LogEnd) => number;
  /** Looks candidates up in one of several tables and enters those that are new; `slots` and `fresh` say which. */
  readonly locate: (
    table: Table,
    log: Int32Array,
    candidates: GroupedCandidates,
    places: Places,
  ) => void;
  /** Copies a candidate, its parent included, from one place to another. */
  readonly move: (from: Int32Array, to: Int32Array, origin: number, place: number) => void;
  /**
   * Writes what is new behind the log, in the order of origins, and its ids into the tables; answers the id after the
   * last.
   */
  readonly settle: (memory: Memory, candidates: GroupedCandidates, settled: Settled) => number;
  /** Enters those of the states 0 … count − 1 of the log that belong to the shard into a table that is all zero. */
  readonly enter: (table: Table, log: Int32Array, count: number, shard: Shard) => number;
  /** The id of the candidate at a position, or −1; a direct table answers 0 for a state that it has. */
  readonly find: (memory: Memory, words: Int32Array, position: number) => number;
  readonly hash: (words: Int32Array, index: number) => number;
}
