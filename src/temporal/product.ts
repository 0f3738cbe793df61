/**
 * The product of a state space and an automaton: its nodes are pairs of a state and an automaton state, and it takes a step
 * where both do, the space by an action instance or by standing still, the automaton by a transition that the letter there
 * allows. The letter says which predicates are true of the state, and which step predicates of the step.
 *
 * Every transition of the space is a step, those that leave the state as it is included: the automaton may move on them.
 * What fairness calls enabled depends on the state alone, and is read from all transitions of the space, also from those that
 * the automaton does not allow.
 *
 * Nodes are numbered as they are met. Step predicates are asked when the automaton wants to know, and not remembered.
 *
 * Cost: 4 bytes for each state and each automaton state that is met, 8 for each node; reading a node takes what reading its
 * state takes.
 */
import { intVector } from "../containers/int-vector.ts";
import { type Region, type StateSpace, staysInOrbit } from "../explore/state-space.ts";
import type { Automaton, AutomatonTransition } from "../ltl/automaton.ts";
import { automatonMoves, type Moves, type ProductAtom } from "./automaton-moves.ts";
import { addInstance, type Obligations } from "./obligations.ts";
import { type Stuttering, standsStill } from "./stuttering.ts";

export interface ProductOptions {
  readonly automaton: Automaton;
  /** What its atoms are. */
  readonly atoms: readonly ProductAtom[];
  readonly stuttering: Stuttering;
  /** The constraints of fairness, of which the instances of the space are told. */
  readonly fairness: Obligations;
}

export interface Product {
  /** How many nodes were met so far; they are numbered from 0. */
  readonly size: () => number;
  readonly stateOf: (node: number) => number;
  readonly automatonStateOf: (node: number) => number;
  /** The number of a pair, a new one if it was not met before. */
  readonly nodeOf: (state: number, automatonState: number) => number;
  /** Automaton states in which a run that is at this node may as well be, see `Moves`. */
  readonly beside: (node: number) => readonly number[];
  /** Sets of acceptance sets, in the order in which they were met. */
  readonly acceptances: readonly bigint[];
  /** Most nodes that can be read at once. */
  readonly batch: number;
  /**
   * The steps of the nodes list[first] … list[end − 1]; the answer is overwritten by the next.
   * @throws StepPredicateFailed
   */
  readonly read: (list: Int32Array, first: number, end: number) => ProductSteps;
}

/** The steps of some nodes, one node after the other. */
export interface ProductSteps {
  /** Those of the i-th node end before ends[i]. */
  readonly ends: Int32Array;
  readonly targets: Int32Array;
  /** The instance that the space takes, −1 where it stands still. */
  readonly instances: Int32Array;
  /** The acceptance sets that the step belongs to, as a position in `acceptances`. */
  readonly accepting: Int32Array;
  /** In a quotient: the permutation of the step of the space, see `Transitions`; 0 for standing still. */
  readonly permutations: Int32Array;
  /** The constraints of fairness that are enabled in the state of the i-th node are the words from i × words. */
  readonly enabled: Int32Array;
}

/** The author's step predicate failed on a transition of the space. */
export class StepPredicateFailed extends Error {
  override readonly name = "StepPredicateFailed";
  readonly at: { readonly state: number; readonly instance: number; readonly predicate: number };

  constructor(at: StepPredicateFailed["at"]) {
    super(`step predicate ${at.predicate} failed`);
    this.at = at;
  }
}

