/** Calls of methods: of domains, arrays, sets, bags and lists, in the state or not. */
import type { NumberExpr } from "../ir.ts";
import { bitsPerMask } from "../layout.ts";
import { strictlyEqual, truth } from "./comparison.ts";
import { block, choose, distribute, type Flow, leave } from "./control.ts";
import { boolNow, faultIf, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, fromBool, not, or } from "./expressions.ts";
import { possible } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import {
  assign,
  bitOf,
  clear,
  detach,
  masksOf,
  numberOf,
  positionsAmong,
  pushElement,
  readElement,
  readField,
  setSlot,
  snapshot,
  valueAt,
} from "./packed-access.ts";
import { countOf, isListed, itemsOf, nthOf } from "./sequences.ts";
import {
  boolValue,
  elementValue,
  type Item,
  isKnown,
  known,
  numberValue,
  type PackedValue,
  undefinedValue,
  type Value,
} from "./values.ts";

/** Calls a function of the author's. */
export type Apply = (fn: Value, args: readonly Value[]) => Value;

interface Call {
  readonly flow: Flow;
  readonly of: Value;
  readonly name: string;
  readonly args: readonly Value[];
  readonly apply: Apply;
}

export function callMethod(call: Call): Value {
  const { of, flow } = call;
  if (of.is === "either") return distribute(flow, of, (one) => callMethod({ ...call, of: one }));
  if (of.is === "packed" && of.writable) {
    const changed = changing(call, of);
    if (changed !== undefined) return changed;
  }
  if (isKnown(of) && isDomain(of.value)) {
    const answered = ofDomain(call, of.value);
    if (answered !== undefined) return answered;
  }
  if (isSetLike(of)) {
    const answered = ofSet(call);
    if (answered !== undefined) return answered;
  }
  if (of.is === "packed" && of.packed.kind === "bag") {
    const answered = ofBag(call, of);
    if (answered !== undefined) return answered;
  }
  if (
    isListed(of) ||
    isSetLike(of) ||
    (of.is === "packed" && of.packed.kind === "bag") ||
    (isKnown(of) && isDomain(of.value))
  ) {
    return ofItems(call);
  }
  return obstacle(`the method ${call.name} of this value`);
}

function isDomain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "kind" in value && "elements" in value;
}

function isSetLike(value: Value): boolean {
  return value.is === "mask" || (value.is === "packed" && value.packed.kind === "set");
}

/** Methods of domains that are no quantifiers: pure functions of the library, evaluated for every argument there can be. */
function ofDomain(
  { flow, name, args }: Call,
  domain: Readonly<Record<string, unknown>>,
): Value | undefined {
  if (!["position", "at", "next", "previous", "each"].includes(name)) return undefined;
  const method = domain[name];
  const [arg] = args;
  if (typeof method !== "function" || arg === undefined) return obstacle(`${name} of this domain`);
  const call = (value: unknown): unknown => (method as (value: unknown) => unknown)(value); // a method of the library
  if (isKnown(arg)) return known(call(arg.value));
  if (name === "each") return obstacle("each with a value that is not known");
  if (arg.is === "number" && arg.whole && arg.hi - arg.lo < 1000) {
    const values = Array.from({ length: arg.hi - arg.lo + 1 }, (_, i) => call(arg.lo + i));
    return primitives(values, arithmetic("-", arg.expr, constant(arg.lo)));
  }
  if (arg.is === "either")
    return distribute(
      flow,
      arg,
      (one) =>
        ofDomain({ flow, name, args: [one], of: one, apply: () => one }, domain) ?? undefinedValue,
    );
  const values = possible(arg);
  if (arg.is !== "element") return obstacle(`${name} of this value`);
  const wrong = values.flatMap((v, i) =>
    (domain["elements"] as readonly unknown[]).includes(v) ? [] : [i],
  );
  faultIf(flow.out, or(...wrong.map((i) => compare("===", arg.expr, constant(i)))));
  return primitives(
    values.map((v, i) => (wrong.includes(i) ? undefined : call(v))),
    arg.expr,
  );
}

