/**
 * What every search order shares: the store, the tree of first discoveries, counts, limits, the recorded transitions. A
 * search order decides which state to expand next and nothing else.
 */
import { type IntVector, intVector } from "../containers/int-vector.ts";
import type { Model } from "../model/model.ts";
import { exactStore, type StateStore } from "../store/state-store.ts";
import { type OrbitSum, orbitSum } from "../symmetry/orbit-sum.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import type { Exploration } from "./exploration.ts";
import { type Ending, type Limits, lookOutside, type Surroundings } from "./limits.ts";
import type { ObservedStep, Observer, Progress } from "./observer.ts";
import type { StateGraph } from "./state-graph.ts";

export interface ExploreOptions<Code> {
  readonly search: "bfs" | "dfs";
  readonly limits: Limits;
  readonly surroundings: Surroundings;
  readonly observers: readonly Observer<Code>[];
  /** Whether to keep every transition: liveness and the state graph need them. */
  readonly recordTransitions: boolean;
  /** Makes the search explore one state for each orbit. Steps are observed as they are taken, before that. */
  readonly reduction?: Reduction<Code> | undefined;
}

/** The parts of a running search. */
export interface Walk<Code> {
  readonly model: Model<Code>;
  readonly options: ExploreOptions<Code>;
  readonly store: StateStore<Code>;
  readonly parents: IntVector;
  readonly parentInstances: IntVector;
  readonly depths: IntVector;
  readonly taken: Int32Array;
  /** 1 for a state all of whose transitions are known. */
  readonly expanded: IntVector;
  /** 1 for a state outside the bounds of the machine. */
  readonly outside: IntVector;
  readonly transitions: RecordedTransitions;
  /** Of the states found, if each stands for its orbit. */
  readonly orbits: OrbitSum | undefined;
  generated: number;
  depth: number;
  cut: number;
  initialCount: number;
  /** Set once; a search stops as soon as it is. */
  ending: Ending | undefined;
  /** Whether a state beyond the depth limit was left out. */
  beyondDepth: boolean;
  /** The state that is being looked at, for faults. */
  current: number | undefined;
  /** States found and not yet explored. */
  waiting: number;
  readonly started: number;
  ticks: number;
}

/** Transitions in the order in which they were recorded; each state's stand together. */
interface RecordedTransitions {
  readonly targets: IntVector;
  readonly instances: IntVector;
  readonly starts: IntVector;
  readonly lengths: IntVector;
}

export function startWalk<Code>(model: Model<Code>, options: ExploreOptions<Code>): Walk<Code> {
  return {
    model,
    options,
    store: exactStore(),
    parents: intVector(),
    parentInstances: intVector(),
    depths: intVector(),
    taken: new Int32Array(model.instances.length),
    expanded: intVector(),
    outside: intVector(),
    transitions: {
      targets: intVector(),
      instances: intVector(),
      starts: intVector(),
      lengths: intVector(),
    },
    orbits: options.reduction && orbitSum(options.reduction.group),
    generated: 0,
    depth: 0,
    cut: 0,
    initialCount: 0,
    ending: undefined,
    beyondDepth: false,
    current: undefined,
    waiting: 0,
    started: options.surroundings.clock(),
    ticks: 0,
  };
}

/** How a state was reached. */
export interface Discovery {
  readonly from: number;
  readonly instance: number;
  readonly depth: number;
}

/**
 * The id of a state, or of that which stands for its orbit, added if it is new. Undefined when it is new and a limit forbids
 * to add it; the walk then knows that it is incomplete.
 */
export function discover<Code>(walk: Walk<Code>, found: Code, by: Discovery): number | undefined {
  const form = walk.options.reduction?.canonical(found);
  const code = form === undefined ? found : form.code;
  const known = walk.store.find(code);
  if (known !== undefined) return known;
  const { states, depth } = walk.options.limits;
  if (depth !== undefined && by.depth > depth) {
    walk.beyondDepth = true;
    return undefined;
  }
  if (states !== undefined && walk.store.size >= states) {
    walk.ending = { because: "state limit", limit: states };
    return undefined;
  }
  const id = walk.store.add(code);
  if (form !== undefined) walk.orbits?.add(form.automorphisms);
  walk.parents.push(by.from);
  walk.parentInstances.push(by.instance);
  walk.depths.push(by.depth);
  walk.expanded.push(0);
  walk.transitions.starts.push(0);
  walk.transitions.lengths.push(0);
  walk.depth = Math.max(walk.depth, by.depth);
  walk.waiting++;
  const before = walk.current;
  walk.current = id;
  const inside = walk.model.isWithin(code);
  walk.outside.push(inside ? 0 : 1);
  if (!inside) walk.cut++;
  for (const observer of walk.options.observers) observer.state?.(id, code);
  walk.current = before;
  return id;
}

/** Adds the initial states. */
export function discoverInitialStates<Code>(walk: Walk<Code>): void {
  for (const code of walk.model.initialStates()) {
    walk.generated++;
    discover(walk, code, { from: -1, instance: -1, depth: 0 });
    if (walk.ending !== undefined) return;
  }
  walk.initialCount = walk.store.size;
}