export function productOf(space: StateSpace, options: ProductOptions): Product {
  const { automaton, atoms, stuttering, fairness } = options;
  const { words } = fairness;
  const region = space.region(Int32Array.from({ length: space.stateCount }, (_, state) => state));
  const nodes = nodeTable(space.stateCount);
  const acceptances: bigint[] = [];
  const acceptanceNumbers = new Map<bigint, number>();
  const movesOf = automatonMoves(automaton, atoms);
  const states = new Int32Array(region.batch);
  const steps = growingSteps(region.batch, words);

  const acceptanceOf = ({ accepting }: AutomatonTransition): number => {
    const number = acceptanceNumbers.get(accepting) ?? acceptances.push(accepting) - 1;
    acceptanceNumbers.set(accepting, number);
    return number;
  };

  const append = (
    allowed: readonly AutomatonTransition[],
    { target, instance, permutation }: Pick<ProductStep, "target" | "instance" | "permutation">,
  ): void => {
    for (const transition of allowed) {
      const node = nodes.numberOf(target, transition.target);
      const accepting = acceptanceOf(transition);
      steps.push({ target: node, instance, accepting, permutation });
    }
  };

  const readNode = (i: number, node: number, { first, end, ...of }: BaseSteps): void => {
    const state = states[i] as number;
    const enabled = { bits: steps.enabled, at: i * words };
    const moves = movesOf(nodes.automatonStateOf(node), state);
    for (let k = first; k < end; k++) {
      const target = of.targets[k] as number;
      const instance = of.instances[k] as number;
      if (target !== state || staysInOrbit(of.permutations, k)) {
        addInstance(fairness, instance, enabled);
      }
      if (target < 0) continue;
      const permutation = of.permutations?.[k] ?? 0;
      append(allowedBy(region, moves, { state, instance, i, k }), {
        target,
        instance,
        permutation,
      });
    }
    if (standsStill(stuttering, end - first) && space.isExpanded(state)) {
      const still = { target: state, instance: -1, permutation: 0 };
      append(moves.allowing(moves.asked.map(() => false)), still);
    }
  };

  return {
    ...{ size: nodes.size, stateOf: nodes.stateOf, automatonStateOf: nodes.automatonStateOf },
    nodeOf: nodes.numberOf,
    beside: (node) => movesOf(nodes.automatonStateOf(node), nodes.stateOf(node)).beside,
    acceptances,
    batch: region.batch,
    read: (list, first, end) => {
      const count = end - first;
      for (let i = 0; i < count; i++) states[i] = nodes.stateOf(list[first + i] as number);
      const { ends, ...read } = region.read(states, 0, count);
      steps.clear();
      for (let i = 0, begin = 0; i < count; i++) {
        const stop = ends[i] as number;
        readNode(i, list[first + i] as number, { first: begin, end: stop, ...read });
        begin = stop;
        steps.close(i);
      }
      return steps.view();
    },
  };
}

/** The transitions of one state in an answer of the region. */
interface BaseSteps {
  readonly first: number;
  readonly end: number;
  readonly targets: Int32Array;
  readonly instances: Int32Array;
  readonly permutations?: Int32Array | undefined;
}

interface BaseStep {
  readonly state: number;
  readonly instance: number;
  /** Its place in the answer of the region: the k-th step, of the i-th state. */
  readonly i: number;
  readonly k: number;
}

function allowedBy(
  region: Region,
  { asked, allowing }: Moves,
  { state, instance, i, k }: BaseStep,
): readonly AutomatonTransition[] {
  if (asked.length === 0) return allowing([]);
  return allowing(
    asked.map((predicate) => {
      const answer = region.stepHolds(predicate, i, k);
      if (answer === 2) throw new StepPredicateFailed({ state, instance, predicate });
      return answer === 1;
    }),
  );
}

/** Numbers pairs of a state and an automaton state. */
function nodeTable(stateCount: number) {
  const states = intVector();
  const automatonStates = intVector();
  /** By automaton state and state, 1 + the number of the node. */
  const numbers: (Int32Array | undefined)[] = [];
  return {
    size: (): number => states.length,
    stateOf: (node: number): number => states.at(node),
    automatonStateOf: (node: number): number => automatonStates.at(node),
    numberOf: (state: number, automatonState: number): number => {
      const row = numbers[automatonState] ?? new Int32Array(stateCount);
      numbers[automatonState] = row;
      const known = (row[state] as number) - 1;
      if (known >= 0) return known;
      states.push(state);
      automatonStates.push(automatonState);
      row[state] = states.length;
      return states.length - 1;
    },
  };
}

interface ProductStep {
  readonly target: number;
  readonly instance: number;
  readonly accepting: number;
  readonly permutation: number;
}

function growingSteps(batch: number, words: number) {
  const targets = intVector();
  const instances = intVector();
  const accepting = intVector();
  const permutations = intVector();
  const ends = new Int32Array(batch);
  const enabled = new Int32Array(batch * words);
  return {
    enabled,
    clear: (): void => {
      for (const vector of [targets, instances, accepting, permutations]) vector.clear();
      enabled.fill(0);
    },
    push: (step: ProductStep): void => {
      targets.push(step.target);
      instances.push(step.instance);
      accepting.push(step.accepting);
      permutations.push(step.permutation);
    },
    close: (i: number): void => {
      ends[i] = targets.length;
    },
    view: (): ProductSteps => ({
      ends,
      targets: targets.view(),
      instances: instances.view(),
      accepting: accepting.view(),
      permutations: permutations.view(),
      enabled,
    }),
  };
}
