/** Questions to sets and bags, and set algebra, on masks. */
import type { NumberExpr } from "../ir.ts";
import { bitsPerMask } from "../layout.ts";
import type { Flow } from "./control.ts";
import { boolNow, numberNow } from "./emitter.ts";
import { and, arithmetic, compare, constant, fromBool, or } from "./expressions.ts";
import type { Call } from "./method-call.ts";
import { obstacle } from "./obstacle.ts";
import { bitOf, masksOf } from "./packed-read.ts";
import { itemsOf } from "./sequences.ts";
import { isPlain, positionsAmong, positionsOfItem } from "./set-members.ts";
import { boolValue, numberValue, type PackedValue, undefinedValue, type Value } from "./values.ts";

export function isSetLike(value: Value): boolean {
  return value.is === "mask" || (value.is === "packed" && value.packed.kind === "set");
}

export function ofSet(call: Call): Value | undefined {
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
  // What a set cannot hold is not in it; only a union would have to hold it.
  const over = name === "union" ? masksOver : masksAmong;
  const theirs = over(flow, elements, args[0] ?? undefinedValue);
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
  for (const item of itemsOf(flow, value)) {
    for (const { position, is } of positionsOfItem(flow, elements, item)) {
      const m = Math.floor(position / bitsPerMask);
      const bit = arithmetic("*", fromBool(is), constant(2 ** (position % bitsPerMask)));
      masks[m] = arithmetic("|", masks[m] as NumberExpr, bit); // every element has a mask
    }
  }
  return masks;
}

/** The same, without what is none of the elements. */
function masksAmong(flow: Flow, elements: readonly unknown[], value: Value): readonly NumberExpr[] {
  if ((value.is === "mask" || value.is === "packed") && isSetLike(value)) {
    const parts = setParts(flow, value);
    if (JSON.stringify(parts.elements) === JSON.stringify(elements)) return parts.masks;
  }
  const items = itemsOf(flow, value);
  const masks: NumberExpr[] = Array.from({ length: Math.ceil(elements.length / bitsPerMask) }, () =>
    constant(0),
  );
  for (const [position, element] of elements.entries()) {
    const isIn = or(...items.map((item) => and(item.present, isPlain(flow, item.value, element))));
    const m = Math.floor(position / bitsPerMask);
    const bit = arithmetic("*", fromBool(isIn), constant(2 ** (position % bitsPerMask)));
    masks[m] = arithmetic("|", masks[m] as NumberExpr, bit); // every element has a mask
  }
  return masks;
}

export function ofBag({ flow, name, args }: Call, of: PackedValue): Value | undefined {
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
