/** Runs the expressions of the author's functions on what is known of values. */
import type {
  AssignmentExpression,
  BinaryExpression,
  CallExpression,
  Expression,
  LogicalExpression,
  MemberExpression,
  Node,
  ObjectExpression,
  SpreadElement,
  TemplateLiteral,
  UnaryExpression,
} from "oxc-parser";
import type { Domain } from "../../spec/domain.ts";
import {
  casesOf,
  eitherOf,
  type KnownValue,
  known,
  nothing,
  unknown,
  type Value,
} from "./abstract-value.ts";
import { assignVariable, branch, type Frame, lookUp } from "./frame.ts";
import { callGlobal, callLibrary, textOf } from "./globals.ts";
import { anyItem, itemsOf, member } from "./members.ts";
import { callMethod } from "./methods.ts";
import { comparedForEquality, computedWith, elementOf, meant, ordered, underKey } from "./uses.ts";

export function evaluate(frame: Frame, node: Node): Value {
  if (frame.examination.budget-- <= 0) return unknown;
  switch (node.type) {
    case "Literal":
      return "regex" in node ? known(new RegExp(node.regex.pattern)) : known(node.value);
    case "Identifier":
      return lookUp(frame, node.name);
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return evaluate(frame, node.expression);
    case "MemberExpression":
      return memberExpression(frame, node);
    case "CallExpression":
      return callExpression(frame, node);
    case "NewExpression":
      for (const arg of node.arguments) evaluate(frame, arg);
      return unknown;
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return { is: "function", code: { ...frame.code, tree: node }, scope: frame.scope };
    case "ObjectExpression":
      return objectExpression(frame, node);
    case "ArrayExpression":
      return arrayOf(frame, node.elements);
    case "SpreadElement":
      return anyItem(itemsOf(frame, evaluate(frame, node.argument)));
    case "BinaryExpression":
      // `#name in value` is an expression of this type, too.
      return node.left.type === "PrivateIdentifier"
        ? unknown
        : binaryExpression(frame, node as BinaryExpression);
    case "LogicalExpression":
      return logicalExpression(frame, node);
    case "UnaryExpression":
      return unaryExpression(frame, node);
    case "ConditionalExpression":
      return eitherWay(frame, evaluate(frame, node.test), {
        yes: () => evaluate(frame, node.consequent),
        no: () => evaluate(frame, node.alternate),
      });
    case "AssignmentExpression":
      return assignmentExpression(frame, node);
    case "UpdateExpression":
      computedWith(frame, evaluate(frame, node.argument), node);
      if (node.argument.type === "Identifier") assignVariable(frame, node.argument, unknown);
      return unknown;
    case "SequenceExpression":
      return node.expressions.map((one) => evaluate(frame, one)).at(-1) ?? nothing;
    case "TemplateLiteral":
      return templateOf(frame, node);
    default:
      return unknown;
  }
}

/** Follows what the test leaves open. */
export function eitherWay(
  frame: Frame,
  test: Value,
  { yes, no }: { readonly yes: () => Value; readonly no: () => Value },
): Value {
  if (test.is !== "known") return branch(frame, [yes, no]);
  return test.value ? yes() : no();
}

function memberExpression(frame: Frame, node: MemberExpression): Value {
  if (node.object.type === "Super") return unknown;
  return member(frame, evaluate(frame, node.object), { key: keyOf(frame, node), node });
}

function keyOf(frame: Frame, { computed, property }: MemberExpression): Value {
  if (computed) return evaluate(frame, property);
  return property.type === "Identifier" ? known(property.name) : unknown;
}

function callExpression(frame: Frame, node: CallExpression): Value {
  const callee = unwrapped(node.callee);
  if (callee.type !== "MemberExpression" || callee.object.type === "Super") {
    const fn = evaluate(frame, callee);
    return called(frame, fn, { args: argumentsOf(frame, node), node });
  }
  const of = evaluate(frame, callee.object);
  const key = keyOf(frame, callee);
  const args = argumentsOf(frame, node);
  noteCounting(frame, node);
  const name = key.is === "known" ? String(key.value) : undefined;
  const results = casesOf(of).map((one) => {
    const result =
      name === undefined ? undefined : callMethod(frame, { of: one, name, args, node });
    return result ?? called(frame, member(frame, one, { key, node: callee }), { args, node });
  });
  return eitherOf(results);
}

function unwrapped(node: Node): Node {
  const isWrapper =
    node.type === "ParenthesizedExpression" ||
    node.type === "TSNonNullExpression" ||
    node.type === "ChainExpression";
  return isWrapper ? unwrapped(node.expression) : node;
}