/** One of several primitives by position; numbers stay numbers. */
function primitives(values: readonly unknown[], position: NumberExpr): Value {
  const numbers = values.filter((v): v is number => typeof v === "number");
  if (numbers.length < values.length) return elementValue(values, position);
  const bounds = {
    lo: Math.min(...numbers),
    hi: Math.max(...numbers),
    whole: numbers.every(Number.isInteger),
  };
  return numberValue({ op: "lookup", table: numbers, a: position }, bounds);
}

/** Methods that change a part of the state. Undefined for those that do not. */
function changing({ flow, name, args }: Call, of: PackedValue): Value | undefined {
  switch (of.packed.kind) {
    case "set":
      return changingSet(flow, of, { name, args });
    case "list":
      return changingList(flow, of, { name, args });
    case "bag":
      return changingBag(flow, of, { name, args });
    default:
      return undefined;
  }
}

interface Named {
  readonly name: string;
  readonly args: readonly Value[];
}

function changingSet(flow: Flow, of: PackedValue, { name, args }: Named): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "set" || !["add", "delete", "clear"].includes(name)) return undefined;
  if (name === "clear") {
    clear(flow, packed);
    return undefinedValue;
  }
  const before = masksOf(of).map((mask) => numberNow(flow.out, mask));
  const after = [...before];
  let had = constant(0) as NumberExpr;
  for (const { position, is } of positionsAmong(flow, packed.elements, args[0] ?? undefinedValue)) {
    const m = Math.floor(position / bitsPerMask);
    const bit = constant(2 ** (position % bitsPerMask));
    const mine = is.op === "true" ? bit : arithmetic("*", fromBool(is), bit);
    const mask = after[m] as NumberExpr; // every element has a mask
    after[m] = name === "add" ? arithmetic("|", mask, mine) : { op: "andNot", a: mask, b: mine };
    had = arithmetic("|", had, fromBool(and(is, bitOf(before, position))));
  }
  for (const [i, slot] of packed.masks.entries()) {
    if (after[i] !== before[i]) setSlot(flow, slot, after[i] as NumberExpr); // as many masks
  }
  return name === "add" ? of : boolValue(compare("!==", had, constant(0)));
}

function changingList(flow: Flow, of: PackedValue, { name, args }: Named): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "list") return undefined;
  switch (name) {
    case "push":
      for (const arg of args) pushElement(flow, of, arg);
      return readField(flow, of, "length");
    case "shift":
      return takeElement(flow, of, "first");
    case "pop":
      return takeElement(flow, of, "last");
    case "unshift":
    case "splice":
    case "sort":
    case "reverse":
    case "fill":
    case "copyWithin":
      return obstacle(`${name} on a list of the state`);
    default:
      return undefined;
  }
}

function takeElement(flow: Flow, list: PackedValue, end: "first" | "last"): Value {
  const { packed } = list;
  if (packed.kind !== "list") return obstacle("taking from something that is no list");
  if (flow.iterating.includes(packed)) return obstacle("changing a list while going through it");
  const length = numberOf(readField(flow, list, "length"));
  return choose(flow, compare(">", length, constant(0)), {
    a: () => {
      for (const element of packed.elements) detach(flow, element);
      const taken =
        end === "first" ? snapshot(flow, readElement(flow, list, 0)) : lastOf(flow, list, length);
      if (end === "first") moveDown(flow, list);
      else clearLast(flow, list, length);
      setSlot(flow, packed.length, arithmetic("-", length, constant(1)));
      return taken;
    },
    b: () => undefinedValue,
  });
}

