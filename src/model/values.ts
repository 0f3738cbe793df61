/** What a model makes of the plain values of a domain that `enumerate` lists: arguments, elements of `forEach`. */
import type { Domain } from "../spec/domain.ts";

export interface Values {
  /** The value as the author's functions receive it: refuses changes and unknown names. */
  present(domain: Domain, value: unknown): unknown;
  /** The value as people and programs read it: frozen data. */
  data(domain: Domain, value: unknown): unknown;
  /** A text that two values of the domain share exactly when they are equal; what is shown of them may coincide. */
  identity(domain: Domain, value: unknown): string;
}