/** Tells the observers of a transition. */
export function observeTransition<Code>(walk: Walk<Code>, step: ObservedStep<Code>): void {
  for (const observer of walk.options.observers) observer.transition?.(step);
}

/** Tells the observers of a state whose successors are known. */
export function observeExpansion<Code>(walk: Walk<Code>, id: number): void {
  for (const observer of walk.options.observers) observer.expansion?.(id, walk.store.code(id));
}

/** Tells the observers of a state without enabled actions. */
export function observeDeadlock<Code>(walk: Walk<Code>, id: number): void {
  for (const observer of walk.options.observers) observer.deadlock?.(id, walk.store.code(id));
}

/** Records the transitions of a state that are complete. */
export function recordExpanded<Code>(
  walk: Walk<Code>,
  id: number,
  steps: readonly { readonly to: number; readonly instance: number }[],
): void {
  walk.expanded.set(id, 1);
  if (!walk.options.recordTransitions) return;
  walk.transitions.starts.set(id, walk.transitions.targets.length);
  walk.transitions.lengths.set(id, steps.length);
  for (const { to, instance } of steps) {
    walk.transitions.targets.push(to);
    walk.transitions.instances.push(instance);
  }
}

/** Takes every transition of a state at once. One that a limit forbids leaves the state incomplete. */
export function expand<Code>(walk: Walk<Code>, from: number): void {
  walk.current = from;
  const before = walk.store.code(from);
  const depth = walk.depths.at(from) + 1;
  const steps: { readonly to: number; readonly instance: number }[] = [];
  let enabled = 0;
  walk.model.successors(before, (after, instance) => {
    enabled++;
    if (walk.ending !== undefined) return;
    const to = discover(walk, after, { from, instance, depth });
    if (to === undefined) return;
    walk.generated++;
    walk.taken[instance] = (walk.taken[instance] as number) + 1;
    steps.push({ to, instance });
    observeTransition(walk, { from, to, before, after, instance });
  });
  walk.current = from;
  observeExpansion(walk, from);
  if (enabled === 0) observeDeadlock(walk, from);
  if (steps.length === enabled) recordExpanded(walk, from, steps);
}

/** States expanded between two looks at the clock. */
const statesPerTick = 256;

/** Whether it is time to look at clock and memory and to report. Call once for every state that is expanded. */
export function isTick<Code>(walk: Walk<Code>): boolean {
  walk.ticks++;
  return walk.ticks % statesPerTick === 0;
}

/** Looks at the limits that come from outside; sets the ending if one is reached. */
export function lookAround<Code>(walk: Walk<Code>): Progress {
  const { limits, surroundings } = walk.options;
  const { milliseconds, bytes, ending } = lookOutside(limits, surroundings, walk.started);
  walk.ending = ending ?? walk.ending;
  const { generated, depth, waiting } = walk;
  return { distinct: walk.store.size, generated, depth, waiting, milliseconds, bytes };
}

export function finishWalk<Code>(
  walk: Walk<Code>,
  fault: Exploration<Code>["fault"],
): Exploration<Code> {
  const { limits, surroundings } = walk.options;
  const complete: Ending = walk.beyondDepth
    ? { because: "depth limit", limit: limits.depth as number } // only a depth limit leaves states beyond it
    : { because: "complete" };
  return {
    ending: fault !== undefined ? { because: "fault" } : (walk.ending ?? complete),
    distinct: walk.store.size,
    generated: walk.generated,
    depth: walk.depth,
    milliseconds: surroundings.clock() - walk.started,
    cut: walk.cut,
    code: (id) => walk.store.code(id),
    parent: (id) => walk.parents.at(id),
    instanceInto: (id) => walk.parentInstances.at(id),
    taken: walk.taken,
    orbitStates: walk.orbits?.states(),
    graph: walk.options.recordTransitions ? graphOf(walk) : undefined,
    fault,
  };
}

/** Gathers the recorded transitions by state id. */
function graphOf<Code>(walk: Walk<Code>): StateGraph {
  const { targets, instances, starts, lengths } = walk.transitions;
  const stateCount = walk.store.size;
  const offsets = new Int32Array(stateCount + 1);
  for (let id = 0; id < stateCount; id++) {
    offsets[id + 1] = (offsets[id] as number) + lengths.at(id);
  }
  const total = offsets[stateCount] as number;
  const sortedTargets = new Int32Array(total);
  const sortedInstances = new Int32Array(total);
  for (let id = 0; id < stateCount; id++) {
    const start = starts.at(id);
    const end = start + lengths.at(id);
    sortedTargets.set(targets.view().subarray(start, end), offsets[id]);
    sortedInstances.set(instances.view().subarray(start, end), offsets[id]);
  }
  return {
    stateCount,
    initialCount: walk.initialCount === 0 ? stateCount : walk.initialCount,
    offsets,
    targets: sortedTargets,
    instances: sortedInstances,
    expanded: Uint8Array.from(walk.expanded.view()),
  };
}