function lastOf(flow: Flow, list: PackedValue, length: NumberExpr): Value {
  const { packed } = list;
  if (packed.kind !== "list") return undefinedValue;
  const from = (i: number): Value => {
    const element = packed.elements[i];
    if (element === undefined) return undefinedValue;
    return choose(flow, compare("===", length, constant(i + 1)), {
      a: () => snapshot(flow, valueAt(flow, element, list)),
      b: () => from(i + 1),
    });
  };
  return from(0);
}

function clearLast(flow: Flow, list: PackedValue, length: NumberExpr): void {
  const { packed } = list;
  if (packed.kind !== "list") return;
  for (const [i, element] of packed.elements.entries()) {
    choose(flow, compare("===", length, constant(i + 1)), {
      a: () => {
        clear(flow, element);
        return undefinedValue;
      },
      b: () => undefinedValue,
    });
  }
}

/** Every element takes the place of the one before; what is beyond the end is zero and stays so. */
function moveDown(flow: Flow, list: PackedValue): void {
  const { packed } = list;
  if (packed.kind !== "list") return;
  for (const [i, element] of packed.elements.entries()) {
    const following = packed.elements[i + 1];
    if (following === undefined) {
      clear(flow, element);
      continue;
    }
    choose(flow, compare(">", list.load(packed.length), constant(i + 1)), {
      a: () => {
        assign(flow, element, snapshot(flow, valueAt(flow, following, list)));
        return undefinedValue;
      },
      b: () => {
        clear(flow, element);
        return undefinedValue;
      },
    });
  }
}

function changingBag(flow: Flow, of: PackedValue, { name, args }: Named): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "bag" || !["add", "delete", "clear"].includes(name)) return undefined;
  if (name === "clear") {
    clear(flow, packed);
    return undefinedValue;
  }
  const counts = packed.counts.map((slot) => numberNow(flow.out, of.load(slot)));
  const total = counts.reduce(
    (sum, count) => arithmetic("+", sum, count),
    constant(0) as NumberExpr,
  );
  const max = (packed.counts[0]?.size ?? 1) - 1;
  if (name === "add") faultIf(flow.out, compare(">=", total, constant(max)));
  let had: NumberExpr = constant(0);
  for (const { position, is } of positionsAmong(flow, packed.elements, args[0] ?? undefinedValue)) {
    const count = counts[position] as NumberExpr; // every element has a count
    const slot = packed.counts[position];
    if (slot === undefined) continue;
    const some = and(is, compare(">", count, constant(0)));
    const step = fromBool(name === "add" ? is : some);
    had = arithmetic("|", had, fromBool(some));
    setSlot(flow, slot, arithmetic(name === "add" ? "+" : "-", count, step));
  }
  return name === "add" ? of : boolValue(compare("!==", had, constant(0)));
}

function ofSet(call: Call): Value | undefined {
  const { flow, of, name, args } = call;
  const { elements, masks } = setParts(flow, of);
  switch (name) {
    case "has": {
      const ways = positionsAmong(flow, elements, args[0] ?? undefinedValue);
      const has = or(...ways.map(({ position, is }) => and(is, bitOf(masks, position))));
      return boolValue(of.is === "packed" && of.writable ? boolNow(flow.out, has) : has);
    }
    case "isSubsetOf":
    case "isDisjointFrom":
    case "union":
    case "intersection":
    case "difference":
      return algebra(call, { elements, masks });
    default:
      return undefined;
  }
}

interface SetParts {
  readonly elements: readonly unknown[];
  readonly masks: readonly NumberExpr[];
}

function setParts(flow: Flow, of: Value): SetParts {
  if (of.is === "mask") return { elements: of.elements, masks: of.masks };
  if (of.is !== "packed" || of.packed.kind !== "set")
    return obstacle("the elements of something that is no set");
  const masks = masksOf(of).map((mask) => (of.writable ? numberNow(flow.out, mask) : mask));
  return { elements: of.packed.elements, masks };
}

