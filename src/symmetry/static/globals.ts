/** Functions of JavaScript and of the library that see symmetric elements. */
import { same } from "../../value/same.ts";
import {
  abstractOf,
  casesOf,
  type ListingValue,
  listingOf,
  unknown,
  type Value,
} from "./abstract-value.ts";
import { type Frame, siteOf } from "./frame.ts";
import { itemsOf } from "./members.ts";
import { comparedForEquality, computedWith } from "./uses.ts";

interface GlobalCall {
  readonly name: string;
  readonly args: readonly Value[];
  readonly node: { readonly start: number };
}

/** The result of calling a function of JavaScript's by its name. */
export function callGlobal(frame: Frame, { name, args, node }: GlobalCall): Value {
  const [first = unknown] = args;
  if (
    name === "Number" ||
    name === "BigInt" ||
    name.startsWith("Math.") ||
    /parse(Int|Float)$/.test(name)
  ) {
    for (const arg of args) computedWith(frame, arg, node);
    return unknown;
  }
  switch (name) {
    case "String":
      return first.is === "element" ? first : textOf(frame, first, node);
    case "JSON.stringify":
      return textOf(frame, first, node);
    case "Array.from":
      if (args.length === 1) return itemsOf(frame, first);
      return unknown;
    case "Object.is":
      comparedForEquality(frame, [first, args[1] ?? unknown], { node, asks: "equal" });
      return unknown;
    case "Object.keys":
    case "Object.values":
    case "Object.entries":
      return partsOfMap(first, name) ?? unknown;
    default:
      return unknown;
  }
}

/** A text of a value in which the name of an element is. */
export function textOf(frame: Frame, value: Value, node: { readonly start: number }): Value {
  for (const one of casesOf(value)) {
    if (one.is === "text") return one;
    if (one.is === "element") return { is: "text", of: one.domain, made: siteOf(frame, node) };
  }
  return unknown;
}

/** `Object.keys(s.map)` and the like: in the order of the keys. */
function partsOfMap(of: Value, name: string): ListingValue | undefined {
  if (of.is !== "part" || of.domain.kind !== "map") return undefined;
  const keys = listingOf(of.domain.key);
  if (keys === undefined) return undefined;
  const value = abstractOf(of.domain.value, of.depth);
  if (name === "Object.keys") return keys;
  if (name === "Object.values") return { ...keys, item: value };
  return { ...keys, item: { is: "tuple", items: [keys.item, value] } };
}

/** The result of calling a function of this library; undefined for any other. */
export function callLibrary(
  frame: Frame,
  fn: unknown,
  { args, node }: Omit<GlobalCall, "name">,
): Value | undefined {
  if (fn !== same) return undefined;
  const [a = unknown, b = unknown] = args;
  comparedForEquality(frame, [a, b], { node, asks: "equal" });
  return unknown;
}
