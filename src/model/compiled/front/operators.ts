/** Operators on values, with the bounds of their results. */
import type { NumberOperator } from "../ir.ts";
import { asNumber, ordered, strictlyEqual, truth } from "./comparison.ts";
import { choose, distribute, leave } from "./control.ts";
import { type Frame, giveUp } from "./evaluator.ts";
import { arithmetic, not } from "./expressions.ts";

import { isOneOf } from "./packed-read.ts";
import { boolValue, isKnown, known, numberValue, undefinedValue, type Value } from "./values.ts";

/** `a?.b`: undefined for null and undefined, and so is the rest of the chain. */
export function optionally(frame: Frame, of: Value, use: (value: Value) => Value): Value {
  const { flow, chain } = frame;
  const nothing = (): Value => {
    if (chain !== undefined) leave(flow, chain, undefinedValue);
    return undefinedValue;
  };
  return distribute(flow, of, (one) => {
    if (isKnown(one)) return one.value === null || one.value === undefined ? nothing() : use(one);
    if (one.is !== "element") return use(one);
    return choose(flow, truthOfNothing(one), { a: nothing, b: () => use(one) });
  });
}

function truthOfNothing(value: Value) {
  const nothing = isOneOf(value, null);
  const missing = isOneOf(value, undefined);
  if (nothing.op === "false") return missing;
  return missing.op === "false" ? nothing : ({ op: "or", all: [nothing, missing] } as const);
}

export interface Bounds {
  readonly lo: number;
  readonly hi: number;
  readonly whole: boolean;
}

export function boundsOf(value: Value): Bounds {
  if (value.is === "number") return value;
  const numbers = isKnown(value)
    ? [Number(value.value)]
    : value.is === "element"
      ? value.values.map(Number)
      : [Number.NaN];
  return {
    lo: Math.min(...numbers),
    hi: Math.max(...numbers),
    whole: numbers.every(Number.isInteger),
  };
}

const arithmeticOperators: readonly string[] = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "**",
  "&",
  "|",
  "^",
  "<<",
  ">>",
  ">>>",
];

interface Binary {
  readonly op: string;
  readonly a: Value;
  readonly b: Value;
}

export function binary(
  frame: Frame,
  node: { readonly start: number },
  { op, a, b }: Binary,
): Value {
  switch (op) {
    case "===":
      return boolValue(strictlyEqual(a, b));
    case "!==":
      return boolValue(not(strictlyEqual(a, b)));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return boolValue(ordered(op, a, b));
    default:
  }
  if (!arithmeticOperators.includes(op)) return giveUp(frame, node, `the operator ${op}`);
  if (
    isKnown(a) &&
    isKnown(b) &&
    op === "+" &&
    (typeof a.value === "string" || typeof b.value === "string")
  ) {
    return known(`${String(a.value)}${String(b.value)}`);
  }
  if (a.is === "either" || b.is === "either") {
    return distribute(frame.flow, a, (x) =>
      distribute(frame.flow, b, (y) => binary(frame, node, { op, a: x, b: y })),
    );
  }
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x === undefined || y === undefined)
    return giveUp(frame, node, `${op} of values that are no numbers`);
  const [mine, theirs] = [boundsOf(a), boundsOf(b)];
  const operator = op as NumberOperator; // one of the list
  const isExact =
    op === "+" &&
    (mayBeNegativeZero(mine) || mayBeNegativeZero(theirs)) &&
    !(isKnown(a) && isKnown(b));
  return numberValue(
    isExact ? { op: operator, a: x, b: y } : arithmetic(operator, x, y),
    arithmeticBounds(op, mine, theirs),
  );
}

function mayBeNegativeZero({ lo, hi, whole }: Bounds): boolean {
  return !whole || (lo <= 0 && hi >= 0 && !Object.is(lo, 0));
}

/** Bounds of a result, infinite where they are not worth computing. */
function arithmeticBounds(op: string, a: Bounds, b: Bounds): Bounds {
  // What has no bounds may be NaN or infinite, and so may everything that is computed of it.
  if (![a.lo, a.hi, b.lo, b.hi].every(Number.isFinite))
    return isBitwise(op) ? wordOf(op) : anything;
  const whole = a.whole && b.whole;
  switch (op) {
    case "+":
      return { lo: a.lo + b.lo, hi: a.hi + b.hi, whole };
    case "-":
      return { lo: a.lo - b.hi, hi: a.hi - b.lo, whole };
    case "*": {
      const corners = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
      return { lo: Math.min(...corners), hi: Math.max(...corners), whole };
    }
    case "/": {
      if (b.lo <= 0 && b.hi >= 0) return anything;
      const corners = [a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi];
      return { lo: Math.min(...corners), hi: Math.max(...corners), whole: false };
    }
    case "%":
      if (!whole || b.lo <= 0) return anything;
      return { lo: a.lo < 0 ? -(b.hi - 1) : 0, hi: Math.min(b.hi - 1, Math.max(a.hi, 0)), whole };
    case "&":
      return whole && a.lo >= 0 && b.lo >= 0 && Math.min(a.hi, b.hi) <= word.hi
        ? { lo: 0, hi: Math.min(a.hi, b.hi), whole }
        : word;
    default:
      return isBitwise(op) ? wordOf(op) : anything;
  }
}

function isBitwise(op: string): boolean {
  return ["&", "|", "^", "<<", ">>", ">>>"].includes(op);
}

function wordOf(op: string): Bounds {
  return op === ">>>" ? { lo: 0, hi: 2 ** 32 - 1, whole: true } : word;
}

const anything: Bounds = {
  lo: Number.NEGATIVE_INFINITY,
  hi: Number.POSITIVE_INFINITY,
  whole: false,
};

const word: Bounds = { lo: -(2 ** 31), hi: 2 ** 31 - 1, whole: true };

export function logical(
  frame: Frame,
  operator: string,
  { left, right }: { readonly left: Value; readonly right: () => Value },
): Value {
  const { flow } = frame;
  if (operator === "??") {
    return distribute(flow, left, (one) =>
      choose(flow, truthOfNothing(one), { a: right, b: () => withoutNothing(one) }),
    );
  }
  const condition = truth(left);
  return operator === "&&"
    ? choose(flow, condition, { a: right, b: () => left })
    : choose(flow, condition, { a: () => left, b: right });
}

/** An element that is known not to be null or undefined. */
function withoutNothing(value: Value): Value {
  if (value.is !== "element") return value;
  const kept: readonly unknown[] = value.values.filter((v) => v !== null && v !== undefined);
  if (kept.length === value.values.length || kept.length === 0) return value;
  const table = value.values.map((v) => Math.max(0, kept.indexOf(v)));
  const [only] = kept;
  return kept.length === 1
    ? known(only)
    : { is: "element", values: kept, expr: { op: "lookup", table, a: value.expr } };
}