function argumentsOf(frame: Frame, node: CallExpression): readonly Value[] {
  return node.arguments.map((arg) => evaluate(frame, arg));
}

/** Calls what is no method known here; of several spread arguments nothing is known. */
function called(
  frame: Frame,
  fn: Value,
  call: { readonly args: readonly Value[]; readonly node: CallExpression },
): Value {
  const { args, node } = call;
  if (fn.is === "global") {
    frame.machinery.call(frame, fn, args);
    return callGlobal(frame, { name: fn.name, ...call });
  }
  if (fn.is === "known") {
    const result = callLibrary(frame, fn.value, call);
    if (result !== undefined) return result;
  }
  const isPlain = node.arguments.every((arg) => arg.type !== "SpreadElement");
  return isPlain ? frame.machinery.call(frame, fn, args) : unknown;
}

function objectExpression(frame: Frame, node: ObjectExpression): Value {
  const fields = new Map<string, Value>();
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = evaluate(frame, property.argument);
      if (spread.is !== "object") return unknown;
      for (const [name, value] of spread.fields) fields.set(name, value);
      continue;
    }
    const value = evaluate(frame, property.value);
    const { key } = property;
    if (property.computed) evaluate(frame, key);
    else if (key.type === "Identifier") fields.set(key.name, value);
    else if (key.type === "Literal") fields.set(String(key.value), value);
  }
  return { is: "object", fields };
}

function arrayOf(frame: Frame, elements: readonly (Expression | SpreadElement | null)[]): Value {
  const [only] = elements;
  if (elements.length === 1 && only?.type === "SpreadElement") {
    return itemsOf(frame, evaluate(frame, only.argument));
  }
  const items = elements.map((element) => (element === null ? nothing : evaluate(frame, element)));
  const isPlain = elements.every((element) => element?.type !== "SpreadElement");
  return isPlain ? { is: "tuple", items } : { is: "array", item: eitherOf(items) };
}

const arithmetic = ["-", "*", "/", "%", "**", "|", "&", "^", "<<", ">>", ">>>"];

function binaryExpression(frame: Frame, node: BinaryExpression): Value {
  const { operator } = node;
  const sides = [evaluate(frame, node.left), evaluate(frame, node.right)] as const;
  noteCounting(frame, node);
  switch (operator) {
    case "===":
    case "==":
    case "!==":
    case "!=":
      return equality(frame, sides, node);
    case "<":
    case ">":
    case "<=":
    case ">=":
      order(frame, sides, node);
      return unknown;
    case "+":
      return sum(frame, sides, node);
    default:
      if (!arithmetic.includes(operator)) return unknown; // in, instanceof
      for (const side of sides) computedWith(frame, side, node);
      return unknown;
  }
}

function equality(frame: Frame, sides: readonly [Value, Value], node: BinaryExpression): Value {
  const negated = node.operator.startsWith("!");
  comparedForEquality(frame, sides, { node, asks: negated ? "different" : "equal" });
  const [left, right] = sides;
  if (left.is !== "known" || right.is !== "known") return unknown;
  if (!node.operator.endsWith("==") || node.operator.length === 2) return unknown; // `==` converts
  return known((left.value === right.value) !== negated);
}

/** Whether a position is there at all may be asked: `indexOf(x) >= 0`. */
function order(frame: Frame, sides: readonly [Value, Value], node: BinaryExpression): void {
  const isThere = sides.some(
    (side) => side.is === "known" && [0, -1].includes(side.value as number),
  );
  for (const side of sides) {
    if (side.is === "position" && isThere) continue;
    ordered(frame, side, { node, what: ` with ${node.operator}` });
  }
}

/** Nothing but an element in a template is the element. */
function templateOf(frame: Frame, node: TemplateLiteral): Value {
  const values = node.expressions.map((one) => evaluate(frame, one));
  const [only = unknown] = values;
  const isBare = values.length === 1 && node.quasis.every(({ value }) => value.cooked === "");
  return isBare && only.is === "element" ? only : textOf(frame, eitherOf(values), node);
}

/** A sum with a text is a text. */
function sum(frame: Frame, [left, right]: readonly [Value, Value], node: Node): Value {
  if (left.is === "known" && right.is === "known") return sumOfKnown(left, right);
  for (const side of [left, right]) {
    if (side.is === "position") computedWith(frame, side, node);
  }
  return textOf(frame, eitherOf([left, right]), node);
}

