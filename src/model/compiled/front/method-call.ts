/** A call of a method: on what, with what, and how to call the functions that the author passes. */
import type { Flow } from "./control.ts";
import type { Value } from "./values.ts";

/** Calls a function of the author's. */
export type Apply = (fn: Value, args: readonly Value[]) => Value;

export interface Call {
  readonly flow: Flow;
  readonly of: Value;
  readonly name: string;
  readonly args: readonly Value[];
  readonly apply: Apply;
}
