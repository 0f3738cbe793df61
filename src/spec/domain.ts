/**
 * Domains: the finite sets of values that a field of the state, a parameter of an action or a choice among initial states
 * ranges over. A domain is data; what can be done with its values (check, encode, enumerate, permute) is written once per
 * task, by cases on `kind`, in the layers above.
 *
 * Every domain carries three types that exist only at compile time: the value as an effect may change it, the view that
 * guards and properties read, and the input that is accepted where a value is written down (a set as an array, say).
 */
import type { ModelBag, ReadonlyModelBag } from "../value/model-bag.ts";
import type { ModelSet, ReadonlyModelSet } from "../value/model-set.ts";

/** Compile-time types of a domain; never present at run time. */
interface Typed<Value, View = Value, Input = View> {
  readonly "~types"?: { readonly value: Value; readonly view: View; readonly input: Input };
}

/** Elements of a domain that can be listed, with quantifiers over them in the domain's order. */
export interface Enumerated<E> extends Iterable<E> {
  readonly elements: readonly E[];
  readonly size: number;
  every(predicate: (element: E) => boolean): boolean;
  some(predicate: (element: E) => boolean): boolean;
  /** How many elements satisfy the predicate. */
  count(predicate: (element: E) => boolean): number;
  filter(predicate: (element: E) => boolean): readonly E[];
  find(predicate: (element: E) => boolean): E | undefined;
}

/** An enumerated domain whose elements can be the keys of a map. */
export interface Keys<K extends string | number> extends Enumerated<K> {
  /** A map with one value for every element: the same one, or what the function gives for it. */
  each<const V>(value: V | ((element: K) => V)): { readonly [E in K]: V };
}

export interface BoolDomain extends Typed<boolean>, Enumerated<boolean> {
  readonly kind: "bool";
}

export interface RangeDomain extends Typed<number>, Keys<number> {
  readonly kind: "range";
  readonly lo: number;
  readonly hi: number;
}

export interface OneOfDomain<E extends string | number = string | number>
  extends Typed<E>,
    Keys<E> {
  readonly kind: "oneOf";
}

/** Interchangeable identities. */
export interface SymmetricDomain<E extends string = string> extends Typed<E>, Keys<E> {
  readonly kind: "symmetric";
  readonly name: string;
}

/** Ordered identities, as places in a ring or ranks. */
export interface IndexDomain<E extends string = string> extends Typed<E>, Keys<E> {
  readonly kind: "index";
  readonly name: string;
  /** Position of an element, from 0. */
  position(element: E): number;
  /** The element at a position; positions wrap around, so −1 is the last. */
  at(position: number): E;
  /** The element after this one; after the last comes the first. */
  next(element: E): E;
  /** The element before this one; before the first comes the last. */
  previous(element: E): E;
}

export interface OptionalDomain<D extends Domain = Domain>
  extends Typed<Value<D> | null, View<D> | null, Input<D> | null> {
  readonly kind: "optional";
  readonly of: D;
}

export interface RecordDomain<F extends Fields = Fields>
  extends Typed<RecordValue<F>, RecordView<F>, RecordInput<F>> {
  readonly kind: "record";
  readonly fields: F;
}

export interface UnionDomain<V extends Variants = Variants>
  extends Typed<
    { [T in keyof V]: { tag: T } & RecordValue<V[T]> }[keyof V],
    { [T in keyof V]: { readonly tag: T } & RecordView<V[T]> }[keyof V],
    { [T in keyof V]: { readonly tag: T } & RecordInput<V[T]> }[keyof V]
  > {
  readonly kind: "union";
  readonly variants: V;
}

export interface MapDomain<K extends KeyDomain = KeyDomain, D extends Domain = Domain>
  extends Typed<
    { [E in Value<K> & PropertyKey]: Value<D> },
    { readonly [E in Value<K> & PropertyKey]: View<D> },
    { readonly [E in Value<K> & PropertyKey]: Input<D> }
  > {
  readonly kind: "map";
  readonly key: K;
  readonly value: D;
}

export interface SetDomain<D extends Domain = Domain>
  extends Typed<ModelSet<View<D>>, ReadonlyModelSet<View<D>>, Iterable<Input<D>>> {
  readonly kind: "set";
  readonly element: D;
}

export interface ListDomain<D extends Domain = Domain>
  extends Typed<Value<D>[], readonly View<D>[], readonly Input<D>[]> {
  readonly kind: "list";
  readonly element: D;
  readonly max: number;
}

export interface BagDomain<D extends Domain = Domain>
  extends Typed<ModelBag<View<D>>, ReadonlyModelBag<View<D>>, Iterable<Input<D>>> {
  readonly kind: "bag";
  readonly element: D;
  readonly max: number;
}

// `any` below stands for "whatever the parameter was": the compile-time types are covariant only by construction.
export type Domain =
  | BoolDomain
  | RangeDomain
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | OneOfDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | SymmetricDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | IndexDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | OptionalDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | RecordDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | UnionDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | MapDomain<any, any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | SetDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | ListDomain<any>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  | BagDomain<any>;

/** Domains whose elements can be listed one by one and quantified over. */
export type ListedDomain = Extract<Domain, Enumerated<unknown>>;
/** Domains that can be the keys of a map. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type KeyDomain = RangeDomain | OneOfDomain<any> | SymmetricDomain<any> | IndexDomain<any>;
/** Named identities: elements are strings of their own. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type IdentityDomain = SymmetricDomain<any> | IndexDomain<any>;

export type Fields = { readonly [field: string]: Domain };
export type Variants = { readonly [tag: string]: Fields };

type Types<D> = D extends { readonly "~types"?: infer T } ? NonNullable<T> : never;
/** The value of a domain as an effect may read and change it. */
export type Value<D> = Types<D> extends { readonly value: infer V } ? V : never;
/** The value of a domain as guards and properties read it. */
export type View<D> = Types<D> extends { readonly view: infer V } ? V : never;
/** What may be written where a value of the domain is asked for, e.g. an array for a set. */
export type Input<D> = Types<D> extends { readonly input: infer V } ? V : never;

export type RecordValue<F> = { -readonly [K in keyof F]: Value<F[K]> };
export type RecordView<F> = { readonly [K in keyof F]: View<F[K]> };
export type RecordInput<F> = { readonly [K in keyof F]: Input<F[K]> };
