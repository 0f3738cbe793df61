/** What is known of the result of a method call, and what the method does with symmetric elements. */
import type { Domain, SymmetricDomain } from "../../spec/domain.ts";
import {
  abstractOf,
  eitherOf,
  isDomain,
  known,
  type ListingValue,
  listingOf,
  type Turn,
  unknown,
  type Value,
} from "./abstract-value.ts";
import { type Frame, siteOf, takeTurn } from "./frame.ts";
import { anyItem, itemsOf, listingOfArray, pickedFrom } from "./members.ts";
import { comparedForEquality, elementOf, listed, meant, ordered, read } from "./uses.ts";

export interface Call {
  readonly of: Value;
  readonly name: string;
  readonly args: readonly Value[];
  readonly node: { readonly start: number };
}

/** The result; undefined when it is no method that is known here. */
export function callMethod(frame: Frame, call: Call): Value | undefined {
  const { of } = call;
  switch (of.is) {
    case "element":
      return ofElement(frame, of.domain, call);
    case "text":
      return ofText(frame, of, call);
    case "part":
      return ofPart(frame, of, call);
    case "listing":
      return ofListing(frame, of, call);
    case "array":
    case "tuple":
      return ofArray(frame, call);
    case "known": {
      const listing = isDomain(of.value) ? listingOf(of.value) : listingOfArray(frame, of.value);
      if (listing !== undefined) return ofListing(frame, listing, { ...call, of: listing });
      return ofKnown(frame, of.value, call);
    }
    default:
      return undefined;
  }
}

/** Asks a function about an item; `turn` tells whether it compared it with another element. */
function ask(
  frame: Frame,
  fn: Value | undefined,
  about: { readonly items: readonly Value[]; readonly isLoop?: boolean },
): { readonly turn: Turn; readonly answer: Value } {
  const [first = unknown, ...others] = about.items;
  const { turn, inside, item } = takeTurn(frame, first, about.isLoop ?? false);
  const answer = fn === undefined ? unknown : frame.machinery.call(inside, fn, [item, ...others]);
  return { turn, answer };
}

const readingTexts = [
  ...["charAt", "charCodeAt", "codePointAt", "at", "slice", "substring", "substr", "split"],
  ...[
    "startsWith",
    "endsWith",
    "includes",
    "indexOf",
    "lastIndexOf",
    "match",
    "matchAll",
    "search",
  ],
];

function ofElement(frame: Frame, domain: SymmetricDomain, { of, name, args, node }: Call): Value {
  if (name === "toString" || name === "valueOf") return of;
  if (name === "localeCompare") {
    ordered(frame, of, { node, what: " with localeCompare" });
    return unknown;
  }
  if (!readingTexts.includes(name)) return { is: "text", of: domain, made: siteOf(frame, node) };
  const same = sameForAll(domain, name, args);
  if (same !== undefined) return same;
  read(frame, domain, node);
  return unknown;
}

/** What the names of all elements answer alike, such as `startsWith("app")`. */
function sameForAll(
  { elements }: SymmetricDomain,
  name: string,
  args: readonly Value[],
): Value | undefined {
  const given = args.flatMap((arg) => (arg.is === "known" ? [arg.value] : []));
  if (given.length < args.length) return undefined;
  const method = (String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>)[
    name
  ];
  const answers = elements.map((element) => method?.apply(element, given));
  const [first] = answers;
  const isPlain =
    typeof first === "string" || typeof first === "number" || typeof first === "boolean";
  return isPlain && answers.every((answer) => answer === first) ? known(first) : undefined;
}

function ofText(frame: Frame, of: Extract<Value, { is: "text" }>, { name, node }: Call): Value {
  if (name === "toString" || name === "valueOf") return of;
  if (name === "localeCompare") ordered(frame, of, { node, what: " with localeCompare" });
  else if (readingTexts.includes(name)) read(frame, of.of, node);
  else return of;
  return unknown;
}

/** Methods of sets, lists and bags of the state. */
function ofPart(frame: Frame, of: Extract<Value, { is: "part" }>, call: Call): Value | undefined {
  const { name, args, node } = call;
  const { domain, depth } = of;
  const element = elementOf(domain);
  if (element === undefined) return undefined;
  if (domain.kind === "list") return ofArray(frame, call);
  switch (name) {
    case "has":
    case "add":
    case "delete":
      for (const arg of args) meant(frame, arg, { domain: element, node });
      return unknown;
    case "union":
    case "intersection":
    case "difference":
    case "isSubsetOf":
    case "isDisjointFrom":
      for (const arg of args) meant(frame, arg, { domain, node });
      return name.startsWith("is") ? unknown : { is: "part", domain, depth };
    case "count":
      if (domain.kind !== "bag") break;
      for (const arg of args) meant(frame, arg, { domain: element, node });
      return unknown;
    case "distinct":
      return itemsOf(frame, of);
  }
  const listing = listingOf(element);
  if (listing !== undefined) return ofListing(frame, listing, { ...call, of: listing });
  return ofArray(frame, { ...call, of: { is: "array", item: abstractOf(element, depth) } });
}

