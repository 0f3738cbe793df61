/** Whether an automaton accepts a lasso-shaped word, by the definition: a naive product, decided by its components. */
import { type Automaton, allows } from "../../src/ltl/automaton.ts";

export interface Word {
  /** The true atoms at each position, as a bit set. */
  readonly letters: readonly bigint[];
  /** Where the word goes on after the last position. */
  readonly loopAfter: number;
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly accepting: bigint;
  readonly isInside: boolean;
}

export function accepts({ states, components, acceptance }: Automaton, word: Word): boolean {
  const { letters, loopAfter } = word;
  const steps: Step[] = [];
  const nodes = new Set(["0 0"]);
  for (const node of nodes) {
    const [position, state] = node.split(" ").map(Number) as [number, number];
    const next = position + 1 < letters.length ? position + 1 : loopAfter;
    for (const transition of states[state] ?? []) {
      if (!allows(transition, letters[position] as bigint)) continue;
      const to = `${next} ${transition.target}`;
      nodes.add(to);
      const isInside =
        components[state] !== -1 && components[state] === components[transition.target];
      steps.push({ from: node, to, accepting: transition.accepting, isInside });
    }
  }
  const inside = steps.filter(({ isInside }) => isInside);
  const reaches = (from: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const queue = [from];
    for (const node of queue) {
      for (const step of inside) {
        if (step.from !== node || found.has(step.to)) continue;
        found.add(step.to);
        queue.push(step.to);
      }
    }
    return found;
  };
  const all = (1n << BigInt(acceptance)) - 1n;
  return [...nodes].some((node) => {
    const reached = reaches(node);
    if (!reached.has(node)) return false;
    const cycle = new Set([...reached].filter((other) => reaches(other).has(node)));
    const sets = inside
      .filter(({ from, to }) => cycle.has(from) && cycle.has(to))
      .reduce((union, { accepting }) => union | accepting, 0n);
    return sets === all;
  });
}
