/**
 * Liveness by enumeration, from the definitions only: all stems that matter, all sets of states that a behaviour can
 * visit infinitely often, and the formula evaluated on the words that they make. Knows nothing of regions or of
 * decompositions; for graphs of at most six states.
 */

import type { StateGraph } from "../../src/explore/state-graph.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import type { Edge } from "./graph-builder.ts";
import { FORMULAS, type Formula, holdsOn } from "./lasso-word.ts";
import type { RandomQuestion } from "./random-question.ts";

/** The steps a behaviour may take, virtual ones with instance −1. */
export function stepsOf({
  graph,
  stuttering,
}: Pick<RandomQuestion, "graph" | "stuttering">): Edge[] {
  const steps: Edge[] = [];
  for (let s = 0; s < graph.stateCount; s++) {
    if (graph.expanded[s] === 0) continue;
    const own = transitionsOf(graph, s);
    steps.push(...own);
    if (stuttering === "tla" || (stuttering === "progress" && own.length === 0)) {
      steps.push([s, -1, s]);
    }
  }
  return steps;
}

export function transitionsOf(graph: StateGraph, s: number): Edge[] {
  const edges: Edge[] = [];
  for (let k = graph.offsets[s] as number; k < (graph.offsets[s + 1] as number); k++) {
    edges.push([s, graph.instances[k] as number, graph.targets[k] as number]);
  }
  return edges;
}

/** Whether a behaviour that for ever visits these states and takes these steps satisfies the constraints. */
export function isFair(
  graph: StateGraph,
  { states, steps }: { states: readonly number[]; steps: readonly Edge[] },
  fairness: readonly FairnessConstraint[],
): boolean {
  return fairness.every(({ kind, instances }) => {
    const counts = ([from, by, to]: Edge): boolean => from !== to && instances.includes(by);
    if (steps.some(counts)) return true;
    const enabled = states.map((s) => transitionsOf(graph, s).some(counts));
    return kind === "weak" ? enabled.includes(false) : !enabled.includes(true);
  });
}

/** All sets of states that some fair behaviour visits infinitely often, each with a walk through all its steps. */
export function recurrentSets(question: RandomQuestion): number[][] {
  const { graph, fairness } = question;
  const all = stepsOf(question);
  const walks: number[][] = [];
  for (let set = 1; set < 1 << graph.stateCount; set++) {
    const states = [...Array(graph.stateCount).keys()].filter((s) => (set >> s) & 1);
    const steps = all.filter(([from, , to]) => (set >> from) & 1 && (set >> to) & 1);
    const walk = walkThrough(states[0] as number, steps);
    if (walk === undefined || states.some((s) => !walk.includes(s))) continue;
    if (isFair(graph, { states, steps }, fairness)) walks.push(walk);
  }
  return walks;
}

/** States of a closed walk that takes each step, without the repetition of the first; undefined when there is none. */
function walkThrough(start: number, steps: readonly Edge[]): number[] | undefined {
  if (steps.length === 0) return undefined;
  const walk = [start];
  const goTo = (target: number): boolean => {
    const path = pathBetween(walk.at(-1) as number, target, steps);
    if (path !== undefined) walk.push(...path);
    return path !== undefined;
  };
  for (const [from, , to] of steps) {
    if (!goTo(from)) return undefined;
    walk.push(to);
  }
  if (!goTo(start)) return undefined;
  return walk.slice(0, -1);
}

function pathBetween(from: number, to: number, steps: readonly Edge[]): number[] | undefined {
  const paths = new Map<number, number[]>([[from, []]]);
  for (const [state, path] of paths) {
    for (const [source, , target] of steps) {
      if (source === state && !paths.has(target)) paths.set(target, [...path, target]);
    }
  }
  return paths.get(to);
}

/** The states of each simple path from an initial state. */
export function simplePaths({ graph, stuttering }: RandomQuestion): number[][] {
  const steps = stepsOf({ graph, stuttering });
  return [...Array(graph.initialCount).keys()].flatMap((s) => simplePathsFrom(s, steps));
}

