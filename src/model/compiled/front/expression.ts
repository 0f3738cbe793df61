/** Compiles expressions of the author's functions. */
import type {
  AssignmentExpression,
  AssignmentTarget,
  CallExpression,
  Expression,
  LogicalExpression,
  MemberExpression,
  ObjectExpression,
  UnaryExpression,
  UpdateExpression,
} from "oxc-parser";
import { same } from "../../../value/same.ts";
import type { NumberOperator } from "../ir.ts";
import { asNumber, ordered, sameValues, strictlyEqual, truth } from "./comparison.ts";
import { choose, distribute } from "./control.ts";
import { type Frame, giveUp, keyText, lookUp } from "./evaluator.ts";
import { arithmetic, not } from "./expressions.ts";
import { assignMember, member, memberAt } from "./members.ts";
import { callMethod } from "./methods.ts";
import { isOneOf, objectFields, readField, snapshot } from "./packed-access.ts";
import { itemsOf } from "./sequences.ts";
import {
  boolValue,
  type Item,
  isKnown,
  known,
  numberValue,
  undefinedValue,
  type Value,
} from "./values.ts";

export function evaluate(frame: Frame, node: Expression): Value {
  const { flow } = frame;
  switch (node.type) {
    case "Literal":
      return "regex" in node ? giveUp(frame, node, "a regular expression") : known(node.value);
    case "Identifier":
      return (
        lookUp(frame.scope, node.name)?.value ?? giveUp(frame, node, `"${node.name}" is not known`)
      );
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return evaluate(frame, node.expression);
    case "ChainExpression":
      return evaluate(frame, node.expression);
    case "MemberExpression":
      return memberExpression(frame, node);
    case "CallExpression":
      return callExpression(frame, node);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return { is: "function", code: { ...frame.code, tree: node }, scope: frame.scope };
    case "ObjectExpression":
      return objectExpression(frame, node);
    case "ArrayExpression":
      return {
        is: "sequence",
        items: node.elements.flatMap((element): readonly Item[] => {
          if (element === null) return giveUp(frame, node, "an array with holes");
          if (element.type === "SpreadElement")
            return itemsOf(flow, evaluate(frame, element.argument));
          return [{ present: { op: "true" }, value: evaluate(frame, element) }];
        }),
      };
    case "BinaryExpression":
      return binaryExpression(frame, node);
    case "LogicalExpression":
      return logicalExpression(frame, node);
    case "UnaryExpression":
      return unaryExpression(frame, node);
    case "ConditionalExpression":
      return choose(flow, truth(evaluate(frame, node.test)), {
        a: () => evaluate(frame, node.consequent),
        b: () => evaluate(frame, node.alternate),
      });
    case "AssignmentExpression":
      return assignmentExpression(frame, node);
    case "UpdateExpression":
      return updateExpression(frame, node);
    case "SequenceExpression":
      return node.expressions.map((one) => evaluate(frame, one)).at(-1) ?? undefinedValue;
    case "TemplateLiteral": {
      const parts = node.expressions.map((one) => keyText(evaluate(frame, one)));
      if (parts.some((part) => part === undefined))
        return giveUp(frame, node, "a text that is not known");
      return known(node.quasis.map(({ value }, i) => value.cooked + (parts[i] ?? "")).join(""));
    }
    default:
      return giveUp(frame, node, `the syntax ${node.type}`);
  }
}

function memberExpression(frame: Frame, node: MemberExpression): Value {
  const { flow } = frame;
  if (node.object.type === "Super") return giveUp(frame, node, "super");
  const of = evaluate(frame, node.object);
  const read = (value: Value): Value => {
    if (node.property.type === "PrivateIdentifier") return giveUp(frame, node, "a private name");
    if (!node.computed) return member(flow, value, (node.property as { name: string }).name); // not computed: a name
    return memberAt(flow, value, evaluate(frame, node.property as Expression)); // computed: an expression
  };
  return node.optional ? optionally(frame, of, read) : distribute(flow, of, read);
}

/** `a?.b`: undefined for null and undefined. */
function optionally(frame: Frame, of: Value, use: (value: Value) => Value): Value {
  return distribute(frame.flow, of, (one) => {
    if (isKnown(one))
      return one.value === null || one.value === undefined ? undefinedValue : use(one);
    if (one.is !== "element") return use(one);
    const isNothing = boolValue(truthOfNothing(one));
    return choose(frame.flow, truth(isNothing), { a: () => undefinedValue, b: () => use(one) });
  });
}

