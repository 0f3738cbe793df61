/**
 * The search for short loops in one fair component of a quotient: among the states that it stands for where these are not too
 * many, and in the component itself otherwise. Which of the states that an entry stands for is taken makes no difference: what
 * permutes them keeps all that is asked of a loop.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient } from "../explore/state-space.ts";
import { type ComponentGraph, componentGraph } from "./component-graph.ts";
import type { LoopSearch } from "./exact-fair-loop.ts";
import type { LassoStep } from "./lasso.ts";
import type { Obligations } from "./obligations.ts";
import { realSteps } from "./real-path.ts";
import type { RegionGraph } from "./region-graph.ts";
import { type Framed, type UnfoldedComponent, unfold } from "./unfolded-component.ts";
import { unwoundFairLoop } from "./unwound-fair-loop.ts";

/** What loops are looked for with. */
export interface QuotientLoopRules {
  readonly quotient: Quotient;
  /** The state of the quotient that each state of the graph is. */
  readonly stateOf: (state: number) => number;
  readonly obligations: Obligations;
  /** Room for one number per state of the graph, all −1; left as found. */
  readonly localOf: Int32Array;
  /** Most frames to follow, see unfolded-component.ts. */
  readonly limit: number;
  readonly onVisit: () => void;
  /** The search in a component without symmetry. */
  readonly searchIn: (component: ComponentGraph) => LoopSearch;
}

/**
 * Finds a fair loop through a state of the graph, as steps of the machine from the state that stands for itself there;
 * undefined when it has `below` steps or more.
 */
export type QuotientLoopSearch = (entry: number, below: number) => readonly LassoStep[] | undefined;

/** Makes the search. */
export function loopInQuotient(
  graph: RegionGraph,
  states: Int32Array,
  rules: QuotientLoopRules,
): QuotientLoopSearch {
  const unfolded = unfold(graph, states, rules);
  return unfolded === undefined ? amongOrbits(graph, states, rules) : amongStates(unfolded, rules);
}

function amongStates(
  { component, above }: UnfoldedComponent,
  { quotient, searchIn }: QuotientLoopRules,
): QuotientLoopSearch {
  const search = searchIn(component);
  const { states, sources, targets, instances } = component;
  return (entry, below) => {
    const { local, frame }: Framed = above.get(entry) ?? bug("a component misses a state");
    return search(local, below)?.map((edge) => ({
      from: states[sources[edge] as number] as number,
      instance: quotient.instanceImage(instances[edge] as number, frame),
      to: states[targets[edge] as number] as number,
    }));
  };
}

function amongOrbits(
  graph: RegionGraph,
  all: Int32Array,
  { quotient, obligations, localOf, onVisit, stateOf }: QuotientLoopRules,
): QuotientLoopSearch {
  const component = componentGraph(graph, all, { words: obligations.words, localOf });
  const { states, sources, targets, instances } = component;
  const permutations = component.permutations ?? bug("orbits are connected by permutations");
  const search = unwoundFairLoop({
    ...{ quotient, obligations, component, permutations, onVisit },
    stateOf: (local) => stateOf(states[local] as number),
  });
  return (entry, below) => {
    const edges = search(states.indexOf(entry), below);
    const steps = edges?.map((edge) => ({
      from: states[sources[edge] as number] as number,
      instance: instances[edge] as number,
      to: states[targets[edge] as number] as number,
      permutation: permutations[edge] as number,
    }));
    return steps && realSteps(quotient, steps).steps;
  };
}
