/** Runs one function of the author's on what is known of its arguments. */
import type { BindingPattern } from "oxc-parser";
import { codeOf, type FunctionCode } from "../../model/compiled/front/source-tree.ts";
import { eitherOf, nothing, type Scope, unknown, type Value } from "./abstract-value.ts";
import { evaluate } from "./expressions.ts";
import { branch, type Examination, type Frame, joined, type Machinery } from "./frame.ts";
import { bind, runStatements } from "./statements.ts";

/** Calls nested deeper than this are not followed. */
const deepest = 16;

type AnyFunction = (...args: never[]) => unknown;

/** What the function answers, as far as it can be told. What it does that it must not is noted in the examination. */
export function examineFunction(
  examination: Examination,
  fn: AnyFunction,
  args: readonly Value[],
): Value {
  const code = codeOf(fn);
  if (code === undefined) return unknown;
  const frame: Frame = {
    examination,
    code,
    flow: { held: new Map(), live: true },
    scope: outermost(),
    turns: 0,
    depth: 0,
    best: new Set(),
    leavable: [],
    returns: { values: [], held: [] },
    machinery,
  };
  return run(frame, args);
}

function outermost(): Scope {
  return { variables: new Map(), parent: undefined };
}

/** Runs the code of a frame. */
function run(frame: Frame, args: readonly Value[]): Value {
  const { flow, code, returns } = frame;
  const { tree } = code;
  if (tree.async || tree.generator || tree.body === null) return unknown;
  for (const [i, parameter] of tree.params.entries()) {
    if (parameter.type === "TSParameterProperty") return unknown;
    if (parameter.type === "RestElement") bind(frame, parameter.argument, unknown);
    else bind(frame, parameter as BindingPattern, args[i] ?? unknown);
  }
  const { body } = tree;
  if (body.type !== "BlockStatement") return evaluate(frame, body);
  runStatements(frame, body.body);
  const ends = [...(flow.live ? [flow.held] : []), ...returns.held];
  const values = [...(flow.live ? [nothing] : []), ...returns.values];
  if (ends.length > 0) flow.held = joined(ends);
  flow.live = ends.length > 0;
  return values.length === 0 ? nothing : eitherOf(values);
}

const machinery: Machinery = {
  call: (frame, fn, args) => {
    const callee = calleeOf(fn);
    if (callee === undefined || frame.depth >= deepest) return callBacks(frame, args);
    const { code, scope } = callee;
    return run(
      {
        ...frame,
        code,
        scope: { variables: new Map(), parent: scope },
        depth: frame.depth + 1,
        leavable: [],
        returns: { values: [], held: [] },
      },
      args,
    );
  },
};

/** What is not known may call the functions that it is given, with anything. */
function callBacks(frame: Frame, args: readonly Value[]): Value {
  if (frame.depth >= deepest) return unknown;
  for (const arg of args) {
    if (arg.is !== "function") continue;
    branch(frame, [() => nothing, () => machinery.call(frame, arg, [])]);
  }
  return unknown;
}

function calleeOf(fn: Value): { readonly code: FunctionCode; readonly scope: Scope } | undefined {
  if (fn.is === "function") return fn;
  if (fn.is !== "known" || typeof fn.value !== "function") return undefined;
  const code = codeOf(fn.value as AnyFunction); // typeof says so
  return code === undefined ? undefined : { code, scope: outermost() };
}
