/** The transitions of a state space, read region by region, in the form of a recorded graph. */
import type { StateGraph } from "../../../src/explore/state-graph.ts";
import type { StateSpace } from "../../../src/explore/state-space.ts";

/**
 * Reads the states in two regions, those with even and those with odd ids from the last to the first, so that nothing depends
 * on the region being everything and in order. Transitions between the regions are read with both together.
 */
export function graphOfSpace(space: StateSpace): StateGraph {
  const { stateCount, initialCount, isExpanded } = space;
  const ids = Array.from({ length: stateCount }, (_, id) => stateCount - 1 - id);
  const all = edgesIn(space, ids);
  const parts = [0, 1].map((rest) => ids.filter((id) => id % 2 === rest));
  for (const part of parts) {
    const isPart = new Set(part);
    for (const [id, edges] of edgesIn(space, part)) {
      const whole = all.get(id) ?? [];
      const expected = whole.map((edge) => ({ ...edge, to: isPart.has(edge.to) ? edge.to : -1 }));
      if (JSON.stringify(edges) !== JSON.stringify(expected)) throw new Error(`state ${id}`);
    }
  }
  const ordered = ids.toReversed().map((id) => all.get(id) ?? []);
  const offsets = new Int32Array(stateCount + 1);
  for (const [id, edges] of ordered.entries()) {
    offsets[id + 1] = (offsets[id] as number) + edges.length;
  }
  return {
    ...{ stateCount, initialCount, offsets },
    targets: Int32Array.from(ordered.flat(), ({ to }) => to),
    instances: Int32Array.from(ordered.flat(), ({ instance }) => instance),
    expanded: Uint8Array.from(ordered, (_, id) => Number(isExpanded(id))),
  };
}

interface Edge {
  readonly instance: number;
  readonly to: number;
}

function edgesIn(space: StateSpace, ids: readonly number[]): Map<number, readonly Edge[]> {
  const region = space.region(Int32Array.from(ids));
  const members = Int32Array.from(ids, (_, member) => member);
  const edges = new Map<number, readonly Edge[]>();
  for (let first = 0; first < ids.length; first += region.batch) {
    const end = Math.min(first + region.batch, ids.length);
    const { ends, targets, instances } = region.read(members, first, end);
    for (let i = first, k = 0; i < end; i++) {
      const own: Edge[] = [];
      for (; k < (ends[i - first] as number); k++) {
        own.push({ instance: instances[k] as number, to: ids[targets[k] as number] ?? -1 });
      }
      edges.set(ids[i] as number, own);
    }
  }
  return edges;
}