/** Methods of domains, and of arrays whose order is that of the elements of a symmetric domain. */
function ofListing(frame: Frame, of: ListingValue, call: Call): Value {
  const { name, args, node } = call;
  const [first] = args;
  const at = siteOf(frame, node);
  const position: Value = { is: "position", of: of.of, made: at };
  switch (name) {
    case "find":
    case "findLast": {
      const { turn } = ask(frame, first, { items: [of.item, position] });
      return turn.singled ? of.item : pickedFrom(of.item, at);
    }
    case "findIndex":
    case "findLastIndex": {
      const { turn } = ask(frame, first, { items: [of.item, position] });
      return turn.singled && of.item.is !== "element" ? unknown : position;
    }
    case "filter": {
      const { turn } = ask(frame, first, { items: [of.item, position] });
      return turn.singled ? { is: "array", item: of.item } : of;
    }
    case "map":
    case "flatMap":
    case "each": {
      const { answer } = ask(frame, first, { items: [of.item, position] });
      const item = withoutTurn(answer);
      return name === "map" ? { ...of, item } : unknown;
    }
    case "forEach":
      ask(frame, first, { items: [of.item, position], isLoop: true });
      return unknown;
    case "every":
    case "some":
    case "count":
      ask(frame, first, { items: [of.item, position] });
      return unknown;
    case "reduce":
    case "reduceRight":
      if (first !== undefined) frame.machinery.call(frame, first, [unknown, of.item, position]);
      return unknown;
    case "indexOf":
    case "lastIndexOf":
      if (first !== undefined)
        comparedForEquality(frame, [of.item, first], { node, asks: "among" });
      return of.item.is === "element" ? position : unknown;
    case "includes":
      if (first !== undefined)
        comparedForEquality(frame, [of.item, first], { node, asks: "among" });
      return unknown;
    case "at":
    case "pop":
    case "shift":
      return pickedFrom(of.item, at);
    case "slice":
    case "splice":
      return args.length === 0 ? of : { ...of, item: pickedFrom(of.item, at), picked: at };
    case "sort":
    case "toSorted":
      return sorted(frame, of, call);
    case "reverse":
    case "toReversed":
    case "values":
      return of;
    case "entries":
      return { ...of, item: { is: "tuple", items: [position, of.item] } };
    case "join":
      return of.item.is === "element" ? { is: "text", of: of.of, made: at } : unknown;
    default:
      return unknown;
  }
}

/** What a callback made of an item whose turn is over. */
function withoutTurn(value: Value): Value {
  return value.is === "element" && value.turn !== undefined ? { ...value, turn: undefined } : value;
}

/** Sorted by what the author compares, which may tell all apart: the order is that of the author. */
function sorted(frame: Frame, of: Value, { name, args, node }: Call): Value {
  const item = anyItem(of);
  const [compare] = args;
  if (compare === undefined) ordered(frame, item, { node, what: ` with ${name}` });
  else frame.machinery.call(frame, compare, [item, item]);
  return compare === undefined ? of : { is: "array", item };
}

/** Methods of arrays in an order of their own, lists of the state among them. */
function ofArray(frame: Frame, call: Call): Value | undefined {
  const { of, name, args, node } = call;
  const items = itemsOf(frame, of);
  const item = anyItem(items);
  const [first] = args;
  const element: Domain | undefined = of.is === "part" ? elementOf(of.domain) : undefined;
  switch (name) {
    case "find":
    case "findLast":
    case "filter":
    case "every":
    case "some":
    case "count":
    case "forEach":
    case "findIndex":
    case "findLastIndex":
      if (first !== undefined) frame.machinery.call(frame, first, [item]);
      return name === "filter" ? { is: "array", item } : name.endsWith("d") ? item : unknown;
    case "map":
      if (first === undefined) return unknown;
      return { is: "array", item: frame.machinery.call(frame, first, [item]) };
    case "reduce":
      if (first !== undefined) frame.machinery.call(frame, first, [unknown, item]);
      return unknown;
    case "includes":
    case "indexOf":
    case "lastIndexOf":
      if (first !== undefined) comparedForEquality(frame, [item, first], { node, asks: "among" });
      return unknown;
    case "push":
    case "unshift":
      for (const arg of args) pushed(frame, { of, arg, element, node });
      return unknown;
    case "at":
    case "pop":
    case "shift":
      return item;
    case "sort":
    case "toSorted":
      return sorted(frame, items, call);
    case "slice":
    case "splice":
    case "concat":
    case "reverse":
    case "toReversed":
      return eitherOf([{ is: "array", item }]);
    default:
      return undefined;
  }
}

interface Pushed {
  readonly of: Value;
  readonly arg: Value;
  readonly element: Domain | undefined;
  readonly node: { readonly start: number };
}

/** One after another, in the order of the turns: a list in the order of the elements. */
function pushed(frame: Frame, { of, arg, element, node }: Pushed): void {
  if (of.is !== "part") return;
  meant(frame, arg, { domain: element, node });
  if (arg.is !== "element" || arg.turn === undefined || arg.turn.singled) return;
  if (arg.turn.depth > of.depth) listed(frame, arg.domain, node);
}

/** Texts, patterns and tables of the author's that are asked about an element: they must say the same of all. */
function ofKnown(frame: Frame, of: unknown, { name, args, node }: Call): Value | undefined {
  const [element] = args;
  if (element?.is !== "element" || args.length > 1) return undefined;
  const answers = element.domain.elements.map((one): unknown => {
    if (of instanceof RegExp && name === "test") return new RegExp(of.source, of.flags).test(one);
    if (of instanceof Set && name === "has") return of.has(one);
    if (Array.isArray(of) && name === "includes") return of.includes(one);
    if (typeof of === "string" && name === "includes") return of.includes(one);
    return undefined;
  });
  if (answers.some((answer) => answer !== answers[0])) read(frame, element.domain, node);
  return answers[0] === undefined ? undefined : unknown;
}