function truthOfNothing(value: Value) {
  const nothing = isOneOf(value, null);
  const missing = isOneOf(value, undefined);
  if (nothing.op === "false") return missing;
  return missing.op === "false" ? nothing : ({ op: "or", all: [nothing, missing] } as const);
}

function callExpression(frame: Frame, node: CallExpression): Value {
  const { flow, machinery } = frame;
  if (node.callee.type === "Super") return giveUp(frame, node, "super");
  const callee = evaluate(frame, node.callee);
  const args = (): readonly Value[] =>
    node.arguments.flatMap((arg) => {
      if (arg.type !== "SpreadElement") return [evaluate(frame, arg)];
      const items = itemsOf(flow, evaluate(frame, arg.argument));
      if (items.some(({ present }) => present.op !== "true"))
        return giveUp(frame, arg, "a spread of unknown length");
      return items.map(({ value }) => value);
    });
  const call = (fn: Value): Value => {
    if (fn.is === "method") {
      if (isKnown(fn.of) && fn.of.value === Math)
        return mathCall(frame, node, { name: fn.name, args: args() });
      return callMethod({
        flow,
        of: fn.of,
        name: fn.name,
        args: args(),
        apply: (f, list) => machinery.call(frame, f, list),
      });
    }
    if (isKnown(fn) && fn.value === same) {
      const [a, b] = args();
      return boolValue(sameValues(flow, a ?? undefinedValue, b ?? undefinedValue));
    }
    if (fn.is === "function" || (isKnown(fn) && typeof fn.value === "function")) {
      const special = staticCall(frame, fn, args);
      return special ?? machinery.call(frame, fn, args());
    }
    return giveUp(frame, node, "a call of something that is no known function");
  };
  return node.optional ? optionally(frame, callee, call) : distribute(flow, callee, call);
}

/** Functions of JavaScript itself. */
function staticCall(frame: Frame, fn: Value, args: () => readonly Value[]): Value | undefined {
  if (!isKnown(fn)) return undefined;
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

function entriesOf(frame: Frame, of: Value): readonly (readonly [string, Value])[] | undefined {
  if (of.is === "packed" && (of.packed.kind === "record" || of.packed.kind === "map")) {
    const parts = of.packed.kind === "record" ? of.packed.fields : of.packed.entries;
    return Object.keys(parts).map((key) => [key, readField(frame.flow, of, key)]);
  }
  const fields = objectFields(of);
  return fields && [...fields];
}

const mathFunctions = ["min", "max", "abs", "floor", "ceil", "round", "sign", "trunc"];

function mathCall(
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
  const whole = bounds.every((b) => b.whole) || !["min", "max", "abs"].includes(name);
  return numberValue({ op: "math", name, args: numbers }, { lo, hi, whole });
}

interface Bounds {
  readonly lo: number;
  readonly hi: number;
  readonly whole: boolean;
}

function boundsOf(value: Value): Bounds {
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

function objectExpression(frame: Frame, node: ObjectExpression): Value {
  const fields = new Map<string, Value>();
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = evaluate(frame, property.argument);
      const entries = spreadEntries(frame, spread);
      if (entries === undefined) return giveUp(frame, property, "a spread of this value");
      for (const [key, value] of entries) fields.set(key, value);
      continue;
    }
    if (property.kind !== "init") return giveUp(frame, property, "a getter or setter");
    const key = property.computed
      ? keyText(evaluate(frame, property.key as Expression)) // computed: an expression
      : property.key.type === "Identifier"
        ? property.key.name
        : property.key.type === "Literal"
          ? String(property.key.value)
          : undefined;
    if (key === undefined) return giveUp(frame, property, "a field whose name is not known");
    fields.set(key, evaluate(frame, property.value));
  }
  return { is: "object", fields };
}

