/** What a packed search is given, and what it finds out. */
import type {
  GenerateOptions,
  Host,
  PackedQuestion,
} from "../../model/compiled/generated-module.ts";
import type { Program } from "../../model/compiled/ir.ts";
import type { Layout } from "../../model/compiled/layout.ts";
import type { BufferLimits } from "../../store/packed-memory.ts";
import type { PackedReduction } from "../../symmetry/packed-reduction.ts";
import type { Ending, Limits, Surroundings } from "../limits.ts";
import type { Quotient, StateSpace } from "../state-space.ts";

export interface PackedInput {
  readonly program: Program;
  readonly layout: Layout;
  /** The initial states, `layout.words` numbers each, in order and with repetitions. */
  readonly initial: Int32Array;
  /** Runs what is not compiled. */
  readonly host: Host;
  /** What is asked during the search; findings have the same positions. */
  readonly questions: readonly PackedQuestion[];
  /** Predicates whose value is kept for every state. */
  readonly columns: readonly number[];
  /** Step predicates that are asked about when transitions are read again. */
  readonly steps?: readonly number[];
  readonly search: "bfs" | "dfs";
  /** Most threads that may take part, at least 1. Results do not depend on it. */
  readonly workers: number;
  /** Whether the table has 64-bit fingerprints in place of states: in breadth-first search, without columns. */
  readonly fingerprints: boolean;
  /** Makes the search explore one state for each orbit. */
  readonly reduction?: PackedReduction | undefined;
  readonly limits: Limits;
  readonly surroundings: Surroundings;
  /** For comments in the generated text. */
  readonly names?: GenerateOptions["names"];
  readonly tuning?: Tuning | undefined;
}

/** None of this changes a result, if there is memory for it. */
export interface Tuning {
  /** States that are expanded together. */
  readonly batch?: number | undefined;
  /** Slots of the hash table at first; a power of two, at least 4. */
  readonly initialCapacity?: number | undefined;
  /** Bits of the hash that count; few of them make the search slow. */
  readonly hashBits?: number | undefined;
  /** `index` for a table of ids where one with a bit for every possible state would be chosen. */
  readonly store?: "index" | undefined;
  /** States from which on the module has been run on states of chance, see `rehearsal.ts`. */
  readonly rehearsesFrom?: number | undefined;
  /** States from which on several threads are used. */
  readonly parallelFrom?: number | undefined;
  /** States of a chunk, a power of two up to 256, and candidates that each thread has room for in a round. */
  readonly chunk?: number | undefined;
  readonly arena?: number | undefined;
  /** Random numbers for fingerprints, and how many bits of each half of one count. */
  readonly random?: ((numbers: Int32Array) => void) | undefined;
  readonly halfBits?: number | undefined;
  /** How large a buffer gets, and when it is replaced by another. */
  readonly buffers?: BufferLimits | undefined;
  /** The module that threads run. */
  readonly thread?: URL | undefined;
  /** Whether to wait for threads that were started; otherwise they join when they are ready. */
  readonly waitsForThreads?: boolean | undefined;
  /** Random numbers from 0 to 1: no threads are started; one pretends to be several that take turns by chance. */
  readonly chance?: (() => number) | undefined;
}

/** The first state, or the first step out of a state, that answers a question. */
export interface PackedFinding {
  readonly state: number;
  readonly instance: number | undefined;
}

/** Something that the author wrote failed; the reference engine can say what, when it does the same. */
export interface PackedFault {
  /** The state that was looked at. */
  readonly state: number;
  readonly what: "instance" | "predicate" | "stepPredicate" | "final" | "within";
  /** Number of the instance or (step) predicate. */
  readonly number: number | undefined;
  /** The step that a step predicate was about. */
  readonly instance: number | undefined;
}

export interface PackedExploration {
  readonly ending: Ending;
  readonly distinct: number;
  /** Transitions taken, plus initial states. */
  readonly generated: number;
  readonly depth: number;
  /** States outside the bounds. */
  readonly cut: number;
  /** See `Exploration`. */
  readonly orbitStates: bigint | undefined;
  readonly milliseconds: number;
  /** Threads that took part: 1 if the space was too small for more, or the search over before they were ready. */
  readonly workers: number;
  /**
   * With fingerprints: comparisons of stored fingerprints with those of other states that could have been wrong. A state was
   * omitted with a probability of at most that over 2^64.
   */
  readonly compared: number | undefined;
  /** Copies the words of a state. States are ranks in the order of discovery. */
  words(state: number, into: Int32Array): void;
  /** The state from which a state was discovered, −1 for an initial state. */
  parent(state: number): number;
  /** The instance that led there first, −1 for an initial state. Expands the parent again, because that is not stored. */
  instanceInto(state: number): number;
  /** How often each instance was taken. */
  readonly taken: Float64Array;
  /** By question. */
  readonly findings: readonly (PackedFinding | undefined)[];
  /** 1 where a predicate of `columns` holds, by state. */
  column(predicate: number): Uint8Array;
  /** The states with their transitions, which are taken again when they are read. */
  readonly space: (instanceImage?: Quotient["instanceImage"]) => StateSpace;
  readonly fault: PackedFault | undefined;
  /** The generated module, for people. */
  readonly source: string;
}
