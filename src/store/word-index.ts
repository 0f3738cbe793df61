/**
 * Finds states by their words among some of a log: what gives the states of a region their numbers when the store of the
 * search knows none. Made when it is wanted, for the region alone, and thrown away with it.
 *
 * The same open-addressing table as those of the store: 1 + the number of the member in the lower bits of an entry, the next
 * bits of the hash in the others. Cost: 4 bytes a slot at a load of 0.4 to 0.8; for states of up to four words also a copy.
 */

import type { StoreFunctions } from "./store-functions.ts";
import { mostLoad } from "./store-table.ts";
import { evaluateStore } from "./store-text.ts";

export interface WordIndex {
  /**
   * Looks up the candidates at places[0] … places[count − 1], each so many numbers from the one before it, and writes for
   * each the number of the member at the same place of `members`, −1 where it is none.
   */
  readonly locate: (candidates: Int32Array, places: Places, members: Int32Array) => void;
}

/** Which of the candidates are meant. */
export interface Places {
  readonly at: Int32Array;
  readonly count: number;
}

export interface WordIndexOptions {
  /** Words a state, and numbers a candidate. */
  readonly words: number;
  readonly stride: number;
  /** The states of the log that are members; their numbers are their positions here. */
  readonly states: Int32Array;
  readonly log: Int32Array;
  /** How many bits of the hash count, for tests: 32 unless told, 0 makes all states collide. */
  readonly hashBits?: number | undefined;
}

/** Words of a state up to which the members' are copied. */
const mostCopied = 4;

/** States that are entered at once. */
const batch = 512;

export function wordIndex(options: WordIndexOptions): WordIndex {
  const { words, stride, states, log } = options;
  const capacity = capacityFor(states.length);
  const bits = 31 - Math.clz32(capacity);
  const table = new Int32Array(capacity);
  const numberMask = capacity - 1;
  const { hash } = evaluateStore({
    ...{ words, shardBits: 0, hashBits: options.hashBits ?? 32, direct: false },
  });
  const own = ownLog(options);
  const compared = own ?? log;
  let room = roomFor(batch);

  enterAll(options, { table, hash }, room);

  /** Hashes candidates, reads their slots, and the words of the members that these name. */
  const prepare = (candidates: Int32Array, { at, count }: Places): void => {
    const { hashes, slots, distant } = room;
    for (let i = 0; i < count; i++) {
      const hashed = hash(candidates, (at[i] as number) * stride);
      hashes[i] = hashed;
      slots[i] = hashed >>> (32 - bits);
    }
    touch(table, slots, count);
    for (let i = 0; i < count; i++) {
      const number = (table[slots[i] as number] as number) & numberMask;
      distant[i] = number === 0 ? 0 : number - 1;
    }
    if (own === undefined) {
      touch(states, distant, count);
      for (let i = 0; i < count; i++) distant[i] = states[distant[i] as number] as number;
    }
    for (let i = 0; i < count; i++) distant[i] = (distant[i] as number) * words;
    touch(compared, distant, count);
  };

  return {
    locate: (candidates, places, members) => {
      const { at, count } = places;
      if (room.hashes.length < count) room = roomFor(2 * count);
      prepare(candidates, places);
      const { hashes, slots } = room;
      const shift = bits;
      const mask = numberMask;
      for (let i = 0; i < count; i++) {
        const place = at[i] as number;
        const from = place * stride;
        const tag = ((hashes[i] as number) << shift) & ~mask;
        let member = -1;
        for (let s = slots[i] as number; ; s = (s + 1) & mask) {
          const entry = table[s] as number;
          if (entry === 0) break;
          if ((entry & ~mask) !== tag) continue;
          const number = (entry & mask) - 1;
          const to = (own === undefined ? (states[number] as number) : number) * words;
          let word = 0;
          while (word < words && compared[to + word] === candidates[from + word]) word++;
          if (word < words) continue;
          member = number;
          break;
        }
        members[place] = member;
      }
    },
  };
}

/** What is known of the candidates of a batch: hashes, first slots, and places in a log. */
interface Room {
  readonly hashes: Int32Array;
  readonly slots: Int32Array;
  readonly distant: Int32Array;
}

/** One place more than candidates, for `touch`. */
function roomFor(count: number): Room {
  return {
    hashes: new Int32Array(count),
    slots: new Int32Array(count + 1),
    distant: new Int32Array(count + 1),
  };
}

function enterAll(
  { words, states, log }: WordIndexOptions,
  { table, hash }: { readonly table: Int32Array; readonly hash: StoreFunctions["hash"] },
  { hashes, slots }: Room,
): void {
  const numberMask = table.length - 1;
  const bits = 31 - Math.clz32(table.length);
  for (let first = 0; first < states.length; first += batch) {
    const at = states.subarray(first, first + batch);
    for (let i = 0; i < at.length; i++) {
      const hashed = hash(log, (at[i] as number) * words);
      hashes[i] = hashed;
      slots[i] = hashed >>> (32 - bits);
    }
    touch(table, slots, at.length);
    for (let i = 0; i < at.length; i++) {
      let s = slots[i] as number;
      while (table[s] !== 0) s = (s + 1) & numberMask;
      table[s] = (((hashes[i] as number) << bits) & ~numberMask) | (first + i + 1);
    }
  }
}

/**
 * The words of the members by their numbers, one distant access less for each look-up: the log itself where all of its
 * first states are members, otherwise a copy, unless states are wide.
 */
function ownLog({ words, states, log }: WordIndexOptions): Int32Array | undefined {
  if (states.every((state, member) => state === member)) return log;
  if (words > mostCopied) return undefined;
  const copy = new Int32Array(states.length * words);
  for (let member = 0; member < states.length; member++) {
    const from = (states[member] as number) * words;
    for (let word = 0; word < words; word++) {
      copy[member * words + word] = log[from + word] as number;
    }
  }
  return copy;
}

/** A power of two, of which the members fill no more than the most load; two at least. */
function capacityFor(members: number): number {
  let capacity = 2;
  while (members > capacity * mostLoad) capacity *= 2;
  return capacity;
}

/**
 * Reads the places of a table, so that the processor waits for many of them at once. The sum of what was read is written
 * behind the places, where there must be room, or the compiler would leave the reads out.
 */
function touch(table: Int32Array, places: Int32Array, count: number): void {
  let sum = 0;
  for (let i = 0; i < count; i++) sum ^= table[places[i] as number] as number;
  places[count] = sum;
}
