/**
 * Büchi automata with several acceptance sets on their transitions (transition-based generalised Büchi automata). They read
 * infinite words whose letters say which atoms are true at a position.
 *
 * Sets of atoms and of acceptance sets are bit sets of any size, as bigints; they are small, and looked at seldom.
 */

export interface Automaton {
  /** Number of acceptance sets. */
  readonly acceptance: number;
  /** The transitions that leave each state; the automaton starts in state 0. */
  readonly states: readonly (readonly AutomatonTransition[])[];
  /**
   * The strongly connected component of each state; −1 for a state in none that a run could stay in and accept. A run accepts
   * when it stays in one component for ever, not that of −1, and takes transitions of every acceptance set again and again.
   */
  readonly components: readonly number[];
}

export interface AutomatonTransition {
  /** The atoms that have to be true, and those that have to be false, for it to be taken. */
  readonly positive: bigint;
  readonly negative: bigint;
  readonly target: number;
  /** The acceptance sets that it belongs to. */
  readonly accepting: bigint;
}

/** Whether a transition can be taken with a letter, the set of the true atoms. */
export function allows({ positive, negative }: AutomatonTransition, letter: bigint): boolean {
  return (positive & ~letter) === 0n && (negative & letter) === 0n;
}

/** The strongly connected component of each state, numbered from 0. Tarjan, SIAM J. Comput. 1(2), 1972. */
export function componentsOf(
  states: readonly (readonly Pick<AutomatonTransition, "target">[])[],
): readonly number[] {
  const component = states.map(() => -1);
  const low = states.map(() => 0);
  const open: number[] = [];
  let entered = 0;
  let found = 0;
  const visit = (state: number): void => {
    const number = ++entered;
    low[state] = number;
    open.push(state);
    for (const { target } of states[state] ?? []) {
      if (low[target] === 0) visit(target);
      if (component[target] !== -1) continue;
      low[state] = Math.min(low[state] as number, low[target] as number);
    }
    if (low[state] !== number) return;
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      component[last] = found;
      if (last === state) break;
    }
    found++;
  };
  for (let state = 0; state < states.length; state++) if (low[state] === 0) visit(state);
  return component;
}