function spreadEntries(
  frame: Frame,
  value: Value,
): readonly (readonly [string, Value])[] | undefined {
  if (value.is === "packed" && value.packed.kind === "union") return undefined;
  return entriesOf(frame, snapshot(frame.flow, value));
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

function binaryExpression(frame: Frame, node: BinaryNode): Value {
  if (node.left.type === "PrivateIdentifier") return giveUp(frame, node, "a private name");
  const a = evaluate(frame, node.left);
  const b = evaluate(frame, node.right);
  return binary(frame, node, { op: node.operator, a, b });
}

type BinaryNode = Extract<Expression, { readonly type: "BinaryExpression" }>;

interface Binary {
  readonly op: string;
  readonly a: Value;
  readonly b: Value;
}

function binary(frame: Frame, node: { readonly start: number }, { op, a, b }: Binary): Value {
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
  return numberValue(
    arithmetic(op as NumberOperator, x, y),
    arithmeticBounds(op, boundsOf(a), boundsOf(b)),
  ); // one of the list
}

/** Bounds of a result, infinite where they are not worth computing. */
function arithmeticBounds(op: string, a: Bounds, b: Bounds): Bounds {
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
    case "%":
      if (!whole || b.lo <= 0) return anything;
      return { lo: a.lo < 0 ? -(b.hi - 1) : 0, hi: Math.min(b.hi - 1, Math.max(a.hi, 0)), whole };
    case "&":
      return whole && a.lo >= 0 && b.lo >= 0 ? { lo: 0, hi: Math.min(a.hi, b.hi), whole } : word;
    case "|":
    case "^":
    case "<<":
    case ">>":
      return word;
    case ">>>":
      return { lo: 0, hi: 2 ** 32 - 1, whole: true };
    default:
      return anything;
  }
}

const anything: Bounds = {
  lo: Number.NEGATIVE_INFINITY,
  hi: Number.POSITIVE_INFINITY,
  whole: false,
};
const word: Bounds = { lo: -(2 ** 31), hi: 2 ** 31 - 1, whole: true };

function logicalExpression(frame: Frame, node: LogicalExpression): Value {
  const left = evaluate(frame, node.left);
  return logical(frame, node.operator, { left, right: () => evaluate(frame, node.right) });
}

function logical(
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

function unaryExpression(frame: Frame, node: UnaryExpression): Value {
  const of = evaluate(frame, node.argument);
  switch (node.operator) {
    case "!":
      return boolValue(not(truth(of)));
    case "-": {
      const number = asNumber(of) ?? giveUp(frame, node, "− of a value that is no number");
      if (number.op === "const") return known(-number.value);
      const { lo, hi, whole } = boundsOf(of);
      return numberValue({ op: "negate", a: number }, { lo: -hi, hi: -lo, whole });
    }
    case "+": {
      return asNumber(of) === undefined
        ? giveUp(frame, node, "+ of a value that is no number")
        : of;
    }
    case "void":
      return undefinedValue;
    default:
      return giveUp(frame, node, `the operator ${node.operator}`);
  }
}

function assignmentExpression(frame: Frame, node: AssignmentExpression): Value {
  const { operator, left } = node;
  if (operator === "=") {
    const target = assignable(frame, left);
    const value = evaluate(frame, node.right);
    target.write(value);
    return value;
  }
  const target = assignable(frame, left);
  const before = target.read();
  const short = operator.slice(0, -1);
  if (short === "&&" || short === "||" || short === "??") {
    const write = (): Value => {
      const value = evaluate(frame, node.right);
      target.write(value);
      return value;
    };
    return logical(frame, short, { left: before, right: write });
  }
  const value = binary(frame, node, { op: short, a: before, b: evaluate(frame, node.right) });
  target.write(value);
  return value;
}

interface Assignable {
  readonly read: () => Value;
  readonly write: (value: Value) => void;
}

/** What can stand left of `=`: its object and key are evaluated once. */
function assignable(frame: Frame, node: AssignmentTarget): Assignable {
  const { flow } = frame;
  switch (node.type) {
    case "Identifier": {
      const cell = lookUp(frame.scope, node.name);
      if (cell === undefined || cell.constant)
        return giveUp(frame, node, `an assignment to "${node.name}"`);
      return {
        read: () => cell.value,
        write: (value) => {
          cell.value = value;
        },
      };
    }
    case "MemberExpression": {
      if (node.object.type === "Super" || node.property.type === "PrivateIdentifier")
        return giveUp(frame, node, "this assignment");
      const of = evaluate(frame, node.object);
      const key = node.computed
        ? evaluate(frame, node.property as Expression) // computed: an expression
        : known((node.property as { name: string }).name); // not computed: a name
      return {
        read: () => memberAt(flow, of, key),
        write: (value) => {
          assignMember(flow, of, key, value);
        },
      };
    }
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return assignable(frame, node.expression as AssignmentTarget); // a target with a type around it
    default:
      return giveUp(frame, node, `an assignment to ${node.type}`);
  }
}

function updateExpression(frame: Frame, node: UpdateExpression): Value {
  const target = assignable(frame, node.argument as AssignmentTarget); // a simple target is a target
  const before = target.read();
  const after = binary(frame, node, {
    op: node.operator === "++" ? "+" : "-",
    a: before,
    b: known(1),
  });
  target.write(after);
  return node.prefix ? after : before;
}
