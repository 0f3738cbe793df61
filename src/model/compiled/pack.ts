/**
 * Between the values of the reference engine and packed states: for initial states, for steps that could not be compiled,
 * for constants in compiled effects, and to show a state to people. Compiled guards and effects never come here.
 *
 * Costs about as much as the reference engine's own `codeOf` and `decode`: a call for every part of the value.
 */
import { bug, unreachable } from "../../diagnostics/bug.ts";
import type {
  BagDomain,
  Domain,
  Fields,
  ListedDomain,
  OptionalDomain,
  SetDomain,
} from "../../spec/domain.ts";
import { StoredBag } from "../../value/model-bag.ts";
import { StoredSet } from "../../value/model-set.ts";
import { enumerate } from "../enumerate.ts";
import { admit } from "../reference/admit.ts";
import { positionsOf } from "../reference/domain-parts.ts";
import { codeOf } from "../reference/encode.ts";
import { checkerAccess, placeOf } from "../reference/place.ts";
import { bitsPerMask, type Layout, type Packed, type PackedFields, type Slot } from "./layout.ts";

type Of<Kind extends Packed["kind"]> = Packed & { readonly kind: Kind };
/** A kind of Packed that lists its possible elements. */
type Listing = Of<"set"> | Of<"bag">;

// ── Elements of sets and bags ───────────────────────────────────────────────────────────────────────────────────────

/** More possible elements than this are neither listed nor packed. */
export const mostSetElements = 960;

/** What it takes to admit an element outside of a state. */
const somewhere = placeOf("s", checkerAccess);
const elementsKnown = new WeakMap<Domain, readonly unknown[]>();

/**
 * The values of a domain in the order of their codes, in which sets and bags go through them, or undefined for too many.
 * `enumerate` has that order but for values that contain sets, lists or bags: their codes go by size first.
 */
export function possibleElements(domain: Domain): readonly unknown[] | undefined {
  const known = elementsKnown.get(domain);
  if (known !== undefined) return known;
  if (countOf(domain) > mostSetElements) return undefined;
  const elements = inCodeOrder(domain, enumerate(domain));
  elementsKnown.set(domain, elements);
  return elements;
}

/** How many values a domain has, or anything above `mostSetElements`: `enumerate` would list a million before it refuses. */
function countOf(domain: Domain): number {
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "symmetric":
    case "index":
      return domain.size;
    case "optional":
      return countOf(domain.of) + (domain.of.kind === "optional" ? 0 : 1);
    case "record":
      return productOf(domain.fields);
    case "union":
      return Object.values<Fields>(domain.variants).reduce((sum, of) => sum + productOf(of), 0);
    case "map":
      return countOf(domain.value) ** domain.key.size;
    case "set":
      return 2 ** countOf(domain.element);
    case "list":
      return stepwise(domain.max, (count) => 1 + count * countOf(domain.element));
    case "bag": // of up to k elements among n: n + k choose k
      return stepwise(domain.max, (count, k) => (count * (countOf(domain.element) + k)) / k);
    default:
      return unreachable(domain);
  }
}

function productOf(fields: Fields): number {
  return Object.values(fields).reduce((product, field) => product * countOf(field), 1);
}

/** The last of the counts for capacities from 0 to `max`, or the first that is too large. */
function stepwise(max: number, next: (count: number, capacity: number) => number): number {
  let count = 1;
  for (let k = 1; k <= max && count <= mostSetElements; k++) count = next(count, k);
  return count;
}

function inCodeOrder(domain: Domain, values: readonly unknown[]): readonly unknown[] {
  return values
    .map((value) => ({ value, code: codeOf(domain, admit(domain, value, somewhere)) }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ value }) => value);
}

const codesKnown = new WeakMap<readonly unknown[], ReadonlyMap<string, number>>();

/** The position of each possible element, by the code that StoredSet and StoredBag know it by. */
function positionsByCode({ domain, elements }: Listing): ReadonlyMap<string, number> {
  const known = codesKnown.get(elements);
  if (known !== undefined) return known;
  const { element } = domain as SetDomain | BagDomain; // as makeLayout takes it over
  const made = new Map(
    elements.map((value, i) => [codeOf(element, admit(element, value, somewhere)), i]),
  );
  codesKnown.set(elements, made);
  return made;
}

// ── Slots ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The number in a slot of the state that begins at `at`. */
export function readSlot({ word, shift, width }: Slot, words: Int32Array, at: number): number {
  return (wordAt(words, at + word) >>> shift) & (2 ** width - 1);
}

/** Replaces the number in a slot of the state that begins at `at`; all other bits stay. */
export function writeSlot(slot: Slot, words: Int32Array, at: number, value: number): void {
  const { name, word, shift, width, size } = slot;
  if (!(Number.isInteger(value) && value >= 0 && value < size)) bug(`${name} cannot hold ${value}`);
  const mask = (2 ** width - 1) << shift;
  words[at + word] = (wordAt(words, at + word) & ~mask) | (value << shift);
}

function wordAt(words: Int32Array, i: number): number {
  return words[i] ?? bug(`a packed state has no word ${i}`);
}

// ── Packing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Takes the number that belongs into a slot. */
export type WriteSlot = (slot: Slot, value: number) => void;

/**
 * Writes a state, as `admit` or `decode` has made it, to `words` from `at` on. Every bit of `layout.words` words is written,
 * those that are not in use as 0.
 */
export function packState(layout: Layout, raw: unknown, words: Int32Array, at: number): void {
  words.fill(0, at, at + layout.words);
  packValue(layout.root, raw, (slot, value) => writeSlot(slot, words, at, value));
}

