/**
 * A store for states of any width: an open-addressing hash table of ids, and the log that has the words.
 *
 * A table of 2^b slots needs b bits for 1 + id; the other bits of an entry hold the next bits of the hash, so that most
 * comparisons with other states need no access to the log. The table is indexed by the highest bits of the hash.
 *
 * Growing clears the table and enters the log again: nothing is copied, nothing is needed twice. Cost: 4 bytes a slot at a
 * load of 0.4 to 0.8, 4 a word, 4 for the parent.
 */
import { growingInts } from "./packed-memory.ts";
import {
  defaultCapacity,
  hashMany,
  hashMaskOf,
  mostLoad,
  type PackedStore,
  type PackedStoreOptions,
  startLog,
  touch,
} from "./packed-store.ts";

/** States that are entered again at once when the table grows. */
const growthBatch = 512;

export function indexStore(options: PackedStoreOptions): PackedStore {
  const { words } = options;
  const stride = words + 1;
  const hashMask = hashMaskOf(options.hashBits ?? 32);
  let capacity = options.initialCapacity ?? defaultCapacity;
  let bits = 31 - Math.clz32(capacity);
  let size = 0;
  let hashes = new Int32Array(1024);
  let places = new Int32Array(1024);
  let found = new Int32Array(1024);
  const memory = growingInts(capacity);
  const log = startLog(words, capacity);

  /** The part of an entry that comes from the hash: the bits below those that chose the slot. */
  const tagOf = (hash: number): number => (hash << bits) & (-1 << bits);

  const makeRoom = (count: number): void => {
    const room = size + count;
    while (room > capacity * mostLoad) grow();
    log.words.ensure(room * words);
    log.parents.ensure(room);
    if (hashes.length <= count) {
      hashes = new Int32Array(2 * count);
      places = new Int32Array(2 * count);
      found = new Int32Array(2 * count);
    }
  };

  const grow = (): void => {
    memory.view().fill(0, 0, capacity);
    capacity *= 2;
    bits++;
    const table = memory.ensure(capacity);
    const all = log.words.view();
    for (let first = 0; first < size; first += growthBatch) {
      const end = Math.min(size, first + growthBatch);
      touchSlots({ states: all, stride: words, first, end });
      for (let id = first; id < end; id++) enter(table, hashes[id - first] as number, id);
    }
  };

  const enter = (table: Int32Array, hash: number, id: number): void => {
    let s = hash >>> (32 - bits);
    while (table[s] !== 0) s = (s + 1) & (capacity - 1);
    table[s] = tagOf(hash) | (id + 1);
  };

  /** Hashes states and reads their first slots. */
  const touchSlots = ({ states, first, end, stride: step }: Range): void => {
    for (let c = first; c < end; c++) {
      const hash = hashMany(states, c * step, words) & hashMask;
      hashes[c - first] = hash;
      places[c - first] = hash >>> (32 - bits);
    }
    touch(memory.view(), places, end - first);
  };

  /** Reads the log where the first slots point to. */
  const touchLog = (count: number): void => {
    const table = memory.view();
    const ids = (1 << bits) - 1;
    for (let i = 0; i < count; i++) {
      const entry = (table[places[i] as number] as number) & ids;
      places[i] = entry === 0 ? 0 : (entry - 1) * words;
    }
    touch(log.words.view(), places, count);
  };

  /** The id of the words at a position; −1 − s if they are new and belong into slot s. */
  const locate = (states: Int32Array, at: number, hash: number): number => {
    const table = memory.view();
    const all = log.words.view();
    const ids = (1 << bits) - 1;
    const tag = tagOf(hash);
    for (let s = hash >>> (32 - bits); ; s = (s + 1) & (capacity - 1)) {
      const entry = table[s] as number;
      if (entry === 0) return -1 - s;
      if ((entry & ~ids) !== tag) continue;
      const id = (entry & ids) - 1;
      let word = 0;
      while (word < words && all[id * words + word] === states[at + word]) word++;
      if (word === words) return id;
    }
  };

  return {
    words,
    givesIds: true,
    size: () => size,
    log: () => log.words.view(),
    parents: () => log.parents.view(),
    ids: () => found,
    insert: (candidates, first, end) => {
      makeRoom(end - first);
      touchSlots({ states: candidates, stride, first, end });
      touchLog(end - first);
      const table = memory.view();
      const all = log.words.view();
      const parents = log.parents.view();
      for (let c = first; c < end; c++) {
        const at = c * stride;
        const hash = hashes[c - first] as number;
        const id = locate(candidates, at, hash);
        found[c - first] = id < 0 ? size : id;
        if (id >= 0) continue;
        table[-1 - id] = tagOf(hash) | (size + 1);
        for (let word = 0; word < words; word++) {
          all[size * words + word] = candidates[at + word] as number;
        }
        parents[size] = candidates[at + words] as number;
        size++;
      }
    },
    find: (candidates, candidate) => {
      const at = candidate * stride;
      const id = locate(candidates, at, hashMany(candidates, at, words) & hashMask);
      return id < 0 ? -1 : id;
    },
  };
}

/** States in an array, one every `stride` elements. */
interface Range {
  readonly states: Int32Array;
  readonly stride: number;
  readonly first: number;
  readonly end: number;
}
