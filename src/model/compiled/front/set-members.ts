/** Values as members of sets and bags, whose possible elements are numbered. */
import { same as sameValue } from "../../../value/same.ts";
import type { BoolExpr } from "../ir.ts";
import type { PackedFields } from "../layout.ts";
import type { Flow } from "./control.ts";
import { faultIf } from "./emitter.ts";
import { and, no, not, or } from "./expressions.ts";
import { obstacle } from "./obstacle.ts";
import { isOneOf, tagOf, valueAt } from "./packed-read.ts";
import { type Item, isKnown, known, type PackedValue, sequenceOf, type Value } from "./values.ts";

/** An element of a set or bag, among the plain values that it may hold: as a value, and compared with another. */
export function plainElement(element: unknown): Value {
  if (typeof element !== "object" || element === null) return known(element);
  if (Array.isArray(element)) return sequenceOf(element.map(plainElement));
  return {
    is: "object",
    isElement: true,
    fields: new Map(Object.entries(element).map(([key, part]) => [key, plainElement(part)])),
  };
}

/** For each element that the value may be: its position and the condition that it is that one. */
export function positionsAmong(
  flow: Flow,
  elements: readonly unknown[],
  value: Value,
): readonly { readonly position: number; readonly is: BoolExpr }[] {
  return positionsOfItem(flow, elements, { present: { op: "true" }, value });
}

/** The same for an item, which is outside the domain only where it is present. */
export function positionsOfItem(
  flow: Flow,
  elements: readonly unknown[],
  { present, value }: Item,
): readonly { readonly position: number; readonly is: BoolExpr }[] {
  if (isKnown(value)) {
    const position = elements.findIndex((element) => sameValue(element, value.value));
    if (position === -1) faultIf(flow.out, present);
    return position === -1 ? [] : [{ position, is: present }];
  }
  const found = elements
    .map((element, position) => ({ position, is: isPlain(flow, value, element) }))
    .filter(({ is }) => is.op !== "false");
  const none = not(or(...found.map(({ is }) => is)));
  if (!coversAll(value, elements)) faultIf(flow.out, and(present, none));
  return found.map(({ position, is }) => ({ position, is: and(present, is) }));
}

function coversAll(value: Value, elements: readonly unknown[]): boolean {
  return value.is === "element" && value.values.every((v) => elements.includes(v));
}

/** Whether a value equals a plain one. */
export function isPlain(flow: Flow, value: Value, wanted: unknown): BoolExpr {
  if (typeof wanted !== "object" || wanted === null) {
    return value.is === "packed" || value.is === "object"
      ? { op: "false" }
      : isOneOf(value, wanted);
  }
  if (value.is === "either") {
    let others: BoolExpr = { op: "true" };
    const ways = value.cases.map((one) => {
      const way = and(others, one.if, isPlain(flow, one.value, wanted));
      others = and(others, not(one.if));
      return way;
    });
    return or(...ways);
  }
  if (Array.isArray(wanted)) return obstacle("a set or list as an element of a set");
  const entries = Object.entries(wanted);
  if (value.is === "object") {
    if (entries.length !== value.fields.size) return { op: "false" };
    return and(
      ...entries.map(([key, part]) => {
        const field = value.fields.get(key);
        return field === undefined ? ({ op: "false" } as const) : isPlain(flow, field, part);
      }),
    );
  }
  if (value.is === "packed")
    return isPlainPacked(flow, value, wanted as Readonly<Record<string, unknown>>);
  return { op: isKnown(value) && sameValue(value.value, wanted) ? "true" : "false" };
}

function isPlainPacked(
  flow: Flow,
  value: PackedValue,
  wanted: Readonly<Record<string, unknown>>,
): BoolExpr {
  const { packed } = value;
  const fieldsAre = (fields: PackedFields): BoolExpr => {
    const names = Object.keys(wanted).filter((name) => packed.kind !== "union" || name !== "tag");
    const own = Object.keys(fields);
    if (names.length !== own.length || !own.every((name) => names.includes(name))) return no;
    return and(
      ...Object.entries(fields).map(([key, part]) =>
        isPlain(flow, valueAt(flow, part, value), wanted[key]),
      ),
    );
  };
  switch (packed.kind) {
    case "record":
      return fieldsAre(packed.fields);
    case "map":
      return fieldsAre(packed.entries);
    case "union": {
      const fields = packed.variants[wanted["tag"] as string];
      if (fields === undefined) return { op: "false" };
      return and(isOneOf(tagOf(flow, value), wanted["tag"]), fieldsAre(fields));
    }
    default:
      return obstacle(`a ${packed.kind} as an element of a set`);
  }
}