function sumOfKnown({ value: a }: KnownValue, { value: b }: KnownValue): Value {
  if (typeof a === "string" && typeof b === "string") return known(a + b);
  return typeof a === "number" && typeof b === "number" ? known(a + b) : unknown;
}

/** `size === 1` and the like. */
function noteCounting(frame: Frame, node: BinaryExpression | CallExpression): void {
  if (node.type !== "BinaryExpression") return;
  const sides = [unwrapped(node.left), unwrapped(node.right)];
  const isFew = sides.some(({ type, ...side }) => {
    return type === "Literal" && "value" in side && (side.value === 1 || side.value === 2);
  });
  if (isFew && sides.some(countsSome)) frame.examination.asksHowMany = true;
}

function countsSome(node: Node): boolean {
  const counted = node.type === "CallExpression" ? unwrapped(node.callee) : node;
  if (counted.type !== "MemberExpression" || counted.property.type !== "Identifier") return false;
  return ["size", "length", "count"].includes(counted.property.name);
}

function logicalExpression(frame: Frame, node: LogicalExpression): Value {
  const left = evaluate(frame, node.left);
  const right = (): Value => evaluate(frame, node.right);
  if (left.is === "known") {
    const goesOn =
      node.operator === "??"
        ? left.value === null || left.value === undefined
        : Boolean(left.value) === (node.operator === "&&");
    return goesOn ? right() : left;
  }
  return branch(frame, [() => left, right]);
}

function unaryExpression(frame: Frame, node: UnaryExpression): Value {
  const value = evaluate(frame, node.argument);
  switch (node.operator) {
    case "-":
    case "+":
    case "~":
      computedWith(frame, value, node);
      if (node.operator === "-" && value.is === "known" && typeof value.value === "number") {
        return known(-value.value);
      }
      return unknown;
    case "!":
      return value.is === "known" ? known(!value.value) : unknown;
    default:
      return unknown;
  }
}

function assignmentExpression(frame: Frame, node: AssignmentExpression): Value {
  const { left, operator } = node;
  const given = evaluate(frame, node.right);
  const value = operator === "=" ? given : updated(frame, node, given);
  if (left.type === "Identifier") assignVariable(frame, left, value);
  else if (left.type === "MemberExpression") assignMember(frame, left, value);
  return value;
}

/** `a += b` and the like. */
function updated(frame: Frame, node: AssignmentExpression, given: Value): Value {
  const { operator, left } = node;
  const isReadable = left.type === "Identifier" || left.type === "MemberExpression";
  const before = isReadable ? evaluate(frame, left) : unknown;
  if (["&&=", "||=", "??="].includes(operator)) return eitherOf([before, given]);
  if (operator === "+=") return sum(frame, [before, given], node);
  for (const side of [before, given]) computedWith(frame, side, node);
  return unknown;
}

function assignMember(frame: Frame, left: MemberExpression, value: Value): void {
  if (left.object.type === "Super") return;
  const of = evaluate(frame, left.object);
  const key = keyOf(frame, left);
  for (const one of casesOf(of)) {
    if (one.is !== "part") continue;
    const { domain, depth } = placeIn(frame, one, { key, node: left });
    meant(frame, value, { domain, node: left, depth });
  }
}

/** The domain of a part of a part, and the depth of the turn that the place depends on. */
function placeIn(
  frame: Frame,
  of: Extract<Value, { is: "part" }>,
  at: { readonly key: Value; readonly node: Node },
): { readonly domain: Domain | undefined; readonly depth: number | undefined } {
  const { domain, depth } = of;
  const name = at.key.is === "known" ? String(at.key.value) : "";
  switch (domain.kind) {
    case "record":
      return { domain: (domain.fields as Readonly<Record<string, Domain>>)[name], depth };
    case "map": {
      const { key, value } = domain as { readonly key: Domain; readonly value: Domain };
      underKey(frame, { key, value, depth }, at);
      const cases = casesOf(at.key);
      const byTurn = cases.map((one) => (one.is === "element" ? (one.turn?.depth ?? 0) : 0));
      const isFixed = cases.every((one) => one.is === "element" || one.is === "known");
      return { domain: value, depth: isFixed ? Math.max(depth, ...byTurn) : undefined };
    }
    case "union": {
      const variants = Object.values(domain.variants as Readonly<Record<string, object>>);
      const found = variants.flatMap((fields) => (fields as Record<string, Domain>)[name] ?? []);
      return { domain: found[0], depth };
    }
    default:
      return { domain: elementOf(domain), depth: undefined };
  }
}
