/**
 * Which transitions of an automaton a letter allows, worked out once for each automaton state and combination of answers.
 *
 * A letter has two parts: what is true of a state, which is known from the columns, and what is true of a step. The second is
 * asked only where a transition that the first allows wants to know.
 *
 * Cost: one look-up for each state that is read, and one for each step where step predicates are asked.
 */
import { type Automaton, type AutomatonTransition, allows } from "../ltl/automaton.ts";

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
  /**
   * Automaton states in which a run may as well be here: whatever they allow with what is true of the state, this one allows,
   * too. Only those of other components, where runs can accept.
   */
  readonly beside: readonly number[];
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
      const beside = statesBeside(automaton, automatonState, { atoms, letter: BigInt(letter) });
      const possible = possibleMoves(automaton, automatonState, { atoms, letter: BigInt(letter) });
      moves = { ...askingMoves(possible, atoms), beside };
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

interface StateLetter {
  readonly atoms: readonly ProductAtom[];
  readonly letter: bigint;
}

/** The transitions that are possible with what is true of a state; what they ask of the step remains. */
function possibleMoves(
  { states }: Automaton,
  automatonState: number,
  { atoms, letter }: StateLetter,
): readonly AutomatonTransition[] {
  const onSteps = bitsOf(atoms, "step");
  return (states[automatonState] ?? [])
    .filter(
      ({ positive, negative }) =>
        (positive & ~onSteps & ~letter) === 0n && (negative & letter) === 0n,
    )
    .map((one) => ({ ...one, positive: one.positive & onSteps, negative: one.negative & onSteps }));
}

function statesBeside(
  automaton: Automaton,
  automatonState: number,
  where: StateLetter,
): readonly number[] {
  const { components } = automaton;
  const own = possibleMoves(automaton, automatonState, where);
  const isAllowed = (move: AutomatonTransition): boolean =>
    own.some(
      ({ positive, negative, target }) =>
        target === move.target &&
        (positive & ~move.positive) === 0n &&
        (negative & ~move.negative) === 0n,
    );
  return [...automaton.states.keys()].filter((other) => {
    if (components[other] === -1 || components[other] === components[automatonState]) return false;
    const moves = possibleMoves(automaton, other, where);
    return moves.length > 0 && moves.every(isAllowed);
  });
}

function askingMoves(
  possible: readonly AutomatonTransition[],
  atoms: readonly ProductAtom[],
): Omit<Moves, "beside"> {
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
        allowed = possible.filter((one) => allows(one, yes));
        known.set(key, allowed);
      }
      return allowed;
    },
  };
}

function bitsOf(atoms: readonly ProductAtom[], on: ProductAtom["on"]): bigint {
  return atoms.reduce((bits, atom, i) => (atom.on === on ? bits | (1n << BigInt(i)) : bits), 0n);
}
