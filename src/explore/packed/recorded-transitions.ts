/**
 * The transitions of a search as they are found: each state's stand together. When states come in the order of their
 * numbers, as in breadth-first search, that is already the compressed form of `StateGraph`, and nothing is copied.
 */
import { growingBytes, growingInts } from "../../store/packed-memory.ts";
import type { StateGraph } from "../state-graph.ts";

export interface RecordedTransitions {
  /** Adds a transition of the state that is being recorded. */
  add(target: number, instance: number): void;
  /** Ends the transitions of a state: they are all. */
  end(state: number): void;
  /** Forgets the transitions of the state that is being recorded. */
  drop(): void;
  isExpanded(state: number): boolean;
  graph(stateCount: number, initialCount: number): StateGraph;
}

export function recordedTransitions(): RecordedTransitions {
  const targets = growingInts(1024);
  const instances = growingInts(1024);
  const starts = growingInts(1024);
  const lengths = growingInts(1024);
  const expanded = growingBytes(1024);
  let total = 0;
  let start = 0;
  let last = -1;
  let inOrder = true;
  return {
    add: (target, instance) => {
      targets.ensure(total + 1)[total] = target;
      instances.ensure(total + 1)[total] = instance;
      total++;
    },
    end: (state) => {
      starts.ensure(state + 1)[state] = start;
      lengths.ensure(state + 1)[state] = total - start;
      expanded.ensure(state + 1)[state] = 1;
      inOrder &&= state > last;
      last = state;
      start = total;
    },
    drop: () => {
      total = start;
    },
    isExpanded: (state) => expanded.ensure(state + 1)[state] === 1,
    graph: (stateCount, initialCount) => {
      const ends = lengths.ensure(stateCount);
      const offsets = new Int32Array(stateCount + 1);
      for (let state = 0; state < stateCount; state++) {
        offsets[state + 1] = (offsets[state] as number) + (ends[state] as number);
      }
      const recorded = { targets: targets.view(), instances: instances.view() };
      const sorted = inOrder ? undefined : gathered(recorded, starts.view(), offsets);
      return {
        stateCount,
        initialCount,
        offsets,
        targets: sorted?.targets ?? recorded.targets.subarray(0, start),
        instances: sorted?.instances ?? recorded.instances.subarray(0, start),
        expanded: expanded.ensure(stateCount).subarray(0, stateCount),
      };
    },
  };
}

type Columns = Pick<StateGraph, "targets" | "instances">;

/** Brings the transitions into the order of the states. */
function gathered(recorded: Columns, starts: Int32Array, offsets: Int32Array): Columns {
  const stateCount = offsets.length - 1;
  const total = offsets[stateCount] as number;
  const targets = new Int32Array(total);
  const instances = new Int32Array(total);
  for (let state = 0; state < stateCount; state++) {
    const offset = offsets[state] as number;
    const first = starts[state] ?? 0;
    const end = first + (offsets[state + 1] as number) - offset;
    targets.set(recorded.targets.subarray(first, end), offset);
    instances.set(recorded.instances.subarray(first, end), offset);
  }
  return { targets, instances };
}
