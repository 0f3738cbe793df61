/**
 * Leaves out of a region what lies on no cycle of two states or more because too little leads to it: members that no remaining
 * member leads to, again and again. A region without such a cycle is left with nothing, and none of its
 * transitions is ever stored.
 *
 * Algorithm: Kahn, "Topological sorting of large networks", Comm. ACM 5(11), 1962, on counts that reach.ts has made.
 * Deviation: transitions are read again when their state is left out, several states at a time.
 *
 * Cost: each member that is left out is read once; 4 bytes for each that waits.
 */
import { type Region, staysInOrbit } from "../explore/state-space.ts";
import type { Reach } from "./reach.ts";

const out = -1;

/**
 * Answers the number of transitions between remaining members that change the state. In `incoming` remain positive counts for these; all
 * other members get a negative one.
 */
export function* trim(
  region: Pick<Region, "batch" | "read">,
  { queue, read, found, incoming }: Pick<Reach, "queue" | "read" | "found" | "incoming">,
): Generator<void, number> {
  const waiting = new Int32Array(read);
  const batch = new Int32Array(region.batch);
  let count = 0;
  let transitions = 0;
  for (let i = read; i < found; i++) incoming[queue[i] as number] = out; // known from one side only
  for (let i = 0; i < read; i++) {
    const member = queue[i] as number;
    transitions += incoming[member] as number;
    if (incoming[member] !== 0) continue;
    incoming[member] = out;
    waiting[count++] = member;
  }
  while (count > 0) {
    const taken = Math.min(count, batch.length);
    count -= taken;
    for (let i = 0; i < taken; i++) batch[i] = waiting[count + i] as number;
    const { ends, targets, permutations } = region.read(batch, 0, taken);
    for (let i = 0, k = 0; i < taken; i++) {
      for (const stop = ends[i] as number; k < stop; k++) {
        const target = targets[k] as number;
        if (target < 0 || (target === batch[i] && !staysInOrbit(permutations, k))) continue;
        const left = (incoming[target] as number) - 1;
        incoming[target] = left;
        if (left >= 0) transitions--;
        if (left !== 0) continue;
        incoming[target] = out;
        waiting[count++] = target;
      }
    }
    yield;
  }
  return transitions;
}
