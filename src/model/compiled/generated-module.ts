/**
 * The contract of a generated module: what the search calls, what the module calls, and what the parts of the generator
 * share while they write it.
 */
import type { LookupTables } from "./generate-procedure.ts";
import type { Sorting } from "./generate-sorting.ts";
import type { Program } from "./ir.ts";
import type { Layout } from "./layout.ts";

/** What is asked about the states while they are found. The number of a question is its position. */
export type PackedQuestion =
  /** The first state where the predicate is what is wanted (`always`: 0; `never` and `reachable`: 1). */
  | { readonly kind: "state"; readonly predicate: number; readonly wanted: 0 | 1 }
  /** The first step that the step predicate does not allow. */
  | { readonly kind: "step"; readonly predicate: number }
  /** The first state without enabled instances that is not final. */
  | { readonly kind: "deadlock" };

export interface GenerateOptions {
  readonly questions: readonly PackedQuestion[];
  /** Predicates whose value is noted for every state. */
  readonly columns: readonly number[];
  /** Step predicates that are asked about when transitions are read again. */
  readonly steps?: readonly number[];
  /** Whether the log may begin at a later state, see `GeneratedModule.rebase`. */
  readonly isWindowed?: boolean;
  /**
   * Makes `expand` write the states that stand for the orbits of successors: those found by sorting, or by
   * `Host.canonicalise`.
   */
  readonly reducedBy?: Sorting | "host" | undefined;
  /** For comments. */
  readonly names?: {
    readonly instances?: readonly string[] | undefined;
    readonly predicates?: readonly string[] | undefined;
    readonly stepPredicates?: readonly string[] | undefined;
  };
}

/** An answer: 0 no, 1 yes, 2 the author's code failed. */
export type Answer = 0 | 1 | 2;

/**
 * Runs what could not be compiled. States are passed in two arrays of words, which the module and the host share; bits that
 * no slot uses have no meaning.
 */
export interface Host {
  /** The state that is asked about. */
  readonly before: Int32Array;
  /** The successor, as answered; for step predicates the state after the step. */
  readonly after: Int32Array;
  /** 1 when the instance is enabled: `after` then holds the successor. */
  successor(instance: number): Answer;
  predicate(predicate: number): Answer;
  stepPredicate(predicate: number, instance: number): Answer;
  final(): Answer;
  within(): Answer;
  /** Puts the state that stands for its orbit in the place of a state. Needed by modules that are reduced by it. */
  readonly canonicalise?: (words: Int32Array, at: number) => void;
}

/** What failed, for `GeneratedModule.fault`. */
export const faultKinds = [
  "none",
  "instance",
  "predicate",
  "stepPredicate",
  "final",
  "within",
] as const;

export interface GeneratedModule {
  /**
   * Takes all instances of the states first … end − 1 of the log. Writes the successors that differ from their state, each
   * with the number of the state, one after another to `out`, and answers how many; −1 after a fault. Counts each instance
   * that is taken; judges steps and deadlocks.
   */
  readonly expand: (
    log: Int32Array,
    range: Int32Array,
    out: Int32Array,
    taken: Int32Array,
  ) => number;
  /**
   * Takes all instances of one state. Writes successors as `expand` does, from place `at` on, those equal to the state
   * included, and the instances beside; answers the place behind the last; −1 after a fault. Judges nothing.
   */
  readonly transitions: (
    log: Int32Array,
    place: Int32Array,
    out: Int32Array,
    instances: Int32Array,
  ) => number;
  /** Judges a step from a state of the log to the successor at a place. −1 after a fault. */
  readonly step: (log: Int32Array, place: Int32Array, out: Int32Array, instance: number) => number;
  /** Whether a step predicate is true of a step from a state of the log to the successor at a place. */
  readonly stepHolds: (
    log: Int32Array,
    place: Int32Array,
    out: Int32Array,
    step: { readonly predicate: number; readonly instance: number },
  ) => Answer;
  /** Judges a state of the log that has no enabled instance. −1 after a fault. */
  readonly deadlock: (log: Int32Array, rank: number) => number;
  /**
   * Judges the states first … end − 1 of the log in order and fills the columns; answers the first whose judging failed,
   * or −1.
   */
  readonly visit: (log: Int32Array, range: Int32Array, columns: readonly Uint8Array[]) => number;
  /** Whether a state of the log is to be explored. */
  readonly inside: (log: Int32Array, rank: number) => boolean;
  /** If the log is windowed: says which state it begins with, the first unless told. */
  readonly rebase?: (state: number) => void;
  /** Whether there is anything for `visit` to do. */
  readonly visits: boolean;
  /** State and instance of the finding of each question, −1 where there is none: two numbers a question. */
  readonly found: Int32Array;
  /** Index into `faultKinds`, number of what failed, instance (for step predicates), state. */
  readonly fault: Int32Array;
  /** States outside the bounds that were visited. */
  readonly cut: Int32Array;
}

export type GeneratedFactory = (host: Host) => GeneratedModule;

/** What the parts of the generator share. */
export interface Generation {
  readonly program: Program;
  readonly layout: Layout;
  readonly options: GenerateOptions;
  readonly tables: LookupTables;
  /** w0, w1, … and v0, v1, … */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Declarations of the words of a state of the log. */
export function wordsOf({ layout, before, options }: Generation, given: string): string {
  const rank = options.isWindowed ? `(${given} - base)` : given;
  const at = layout.words === 1 ? rank : `${rank} * ${layout.words}`;
  const all = before.map((name, i) => `${name} = log[${at}${i === 0 ? "" : ` + ${i}`}]`);
  return `const ${all.join(", ")};`;
}

/** Declarations of the words of a successor in the array of candidates, at a place. */
export function successorWordsOf({ layout, after }: Generation, place: string): string {
  const at = `${place} * ${layout.words + 1}`;
  const all = after.map((name, i) => `${name} = out[${at}${i === 0 ? "" : ` + ${i}`}]`);
  return `const ${all.join(", ")};`;
}

/** The two forms in which the instances are written; see `GeneratedModule`. */
export type ExpansionForm = "expand" | "transitions";
