/** Calls of functions of JavaScript itself: Math, Object, Boolean, Number. */

import type { CallExpression } from "oxc-parser";
import { answerAtOnce } from "./at-once.ts";
import { asNumber, truth } from "./comparison.ts";
import { type Frame, giveUp } from "./evaluator.ts";

import { boundsOf } from "./operators.ts";
import { objectFields, readField } from "./packed-read.ts";
import { boolValue, isKnown, known, numberValue, undefinedValue, type Value } from "./values.ts";

/** Functions of JavaScript itself. */
export function staticCall(
  frame: Frame,
  fn: Value,
  args: () => readonly Value[],
): Value | undefined {
  if (!isKnown(fn)) return undefined;
  const answer = answerAtOnce(fn.value, args);
  if (answer !== undefined) return answer;
  if (fn.value === Boolean) return boolValue(truth(args()[0] ?? undefinedValue));
  if (fn.value === Object.keys || fn.value === Object.values || fn.value === Object.entries) {
    const [of] = args();
    const fields = of === undefined ? undefined : entriesOf(frame, of);
    if (fields === undefined) return undefined;
    const image = ([key, value]: readonly [string, Value]): Value => {
      if (fn.value === Object.keys) return known(key);
      return fn.value === Object.values
        ? value
        : {
            is: "sequence",
            items: [key, 0].map((_, i) => ({
              present: { op: "true" },
              value: i === 0 ? known(key) : value,
            })),
          };
    };
    return {
      is: "sequence",
      items: fields.map((entry) => ({ present: { op: "true" }, value: image(entry) })),
    };
  }
  if (fn.value === Number.isInteger) {
    const [n] = args();
    return n !== undefined && n.is === "number" && n.whole ? known(true) : undefined;
  }
  return undefined;
}

export function entriesOf(
  frame: Frame,
  of: Value,
): readonly (readonly [string, Value])[] | undefined {
  if (of.is === "packed" && (of.packed.kind === "record" || of.packed.kind === "map")) {
    const parts = of.packed.kind === "record" ? of.packed.fields : of.packed.entries;
    return Object.keys(parts).map((key) => [key, readField(frame.flow, of, key)]);
  }
  const fields = objectFields(of);
  return fields && [...fields];
}

const mathFunctions = ["min", "max", "abs", "floor", "ceil", "round", "sign", "trunc"];

export function mathCall(
  frame: Frame,
  node: CallExpression,
  { name, args }: { readonly name: string; readonly args: readonly Value[] },
): Value {
  if (!mathFunctions.includes(name)) return giveUp(frame, node, `Math.${name}`);
  const numbers = args.map(
    (arg) => asNumber(arg) ?? giveUp(frame, node, "Math of a value that is no number"),
  );
  const method = Math[name as "min"]; // one of the names above, each a function of numbers
  if (numbers.every((n) => n.op === "const"))
    return known(
      (method as (...all: number[]) => number)(
        ...numbers.map((n) => (n.op === "const" ? n.value : 0)),
      ),
    );
  const bounds = args.map(boundsOf);
  const corners = bounds.flatMap(({ lo, hi }) => [lo, hi]);
  const lo =
    name === "min"
      ? Math.min(...bounds.map((b) => b.lo))
      : name === "max"
        ? Math.max(...bounds.map((b) => b.lo))
        : method(...(name === "abs" ? [0] : [Math.min(...corners)]));
  const hi =
    name === "min"
      ? Math.min(...bounds.map((b) => b.hi))
      : name === "max"
        ? Math.max(...bounds.map((b) => b.hi))
        : name === "abs"
          ? Math.max(...corners.map(Math.abs))
          : method(Math.max(...corners));
  const rounds = !["min", "max", "abs"].includes(name);
  const whole = bounds.every((b) => b.whole) || (rounds && corners.every(Number.isFinite));
  return numberValue({ op: "math", name, args: numbers }, { lo, hi, whole });
}
