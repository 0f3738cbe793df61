/** Explores a compiled machine by the chosen search. */
import { bug } from "../../diagnostics/bug.ts";
import type { Ending } from "../limits.ts";
import type { Progress } from "../observer.ts";
import { packedBreadthFirst } from "./breadth-first.ts";
import { packedDepthFirst } from "./depth-first.ts";
import type { PackedExploration, PackedFinding, PackedInput } from "./packed-exploration.ts";
import {
  distinctOf,
  endWithoutMemory,
  generatedOf,
  parentOf,
  parentsOf,
  type Run,
  startRun,
} from "./packed-run.ts";
import { type PackedOrbits, packedSpace } from "./packed-space.ts";
import { stateReader } from "./state-reader.ts";

/**
 * Visits the reachable states of a program. A generator, like `explore`: its result is a function of the input, never of
 * when it is resumed.
 */
export function* explorePacked(input: PackedInput): Generator<Progress, PackedExploration> {
  const run = startRun(input);
  try {
    yield* input.search === "bfs" ? packedBreadthFirst(run) : packedDepthFirst(run);
  } catch (error) {
    endWithoutMemory(run, error);
  }
  return finished(run);
}

function finished(run: Run): PackedExploration {
  const { input, store, module } = run;
  const { words } = input.layout;
  const distinct = distinctOf(run);
  const initialCount = run.initialCount === 0 ? distinct : run.initialCount;
  run.orbits?.upTo(store, distinct);
  return {
    ending: run.ending ?? complete(run),
    distinct,
    generated: generatedOf(run),
    depth: run.depth,
    cut: module.cut[0] as number,
    orbitStates: run.orbits?.states(),
    milliseconds: input.surroundings.clock() - run.started,
    ...stateReader(run),
    parent: (state) => parentOf(run, state),
    taken: run.totals.map((times, instance) => times + (run.taken[instance] as number)),
    findings: input.questions.map((_, question) => findingOf(run, question)),
    column: (predicate) => {
      const column = run.columns[input.columns.indexOf(predicate)];
      return column?.ensure(distinct).subarray(0, judgedOf(run)) ?? new Uint8Array(0);
    },
    space: (instanceImage) => {
      if (input.fingerprints) return bug("a store of fingerprints has no states to read again");
      return packedSpace({
        orbits: orbitsOf(run, instanceImage),
        ...{ module, log: store.log(), words, stateCount: distinct, initialCount },
        instanceCount: input.program.instances.length,
        parents: input.search === "bfs" ? parentsOf(run, distinct) : undefined,
        isExpanded: run.isExpanded,
        hashBits: input.tuning?.hashBits,
      });
    },
    fault: run.fault,
    workers: run.workers,
    compared: input.fingerprints ? (distinct * (distinct + 1)) / 2 : undefined,
    source: run.source,
  };
}

/** States that all predicates were asked about: the search ends with the first for which one fails. */
function judgedOf(run: Run): number {
  const { fault } = run;
  return fault?.what === "predicate" || fault?.what === "within" ? fault.state : distinctOf(run);
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

/** The orbits of a reduced search; what permutations make of instances is known to those who know the machine. */
function orbitsOf(
  { canonical, input: { reduction } }: Run,
  instanceImage: PackedOrbits["instanceImage"] | undefined,
): PackedOrbits | undefined {
  if (canonical === undefined || reduction === undefined) return undefined;
  if (instanceImage === undefined) return bug("permutations of orbits act on instances");
  return { canonical, tables: reduction.tables, instanceImage };
}
