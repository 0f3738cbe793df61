/**
 * Which transitions of an automaton a letter allows, worked out once for each automaton state and combination of answers.
 *
 * A letter has two parts: what is true of a state, which is known from the columns, and what is true of a step. The second is
 * asked only where a transition that the first allows wants to know.
 *
 * Cost: one look-up for each state that is read, and one for each step where step predicates are asked.
 */
import type { Automaton, AutomatonTransition } from "../ltl/automaton.ts";

/** What an automaton asks, by the numbers of its atoms: a column with a byte for each state, or a step predicate. */
export type ProductAtom =
  | { readonly on: "state"; readonly column: Uint8Array }
  | { readonly on: "step"; readonly predicate: number };

/** The moves that are possible with what is true of a state. */
export interface Moves {
  /** The step predicates that decide among them. */
  readonly asked: readonly number[];
  /** The moves for their answers, in the order of `asked`. */
  readonly allowing: (answers: readonly boolean[]) => readonly AutomatonTransition[];
}

/** Makes the look-up: the moves of an automaton state where the space is in a state. */
export function automatonMoves(
  automaton: Automaton,
  atoms: readonly ProductAtom[],
): (automatonState: number, state: number) => Moves {
  const letterOf = stateLetters(atoms);
  const known = automaton.states.map(() => new Map<number | bigint, Moves>());
  return (automatonState, state) => {
    const letter = letterOf(state);
    const own = known[automatonState] as Map<number | bigint, Moves>;
    let moves = own.get(letter);
    if (moves === undefined) {
      moves = movesFor(automaton.states[automatonState] ?? [], atoms, BigInt(letter));
      own.set(letter, moves);
    }
    return moves;
  };
}

/** Atoms up to which a letter is a number. */
const mostInNumber = 30;

/** What is true of a state, as a bit set; a number where it can be one. */
function stateLetters(atoms: readonly ProductAtom[]): (state: number) => number | bigint {
  const columns = atoms.flatMap((atom, i) =>
    atom.on === "state" ? [{ column: atom.column, bit: BigInt(i) }] : [],
  );
  if (atoms.length > mostInNumber) {
    return (state) =>
      columns.reduce((letter, { column, bit }) => letter | (BigInt(column[state] ?? 0) << bit), 0n);
  }
  const small = columns.map(({ column, bit }) => ({ column, shift: Number(bit) }));
  return (state) => {
    let letter = 0;
    for (const { column, shift } of small) letter |= (column[state] as number) << shift;
    return letter;
  };
}

function movesFor(
  transitions: readonly AutomatonTransition[],
  atoms: readonly ProductAtom[],
  letter: bigint,
): Moves {
  const onStates = bitsOf(atoms, "state");
  const possible = transitions.filter(
    ({ positive, negative }) => (positive & onStates & ~letter) === 0n && (negative & letter) === 0n,
  );
  const wanted = possible.reduce((all, { positive, negative }) => all | positive | negative, 0n);
  const asking = atoms.flatMap((atom, i) =>
    atom.on === "step" && ((wanted >> BigInt(i)) & 1n) === 1n
      ? [{ predicate: atom.predicate, bit: 1n << BigInt(i) }]
      : [],
  );
  if (asking.length === 0) return { asked: [], allowing: () => possible };
  const known = new Map<string, readonly AutomatonTransition[]>();
  return {
    asked: asking.map(({ predicate }) => predicate),
    allowing: (answers) => {
      const key = answers.map(Number).join("");
      let allowed = known.get(key);
      if (allowed === undefined) {
        const yes = asking.reduce((bits, { bit }, i) => (answers[i] ? bits | bit : bits), 0n);
        const onSteps = bitsOf(atoms, "step");
        allowed = possible.filter(
          ({ positive, negative }) => (positive & onSteps & ~yes) === 0n && (negative & yes) === 0n,
        );
        known.set(key, allowed);
      }
      return allowed;
    },
  };
}

function bitsOf(atoms: readonly ProductAtom[], on: ProductAtom["on"]): bigint {
  return atoms.reduce((bits, atom, i) => (atom.on === on ? bits | (1n << BigInt(i)) : bits), 0n);
}
