/**
 * A region that remembers the transitions of its members when they are read for the first time: for states whose transitions
 * take long to make, and are read several times. When there is no more room, further members are read anew each time.
 *
 * Cost: 4 bytes for each member and 12 for each transition that is remembered.
 */
import type { Region, Transitions } from "./state-space.ts";

/** Remembered transitions take up to 100 MB. */
const mostRemembered = 2 ** 23;

/** Makes a region of so many members remember. */
export function rememberedRegion(
  region: Region,
  members: number,
  most: number = mostRemembered,
): Region {
  const memory = rowMemory(members);
  const missing = new Int32Array(region.batch);
  /** The members that were read last, and where the transitions of each begin. */
  const last = new Int32Array(region.batch);
  let ends: Int32Array = missing;
  let isKnown = false;

  /** Remembers those of some members that it does not know; answers whether there was room. */
  const remember = (list: Int32Array, first: number, end: number): boolean => {
    let count = 0;
    for (let i = first; i < end; i++) {
      if (!memory.has(list[i] as number)) missing[count++] = list[i] as number;
    }
    if (count === 0) return true;
    if (memory.size() >= most) return false;
    memory.add(missing, count, region.read(missing, 0, count));
    return true;
  };

  return {
    batch: region.batch,
    read: (list, first, end) => {
      last.set(list.subarray(first, end));
      isKnown = remember(list, first, end);
      const read = isKnown ? memory.read(list, first, end) : region.read(list, first, end);
      ends = read.ends;
      return read;
    },
    stepHolds: (predicate, i, k) => {
      if (!isKnown) return region.stepHolds(predicate, i, k);
      region.read(last, i, i + 1); // the step itself is not remembered
      return region.stepHolds(predicate, 0, k - (i === 0 ? 0 : (ends[i - 1] as number)));
    },
  };
}

interface RowMemory {
  readonly has: (member: number) => boolean;
  /** How many transitions are remembered. */
  readonly size: () => number;
  /** Takes in the transitions of the first so many members of a list, as they were read. */
  readonly add: (list: Int32Array, count: number, read: Transitions) => void;
  readonly read: Region["read"];
}

function rowMemory(members: number): RowMemory {
  /** By member: 1 + the row that is its own, 0 while there is none. */
  const rowOf = new Int32Array(members);
  /** Row r ends before this position; it begins where the row before it ends. */
  let rowEnds = new Int32Array(256);
  let rows = 0;
  let kept = columns(1024);
  let size = 0;
  let found = columns(1024);
  let ends = new Int32Array(0);

  return {
    has: (member) => rowOf[member] !== 0,
    size: () => size,
    add: (list, count, { ends: readEnds, targets, instances, permutations }) => {
      kept = withRoom(kept, size, size + (readEnds[count - 1] as number));
      for (let i = 0, k = 0; i < count; i++) {
        for (const stop = readEnds[i] as number; k < stop; k++, size++) {
          kept.targets[size] = targets[k] as number;
          kept.instances[size] = instances[k] as number;
          kept.permutations[size] = permutations?.[k] ?? 0;
        }
        if (rows === rowEnds.length) rowEnds = grown(rowEnds, rows, 2 * rows);
        rowEnds[rows++] = size;
        rowOf[list[i] as number] = rows;
      }
    },
    read: (list, first, end) => {
      if (ends.length < end - first) ends = new Int32Array(end - first);
      let count = 0;
      for (let i = first; i < end; i++) {
        const row = (rowOf[list[i] as number] as number) - 1;
        const begin = row === 0 ? 0 : (rowEnds[row - 1] as number);
        const length = (rowEnds[row] as number) - begin;
        found = withRoom(found, count, count + length);
        for (let k = 0; k < length; k++, count++) {
          found.targets[count] = kept.targets[begin + k] as number;
          found.instances[count] = kept.instances[begin + k] as number;
          found.permutations[count] = kept.permutations[begin + k] as number;
        }
        ends[i - first] = count;
      }
      return { ends, ...found };
    },
  };
}

interface Columns {
  readonly targets: Int32Array;
  readonly instances: Int32Array;
  readonly permutations: Int32Array;
}

function columns(length: number): Columns {
  return {
    targets: new Int32Array(length),
    instances: new Int32Array(length),
    permutations: new Int32Array(length),
  };
}

/** The columns with room for so many transitions, of which the first so many are used. */
function withRoom(old: Columns, used: number, wanted: number): Columns {
  if (wanted <= old.targets.length) return old;
  const length = Math.max(wanted, 2 * old.targets.length);
  return {
    targets: grown(old.targets, used, length),
    instances: grown(old.instances, used, length),
    permutations: grown(old.permutations, used, length),
  };
}

function grown(old: Int32Array, used: number, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(old.subarray(0, used));
  return larger;
}
