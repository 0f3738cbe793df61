/** Explores a compiled machine by the chosen search. */
import type { Ending } from "../limits.ts";
import type { Progress } from "../observer.ts";
import { packedBreadthFirst } from "./breadth-first.ts";
import { packedDepthFirst } from "./depth-first.ts";
import type { PackedExploration, PackedFinding, PackedInput } from "./packed-exploration.ts";
import { distinctOf, generatedOf, parentOf, parentsOf, type Run, startRun } from "./packed-run.ts";
import { packedSpace } from "./packed-space.ts";

/**
 * Visits the reachable states of a program. A generator, like `explore`: its result is a function of the input, never of
 * when it is resumed.
 */
export function* explorePacked(input: PackedInput): Generator<Progress, PackedExploration> {
  const run = startRun(input);
  yield* input.search === "bfs" ? packedBreadthFirst(run) : packedDepthFirst(run);
  return finished(run);
}

function finished(run: Run): PackedExploration {
  const { input, store, module } = run;
  const { words } = input.layout;
  const distinct = distinctOf(run);
  const initialCount = run.initialCount === 0 ? distinct : run.initialCount;
  return {
    ending: run.ending ?? complete(run),
    distinct,
    generated: generatedOf(run),
    depth: run.depth,
    cut: module.cut[0] as number,
    milliseconds: input.surroundings.clock() - run.started,
    workers: run.workers,
    compared: undefined,
    words: (state, into) => {
      const log = store.log();
      for (let word = 0; word < words; word++) into[word] = log[state * words + word] as number;
    },
    parent: (state) => parentOf(run, state),
    instanceInto: (state) => instanceInto(run, state),
    taken: run.totals.map((times, instance) => times + (run.taken[instance] as number)),
    findings: input.questions.map((_, question) => findingOf(run, question)),
    column: (predicate) => {
      const column = run.columns[input.columns.indexOf(predicate)];
      return column?.ensure(distinct).subarray(0, distinct) ?? new Uint8Array(0);
    },
    space: () =>
      packedSpace({
        ...{ module, log: store.log(), words, stateCount: distinct, initialCount },
        instanceCount: input.program.instances.length,
        parents: input.search === "bfs" ? parentsOf(run, distinct) : undefined,
        isExpanded: run.isExpanded,
        hashBits: input.tuning?.hashBits,
      }),
    fault: run.fault,
    source: run.source,
  };
}

function complete({ beyondDepth, input }: Run): Ending {
  return beyondDepth
    ? { because: "depth limit", limit: input.limits.depth as number } // only a depth limit leaves states beyond it
    : { because: "complete" };
}

function findingOf({ module: { found } }: Run, question: number): PackedFinding | undefined {
  const state = found[2 * question] as number;
  const instance = found[2 * question + 1] as number;
  return state < 0 ? undefined : { state, instance: instance < 0 ? undefined : instance };
}

/** The first instance that leads from the parent of a state to it. */
function instanceInto(run: Run, state: number): number {
  const { store, module, pair, candidates, instances, stride } = run;
  const log = store.log();
  const parent = parentOf(run, state);
  if (parent < 0) return -1;
  pair[0] = parent;
  pair[1] = 0;
  const count = module.transitions(log, pair, candidates, instances);
  for (let at = 0; at < count; at++) {
    let word = 0;
    while (
      word < store.words &&
      candidates[at * stride + word] === log[state * store.words + word]
    ) {
      word++;
    }
    if (word === store.words) return instances[at] as number;
  }
  return -1;
}
