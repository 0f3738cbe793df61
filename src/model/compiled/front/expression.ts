/** Compiles expressions of the author’s functions. */

import type {
  ArrayAssignmentTarget,
  AssignmentExpression,
  AssignmentTarget,
  CallExpression,
  Expression,
  LogicalExpression,
  MemberExpression,
  ObjectExpression,
  SpreadElement,
  UnaryExpression,
  UpdateExpression,
} from "oxc-parser";
import { same } from "../../../value/same.ts";
import { asNumber, sameValues, truth } from "./comparison.ts";
import { block, choose, distribute } from "./control.ts";
import { type Frame, giveUp, keyText, lookUp, settled } from "./evaluator.ts";
import { not } from "./expressions.ts";
import { held, hold, release } from "./held.ts";

import { entriesOf, mathCall, staticCall } from "./library-calls.ts";
import { assignMember, member, memberAt } from "./members.ts";
import { callMethod } from "./methods.ts";
import { obstacle } from "./obstacle.ts";
import { binary, boundsOf, logical, optionally } from "./operators.ts";
import { itemsOf } from "./sequences.ts";
import {
  boolValue,
  type Cell,
  type Item,
  isKnown,
  known,
  numberValue,
  sequenceOf,
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
      if (!hasLinksAfterOptional(node.expression)) return evaluate(frame, node.expression);
      return block(flow, (chain) => evaluate({ ...frame, chain }, node.expression));
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
      return { is: "sequence", items: heldItems(frame, node.elements) };
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

/** `a?.b.c`: a link that is passed over when `a` is nothing. `a?.b?.c` needs no such care. */
function hasLinksAfterOptional(node: Expression): boolean {
  const link = linkBefore(node);
  if (link === undefined) return false;
  return (!link.optional && containsOptional(link.inner)) || hasLinksAfterOptional(link.inner);
}

function containsOptional(node: Expression): boolean {
  const link = linkBefore(node);
  return link !== undefined && (link.optional || containsOptional(link.inner));
}

function linkBefore(
  node: Expression,
): { readonly optional: boolean; readonly inner: Expression } | undefined {
  if (node.type === "MemberExpression") return { optional: node.optional, inner: node.object };
  if (node.type === "CallExpression") return { optional: node.optional, inner: node.callee };
  if (node.type === "TSNonNullExpression") return { optional: false, inner: node.expression };
  return undefined;
}

function memberExpression(frame: Frame, node: MemberExpression): Value {
  const { flow } = frame;
  if (node.object.type === "Super") return giveUp(frame, node, "super");
  const of = evaluate(frame, node.object);
  const read = (value: Value): Value => {
    if (node.property.type === "PrivateIdentifier") return giveUp(frame, node, "a private name");
    if (!node.computed) return member(flow, value, (node.property as { name: string }).name); // not computed: a name
    return held(flow, value, (now) => {
      const key = evaluate(frame, node.property as Expression); // computed: an expression
      return memberAt(flow, now(), key);
    });
  };
  return node.optional ? optionally(frame, of, read) : distribute(flow, of, read);
}

function callExpression(frame: Frame, node: CallExpression): Value {
  const { flow, machinery } = frame;
  if (node.callee.type === "Super") return giveUp(frame, node, "super");
  const callee = evaluate(frame, node.callee);
  const args = (): readonly Value[] =>
    heldItems(frame, node.arguments).map(({ present, value }) =>
      present.op === "true" ? value : giveUp(frame, node, "a spread of unknown length"),
    );
  const call = (fn: Value): Value => {
    if (fn.is === "method") {
      if (isKnown(fn.of) && fn.of.value === Math)
        return mathCall(frame, node, { name: fn.name, args: args() });
      return held(flow, fn.of, (now) => {
        const list = args();
        const apply = (f: Value, given: readonly Value[]): Value => machinery.call(frame, f, given);
        return callMethod({ flow, of: now(), name: fn.name, args: list, apply });
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

/**
 * Evaluates the elements of an array, or arguments. They are variables meanwhile: should one of them replace a part of the
 * state, those before it keep what it was.
 */
function heldItems(
  frame: Frame,
  nodes: readonly (Expression | SpreadElement | null)[],
): readonly Item[] {
  const { flow } = frame;
  const cells: Cell[] = [];
  for (const node of nodes) {
    if (node === null) return obstacle("an array with holes");
    const value: Value =
      node.type === "SpreadElement"
        ? { is: "sequence", items: itemsOf(frame.flow, evaluate(frame, node.argument)) }
        : sequenceOf([evaluate(frame, node)]);
    cells.push(hold(flow, value));
  }
  for (const cell of cells) release(flow, cell);
  return cells.flatMap(({ value }) => itemsOf(flow, value));
}

function objectExpression(frame: Frame, node: ObjectExpression): Value {
  const { flow } = frame;
  // Its fields are variables meanwhile, as the elements of arrays.
  const fields = new Map<string, Cell>();
  const add = (key: string, value: Value): void => {
    const before = fields.get(key);
    if (before !== undefined) release(flow, before);
    fields.set(key, hold(flow, value));
  };
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = evaluate(frame, property.argument);
      const entries = spreadEntries(frame, spread);
      if (entries === undefined) return giveUp(frame, property, "a spread of this value");
      for (const [name, value] of entries) add(name, value);
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
    if (key === "__proto__") return giveUp(frame, property, "a prototype");
    add(key, evaluate(frame, property.value));
  }
  for (const cell of fields.values()) release(flow, cell);
  const entries = [...fields].map(([key, { value }]) => [key, value] as const);
  return { is: "object", fields: new Map(inOrderOfKeys(entries)) };
}

/** As JavaScript has them: what can be positions of an array comes first, by number. */
function inOrderOfKeys<V>(
  entries: readonly (readonly [string, V])[],
): readonly (readonly [string, V])[] {
  const isPosition = ([key]: readonly [string, V]): boolean =>
    /^(0|[1-9]\d*)$/.test(key) && Number(key) < 2 ** 32 - 1;
  const positions = entries.filter(isPosition).sort(([a], [b]) => Number(a) - Number(b));
  return [...positions, ...entries.filter((entry) => !isPosition(entry))];
}

function spreadEntries(
  frame: Frame,
  value: Value,
): readonly (readonly [string, Value])[] | undefined {
  if (value.is === "packed" && value.packed.kind === "union") return undefined;
  return entriesOf(frame, value);
}

type BinaryNode = Extract<Expression, { readonly type: "BinaryExpression" }>;

function binaryExpression(frame: Frame, node: BinaryNode): Value {
  if (node.left.type === "PrivateIdentifier") return giveUp(frame, node, "a private name");
  const a = evaluate(frame, node.left);
  const b = evaluate(frame, node.right);
  return binary(frame, node, { op: node.operator, a, b });
}

function logicalExpression(frame: Frame, node: LogicalExpression): Value {
  const left = evaluate(frame, node.left);
  return logical(frame, node.operator, { left, right: () => evaluate(frame, node.right) });
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
  if (left.type === "ArrayPattern") return assignElements(frame, left, evaluate(frame, node.right));
  return assigning(frame, left, (target) => {
    if (operator === "=") {
      const value = evaluate(frame, node.right);
      target.write(value);
      return value;
    }
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
  });
}

/** `[a, b] = [b, a]`: what is on the right is a variable, as assignments may replace parts of the state that it holds. */
function assignElements(frame: Frame, pattern: ArrayAssignmentTarget, value: Value): Value {
  const { flow } = frame;
  const items = hold(flow, { is: "sequence", items: itemsOf(flow, value) });
  for (const [i, target] of pattern.elements.entries()) {
    if (target === null) continue;
    if (target.type === "RestElement" || target.type === "AssignmentPattern") {
      return giveUp(frame, target, "this pattern");
    }
    // Neither a rest nor a default.
    assigning(frame, target as AssignmentTarget, ({ write }) => {
      write(member(flow, items.value, String(i)));
      return undefinedValue;
    });
  }
  release(flow, items);
  return value;
}

interface Assignable {
  readonly read: () => Value;
  readonly write: (value: Value) => void;
}

/** Does something to what stands left of `=`: its object and key are evaluated once, and before anything else. */
function assigning(
  frame: Frame,
  node: AssignmentTarget,
  use: (target: Assignable) => Value,
): Value {
  const { flow } = frame;
  switch (node.type) {
    case "Identifier": {
      const cell = lookUp(frame.scope, node.name);
      if (cell === undefined || cell.constant)
        return giveUp(frame, node, `an assignment to "${node.name}"`);
      return use({
        read: () => cell.value,
        write: (value) => {
          cell.value = settled(flow, value);
        },
      });
    }
    case "MemberExpression": {
      if (node.object.type === "Super" || node.property.type === "PrivateIdentifier")
        return giveUp(frame, node, "this assignment");
      return held(flow, evaluate(frame, node.object), (of) => {
        const key = node.computed
          ? evaluate(frame, node.property as Expression) // computed: an expression
          : known((node.property as { name: string }).name); // not computed: a name
        return use({
          read: () => memberAt(flow, of(), key),
          write: (value) => {
            assignMember(flow, of(), key, value);
          },
        });
      });
    }
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return assigning(frame, node.expression as AssignmentTarget, use); // a target with a type around it
    default:
      return giveUp(frame, node, `an assignment to ${node.type}`);
  }
}

function updateExpression(frame: Frame, node: UpdateExpression): Value {
  // A simple target is a target.
  return assigning(frame, node.argument as AssignmentTarget, (target) => {
    const before = target.read();
    const op = node.operator === "++" ? "+" : "-";
    const after = binary(frame, node, { op, a: before, b: known(1) });
    target.write(after);
    return node.prefix ? after : before;
  });
}
