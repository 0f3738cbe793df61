/**
 * Canonical forms: one state for each orbit, whichever of its members is given. Two states have the same canonical form
 * exactly when a permutation of symmetric elements takes one to the other.
 */
import type { Images } from "./permutation.ts";

export interface CanonicalForm<Code> {
  /** The state that stands for the orbit. */
  readonly code: Code;
  /** A permutation that takes the given state to `code`. */
  readonly images: Images;
  /** How many permutations leave the state as it is: the orbit has that many times fewer states than the group permutations. */
  readonly automorphisms: number;
}

export type Canonicaliser<Code> = (code: Code) => CanonicalForm<Code>;
