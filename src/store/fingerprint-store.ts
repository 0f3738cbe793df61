/**
 * A store that keeps a fingerprint of 64 bits in place of each state: two states with the same fingerprint are taken for
 * one, so states may be missed. The whole words are kept only as long as a state waits to be expanded.
 *
 * Fingerprints are drawn by simple tabulation hashing (Zobrist 1970; Pătraşcu and Thorup, The power of simple tabulation
 * hashing, JACM 2012): a random number for every value of every byte of a state, combined by exclusive or. Drawn anew for
 * every search, any two different states get the same fingerprint with a probability of exactly 2^−64, whatever the spec.
 * A state is missed only if its fingerprint is that of one of the states stored before it, so with N states in the end the
 * probability that any was missed is at most N(N + 1)/2 · 2^−64.
 *
 * Cost: 8 bytes for the fingerprint, 5 to 10 for the table, 1 for the parent; the words of the states that wait.
 */
import { growingInts } from "./packed-memory.ts";
import { type PackedStore, type PackedStoreOptions, packedStore } from "./packed-store.ts";

export interface FingerprintStoreOptions
  extends Pick<PackedStoreOptions, "words" | "initialCapacity" | "limits"> {
  /** Fills an array with random numbers. */
  readonly random: (numbers: Int32Array) => void;
  /** Bits of each half of a fingerprint that count, for tests: 32 unless told. */
  readonly halfBits?: number | undefined;
}

/** Random numbers of the host. */
export function hostRandom(numbers: Int32Array): void {
  for (let first = 0; first < numbers.length; first += mostAtOnce) {
    crypto.getRandomValues(numbers.subarray(first, first + mostAtOnce));
  }
}

/** Web Crypto gives 65,536 bytes at once. */
const mostAtOnce = 2 ** 14;

/** Two numbers for each value of each byte of a state. */
const numbersInByte = 2 * 256;

export function fingerprintStore(options: FingerprintStoreOptions): PackedStore {
  const { words, random, halfBits = 32, initialCapacity, limits } = options;
  const stride = words + 1;
  const table = new Int32Array(words * 4 * numbersInByte);
  random(table);
  const mask = halfBits === 32 ? -1 : 2 ** halfBits - 1;
  const inner = packedStore({ words: 2, parents: "low byte", initialCapacity, limits });
  const queue = growingInts(1024 * words, limits);
  let base = 0;
  let prints = new Int32Array(3);

  /** Writes the fingerprint and the parent of a candidate to a place of `prints`. */
  const print = (source: Int32Array, position: number, place: number): void => {
    let a = 0;
    let b = 0;
    for (let word = 0; word < words; word++) {
      const value = source[position * stride + word] as number;
      for (let byte = 0; byte < 4; byte++) {
        const at = (word * 4 + byte) * numbersInByte + 2 * ((value >>> (8 * byte)) & 255);
        a ^= table[at] as number;
        b ^= table[at + 1] as number;
      }
    }
    prints[3 * place] = a & mask;
    prints[3 * place + 1] = b & mask;
    prints[3 * place + 2] = source[position * stride + words] as number;
  };

  /** Before anything is added, so that no state is without its words. */
  const makeRoom = (count: number): void => {
    queue.ensure((inner.size() - base + count) * words);
  };

  const enqueue = (source: Int32Array, position: number, id: number): void => {
    const to = (id - base) * words;
    const view = queue.view();
    for (let word = 0; word < words; word++) {
      view[to + word] = source[position * stride + word] as number;
    }
  };

  return {
    ...inner,
    words,
    base: () => base,
    log: () => queue.view(),
    copyWords: (state, into) => {
      const at = (state - base) * words;
      for (let word = 0; word < words; word++) into[word] = queue.view()[at + word] as number;
    },
    insert: (source, count) => {
      makeRoom(count);
      if (prints.length < 6 * count) prints = new Int32Array(12 * count);
      for (let i = 0; i < count; i++) print(source, i, i);
      const all = prints.slice(0, 3 * count);
      const size = inner.size();
      inner.insert(prints, count);
      let position = 0;
      const log = inner.log();
      for (let id = size; id < inner.size(); id++) {
        // the first candidate with this fingerprint is the one that was added
        while (all[3 * position] !== log[2 * id] || all[3 * position + 1] !== log[2 * id + 1]) {
          position++;
        }
        enqueue(source, position, id);
      }
    },
    add: (source, position) => {
      makeRoom(1);
      const size = inner.size();
      print(source, position, 0);
      inner.add(prints, 0);
      if (inner.size() > size) enqueue(source, position, size);
    },
    find: (source, position) => {
      print(source, position, 0);
      return inner.find(prints, 0);
    },
    release: (state) => {
      const gone = state - base - (state % 256);
      const kept = inner.size() - base - gone;
      if (gone < kept || gone < mostGone) return;
      queue.view().copyWithin(0, gone * words, (gone + kept) * words);
      base += gone;
    },
  };
}

/** States that may be dropped before the queue is moved. */
const mostGone = 2 ** 12;
