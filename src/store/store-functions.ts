/** What the inner loops of a packed store are given and what they do; their text is written by `storeText`. */

/** Candidates for new states, by place. */
export interface Candidates {
  /** The words of a candidate and the number of its parent, one candidate after the other. */
  readonly words: Int32Array;
  readonly hashes: Int32Array;
}

/** Candidates that lie apart by shard. */
export interface DealtCandidates extends Candidates {
  /** Which of the candidates of its chunk each is. */
  readonly origins: Int32Array;
}

/** Candidates of one shard that turned out to be new, in order. */
export interface News {
  readonly places: Int32Array;
  /** The slot of the table that each was given. */
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
  /** Ids from here on are those of candidates: that of the k-th new one, `news.places[k]`, is base + k. */
  base: number;
  readonly news: News;
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

/** Where `deal` puts what passes: that of a shard from `ends` of the shard on, which it moves. */
export interface Deal extends DealtCandidates {
  readonly ends: Int32Array;
  readonly recent: Int32Array;
}

/** What is new of a chunk: by shard, the news from `begins` up to `ends`. */
export interface Settled {
  readonly news: readonly News[];
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** How many candidates the chunk has. */
  readonly count: number;
  /** The id of the first that is new. */
  readonly base: number;
  readonly parents: Int32Array | Uint8Array;
  /** Room for a bit for each candidate, and for as many numbers. */
  readonly marks: Int32Array;
  readonly ranks: Int32Array;
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
  /**
   * Copies the candidates of `source` that were not seen recently to where their shards are gathered, and answers the origin
   * after the last; `at` is that of the first.
   */
  readonly deal: (source: Int32Array, count: number, into: Deal, at: number) => number;
  /** Looks candidates up in one of several tables and enters those that are new; `news` says which. */
  readonly locate: (table: Table, log: Int32Array, candidates: Candidates, places: Places) => void;
  /**
   * Writes what is new behind the log, in the order of origins, and its ids into the tables; answers the id after the
   * last.
   */
  readonly settle: (memory: Memory, candidates: DealtCandidates, settled: Settled) => number;
  /** Enters those of the states 0 … count − 1 of the log that belong to the shard into a table that is all zero. */
  readonly enter: (table: Table, log: Int32Array, count: number, shard: Shard) => number;
  /** The id of the candidate at a position, or −1; a direct table answers 0 for a state that it has. */
  readonly find: (memory: Memory, words: Int32Array, position: number) => number;
  readonly hash: (words: Int32Array, index: number) => number;
}
