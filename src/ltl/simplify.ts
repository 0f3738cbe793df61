/**
 * Makes an automaton smaller without changing what it accepts: states from which no run accepts are removed, acceptance is
 * forgotten where it cannot matter, transitions that another one makes needless are dropped, and states that do the same
 * (bisimilar ones) become one; again and again, until nothing changes.
 *
 * Somenzi & Bloem, "Efficient Büchi automata from LTL formulae", CAV 2000; Duret-Lutz et al., "Spot 2.0", ATVA 2016.
 *
 * Cost: O(states × transitions) for each round at worst.
 */
import { type Automaton, type AutomatonTransition, componentsOf } from "./automaton.ts";

type States = readonly (readonly AutomatonTransition[])[];

/** The smallest automaton that these steps find for states whose first is the start, with so many acceptance sets. */
export function simplified(states: States, acceptance: number): Automaton {
  let here = states;
  for (;;) {
    const before = sizeOf(here);
    here = quotient(withoutNeedlessAcceptance(withoutDeadEnds(here, acceptance), acceptance));
    if (sizeOf(here) === before) break;
  }
  return withoutRedundantSets(here, acceptance);
}

function sizeOf(states: States): number {
  return states.reduce((sum, own) => sum + 1 + own.length, 0);
}

/**
 * Drops each transition for which there is another one to the same state that asks for no more and gives no less. `isWithin`
 * says whether the acceptance of the first is worth no more than that of the second.
 */
export function withoutSubsumed(
  transitions: readonly AutomatonTransition[],
  isWithin: (better: bigint, worse: bigint) => boolean,
): readonly AutomatonTransition[] {
  const kept = new Map<number, readonly AutomatonTransition[]>();
  const subsumes = (better: AutomatonTransition, worse: AutomatonTransition): boolean =>
    (better.positive & ~worse.positive) === 0n &&
    (better.negative & ~worse.negative) === 0n &&
    isWithin(better.accepting, worse.accepting);
  for (const transition of transitions) {
    const rivals = kept.get(transition.target) ?? [];
    if (rivals.some((other) => subsumes(other, transition))) continue;
    const others = rivals.filter((other) => !subsumes(transition, other));
    kept.set(transition.target, [...others, transition]);
  }
  return [...kept.values()].flat();
}

/** Whether a run can stay in each component and accept: it has a transition of each set that stays in it. */
function acceptingComponents(
  states: States,
  components: readonly number[],
  acceptance: number,
): ReadonlySet<number> {
  const sets = new Map<number, bigint>();
  for (const [state, own] of states.entries()) {
    const component = components[state] as number;
    for (const { target, accepting } of own) {
      if (components[target] !== component) continue;
      sets.set(component, (sets.get(component) ?? 0n) | accepting);
    }
  }
  const all = (1n << BigInt(acceptance)) - 1n;
  return new Set([...sets].flatMap(([component, has]) => (has === all ? [component] : [])));
}

/** Only the states from which a run can accept, and that are reached from the start, which stays. */
function withoutDeadEnds(states: States, acceptance: number): States {
  const components = componentsOf(states);
  const accepting = acceptingComponents(states, components, acceptance);
  const live = new Set(
    [...states.keys()].filter((state) => accepting.has(components[state] as number)),
  );
  for (let before = -1; before !== live.size; ) {
    before = live.size;
    for (const [state, own] of states.entries()) {
      if (own.some(({ target }) => live.has(target))) live.add(state);
    }
  }
  const reached = new Set([0]);
  for (const state of reached) {
    for (const { target } of states[state] ?? []) if (live.has(target)) reached.add(target);
  }
  const kept = [...reached].sort((a, b) => a - b);
  const numbers = new Map(kept.map((state, number) => [state, number]));
  return kept.map((state) =>
    (states[state] ?? []).flatMap((transition) => {
      const target = numbers.get(transition.target);
      return target === undefined ? [] : [{ ...transition, target }];
    }),
  );
}

/** Acceptance counts only within a component where a run can stay and accept. */
function withoutNeedlessAcceptance(states: States, acceptance: number): States {
  const components = componentsOf(states);
  const accepting = acceptingComponents(states, components, acceptance);
  return states.map((own, state) =>
    own.map((transition) => {
      const component = components[state] as number;
      const counts = components[transition.target] === component && accepting.has(component);
      return counts ? transition : { ...transition, accepting: 0n };
    }),
  );
}

/** States that do the same as one: the coarsest bisimulation, by refinement. */
function quotient(given: States): States {
  const states = given.map((own) => withoutSubsumed(own, isWithin));
  let classes = states.map(() => 0);
  for (let count = 1; ; ) {
    const numbers = new Map<string, number>();
    const refined = states.map((own, state) => {
      const key = `${classes[state]}:${signature(own, classes)}`;
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
    classes = refined;
    if (numbers.size === count) break;
    count = numbers.size;
  }
  const first = new Map<number, number>();
  for (const [state, number] of classes.entries()) if (!first.has(number)) first.set(number, state);
  return [...first.values()].map((state) =>
    withoutSubsumed(
      (states[state] ?? []).map((one) => ({ ...one, target: classes[one.target] as number })),
      isWithin,
    ),
  );
}

/** More acceptance is better. */
function isWithin(better: bigint, worse: bigint): boolean {
  return (worse & ~better) === 0n;
}

function signature(own: readonly AutomatonTransition[], classes: readonly number[]): string {
  const keys = own.map(
    ({ positive, negative, target, accepting }) =>
      `${positive.toString(36)},${negative.toString(36)},${accepting.toString(36)},${classes[target]}`,
  );
  return [...new Set(keys)].sort().join(" ");
}

/**
 * Leaves out acceptance sets that are met whenever a run stays in an accepting component, or whenever another set is met
 * there; and says which component of an accepting kind each state is in.
 */
function withoutRedundantSets(states: States, acceptance: number): Automaton {
  const all = componentsOf(states);
  const accepting = acceptingComponents(states, all, acceptance);
  const components = all.map((component) => (accepting.has(component) ? component : -1));
  const inside = states.flatMap((own, state) =>
    own.filter(
      ({ target }) => components[state] !== -1 && components[target] === components[state],
    ),
  );
  const has = (one: AutomatonTransition, set: number): boolean =>
    ((one.accepting >> BigInt(set)) & 1n) === 1n;
  const kept: number[] = [];
  const isImplied = (set: number, by: number): boolean =>
    inside.every((one) => !has(one, by) || has(one, set));
  for (let set = 0; set < acceptance; set++) {
    if (inside.every((one) => has(one, set)) || kept.some((by) => isImplied(set, by))) continue;
    const needed = kept.filter((other) => !isImplied(other, set));
    kept.splice(0, kept.length, ...needed, set);
  }
  const renumbered = (sets: bigint): bigint =>
    kept.reduce((bits, set, i) => bits | (((sets >> BigInt(set)) & 1n) << BigInt(i)), 0n);
  return {
    acceptance: kept.length,
    states: states.map((own) =>
      own.map((one) => ({ ...one, accepting: renumbered(one.accepting) })),
    ),
    components,
  };
}
