/**
 * What of a product may lie on a cycle that the automaton accepts, as a graph for the searches for fair cycles, in which the
 * acceptance sets of the automaton are weak constraints: always enabled, and taken by the steps that belong to them.
 *
 * In the graph are nodes whose automaton state is in a component where runs can accept, and steps that stay in it. Those that
 * too little leads to are left out before a step is stored (trim.ts). A step from a node to itself is a cycle like others.
 *
 * Cost: nodes with such an automaton state are read once, or twice where they remain. For what remains 8 bytes a node and 4
 * for each word of constraints, and 5 to 8 bytes for each step.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient, Region, StateSpace } from "../explore/state-space.ts";
import type { Automaton } from "../ltl/automaton.ts";
import type { FairnessConstraint } from "../model/fairness.ts";
import { constraintAction } from "./constraint-action.ts";
import { addBit, bitsets, type Obligations } from "./obligations.ts";
import type { Product, ProductSteps } from "./product.ts";
import type { ProductReach } from "./product-reach.ts";
import { numberKept, type RegionGraph } from "./region-graph.ts";
import { trim } from "./trim.ts";

export interface ProductGraphInput {
  readonly product: Product;
  readonly automaton: Automaton;
  readonly reached: ProductReach;
  readonly fairness: readonly FairnessConstraint[];
  /** The space of the product. */
  readonly space: Pick<StateSpace, "instanceCount" | "quotient">;
}

export interface ProductGraph {
  /** Its members are nodes; what it calls instances are labels. */
  readonly graph: RegionGraph;
  readonly obligations: Obligations;
  /** The instance of a label, −1 for standing still. */
  readonly instanceOf: (label: number) => number;
  /** Of a quotient: what the permutations make of labels and nodes. */
  readonly quotient: Quotient | undefined;
}

/** Makes the graph; undefined when there is no cycle to look for. */
export function* productGraph(input: ProductGraphInput): Generator<void, ProductGraph | undefined> {
  const { product, reached } = input;
  const core = coreOf(input);
  const transitions = yield* trim(coreRegion(input), core);
  if (transitions === 0) return undefined;
  const { kept, levelEnds } = numberKept(core);
  const numbers = reached.incoming;
  const labels = labelTable(product);
  const { quotient, instanceCount } = input.space;
  const { words, count } = sizeOf(input);
  const graph = {
    ...{ stateCount: kept.length, members: kept, levelEnds, hasLoops: true },
    offsets: new Int32Array(kept.length + 1),
    targets: new Int32Array(transitions),
    instances: new Int32Array(transitions),
    permutations: quotient && new Int32Array(transitions),
    enabled: new Int32Array(kept.length * words),
  };
  let stored = 0;
  for (let first = 0; first < kept.length; first += product.batch) {
    const last = Math.min(first + product.batch, kept.length);
    const steps = product.read(kept, first, last);
    for (let s = first, k = 0; s < last; s++) {
      addEnabled(input, steps, s - first, { bits: graph.enabled, at: s * words });
      const from = kept[s] as number;
      for (const stop = steps.ends[s - first] as number; k < stop; k++) {
        const target = steps.targets[k] as number;
        const number = staysInside(input, from, target) ? (numbers[target] as number) : -1;
        if (number < 0) continue;
        graph.targets[stored] = number;
        graph.instances[stored] = labels.numberOf(labels.labelOf(from, steps, k));
        if (graph.permutations !== undefined) {
          graph.permutations[stored] = steps.permutations[k] as number;
        }
        stored++;
      }
      graph.offsets[s + 1] = stored;
    }
    yield;
  }
  const instanceOf = (label: number): number => (labels.all[label] as Label).instance;
  if (quotient !== undefined) labels.addImages(instanceCount);
  const obligations = obligationsOf(input, labels.all, { words, count });
  if (quotient === undefined) return { graph, obligations, instanceOf, quotient };
  return {
    ...{ graph, obligations, instanceOf },
    quotient: {
      images: quotient.images,
      instanceImage: (label, images) => {
        const one = labels.all[label] as Label;
        if (one.instance === -1) return label;
        const instance = quotient.instanceImage(one.instance, images);
        return labels.knownNumberOf({ ...one, instance });
      },
      stateImage: (node, images) =>
        `${product.automatonStateOf(node)} ${quotient.stateImage(product.stateOf(node), images)}`,
    },
  };
}

/** The nodes where runs can stay and accept, in order, as trim.ts takes them. */
function coreOf({ product, automaton, reached }: ProductGraphInput) {
  const queue = new Int32Array(product.size());
  let found = 0;
  let read = 0;
  let node = 0;
  const addUntil = (end: number): void => {
    for (; node < end; node++) {
      if (automaton.components[product.automatonStateOf(node)] !== -1) queue[found++] = node;
    }
  };
  const levelEnds = reached.levelEnds.map((end) => {
    addUntil(end);
    return found;
  });
  read = found;
  addUntil(product.size());
  return { queue, read, found, levelEnds, incoming: reached.incoming };
}

