/**
 * A bag (multiset) inside a state: an unordered collection in which an element may occur several times, such as
 * messages in flight on a network that neither orders nor merges them.
 */
import { Container } from "./container.ts";
import type { ElementCodec } from "./element-codec.ts";

/** A bag as guards and properties see it. Iteration follows the element's domain and repeats each element `count` times. */
export interface ReadonlyModelBag<T> extends Iterable<T> {
  /** Number of occurrences in all. */
  readonly size: number;
  has(element: T): boolean;
  /** Occurrences of one element. */
  count(element: T): number;
  /** The different elements, in domain order. */
  distinct(): readonly T[];
  every(predicate: (element: T) => boolean): boolean;
  some(predicate: (element: T) => boolean): boolean;
  filter(predicate: (element: T) => boolean): readonly T[];
}

/** A bag as effects see it. */
export interface ModelBag<T> extends ReadonlyModelBag<T> {
  add(element: T): this;
  /** Removes one occurrence; answers whether there was one. */
  delete(element: T): boolean;
  clear(): void;
}

/** An element and how often it occurs. */
interface Entry<T> {
  readonly value: T;
  readonly count: number;
}

/** Makes a bag that holds the given elements; `max` bounds the occurrences in all. */
export function modelBag<T>(codec: BagCodec<T>, elements: Iterable<unknown> = []): StoredBag<T> {
  const bag = new StoredBag(codec);
  for (const element of elements) StoredBag.insert(bag, element);
  return bag;
}

/** What a bag needs to know beside its elements: what to do when it would grow beyond its bound. */
export interface BagCodec<T> extends ElementCodec<T> {
  readonly max: number;
  /** Called instead of the insertion that would exceed `max`; throws. */
  overflow(): never;
}

/** The implementation; a class because it is a mutable container with identity. Use `modelBag` to make one. */
export class StoredBag<T> extends Container<T> implements ModelBag<T> {
  readonly #codec: BagCodec<T>;
  readonly #byCode = new Map<string, Entry<T>>();
  #size = 0;

  constructor(codec: BagCodec<T>) {
    super(codec);
    this.#codec = codec;
    Object.freeze(this);
  }

  /** Ascending element codes with their counts: bags of one family are equal exactly when these are. */
  static countsOf(bag: StoredBag<unknown>): readonly (readonly [code: string, count: number])[] {
    return bag.#counts;
  }

  /** Adds without asking whether the state may be changed: for building a state, not for effects. */
  static insert(bag: StoredBag<unknown>, element: unknown): void {
    bag.#insert(element);
  }

  /** Adds occurrences of an element whose code is known: for decoding a stored state. */
  static restore<T>(bag: StoredBag<T>, code: string, entry: Entry<T>): void {
    bag.#byCode.set(code, entry);
    bag.#size += entry.count;
  }

  get #counts(): readonly (readonly [code: string, count: number])[] {
    return [...this.#byCode]
      .map(([code, entry]) => [code, entry.count] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  get size(): number {
    return this.#size;
  }

  #insert(element: unknown): void {
    const { code, value } = this.#codec.admit(element);
    if (this.#size >= this.#codec.max) this.#codec.overflow();
    this.#byCode.set(code, { value, count: (this.#byCode.get(code)?.count ?? 0) + 1 });
    this.#size++;
  }

  /** Goes through the elements that the bag has at the beginning, whatever happens to it meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    const entries = this.#counts.map(([code]) => this.#byCode.get(code) as Entry<T>); // its own codes
    for (const { value, count } of entries) {
      for (let i = 0; i < count; i++) yield value;
    }
  }

  has(element: T): boolean {
    return this.count(element) > 0;
  }

  count(element: T): number {
    return this.#byCode.get(this.#codec.codeOf(element))?.count ?? 0;
  }

  distinct(): readonly T[] {
    return this.#counts.map(([code]) => (this.#byCode.get(code) as Entry<T>).value);
  }

  add(element: T): this {
    this.#codec.beforeChange(this);
    this.#insert(element);
    return this;
  }

  delete(element: T): boolean {
    this.#codec.beforeChange(this);
    const code = this.#codec.codeOf(element);
    const entry = this.#byCode.get(code);
    if (entry === undefined) return false;
    if (entry.count === 1) this.#byCode.delete(code);
    else this.#byCode.set(code, { value: entry.value, count: entry.count - 1 });
    this.#size--;
    return true;
  }

  clear(): void {
    this.#codec.beforeChange(this);
    this.#byCode.clear();
    this.#size = 0;
  }

  every(predicate: (element: T) => boolean): boolean {
    return [...this].every(predicate);
  }

  some(predicate: (element: T) => boolean): boolean {
    return [...this].some(predicate);
  }

  filter(predicate: (element: T) => boolean): readonly T[] {
    return [...this].filter(predicate);
  }
}
