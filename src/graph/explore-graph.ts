/** The reachable states of a machine as a graphology graph: for drawings, for other programs, for questions of one's own. */
import type { DirectedGraph } from "graphology";
import { bug } from "../diagnostics/bug.ts";
import { drive, type RunEnvironment, surroundings } from "../explore/drive.ts";
import type { Exploration } from "../explore/exploration.ts";
import { explore } from "../explore/explore.ts";
import type { Ending } from "../explore/limits.ts";
import type { Model } from "../model/model.ts";
import { referenceModel } from "../model/reference/reference-model.ts";
import type { Machine } from "../spec/machine.ts";
import { fieldsOf } from "../value/difference.ts";
import { type Plain, plain } from "../value/plain.ts";
import { show } from "../value/show.ts";
import { type CheckOptions, planCheck } from "../verdict/plan.ts";

/** A node is a state; its key is the state's number in the order of discovery. */
export interface StateAttributes {
  /** Every field on a line of its own: `owner[page0] = file`. */
  readonly label: string;
  readonly state: { readonly [field: string]: Plain };
  /** Transitions from an initial state on the path by which the search found it; shortest for breadth-first search. */
  readonly depth: number;
  readonly initial: boolean;
  /** No action is enabled here, whether or not the machine may stop. */
  readonly deadlock: boolean;
  /** Its transitions are known: false where a limit or a bound stopped the search. */
  readonly expanded: boolean;
}

/** An edge joins two states; every action instance that leads from one to the other is listed on it. */
export interface TransitionAttributes {
  /** The actions, separated by commas. */
  readonly label: string;
  /** `pin(app0, page1)` and others, in the order of declaration. */
  readonly actions: readonly string[];
}

export interface GraphAttributes {
  readonly machine: string;
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** Why the search ended: `complete`, or the limit that left states out. */
  readonly ending: Ending["because"];
}

/** The reference engine explores, whose transitions have names. */
export type GraphOptions = Omit<
  CheckOptions,
  "properties" | "stuttering" | "engine" | "workers" | "fingerprints" | "symmetry"
>;

export type ExploredGraph = DirectedGraph<StateAttributes, TransitionAttributes, GraphAttributes>;

/**
 * Explores a machine and returns its state graph. A limit gives the part that was reached, and says so in `ending`.
 * @throws CheckerError kind `usage` for options that cannot be honoured, kind `spec` when the machine misbehaves.
 */
export async function exploreGraph(
  machine: Machine,
  options: GraphOptions = {},
  environment: RunEnvironment = {},
): Promise<ExploredGraph> {
  const model = referenceModel(machine);
  const { search, limits } = planCheck(model, { ...options, engine: "reference" });
  const exploration = await drive(
    explore(model, {
      search,
      limits,
      surroundings: surroundings(environment, limits),
      observers: [],
      recordTransitions: true,
    }),
    environment,
  );
  if (exploration.fault !== undefined) throw exploration.fault.fault.error;
  const { DirectedGraph } = await import("graphology"); // here: who only checks should not wait for it
  const graph: ExploredGraph = new DirectedGraph();
  addStates(graph, model, exploration);
  addTransitions(graph, model, exploration);
  return graph;
}

function addStates<Code>(
  graph: ExploredGraph,
  model: Model<Code>,
  exploration: Exploration<Code>,
): void {
  const { distinct, generated, depth, ending } = exploration;
  graph.replaceAttributes({
    machine: model.name,
    distinct,
    generated,
    depth,
    ending: ending.because,
  });
  const depths = new Int32Array(distinct);
  const { offsets, expanded } = exploration.graph ?? bug("the transitions were not recorded");
  for (let id = 0; id < distinct; id++) {
    const parent = exploration.parent(id);
    depths[id] = parent === -1 ? 0 : (depths[parent] as number) + 1;
    const state = model.read(exploration.code(id));
    graph.addNode(String(id), {
      label: fieldsOf(state)
        .map(({ path, value }) => `${path} = ${show(value)}`)
        .join("\n"),
      state: plain(state) as StateAttributes["state"], // a state is a record
      depth: depths[id] as number,
      initial: parent === -1,
      deadlock: expanded[id] === 1 && offsets[id] === offsets[id + 1],
      expanded: expanded[id] === 1,
    });
  }
}

function addTransitions<Code>(
  graph: ExploredGraph,
  model: Model<Code>,
  exploration: Exploration<Code>,
): void {
  const { offsets, targets, instances } =
    exploration.graph ?? bug("the transitions were not recorded");
  for (let from = 0; from < exploration.distinct; from++) {
    const actions = new Map<number, string[]>();
    for (let k = offsets[from] as number; k < (offsets[from + 1] as number); k++) {
      const to = targets[k] as number;
      const label =
        model.instances[instances[k] as number]?.label ?? bug("a transition has no action");
      actions.set(to, [...(actions.get(to) ?? []), label]);
    }
    for (const [to, labels] of actions) {
      graph.addDirectedEdgeWithKey(`${from}->${to}`, String(from), String(to), {
        label: labels.join(", "),
        actions: labels,
      });
    }
  }
}
