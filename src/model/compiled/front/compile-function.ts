/** Compiles one function of the author's into a procedure, its arguments known or packed. */

import type { BindingPattern } from "oxc-parser";
import type { BoolExpr, Compiled } from "../ir.ts";
import { truth } from "./comparison.ts";
import { block, type Flow } from "./control.ts";
import { namesOf } from "./declared-names.ts";
import { emitter, procedure } from "./emitter.ts";
import { capturedScope, type Frame, giveUp, nested, reserve } from "./evaluator.ts";
import { evaluate } from "./expression.ts";
import { holdsFunction } from "./held.ts";
import { ObstacleFound, type ObstaclePlace, obstacle } from "./obstacle.ts";
import { codeOf, type FunctionCode, type FunctionTree } from "./source-tree.ts";
import { bind, runStatements } from "./statement.ts";
import {
  inner,
  isKnown,
  type PackedValue,
  type Scope,
  undefinedValue,
  type Value,
} from "./values.ts";

/** Calls nested deeper than this are recursion. */
const deepest = 64;

/** A guard or predicate: the answer must be a boolean. */
export function compileAnswer(fn: (...args: never[]) => unknown, args: readonly Value[]): Compiled {
  return compile(fn, args, (value) => {
    if (value.is === "bool" || (isKnown(value) && typeof value.value === "boolean"))
      return truth(value);
    return obstacle("the answer is not certainly a boolean");
  });
}

/** An effect: what it returns means nothing, unless it looks like a state, which is an error where nothing changed. */
export function compileEffect(fn: (...args: never[]) => unknown, args: readonly Value[]): Compiled {
  const [state] = args;
  return compile(fn, args, (value) => {
    const isState =
      value.is === "packed" && state?.is === "packed" && value.packed === state.packed;
    const fields =
      state?.is === "packed" && state.packed.kind === "record" ? state.packed.fields : {};
    if (!isState && looksLikeState(value, Object.keys(fields)))
      obstacle("an effect that returns an object");
    return { op: "true" };
  });
}

/** Whether all its keys are fields of the state. */
function looksLikeState(value: Value, fields: readonly string[]): boolean {
  if (value.is === "either") return value.cases.some((one) => looksLikeState(one.value, fields));
  const keys = keysOf(value);
  return keys.length > 0 && keys.every((key) => fields.includes(key));
}

function keysOf(value: Value): readonly string[] {
  switch (value.is) {
    case "known":
      return typeof value.value === "object" && value.value !== null
        ? Object.keys(value.value)
        : [];
    case "object":
      return [...value.fields.keys()];
    case "sequence":
      return value.items.length === 0 ? [] : ["0"];
    case "packed":
      switch (value.packed.kind) {
        case "record":
          return Object.keys(value.packed.fields);
        case "map":
          return Object.keys(value.packed.entries);
        case "union":
          return ["tag"];
        case "list":
          return ["0"];
        default:
          return [];
      }
    default:
      return [];
  }
}

function compile(
  fn: (...args: never[]) => unknown,
  args: readonly Value[],
  answerOf: (value: Value) => BoolExpr,
): Compiled {
  const flow: Flow = { out: emitter(), cells: [], iterating: [], gaps: new Map(), captures: [] };
  const code = typeof fn === "function" ? codeOf(fn) : undefined; // specs are not type-checked
  if (code === undefined) {
    const nowhere = { file: undefined, text: undefined, offset: undefined };
    return { kind: "fallback", why: { what: "its source is not known", ...nowhere } };
  }
  const { file, text } = code;
  const itself: ObstaclePlace = { file, text, offset: code.tree.start + code.offset };
  try {
    const value = callCode(flow, { code, scope: capturedScope(flow, code), depth: 0 }, args);
    const answer = flow.out.dead ? ({ op: "true" } as const) : answerOf(value);
    const { captures } = flow;
    return { kind: "compiled", procedure: procedure(flow.out, answer), captures };
  } catch (error) {
    if (error instanceof ObstacleFound) {
      return { kind: "fallback", why: { what: error.what, ...(error.at ?? itself) } };
    }
    const what = `it cannot be followed: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: "fallback", why: { what, ...itself } };
  }
}

function parameterNames(parameter: FunctionTree["params"][number]): readonly string[] {
  return parameter.type === "RestElement" || parameter.type === "TSParameterProperty"
    ? []
    : namesOf(parameter);
}

interface Callee {
  readonly code: FunctionCode;
  readonly scope: Scope;
  readonly depth: number;
}

function callCode(flow: Flow, { code, scope, depth }: Callee, args: readonly Value[]): Value {
  const { tree } = code;
  const around = flow.cells.length;
  const base = { flow, code, breaks: undefined, continues: undefined, depth, machinery };
  const frame: Frame = { ...base, scope: inner(scope), returns: undefined };
  if (depth > deepest) return giveUp(frame, tree, "recursion");
  if (tree.async || tree.generator) return giveUp(frame, tree, "an async function or generator");
  reserve(frame, tree.params.flatMap(parameterNames));
  for (const [i, parameter] of tree.params.entries()) {
    if (parameter.type === "RestElement" || parameter.type === "TSParameterProperty") {
      return giveUp(frame, parameter, "this parameter");
    }
    const constant = !namesOf(parameter as BindingPattern).some((name) =>
      code.reassigned.has(name),
    );
    bind(frame, parameter as BindingPattern, { value: args[i] ?? undefinedValue, constant });
  }
  const { body } = tree;
  if (body === null) return giveUp(frame, tree, "a function without a body");
  const value =
    body.type !== "BlockStatement"
      ? evaluate(frame, body)
      : block(flow, (returns) => {
          runStatements({ ...nested(frame), returns }, body.body);
          return undefinedValue;
        });
  // Its variables are gone, unless a function that may still be called has them.
  const lives =
    holdsFunction(value) || flow.cells.slice(0, around).some((cell) => holdsFunction(cell.value));
  if (!lives) flow.cells.length = around;
  return value;
}

export const machinery: Frame["machinery"] = {
  evaluate: (frame, node) => evaluate(frame, node),
  call: (frame, fn, args) => {
    const depth = frame.depth + 1;
    if (fn.is === "function")
      return callCode(frame.flow, { code: fn.code, scope: fn.scope, depth }, args);
    if (!isKnown(fn) || typeof fn.value !== "function")
      return obstacle("a call of something that is no function");
    const code = codeOf(fn.value as (...args: never[]) => unknown); // typeof says so
    if (code === undefined) return obstacle("a call of a function whose source is not known");
    return callCode(frame.flow, { code, scope: capturedScope(frame.flow, code), depth }, args);
  },
};

/** The packed state as a function's argument. */
export function stateValue(root: PackedValue["packed"], of: 0 | 1, writable: boolean): Value {
  return { is: "packed", packed: root, load: ({ id }) => ({ op: "slot", slot: id, of }), writable };
}
