/** Writing single slots: a scalar is checked against its domain, and faults when it is outside. */

import type { Domain } from "../../../spec/domain.ts";
import type { BoolExpr, NumberExpr } from "../ir.ts";
import type { Packed, Slot } from "../layout.ts";
import type { Flow, Iteration } from "./control.ts";
import { emit, fault, faultIf, numberNow } from "./emitter.ts";
import { arithmetic, compare, constant, fromBool, lookup, not, or } from "./expressions.ts";
import { positionAmong, possible, slotsOf } from "./join.ts";
import { obstacle } from "./obstacle.ts";
import { elementsOf } from "./packed-read.ts";
import { isKnown, type Value } from "./values.ts";

export function setSlot(flow: Flow, slot: Slot, value: NumberExpr): void {
  for (const iteration of flow.iterating) noteChange(iteration, slot);
  emit(flow.out, { do: "set", slot: slot.id, value });
}

function noteChange(iteration: Iteration, slot: Slot): void {
  if (!whatIsThere(iteration.packed).includes(slot)) return;
  if (!iteration.byLoop) obstacle("changing a set or list while going through it");
  iteration.changed = true;
}

/** The slots on which it depends what one comes across in a set or list; parts of compound elements are read when asked for. */
function whatIsThere(packed: Packed): readonly Slot[] {
  switch (packed.kind) {
    case "set":
      return packed.masks;
    case "list":
      return [packed.length, ...packed.elements.flatMap(whatIsThere)];
    case "scalar":
    case "optionalScalar":
      return [packed.slot];
    case "optional":
      return [packed.present];
    default:
      return [];
  }
}

/** Makes every slot zero. */
export function clear(flow: Flow, packed: Packed): void {
  for (const slot of slotsOf(packed)) setSlot(flow, slot, constant(0));
}

export function positionIn(flow: Flow, domain: Domain, value: Value): NumberExpr {
  if (domain.kind === "bool") {
    if (value.is === "bool") return fromBool(value.expr);
    if (isKnown(value) && typeof value.value === "boolean") return constant(value.value ? 1 : 0);
    if (value.is !== "element") return outside(flow);
  }
  if (domain.kind !== "range") return elementPosition(flow, elementsOf(domain), value);
  const { lo, hi } = domain;
  if (value.is === "number") {
    const { expr } = value;
    const tooLow = value.lo < lo ? compare("<", expr, constant(lo)) : ({ op: "false" } as const);
    const tooHigh = value.hi > hi ? compare(">", expr, constant(hi)) : ({ op: "false" } as const);
    const broken = value.whole
      ? ({ op: "false" } as const)
      : compare("!==", arithmetic("|", expr, constant(0)), expr);
    const now = numberNow(flow.out, expr);
    const inTermsOf = (condition: BoolExpr): BoolExpr =>
      "a" in condition && condition.op !== "not" ? replaceA(condition, expr, now) : condition;
    faultIf(flow.out, or(inTermsOf(tooLow), inTermsOf(tooHigh), broken));
    return arithmetic("-", now, constant(lo));
  }
  return elementPosition(flow, domain.elements, value);
}

/** The comparison with the operand computed already. */
export function replaceA(condition: BoolExpr, from: NumberExpr, to: NumberExpr): BoolExpr {
  return "a" in condition && condition.a === from
    ? ({ ...condition, a: to } as BoolExpr)
    : condition; // same operator
}

export function elementPosition(
  flow: Flow,
  elements: readonly unknown[],
  value: Value,
): NumberExpr {
  if (isKnown(value)) {
    const position = elements.indexOf(value.value);
    return position === -1 ? outside(flow) : constant(position);
  }
  if (value.is === "number") {
    const known = elements.flatMap((e, i) => (typeof e === "number" ? [{ e, i }] : []));
    const now = numberNow(flow.out, value.expr);
    faultIf(flow.out, not(or(...known.map(({ e }) => compare("===", now, constant(e))))));
    return known.reduce<NumberExpr>(
      (otherwise, { e, i }) => ({
        op: "choose",
        if: compare("===", now, constant(e)),
        a: constant(i),
        b: otherwise,
      }),
      constant(0),
    );
  }
  if (value.is !== "element" && value.is !== "bool") return outside(flow);
  const values = possible(value);
  const missing = values.flatMap((v, i) => (elements.includes(v) ? [] : [i]));
  const own = numberNow(flow.out, positionAmong(values, value));
  faultIf(flow.out, or(...missing.map((i) => compare("===", own, constant(i)))));
  return lookup(
    values.map((v) => Math.max(0, elements.indexOf(v))),
    own,
  );
}

/** The value is certainly none of the domain. */
export function outside(flow: Flow): NumberExpr {
  fault(flow.out);
  return constant(0);
}
