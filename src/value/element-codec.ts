/**
 * How a set or bag of the state knows its elements: every element has one code, a string that is equal exactly for equal
 * elements and sorts in the order of the element's domain. The container stays ignorant of domains.
 */
export interface ElementCodec<T> {
  /** The element as the container keeps it (frozen, detached from what was passed in) and its code; throws when it is not in the domain. */
  admit(value: unknown): { readonly code: string; readonly value: T };
  /** The code of a value; throws when it is not in the domain, because asking for what cannot be there is a mistake. */
  codeOf(value: unknown): string;
  /** Called before a change; throws when the container belongs to a state that may only be read. */
  beforeChange(): void;
}
