/**
 * What a cycle owes: the fairness constraints as bitsets over one numbering, compiled once per question.
 *
 * Bit c stands for constraint c. A set of states that must be visited is one more weak constraint that counts as
 * enabled outside the set and is never taken: "not for ever outside". So everything below this file deals with weak
 * and strong constraints only. Any number of constraints fits, in ⌈count / 32⌉ words.
 *
 * Cost: 4 bytes × words for each action instance; reading the constraints of a state is O(its transitions × words).
 */

import type { Quotient } from "../explore/state-space.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import { type ConstraintAction, constraintAction } from "./constraint-action.ts";
import { passes, type StateTest } from "./members.ts";

/** The constraints on a cycle, as bitsets of `words` 32-bit words. */
export interface Obligations {
  /** Number of constraints, with the set to visit. */
  readonly count: number;
  /** Number of words of each bitset; 0 when nothing is owed. */
  readonly words: number;
  /** The weak constraints. */
  readonly weak: Int32Array;
  /** The strong constraints. */
  readonly strong: Int32Array;
  /**
   * The constraints that instance i belongs to are the words from i × `words`; in the graph of a product those that a step
   * with label i takes.
   */
  readonly takenBy: Int32Array;
  /** The set to visit, which the last constraint is about. */
  readonly mustVisit: StateTest | undefined;
  /** What the permutations of a quotient make of the constraints. */
  readonly action: ConstraintAction | undefined;
}

/** How a set of states and steps stands towards every constraint. */
export interface Tally {
  /** Enabled in all the states. */
  readonly everywhere: Int32Array;
  /** Enabled in one of the states or more. */
  readonly somewhere: Int32Array;
  /** Taken by one of the steps or more. */
  readonly taken: Int32Array;
}

/** What obligations are compiled from. */
export interface Owed {
  readonly fairness: readonly FairnessConstraint[];
  /** Nothing in particular when undefined. */
  readonly mustVisit: StateTest | undefined;
  /** Set when the states stand for their orbits. */
  readonly quotient?: Quotient | undefined;
}

/** Compiles the constraints of a model with so many action instances, and the set to visit when one is given. */
export function compileObligations(instanceCount: number, owed: Owed): Obligations {
  const { fairness, mustVisit, quotient } = owed;
  const count = fairness.length + (mustVisit === undefined ? 0 : 1);
  const words = (count + 31) >>> 5;
  const labels = Math.max(instanceCount, mostInstances(fairness));
  const { weak, strong, takenBy } = bitsets(words, labels);
  for (const [c, constraint] of fairness.entries()) {
    addBit(constraint.kind === "weak" ? weak : strong, 0, c);
    for (const instance of constraint.instances) addBit(takenBy, instance * words, c);
  }
  if (mustVisit !== undefined) addBit(weak, 0, count - 1);
  const action = quotient && constraintAction({ quotient, fairness, count });
  return { count, words, weak, strong, takenBy, mustVisit, action };
}

function mostInstances(fairness: readonly FairnessConstraint[]): number {
  return fairness.reduce(
    (most, { instances }) => instances.reduce((m, instance) => Math.max(m, instance + 1), most),
    0,
  );
}

/** A bitset that begins at `bits[at]`. */
export interface BitsAt {
  readonly bits: Int32Array;
  readonly at: number;
}

/** Adds the constraints of an instance that is enabled in a state: it has a step there that changes the state. */
export function addInstance({ takenBy, words }: Obligations, instance: number, to: BitsAt): void {
  addWords(to.bits, to.at, { from: takenBy, at: instance * words, words });
}

/** Adds what is enabled in a state whatever its transitions: the set to visit, outside of it. */
export function addDuty({ mustVisit, count }: Obligations, state: number, to: BitsAt): void {
  if (mustVisit !== undefined && !passes(mustVisit, state)) addBit(to.bits, to.at, count - 1);
}

/** Whether a cycle that stands still in a state where these constraints are enabled, taking none, satisfies all. */
export function owesNothing({ weak, strong, words }: Obligations, { bits, at }: BitsAt): boolean {
  for (let w = 0; w < words; w++) {
    if (((bits[at + w] as number) & ((weak[w] as number) | (strong[w] as number))) !== 0)
      return false;
  }
  return true;
}

/** The tally of no states and no steps. */
export function emptyTally(words: number): Tally {
  return {
    everywhere: new Int32Array(words).fill(-1),
    somewhere: new Int32Array(words),
    taken: new Int32Array(words),
  };
}

/** Makes a tally empty again. */
export function clearTally(tally: Tally): void {
  tally.everywhere.fill(-1);
  tally.somewhere.fill(0);
  tally.taken.fill(0);
}

/** Counts a state in whose enabled constraints are the words that begin at `enabled[at]`. */
export function tallyState(tally: Tally, enabled: Int32Array, at: number): void {
  const { everywhere, somewhere } = tally;
  for (let w = 0; w < somewhere.length; w++) {
    const word = enabled[at + w] as number;
    everywhere[w] = (everywhere[w] as number) & word;
    somewhere[w] = (somewhere[w] as number) | word;
  }
}

/** Counts in a step of an instance that changes the state; other steps take nothing and must not be counted. */
export function tallyStep(tally: Tally, obligations: Obligations, instance: number): void {
  const { takenBy, words } = obligations;
  addWords(tally.taken, 0, { from: takenBy, at: instance * words, words });
}

/** Word w of the weak constraints that a cycle of exactly this tally breaks. */
export function weakDebts(obligations: Obligations, tally: Tally, w: number): number {
  const owed = (tally.everywhere[w] as number) & (obligations.weak[w] as number);
  return owed & ~(tally.taken[w] as number);
}

/** Word w of the strong constraints that a cycle of exactly this tally breaks. */
export function strongDebts(obligations: Obligations, tally: Tally, w: number): number {
  const owed = (tally.somewhere[w] as number) & (obligations.strong[w] as number);
  return owed & ~(tally.taken[w] as number);
}

/** Whether a cycle of exactly this tally satisfies every constraint. */
export function isPaid(obligations: Obligations, tally: Tally): boolean {
  for (let w = 0; w < obligations.words; w++) {
    if (weakDebts(obligations, tally, w) !== 0 || strongDebts(obligations, tally, w) !== 0) {
      return false;
    }
  }
  return true;
}

/** Whether constraint c is in the bitset that begins at `bits[at]`. */
export function hasBit(bits: Int32Array, at: number, c: number): boolean {
  return (((bits[at + (c >>> 5)] as number) >>> (c & 31)) & 1) === 1;
}

/** Room for the bitsets of constraints of so many words and labels, with nothing in them. */
export function bitsets(
  words: number,
  labels: number,
): Pick<Obligations, "weak" | "strong" | "takenBy"> {
  return {
    weak: new Int32Array(words),
    strong: new Int32Array(words),
    takenBy: new Int32Array(labels * words),
  };
}

/** Adds constraint c to the bitset that begins at `bits[at]`. */
export function addBit(bits: Int32Array, at: number, c: number): void {
  const word = at + (c >>> 5);
  bits[word] = (bits[word] as number) | (1 << (c & 31));
}

interface Words {
  readonly from: Int32Array;
  readonly at: number;
  readonly words: number;
}

function addWords(into: Int32Array, at: number, { from, at: start, words }: Words): void {
  for (let w = 0; w < words; w++) {
    into[at + w] = (into[at + w] as number) | (from[start + w] as number);
  }
}
