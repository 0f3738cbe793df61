/**
 * Packed states of chance: each value lies in its domain, but no execution need lead to the state. Guards often ask that many
 * values are the same, or that a set has all its elements or none, so these are more frequent than chance alone would have it.
 */
import { bitsPerMask, type Layout, type Packed, type Slot } from "./layout.ts";

/** A number from 0 to below − 1, of at most 30 bits. */
export type Dice = (below: number) => number;

/** The same throws each time (Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8, 2003). */
export function dice(): Dice {
  let x = 0x2545f491;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 1) % below;
  };
}

/** Writes the words of a state to the beginning of `into`. */
export function writeChanceState({ root, words }: Layout, roll: Dice, into: Int32Array): void {
  into.fill(0, 0, words);
  const favourite = roll(2 ** bitsPerMask);
  const number = (size: number): number => (roll(2) === 0 ? favourite % size : roll(size));
  write(root, { into, roll, number });
}

interface Pen {
  readonly into: Int32Array;
  readonly roll: Dice;
  /** A number below a size; the same one half of the times. */
  readonly number: (size: number) => number;
}

function write(packed: Packed, pen: Pen): void {
  switch (packed.kind) {
    case "scalar":
    case "optionalScalar":
      put(pen, packed.slot);
      return;
    case "optional":
      if (put(pen, packed.present) === 1) write(packed.of, pen);
      return;
    case "record":
      for (const field of Object.values(packed.fields)) write(field, pen);
      return;
    case "map":
      for (const entry of Object.values(packed.entries)) write(entry, pen);
      return;
    case "union": {
      const variant = Object.values(packed.variants)[put(pen, packed.tag)];
      for (const field of Object.values(variant ?? {})) write(field, pen);
      return;
    }
    case "set": {
      const kind = pen.roll(3);
      for (const mask of packed.masks) {
        put(pen, mask, kind === 0 ? 0 : kind === 1 ? mask.size - 1 : pen.roll(mask.size));
      }
      return;
    }
    case "list": {
      const length = put(pen, packed.length);
      for (const element of packed.elements.slice(0, length)) write(element, pen);
      return;
    }
    case "bag": {
      // The bound is one of all elements together: who comes first takes the most of it.
      const first = pen.roll(packed.counts.length);
      let taken = 0;
      for (const count of [...packed.counts.slice(first), ...packed.counts.slice(0, first)]) {
        taken += put(pen, count, pen.number(count.size - taken));
      }
    }
  }
}

/** Answers the number that the slot has then. */
function put({ into, number }: Pen, slot: Slot, value: number = number(slot.size)): number {
  const { word, shift } = slot;
  into[word] = (into[word] as number) | (value << shift);
  return value;
}
