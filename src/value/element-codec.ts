/**
 * How a set or bag of the state knows its elements: every element has one code, a string that is equal exactly for equal
 * elements and sorts in the order of the element's domain. The container stays ignorant of domains.
 */
export interface ElementCodec<T> {
  /** Codes are comparable between codecs of one family only: the domain of the elements. */
  readonly family: object;
  /** The element as the container keeps it (frozen, detached from what was passed in) and its code; throws when it is not in the domain. */
  admit(value: unknown): { readonly code: string; readonly value: T };
  /** The code of a value; throws when it is not in the domain, because asking for what cannot be there is a mistake. */
  codeOf(value: unknown): string;
  /** The code of a value, undefined when it is not in the domain: an element of another set may well be foreign. */
  find(value: unknown): string | undefined;
  /** Called before a change; throws when the container belongs to a state that may only be read, or to none any more. */
  beforeChange(container: object): void;
  /** Called when a name is used that the container does not have; throws unless the container was handed out as data. */
  unknownName(name: string, known: readonly string[]): void;
}