function algebra({ flow, of, name, args }: Call, { elements, masks }: SetParts): Value {
  const theirs = masksOver(flow, elements, args[0] ?? undefinedValue);
  const pairs = masks.map((mask, i) => [mask, theirs[i] as NumberExpr] as const); // over the same elements
  const domain =
    of.is === "mask" ? of.domain : of.is === "packed" ? of.packed.domain : obstacle("no set");
  const result = (combine: (a: NumberExpr, b: NumberExpr) => NumberExpr): Value => ({
    is: "mask",
    elements,
    domain,
    masks: pairs.map(([a, b]) => numberNow(flow.out, combine(a, b))),
  });
  switch (name) {
    case "union":
      return result((a, b) => arithmetic("|", a, b));
    case "intersection":
      return result((a, b) => arithmetic("&", a, b));
    case "difference":
      return result((a, b) => ({ op: "andNot", a, b }));
    case "isSubsetOf":
      return boolValue(
        and(...pairs.map(([a, b]) => compare("===", { op: "andNot", a, b }, constant(0)))),
      );
    default:
      return boolValue(
        and(...pairs.map(([a, b]) => compare("===", arithmetic("&", a, b), constant(0)))),
      );
  }
}

/** The masks of any collection, over the given elements. */
function masksOver(flow: Flow, elements: readonly unknown[], value: Value): readonly NumberExpr[] {
  if ((value.is === "mask" || value.is === "packed") && isSetLike(value)) {
    const parts = setParts(flow, value);
    if (JSON.stringify(parts.elements) === JSON.stringify(elements)) return parts.masks;
  }
  const masks: NumberExpr[] = Array.from({ length: Math.ceil(elements.length / bitsPerMask) }, () =>
    constant(0),
  );
  for (const { present, value: one } of itemsOf(flow, value)) {
    for (const { position, is } of positionsAmong(flow, elements, one)) {
      const m = Math.floor(position / bitsPerMask);
      const bit = arithmetic(
        "*",
        fromBool(and(present, is)),
        constant(2 ** (position % bitsPerMask)),
      );
      masks[m] = arithmetic("|", masks[m] as NumberExpr, bit); // every element has a mask
    }
  }
  return masks;
}

function ofBag({ flow, name, args }: Call, of: PackedValue): Value | undefined {
  const { packed } = of;
  if (packed.kind !== "bag" || !["has", "count", "distinct"].includes(name)) return undefined;
  if (name === "distinct") return obstacle("distinct of a bag");
  const ways = positionsAmong(flow, packed.elements, args[0] ?? undefinedValue);
  const count = ways.reduce<NumberExpr>((sum, { position, is }) => {
    const slot = packed.counts[position];
    if (slot === undefined) return sum;
    const mine = of.writable ? numberNow(flow.out, of.load(slot)) : of.load(slot);
    return arithmetic("+", sum, is.op === "true" ? mine : arithmetic("*", fromBool(is), mine));
  }, constant(0));
  if (name === "has") return boolValue(compare(">", count, constant(0)));
  return numberValue(count, { lo: 0, hi: (packed.counts[0]?.size ?? 1) - 1, whole: true });
}

