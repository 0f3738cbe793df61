/**
 * A store for states of one or two words that keeps the words in an open-addressing hash table with linear probing.
 *
 * The words of a state must not all be zero, because that marks an empty slot: the search sets a bit that the layout does
 * not use. The table is indexed by the highest bits of the hash, so that growing moves every entry from slot p to about 2p:
 * the table doubles in place, from its end to its beginning, reading and writing in order. What cannot be moved so, because
 * it lies far from its slot or near the beginning, waits in a list.
 *
 * Cost for two words: 8 bytes a slot at a load of 0.4 to 0.8, 8 for the log, 4 for the parent: 22 to 32 bytes a state.
 */
import { growingInts } from "./packed-memory.ts";
import {
  defaultCapacity,
  hashMaskOf,
  hashOne,
  hashTwo,
  mostLoad,
  type PackedStore,
  type PackedStoreOptions,
  startLog,
  touch,
} from "./packed-store.ts";

export function inlineStore(options: PackedStoreOptions): PackedStore {
  return options.words === 1 ? oneWordStore(options) : twoWordStore(options);
}

function twoWordStore(options: PackedStoreOptions): PackedStore {
  const hashMask = hashMaskOf(options.hashBits ?? 32);
  let capacity = options.initialCapacity ?? defaultCapacity;
  let shift = Math.clz32(capacity) + 1; // of a 32-bit hash, to leave as many bits as the capacity has
  let size = 0;
  let homes = new Int32Array(1024);
  const memory = growingInts(capacity * 2);
  const log = startLog(2, capacity);

  const grow = (): void => {
    const old = capacity;
    const table = memory.ensure(old * 4);
    capacity = old * 2;
    shift--;
    const waiting: number[] = [];
    for (let p = old - 1; p >= 0; p--) {
      const a = table[2 * p] as number;
      const b = table[2 * p + 1] as number;
      if (a === 0 && b === 0) continue;
      table[2 * p] = 0;
      table[2 * p + 1] = 0;
      let s = (hashTwo(a, b) & hashMask) >>> shift;
      if (s > p) while (s < capacity && isTaken(table, s)) s++;
      if (s <= p || s === capacity) waiting.push(a, b);
      else {
        table[2 * s] = a;
        table[2 * s + 1] = b;
      }
    }
    for (let i = 0; i < waiting.length; i += 2) {
      const a = waiting[i] as number;
      const b = waiting[i + 1] as number;
      let s = (hashTwo(a, b) & hashMask) >>> shift;
      while (isTaken(table, s)) s = (s + 1) & (capacity - 1);
      table[2 * s] = a;
      table[2 * s + 1] = b;
    }
  };

  const locate = (candidates: Int32Array, first: number, end: number): void => {
    const slots = homes;
    const right = shift;
    const mask = hashMask;
    for (let c = first, i = 0; c < end; c++, i++) {
      const h = hashTwo(candidates[3 * c] as number, candidates[3 * c + 1] as number) & mask;
      slots[i] = 2 * (h >>> right);
    }
  };

  const probe = (candidates: Int32Array, first: number, end: number): void => {
    const table = memory.view();
    const words = log.words.view();
    const parents = log.parents.view();
    const slots = homes;
    const last = 2 * capacity - 1;
    let n = size;
    for (let c = first, i = 0; c < end; c++, i++) {
      const a = candidates[3 * c] as number;
      const b = candidates[3 * c + 1] as number;
      for (let p = slots[i] as number; ; p = (p + 2) & last) {
        const x = table[p] as number;
        const y = table[p + 1] as number;
        if (x === a && y === b) break;
        if (x !== 0 || y !== 0) continue;
        table[p] = a;
        table[p + 1] = b;
        words[2 * n] = a;
        words[2 * n + 1] = b;
        parents[n] = candidates[3 * c + 2] as number;
        n++;
        break;
      }
    }
    size = n;
  };

  return {
    words: 2,
    givesIds: false,
    size: () => size,
    log: () => log.words.view(),
    parents: () => log.parents.view(),
    ids: () => homes,
    insert: (candidates, first, end) => {
      const room = size + end - first;
      while (room > capacity * mostLoad) grow();
      log.words.ensure(room * 2);
      log.parents.ensure(room);
      if (homes.length <= end - first) homes = new Int32Array(2 * (end - first));
      locate(candidates, first, end);
      touch(memory.view(), homes, end - first);
      probe(candidates, first, end);
    },
    find: (candidates, c) => {
      const table = memory.view();
      const a = candidates[3 * c] as number;
      const b = candidates[3 * c + 1] as number;
      let s = (hashTwo(a, b) & hashMask) >>> shift;
      for (; isTaken(table, s); s = (s + 1) & (capacity - 1)) {
        if (table[2 * s] === a && table[2 * s + 1] === b) return 0;
      }
      return -1;
    },
  };
}

