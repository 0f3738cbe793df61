/** Values of a state as JSON data: what files and other programs receive. */
import { Container } from "./container.ts";

export type Plain =
  | string
  | number
  | boolean
  | null
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** JSON data for a value of a state: sets and bags become arrays in the order of their elements' domain. */
export function plain(value: unknown): Plain {
  if (value === null || typeof value !== "object") return value as Plain; // leaves of a state are JSON already
  if (value instanceof Container) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
