/**
 * The shape of a packed state: which bits of which 32-bit word hold which part of it. The tree follows the schema; every
 * leaf is a slot, an unsigned number of a few bits that lies within one word.
 *
 * One value has one encoding: what is absent is all zero. That goes for a null, for the elements of a list beyond its
 * length, for the fields of variants that a union does not have at the moment. Two packed states are equal exactly when
 * their words are.
 */
import type { Domain } from "../../spec/domain.ts";

/** A field of bits: `(words[word] >>> shift) & (2^width − 1)`, a number from 0 to size − 1. */
export interface Slot {
  /** Index into `Layout.slots`. */
  readonly id: number;
  /** For people: `pins[page0]`, `queue.length`, `call[app1].tag`. */
  readonly name: string;
  readonly word: number;
  readonly shift: number;
  /** Bits, 1 to 30; 0 for a slot with a single value, which occupies nothing and reads as 0. */
  readonly width: number;
  /** Number of values. */
  readonly size: number;
}

/** Where a value of a domain lies. */
export type Packed =
  /** The position of the value in `domain.elements`. */
  | { readonly kind: "scalar"; readonly domain: Domain; readonly slot: Slot }
  /** 0 for null, otherwise 1 + the position of the value in the elements of the inner domain. */
  | { readonly kind: "optionalScalar"; readonly domain: Domain; readonly slot: Slot }
  /** `present` is 0 for null; then all of `of` is zero. */
  | {
      readonly kind: "optional";
      readonly domain: Domain;
      readonly present: Slot;
      readonly of: Packed;
    }
  | { readonly kind: "record"; readonly domain: Domain; readonly fields: PackedFields }
  /** `tag` is the position of the tag among the keys of `variants`. Slots of different variants may share bits. */
  | {
      readonly kind: "union";
      readonly domain: Domain;
      readonly tag: Slot;
      readonly variants: { readonly [tag: string]: PackedFields };
    }
  /** By the text of the key. */
  | { readonly kind: "map"; readonly domain: Domain; readonly entries: PackedFields }
  /**
   * A bit for every possible element, in the order of `elements` (plain values as `enumerate` gives them): element i is bit
   * i % 30 of masks[⌊i / 30⌋].
   */
  | {
      readonly kind: "set";
      readonly domain: Domain;
      readonly elements: readonly unknown[];
      readonly masks: readonly Slot[];
    }
  | {
      readonly kind: "list";
      readonly domain: Domain;
      readonly length: Slot;
      readonly elements: readonly Packed[];
    }
  /** How often each possible element occurs, in the order of `elements`. */
  | {
      readonly kind: "bag";
      readonly domain: Domain;
      readonly elements: readonly unknown[];
      readonly counts: readonly Slot[];
    };

export type PackedFields = { readonly [field: string]: Packed };

export interface Layout {
  /** 32-bit words a state; at least 1. */
  readonly words: number;
  /** Bits that are in use. */
  readonly bits: number;
  readonly slots: readonly Slot[];
  readonly root: Packed & { readonly kind: "record" };
}

/** Bits of a set in one mask: a mask is then a small integer in V8, and never negative. */
export const bitsPerMask = 30;