function isTaken(table: Int32Array, slot: number): boolean {
  return table[2 * slot] !== 0 || table[2 * slot + 1] !== 0;
}

function oneWordStore(options: PackedStoreOptions): PackedStore {
  const hashMask = hashMaskOf(options.hashBits ?? 32);
  let capacity = options.initialCapacity ?? defaultCapacity;
  let shift = Math.clz32(capacity) + 1;
  let size = 0;
  let homes = new Int32Array(1024);
  const memory = growingInts(capacity);
  const log = startLog(1, capacity);

  const grow = (): void => {
    const old = capacity;
    const table = memory.ensure(old * 2);
    capacity = old * 2;
    shift--;
    const waiting: number[] = [];
    for (let p = old - 1; p >= 0; p--) {
      const a = table[p] as number;
      if (a === 0) continue;
      table[p] = 0;
      let s = (hashOne(a) & hashMask) >>> shift;
      if (s > p) while (s < capacity && table[s] !== 0) s++;
      if (s <= p || s === capacity) waiting.push(a);
      else table[s] = a;
    }
    for (const a of waiting) {
      let s = (hashOne(a) & hashMask) >>> shift;
      while (table[s] !== 0) s = (s + 1) & (capacity - 1);
      table[s] = a;
    }
  };

  const locate = (candidates: Int32Array, first: number, end: number): void => {
    for (let c = first, i = 0; c < end; c++, i++) {
      homes[i] = (hashOne(candidates[2 * c] as number) & hashMask) >>> shift;
    }
  };

  const probe = (candidates: Int32Array, first: number, end: number): void => {
    const table = memory.view();
    const words = log.words.view();
    const parents = log.parents.view();
    const last = capacity - 1;
    for (let c = first, i = 0; c < end; c++, i++) {
      const a = candidates[2 * c] as number;
      for (let s = homes[i] as number; ; s = (s + 1) & last) {
        const x = table[s] as number;
        if (x === a) break;
        if (x !== 0) continue;
        table[s] = a;
        words[size] = a;
        parents[size] = candidates[2 * c + 1] as number;
        size++;
        break;
      }
    }
  };

  return {
    words: 1,
    givesIds: false,
    size: () => size,
    log: () => log.words.view(),
    parents: () => log.parents.view(),
    ids: () => homes,
    insert: (candidates, first, end) => {
      const room = size + end - first;
      while (room > capacity * mostLoad) grow();
      log.words.ensure(room);
      log.parents.ensure(room);
      if (homes.length <= end - first) homes = new Int32Array(2 * (end - first));
      locate(candidates, first, end);
      touch(memory.view(), homes, end - first);
      probe(candidates, first, end);
    },
    find: (candidates, c) => {
      const table = memory.view();
      const a = candidates[2 * c] as number;
      let s = (hashOne(a) & hashMask) >>> shift;
      for (; table[s] !== 0; s = (s + 1) & (capacity - 1)) if (table[s] === a) return 0;
      return -1;
    },
  };
}
