/**
 * The shortest fair loop through a given state of a fair component, exactly.
 *
 * Algorithm: breadth-first search over pairs of a state and what the walk has done so far, a bit for each constraint
 * that matters in the component: for a weak one "taken, or seen disabled", for a strong one "taken" and "seen
 * enabled". Finding a shortest fair cycle is NP-hard in the number of constraints (Clarke, Grumberg, McMillan & Zhao,
 * "Efficient generation of counterexamples and witnesses in symbolic model checking", DAC 1995), so the search exists
 * only while states × 2^bits stays under a limit; beyond it see greedy-fair-loop.ts.
 *
 * Cost: O(nodes + edges × 2^bits) for each entry, 8 bytes for each node. Ties fall to the edge found first.
 */

import type { ComponentGraph } from "./component-graph.ts";
import { hasBit, type Obligations } from "./obligations.ts";

/** Finds a fair loop through a local state as local edges; undefined when each one has `below` steps or more. */
export type LoopSearch = (entry: number, below: number) => readonly number[] | undefined;

const MOST_BITS = 20;

/** Makes the search; undefined when it would need more than `nodeLimit` nodes. */
export function exactFairLoop(
  component: ComponentGraph,
  obligations: Obligations,
  nodeLimit: number,
): LoopSearch | undefined {
  const stateCount = component.states.length;
  if (stateCount > nodeLimit) return undefined;
  const progress = compileProgress(component, obligations);
  const { bits } = progress;
  if (bits > MOST_BITS || stateCount * 2 ** bits > nodeLimit) return undefined;
  const parentEdge = new Int32Array(stateCount << bits);
  const parent = new Int32Array(stateCount << bits);
  const queue = new Int32Array(stateCount << bits);
  const { offsets, targets } = component;

  return (entry, below) => {
    parent.fill(-1);
    const first = (entry << bits) | (progress.onVisit[entry] as number);
    parent[first] = first;
    queue[0] = first;
    let queued = 1;
    let levelEnd = 1;
    let length = 1;
    for (let head = 0; head < queued; head++) {
      if (head === levelEnd) {
        levelEnd = queued;
        length++;
      }
      if (length >= below) return undefined;
      const node = queue[head] as number;
      const state = node >>> bits;
      const end = offsets[state + 1] as number;
      for (let edge = offsets[state] as number; edge < end; edge++) {
        const target = targets[edge] as number;
        const done =
          node | (progress.onEdge[edge] as number) | (progress.onVisit[target] as number);
        const mask = done & ((1 << bits) - 1);
        if (target === entry && isDone(progress, mask)) {
          return [...edgesTo(node), edge];
        }
        const next = (target << bits) | mask;
        if (parent[next] !== -1) continue;
        parent[next] = node;
        parentEdge[next] = edge;
        queue[queued++] = next;
      }
    }
    return undefined;
  };

  function edgesTo(last: number): number[] {
    const edges: number[] = [];
    for (let node = last; parent[node] !== node; node = parent[node] as number) {
      edges.push(parentEdge[node] as number);
    }
    return edges.reverse();
  }
}

/** What visiting a state and following an edge adds to the bits of a walk. */
interface Progress {
  readonly bits: number;
  readonly onVisit: Int32Array;
  readonly onEdge: Int32Array;
  /** Bits that a loop has to have. */
  readonly needed: number;
  /** Bits "seen enabled" of strong constraints; each calls for the bit below it, "taken". */
  readonly owing: number;
}

function isDone({ needed, owing }: Progress, mask: number): boolean {
  return (mask & needed) === needed && (((mask & owing) >>> 1) & ~mask) === 0;
}

/** Gives bits to the constraints that are enabled somewhere in the component; the others are satisfied by any loop. */
function compileProgress(component: ComponentGraph, obligations: Obligations): Progress {
  const { states, sources, instances, enabled } = component;
  const { words, takenBy } = obligations;
  const onVisit = new Int32Array(states.length);
  const onEdge = new Int32Array(sources.length);
  let bits = 0;
  let needed = 0;
  let owing = 0;
  for (let c = 0; c < obligations.count; c++) {
    const strong = hasBit(obligations.strong, 0, c);
    const seen = (s: number): boolean => hasBit(enabled, s * words, c);
    if (!states.some((_, s) => seen(s))) continue;
    const bit = 1 << bits;
    for (let s = 0; s < states.length; s++) {
      if (strong ? seen(s) : !seen(s))
        onVisit[s] = (onVisit[s] as number) | (strong ? bit << 1 : bit);
    }
    for (let edge = 0; edge < sources.length; edge++) {
      if (hasBit(takenBy, (instances[edge] as number) * words, c)) {
        onEdge[edge] = (onEdge[edge] as number) | bit;
      }
    }
    if (strong) owing |= bit << 1;
    else needed |= bit;
    bits += strong ? 2 : 1;
    if (bits > MOST_BITS) break;
  }
  return { bits, onVisit, onEdge, needed, owing };
}
