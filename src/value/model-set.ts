/**
 * A set inside a state. It looks like JavaScript's `Set`, with three differences that a checker needs: elements are equal
 * by value (so records can be members), iteration follows the order of the element's domain and never the order of
 * insertion (equal sets behave equally), and an element outside the domain is refused on the spot.
 */
import { Container } from "./container.ts";
import type { ElementCodec } from "./element-codec.ts";

/** A set as guards and properties see it. */
export interface ReadonlyModelSet<T> extends Iterable<T> {
  readonly size: number;
  has(element: T): boolean;
  every(predicate: (element: T) => boolean): boolean;
  some(predicate: (element: T) => boolean): boolean;
  /** The first element, in domain order, that satisfies the predicate. */
  find(predicate: (element: T) => boolean): T | undefined;
  filter(predicate: (element: T) => boolean): readonly T[];
  map<U>(image: (element: T) => U): readonly U[];
  /** How many elements satisfy the predicate. */
  count(predicate: (element: T) => boolean): number;
  isSubsetOf(other: Iterable<T>): boolean;
  isDisjointFrom(other: Iterable<T>): boolean;
  /** Elements of this set and of the other, as a value that can be assigned to a set of the state. */
  union(other: Iterable<T>): ModelSet<T>;
  intersection(other: Iterable<T>): ModelSet<T>;
  difference(other: Iterable<T>): ModelSet<T>;
}

/** A set as effects see it. */
export interface ModelSet<T> extends ReadonlyModelSet<T> {
  add(element: T): this;
  /** Removes the element; answers whether it was there. */
  delete(element: T): boolean;
  clear(): void;
}

/** Makes a set that holds the given elements. */
export function modelSet<T>(
  codec: ElementCodec<T>,
  elements: Iterable<unknown> = [],
): StoredSet<T> {
  const set = new StoredSet(codec);
  for (const element of elements) StoredSet.insert(set, element);
  return set;
}

/** The implementation; a class because it is a mutable container with identity. Use `modelSet` to make one. */
export class StoredSet<T> extends Container<T> implements ModelSet<T> {
  readonly #codec: ElementCodec<T>;
  readonly #byCode = new Map<string, T>();
  /** Codes in ascending order, or undefined after a change. */
  #sorted: readonly string[] | undefined;

  constructor(codec: ElementCodec<T>) {
    super(codec);
    this.#codec = codec;
    Object.freeze(this);
  }

  /** Ascending element codes: sets of one family are equal exactly when these are. */
  static codesOf(set: StoredSet<unknown>): readonly string[] {
    return set.#codes;
  }

  /** Adds without asking whether the state may be changed: for building a state, not for effects. */
  static insert(set: StoredSet<unknown>, element: unknown): void {
    set.#insert(element);
  }

  /** Adds an element whose code is known: for decoding a stored state. */
  static restore<T>(set: StoredSet<T>, code: string, value: T): void {
    set.#byCode.set(code, value);
    set.#sorted = undefined;
  }

  get #codes(): readonly string[] {
    this.#sorted ??= [...this.#byCode.keys()].sort(byCodeUnits);
    return this.#sorted;
  }

  get size(): number {
    return this.#byCode.size;
  }

  #insert(element: unknown): void {
    const { code, value } = this.#codec.admit(element);
    this.#byCode.set(code, value);
    this.#sorted = undefined;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const code of this.#codes) {
      if (this.#byCode.has(code)) yield this.#byCode.get(code) as T; // unless it was removed meanwhile
    }
  }

  has(element: T): boolean {
    return this.#byCode.has(this.#codec.codeOf(element));
  }

  add(element: T): this {
    this.#codec.beforeChange(this);
    this.#insert(element);
    return this;
  }

  delete(element: T): boolean {
    this.#codec.beforeChange(this);
    this.#sorted = undefined;
    return this.#byCode.delete(this.#codec.codeOf(element));
  }

  clear(): void {
    this.#codec.beforeChange(this);
    this.#sorted = undefined;
    this.#byCode.clear();
  }

  every(predicate: (element: T) => boolean): boolean {
    for (const element of this) if (!predicate(element)) return false;
    return true;
  }

  some(predicate: (element: T) => boolean): boolean {
    for (const element of this) if (predicate(element)) return true;
    return false;
  }

  find(predicate: (element: T) => boolean): T | undefined {
    for (const element of this) if (predicate(element)) return element;
    return undefined;
  }

  filter(predicate: (element: T) => boolean): readonly T[] {
    return [...this].filter(predicate);
  }

  map<U>(image: (element: T) => U): readonly U[] {
    return [...this].map(image);
  }

  count(predicate: (element: T) => boolean): number {
    return this.filter(predicate).length;
  }

  isSubsetOf(other: Iterable<T>): boolean {
    const theirs = this.#codesIn(other);
    return this.#codes.every((code) => theirs.has(code));
  }

  isDisjointFrom(other: Iterable<T>): boolean {
    const theirs = this.#codesIn(other);
    return this.#codes.every((code) => !theirs.has(code));
  }

  union(other: Iterable<T>): ModelSet<T> {
    return this.#copyOf([...this, ...other]);
  }

  intersection(other: Iterable<T>): ModelSet<T> {
    const theirs = this.#codesIn(other);
    return this.#copyOf(this.#elementsOf(this.#codes.filter((code) => theirs.has(code))));
  }

  difference(other: Iterable<T>): ModelSet<T> {
    const theirs = this.#codesIn(other);
    return this.#copyOf(this.#elementsOf(this.#codes.filter((code) => !theirs.has(code))));
  }

  #elementsOf(codes: readonly string[]): readonly T[] {
    return codes.map((code) => this.#byCode.get(code) as T); // its own codes
  }

  /** The codes of the elements that this set could hold; others are certainly not in it. */
  #codesIn(other: Iterable<T>): { has(code: string): boolean } {
    if (other instanceof StoredSet && Container.familyOf(other) === Container.familyOf(this))
      return other.#byCode;
    return new Set([...other].flatMap((element) => this.#codec.find(element) ?? []));
  }

  /** A set of its own: free to change even when this one may only be read. */
  #copyOf(elements: Iterable<T>): StoredSet<T> {
    return modelSet({ ...this.#codec, beforeChange: () => {} }, elements);
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
