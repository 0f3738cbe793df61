/** Calls of methods: of domains, arrays, sets, bags and lists, in the state or not. */
import type { NumberExpr } from "../ir.ts";
import { changingBag, changingList, changingSet } from "./changing-methods.ts";
import { distribute } from "./control.ts";
import { faultIf, numberNow } from "./emitter.ts";
import { arithmetic, compare, constant, or } from "./expressions.ts";
import { ofItems } from "./item-methods.ts";
import type { Call } from "./method-call.ts";
import { obstacle } from "./obstacle.ts";
import { isListed } from "./sequences.ts";
import { isSetLike, ofBag, ofSet } from "./set-methods.ts";
import {
  elementValue,
  isKnown,
  known,
  numberValue,
  type PackedValue,
  undefinedValue,
  type Value,
} from "./values.ts";

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
  if (arg.is !== "element") return obstacle(`${name} of this value`);
  const answers = arg.values.map((value) => attempt(() => call(value)));
  const failing = answers.flatMap(({ fails }, i) => (fails ? [i] : []));
  const now = numberNow(flow.out, arg.expr);
  faultIf(flow.out, or(...failing.map((i) => compare("===", now, constant(i)))));
  return primitives(
    answers.map(({ value }) => value),
    now,
  );
}

/** What a method of the library answers; it may throw, as it does in the author's function. */
function attempt(call: () => unknown): { readonly fails: boolean; readonly value: unknown } {
  try {
    return { fails: false, value: call() };
  } catch {
    return { fails: true, value: undefined };
  }
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