/** The methods that arrays, sets, bags and domains share: each of the author's functions runs once for each item. */
function ofItems(call: Call): Value {
  const { flow, of, name, args, apply } = call;
  const [first] = args;
  const items = itemsOf(flow, of);
  const test = (item: Value, i: number): Value => apply(first ?? undefinedValue, [item, known(i)]);
  switch (name) {
    case "every":
      return boolValue(not(anyItem(flow, items, (item, i) => not(truth(test(item, i))))));
    case "some":
      return boolValue(anyItem(flow, items, (item, i) => truth(test(item, i))));
    case "find":
      return find(flow, items, (item, i) => truth(test(item, i)));
    case "filter":
      return { is: "sequence", items: filtered(flow, items, (item, i) => truth(test(item, i))) };
    case "count":
      return countOf(filtered(flow, items, (item, i) => truth(test(item, i))));
    case "map":
      return { is: "sequence", items: mapped(flow, items, test) };
    case "includes":
      return boolValue(
        or(
          ...items.map(({ present, value }) =>
            and(present, strictlyEqual(value, first ?? undefinedValue)),
          ),
        ),
      );
    case "at":
      return first !== undefined &&
        isKnown(first) &&
        typeof first.value === "number" &&
        first.value >= 0
        ? nthOf(flow, items, first.value)
        : atPosition(flow, items, first ?? undefinedValue);
    case "toArray":
    case "slice":
    case "values":
      if (args.length > 0) return obstacle(`${name} with arguments`);
      return { is: "sequence", items };
    case "forEach":
      for (const [i, { present, value }] of items.entries()) {
        choose(flow, present, { a: () => test(value, i), b: () => undefinedValue });
      }
      return undefinedValue;
    default:
      return obstacle(`the method ${name}`);
  }
}

/** Whether the test holds for an item that is present; stops at the first, as JavaScript does. */
function anyItem(
  flow: Flow,
  items: readonly Item[],
  test: (item: Value, i: number) => ReturnType<typeof truth>,
): ReturnType<typeof truth> {
  const value = block(flow, (exit) => {
    let pure: ReturnType<typeof truth> = { op: "false" };
    for (const [i, { present, value: item }] of items.entries()) {
      const before = flow.out.count;
      const found = choose(flow, present, {
        a: () => boolValue(test(item, i)),
        b: () => known(false),
      });
      const condition = truth(found);
      if (flow.out.count === before) {
        pure = or(pure, condition);
        continue;
      }
      choose(flow, or(pure, condition), {
        a: () => {
          leave(flow, exit, known(true));
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
      pure = { op: "false" };
    }
    return boolValue(pure);
  });
  return truth(value);
}

function find(
  flow: Flow,
  items: readonly Item[],
  test: (item: Value, i: number) => ReturnType<typeof truth>,
): Value {
  return block(flow, (exit) => {
    for (const [i, { present, value }] of items.entries()) {
      const found = choose(flow, present, {
        a: () => boolValue(test(value, i)),
        b: () => known(false),
      });
      choose(flow, truth(found), {
        a: () => {
          leave(flow, exit, value);
          return undefinedValue;
        },
        b: () => undefinedValue,
      });
    }
    return undefinedValue;
  });
}

function filtered(
  flow: Flow,
  items: readonly Item[],
  test: (item: Value, i: number) => ReturnType<typeof truth>,
): readonly Item[] {
  return items
    .map(({ present, value }, i): Item => {
      const kept = choose(flow, present, {
        a: () => boolValue(test(value, i)),
        b: () => known(false),
      });
      return { present: truth(kept), value };
    })
    .filter(({ present }) => present.op !== "false");
}

function mapped(
  flow: Flow,
  items: readonly Item[],
  image: (item: Value, i: number) => Value,
): readonly Item[] {
  return items.map(({ present, value }, i) => ({
    present,
    value: choose(flow, present, {
      a: () => snapshot(flow, image(value, i)),
      b: () => undefinedValue,
    }),
  }));
}

/** The item at a position that is computed; negative positions count from the end, as in `at`. */
function atPosition(flow: Flow, items: readonly Item[], position: Value): Value {
  const length = numberOf(countOf(items));
  const asked = numberOf(position);
  const place = numberNow(flow.out, {
    op: "choose",
    if: compare("<", asked, constant(0)),
    a: arithmetic("+", asked, length),
    b: asked,
  });
  const from = (i: number): Value => {
    if (i === items.length) return undefinedValue;
    return choose(flow, compare("===", place, constant(i)), {
      a: () => nthOf(flow, items, i),
      b: () => from(i + 1),
    });
  };
  return from(0);
}