function simplePathsFrom(start: number, steps: readonly Edge[]): number[][] {
  const paths = [[start]];
  for (const path of paths) {
    for (const [from, , to] of steps) {
      if (from === path.at(-1) && !path.includes(to)) paths.push([...path, to]);
    }
  }
  return distinct(paths);
}

/** A simple path followed by a simple path: enough stems, as a formula here looks for at most one state on the way. */
export function stems(question: RandomQuestion): number[][] {
  const steps = stepsOf(question);
  const onward = [...Array(question.graph.stateCount).keys()].map((s) =>
    simplePathsFrom(s, steps).map((path) => path.slice(1)),
  );
  const all = simplePaths(question).flatMap((path) =>
    (onward[path.at(-1) as number] as number[][]).map((rest) => [...path, ...rest]),
  );
  return distinct(all);
}

function distinct(paths: readonly number[][]): number[][] {
  return [...new Map(paths.map((path) => [path.join(), path])).values()];
}

/** Whether some fair behaviour breaks the formula. */
export function someFairBehaviourBreaks(question: RandomQuestion, formula: Formula): boolean {
  const { p, q } = question;
  const sets = recurrentSets(question);
  return stems(question).some((stem) =>
    sets.some((walk) => {
      const at = walk.indexOf(stem.at(-1) as number);
      if (at === -1) return false;
      const loop = [...walk.slice(at), ...walk.slice(0, at)];
      const states = [...stem.slice(0, -1), ...loop];
      return !holdsOn({ states, loopAt: stem.length - 1, p, q }, formula);
    }),
  );
}

/** The shortest closed fair walks, one for each first state and set of states visited, as states without the last. */
export function shortestFairLoops(question: RandomQuestion): number[][] {
  return [...Array(question.graph.stateCount).keys()].flatMap((s) => fairLoopsFrom(s, question));
}

function fairLoopsFrom(start: number, question: RandomQuestion): number[][] {
  const { graph, fairness } = question;
  const steps = stepsOf(question);
  const takes = steps.map(([from, by, to]) =>
    fairness.reduce((m, c, i) => m | (from !== to && c.instances.includes(by) ? 1 << i : 0), 0),
  );
  interface Node {
    readonly path: readonly number[];
    readonly visited: number;
    readonly taken: number;
  }
  const loops = new Map<number, number[]>();
  const seen = new Set<number>();
  const queue: Node[] = [{ path: [start], visited: 1 << start, taken: 0 }];
  const isSatisfied = (visited: number, taken: number): boolean =>
    isFair(
      graph,
      { states: [...Array(graph.stateCount).keys()].filter((s) => (visited >> s) & 1), steps: [] },
      fairness.filter((_, i) => ((taken >> i) & 1) === 0),
    );
  for (const { path, visited, taken } of queue) {
    for (const [i, [from, , to]] of steps.entries()) {
      if (from !== path.at(-1)) continue;
      const next = {
        path: [...path, to],
        visited: visited | (1 << to),
        taken: taken | (takes[i] as number),
      };
      if (to === start && !loops.has(next.visited) && isSatisfied(next.visited, next.taken)) {
        loops.set(next.visited, [...path]);
      }
      const key = (next.visited * 64 + next.taken) * 8 + to;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  return [...loops.values()];
}

/**
 * The least number of steps in stem and loop of a fair lasso that breaks the form. For leadsTo only lassos count whose
 * stem, with the first state of the loop, asks for an answer that never comes: the counterexample shows the request
 * before the loop, though a loop that also holds the request may do without.
 */
export function leastLassoSize(question: RandomQuestion, form: keyof typeof FORMULAS): number {
  const { p, q } = question;
  const loops = shortestFairLoops(question);
  let least = Number.POSITIVE_INFINITY;
  for (const stem of stems(question)) {
    for (const loop of loops) {
      const size = stem.length - 1 + loop.length;
      if (size >= least || loop[0] !== stem.at(-1)) continue;
      const states = [...stem.slice(0, -1), ...loop];
      const asks = stem.some(
        (s, i) => p[s] === 1 && states.slice(i).every((later) => q[later] === 0),
      );
      if (form === "leadsTo" && !asks) continue;
      if (!holdsOn({ states, loopAt: stem.length - 1, p, q }, FORMULAS[form])) least = size;
    }
  }
  return least;
}