/**
 * Gives the numbers of all slots that an admitted value uses. Slots that are not mentioned are 0: those of other variants,
 * of elements beyond the length of a list, of what is inside a null. They have to be 0 before, since the others may share
 * their bits.
 */
export function packValue(packed: Packed, raw: unknown, write: WriteSlot): void {
  switch (packed.kind) {
    case "scalar":
      write(packed.slot, position(packed.domain, raw));
      return;
    case "optionalScalar":
      write(packed.slot, raw === null ? 0 : 1 + position(innerOf(packed.domain), raw));
      return;
    case "optional":
      write(packed.present, raw === null ? 0 : 1);
      if (raw !== null) packValue(packed.of, raw, write);
      return;
    case "record":
      packFields(packed.fields, raw, write);
      return;
    case "map":
      packFields(packed.entries, raw, write);
      return;
    case "union":
      packVariant(packed, raw as { readonly tag: string }, write); // admitted
      return;
    case "list":
      packList(packed, raw as readonly unknown[], write); // admitted
      return;
    case "set":
      packSet(packed, raw as StoredSet<unknown>, write); // admitted
      return;
    case "bag": {
      const codes = positionsByCode(packed);
      const entries = StoredBag.countsOf(raw as StoredBag<unknown>); // admitted
      for (const [code, count] of entries) write(at(packed.counts, codes.get(code)), count);
      return;
    }
    default:
      unreachable(packed);
  }
}

function packFields(fields: PackedFields, raw: unknown, write: WriteSlot): void {
  const values = raw as Readonly<Record<string, unknown>>; // admitted
  for (const [key, field] of Object.entries(fields)) packValue(field, values[key], write);
}

function packVariant(packed: Of<"union">, raw: { readonly tag: string }, write: WriteSlot): void {
  const { variants } = packed;
  write(packed.tag, Object.keys(variants).indexOf(raw.tag));
  packFields(variants[raw.tag] ?? bug(`there is no variant ${raw.tag}`), raw, write);
}

function packList(packed: Of<"list">, list: readonly unknown[], write: WriteSlot): void {
  write(packed.length, list.length);
  for (const [i, element] of list.entries()) packValue(at(packed.elements, i), element, write);
}

function packSet(packed: Of<"set">, set: StoredSet<unknown>, write: WriteSlot): void {
  const codes = positionsByCode(packed);
  const bits = packed.masks.map(() => 0);
  for (const code of StoredSet.codesOf(set)) {
    const i = codes.get(code) ?? bug("a set holds an element that its domain has not");
    const mask = Math.floor(i / bitsPerMask);
    bits[mask] = at(bits, mask) | (1 << (i % bitsPerMask));
  }
  for (const [i, mask] of packed.masks.entries()) write(mask, at(bits, i));
}

/** The position of a value among the elements of a scalar domain. */
function position(domain: Domain, raw: unknown): number {
  const found = positionsOf(domain as ListedDomain).get(raw); // as makeLayout makes the kind "scalar"
  return found ?? bug(`${String(raw)} is outside its domain`);
}

function innerOf(domain: Domain): Domain {
  return (domain as OptionalDomain).of; // as makeLayout makes the kind "optionalScalar"
}

// ── Unpacking ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Answers the number in a slot. */
export type ReadSlot = (slot: Slot) => number;

/** The state in `words` from `at` on as a plain value, sets and bags as arrays: ready to be admitted. */
export function unpackState(
  layout: Layout,
  words: Int32Array,
  at: number,
): Readonly<Record<string, unknown>> {
  return unpackFields(layout.root.fields, (slot) => readSlot(slot, words, at));
}

/** The plain value that the slots hold: the inverse of `packValue`. */
export function unpackValue(packed: Packed, read: ReadSlot): unknown {
  switch (packed.kind) {
    case "scalar":
      return elementAt(packed.domain, read(packed.slot));
    case "optionalScalar": {
      const number = read(packed.slot);
      return number === 0 ? null : elementAt(innerOf(packed.domain), number - 1);
    }
    case "optional":
      return read(packed.present) === 0 ? null : unpackValue(packed.of, read);
    case "record":
      return unpackFields(packed.fields, read);
    case "map":
      return unpackFields(packed.entries, read);
    case "union": {
      const tag = at(Object.keys(packed.variants), read(packed.tag));
      return { tag, ...unpackFields(packed.variants[tag] as PackedFields, read) }; // its own key
    }
    case "list":
      return packed.elements
        .slice(0, read(packed.length))
        .map((element) => unpackValue(element, read));
    case "set": {
      const bits = packed.masks.map(read);
      return packed.elements.filter(
        (_, i) => (at(bits, Math.floor(i / bitsPerMask)) & (1 << (i % bitsPerMask))) !== 0,
      );
    }
    case "bag":
      return packed.elements.flatMap((element, i) =>
        Array<unknown>(read(at(packed.counts, i))).fill(element),
      );
    default:
      return unreachable(packed);
  }
}

function unpackFields(fields: PackedFields, read: ReadSlot): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, unpackValue(field, read)]),
  );
}

function elementAt(domain: Domain, position: number): unknown {
  return at((domain as ListedDomain).elements as readonly unknown[], position); // see `position`
}

function at<T>(all: readonly T[], i: number | undefined): T {
  const found = i === undefined ? undefined : all[i];
  return found === undefined ? bug(`a packed state has no part ${i}`) : found;
}
