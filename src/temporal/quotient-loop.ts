/**
 * The search for short loops in one fair component of a quotient: among the states that it stands for where these are not too
 * many, and in the component itself otherwise. Which of the states above an entry is taken makes no difference: what permutes
 * them keeps all that is asked of a loop.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Quotient } from "../explore/state-space.ts";
import { type ComponentGraph, componentGraph } from "./component-graph.ts";
import type { LoopSearch } from "./exact-fair-loop.ts";
import type { LassoStep } from "./lasso.ts";
import type { Obligations } from "./obligations.ts";
import type { RegionGraph } from "./region-graph.ts";
import { type UnfoldedComponent, unfold } from "./unfolded-component.ts";
import { unwoundFairLoop } from "./unwound-fair-loop.ts";

/** What loops are looked for with. */
export interface QuotientLoopRules {
  readonly quotient: Quotient;
  /** The state of the quotient that each state of the graph is. */
  readonly stateOf: (state: number) => number;
  readonly obligations: Obligations;
  /** Room for one number per state of the graph, all −1; left as found. */
  readonly localOf: Int32Array;
  /** Most states to name, see unfolded-component.ts. */
  readonly limit: number;
  readonly onVisit: () => void;
  /** The search in a component without symmetry. */
  readonly searchIn: (component: ComponentGraph) => LoopSearch;
}

/** Finds a fair loop through a state of the graph as transitions of the graph; undefined when it has `below` steps or more. */
export type QuotientLoopSearch = (entry: number, below: number) => readonly LassoStep[] | undefined;

/** Makes the search; its loops close when they are begun in any frame. */
export function loopInQuotient(
  graph: RegionGraph,
  states: Int32Array,
  rules: QuotientLoopRules,
): QuotientLoopSearch {
  const unfolded = unfold(graph, states, rules);
  return unfolded === undefined
    ? amongOrbits(graph, states, rules)
    : amongStates(graph, unfolded, rules);
}

function amongStates(
  { targets, instances, permutations }: RegionGraph,
  { component, transitions }: UnfoldedComponent,
  { searchIn }: QuotientLoopRules,
): QuotientLoopSearch {
  const search = searchIn(component);
  const { states, sources } = component;
  return (entry, below) =>
    search(states.indexOf(entry), below)?.map((edge) => {
      const k = transitions[edge] as number;
      return {
        from: states[sources[edge] as number] as number,
        instance: instances[k] as number,
        to: targets[k] as number,
        permutation: permutations?.[k] as number,
      };
    });
}

function amongOrbits(
  graph: RegionGraph,
  states: Int32Array,
  { quotient, obligations, localOf, onVisit, stateOf }: QuotientLoopRules,
): QuotientLoopSearch {
  const component = componentGraph(graph, states, { words: obligations.words, localOf });
  const permutations = component.permutations ?? bug("orbits are connected by permutations");
  const search = unwoundFairLoop({
    ...{ quotient, obligations, component, permutations, onVisit },
    stateOf: (local) => stateOf(component.states[local] as number),
  });
  return (entry, below) =>
    search(component.states.indexOf(entry), below)?.map((edge) => ({
      from: component.states[component.sources[edge] as number] as number,
      instance: component.instances[edge] as number,
      to: component.states[component.targets[edge] as number] as number,
      permutation: permutations[edge] as number,
    }));
}
