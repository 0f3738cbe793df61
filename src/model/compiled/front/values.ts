/**
 * What the compiler knows about a value of the author's function: its value, when it follows from captured variables and
 * arguments; otherwise the expression that computes it, and what kind of thing it is.
 */
import type { Domain } from "../../../spec/domain.ts";
import type { BoolExpr, NumberExpr } from "../ir.ts";
import type { Packed, Slot } from "../layout.ts";
import { lookup } from "./expressions.ts";
import { obstacle } from "./obstacle.ts";
import type { FunctionCode } from "./source-tree.ts";

export type Value =
  /** Any JavaScript value, known while compiling. */
  | { readonly is: "known"; readonly value: unknown }
  /** A number between lo and hi; `whole` when it is an integer. */
  | NumberValue
  | { readonly is: "bool"; readonly expr: BoolExpr }
  /** One of several known primitive values (strings, numbers, null, undefined): `expr` is its position. */
  | ElementValue
  /** A compound value in packed form: part of the state, or a snapshot of one. */
  | PackedValue
  /** An object that the function made; or an element of a set, of which one may not ask what it does not have. */
  | {
      readonly is: "object";
      readonly fields: ReadonlyMap<string, Value>;
      readonly isElement?: true;
    }
  /** A list of values each of which may or may not be there: an array, a filtered domain, the elements of a set. */
  | { readonly is: "sequence"; readonly items: readonly Item[] }
  /** A set that is not part of the state: the result of set algebra. */
  | {
      readonly is: "mask";
      readonly elements: readonly unknown[];
      readonly domain: Domain;
      readonly masks: readonly NumberExpr[];
    }
  /** One of several values of different kinds: the first whose condition is true; the last has none. */
  | { readonly is: "either"; readonly cases: readonly Case[] }
  /** A function of the author's, with the variables around it. */
  | { readonly is: "function"; readonly code: FunctionCode; readonly scope: Scope }
  /** A method of a value, about to be called. */
  | { readonly is: "method"; readonly of: Value; readonly name: string };

export interface NumberValue {
  readonly is: "number";
  readonly expr: NumberExpr;
  readonly lo: number;
  readonly hi: number;
  readonly whole: boolean;
}

export interface ElementValue {
  readonly is: "element";
  /** Each of them once. */
  readonly values: readonly unknown[];
  readonly expr: NumberExpr;
}

export interface PackedValue {
  readonly is: "packed";
  readonly packed: Packed;
  /** The present content of a slot. */
  readonly load: (slot: Slot) => NumberExpr;
  /** Whether it is part of the state that an effect may change. */
  readonly writable: boolean;
}

export interface Item {
  readonly present: BoolExpr;
  readonly value: Value;
}

export interface Case {
  readonly if: BoolExpr;
  readonly value: Value;
}

/** A variable. */
export interface Cell {
  value: Value;
  readonly constant: boolean;
}

/** Variables by name; `parent` is the scope around. */
export interface Scope {
  readonly variables: Map<string, Cell>;
  readonly parent: Scope | undefined;
  /** Variables of the author's module and of functions that ran before: read when they are asked for. */
  readonly captured: ((name: string) => Value | undefined) | undefined;
}

export function known(value: unknown): Value {
  return { is: "known", value };
}

export const undefinedValue: Value = known(undefined);

export function boolValue(expr: BoolExpr): Value {
  if (expr.op === "true") return known(true);
  if (expr.op === "false") return known(false);
  return { is: "bool", expr };
}

const unbounded = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY, whole: false };

export function numberValue(
  expr: NumberExpr,
  bounds: { readonly lo: number; readonly hi: number; readonly whole: boolean },
): Value {
  if (expr.op === "const") return known(expr.value);
  // What has no bounds may be infinite, or no number at all.
  const isBounded = Number.isFinite(bounds.lo) && Number.isFinite(bounds.hi);
  return { is: "number", expr, ...(isBounded ? bounds : unbounded) };
}

export function elementValue(values: readonly unknown[], expr: NumberExpr): Value {
  if (expr.op === "const") return known(values[expr.value]);
  if (values.some(Number.isNaN)) return obstacle("NaN among other values");
  const different = [...new Set(values)];
  if (different.length === 1) return known(different[0]);
  if (different.length === values.length) return { is: "element", values, expr };
  // Each value has one position, so that comparing positions is comparing values.
  const positions = new Map(different.map((value, i) => [value, i]));
  const table = values.map((value) => positions.get(value) as number); // of its own values
  return { is: "element", values: different, expr: lookup(table, expr) };
}

export function sequenceOf(values: readonly Value[]): Value {
  return { is: "sequence", items: values.map((value) => ({ present: { op: "true" }, value })) };
}

export function isKnown(value: Value): value is Value & { readonly is: "known" } {
  return value.is === "known";
}

/** A scope inside another. */
export function inner(parent: Scope | undefined): Scope {
  return { variables: new Map(), parent, captured: undefined };
}