/** The product as trim.ts reads it: only steps that stay where runs can accept. */
function coreRegion(input: ProductGraphInput): Pick<Region, "batch" | "read"> {
  const { product } = input;
  return {
    batch: product.batch,
    read: (list, first, end) => {
      const steps = product.read(list, first, end);
      const { ends, targets, instances } = steps;
      for (let i = first, k = 0; i < end; i++) {
        for (const stop = ends[i - first] as number; k < stop; k++) {
          if (!staysInside(input, list[i] as number, targets[k] as number)) targets[k] = -1;
        }
      }
      return { ends, targets, instances };
    },
  };
}

/** Whether a step stays in a component of the automaton where runs can accept. */
export function staysInside(
  { product, automaton }: Pick<ProductGraphInput, "product" | "automaton">,
  from: number,
  to: number,
): boolean {
  const component = automaton.components[product.automatonStateOf(from)];
  return component !== -1 && component === automaton.components[product.automatonStateOf(to)];
}

// ── Labels: what a step does for the constraints ────────────────────────────────────────────────────────────────────

interface Label {
  readonly instance: number;
  /** Only a step that changes the state takes what fairness speaks of. */
  readonly changes: boolean;
  /** The acceptance sets, as a position in `Product.acceptances`. */
  readonly sets: number;
}

function labelTable(product: Product) {
  const all: Label[] = [];
  const numbers = new Map<number, number>();
  const keyOf = ({ instance, changes, sets }: Label): number =>
    (sets * 2 ** 31 + instance + 1) * 2 + (changes ? 1 : 0);
  const numberOf = (label: Label): number => {
    const key = keyOf(label);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, all.length);
    return all.push(label) - 1;
  };
  return {
    all,
    numberOf,
    /** For labels that constraints were made for: a later one would take none. */
    knownNumberOf: (label: Label): number =>
      numbers.get(keyOf(label)) ?? bug("a permutation makes an unknown label"),
    labelOf: (from: number, steps: ProductSteps, k: number): Label => ({
      instance: steps.instances[k] as number,
      changes:
        product.stateOf(from) !== product.stateOf(steps.targets[k] as number) ||
        steps.permutations[k] !== 0,
      sets: steps.accepting[k] as number,
    }),
    /** Adds those that permutations may make of the labels. */
    addImages: (instanceCount: number): void => {
      for (const label of all.slice()) {
        if (label.instance === -1) continue;
        for (let instance = 0; instance < instanceCount; instance++) {
          numberOf({ ...label, instance });
        }
      }
    },
  };
}

// ── Constraints: those of fairness, then the acceptance sets ────────────────────────────────────────────────────────

interface Size {
  readonly count: number;
  readonly words: number;
}

function sizeOf({ fairness, automaton }: ProductGraphInput): Size {
  const count = fairness.length + automaton.acceptance;
  return { count, words: (count + 31) >>> 5 };
}

function addEnabled(
  { fairness, automaton }: ProductGraphInput,
  steps: ProductSteps,
  i: number,
  { bits, at }: { readonly bits: Int32Array; readonly at: number },
): void {
  const own = (fairness.length + 31) >>> 5;
  for (let w = 0; w < own; w++) bits[at + w] = steps.enabled[i * own + w] as number;
  for (let set = 0; set < automaton.acceptance; set++) addBit(bits, at, fairness.length + set);
}

function obligationsOf(
  { product, fairness, automaton, space: { quotient } }: ProductGraphInput,
  labels: readonly Label[],
  { count, words }: Size,
): Obligations {
  const { weak, strong, takenBy } = bitsets(words, labels.length);
  const constraintsOf = new Map<number, number[]>();
  for (const [c, { kind, instances }] of fairness.entries()) {
    addBit(kind === "weak" ? weak : strong, 0, c);
    for (const instance of instances) {
      constraintsOf.set(instance, [...(constraintsOf.get(instance) ?? []), c]);
    }
  }
  for (let set = 0; set < automaton.acceptance; set++) addBit(weak, 0, fairness.length + set);
  for (const [label, { instance, changes, sets }] of labels.entries()) {
    const at = label * words;
    const accepting = product.acceptances[sets] as bigint;
    if (changes) for (const c of constraintsOf.get(instance) ?? []) addBit(takenBy, at, c);
    for (let set = 0; set < automaton.acceptance; set++) {
      if (((accepting >> BigInt(set)) & 1n) === 1n) addBit(takenBy, at, fairness.length + set);
    }
  }
  const action = quotient && constraintAction({ quotient, fairness, count });
  return { count, words, weak, strong, takenBy, mustVisit: undefined, action };
}
