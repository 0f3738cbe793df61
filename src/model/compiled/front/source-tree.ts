/**
 * From a function to its syntax tree: the text of its module is parsed once, and the function found by its position. A
 * function without a recorded source is parsed from its own text, which shows everything but what it captured.
 */
import type { ArrowFunctionExpression, Function as FunctionNode } from "oxc-parser";
import { parseSync, Visitor } from "oxc-parser";
import { sourceOf } from "../../../spec/function-source.ts";
import { assignedNames } from "./declared-names.ts";

export type FunctionTree = ArrowFunctionExpression | FunctionNode;

/** A function's tree, and what is needed to speak about it. */
export interface FunctionCode {
  readonly tree: FunctionTree;
  readonly file: string | undefined;
  readonly text: string | undefined;
  /** Added to positions in the tree to get offsets in the file. */
  readonly offset: number;
  /** Variables of the module that are assigned somewhere after they are declared: not constants. */
  readonly reassigned: ReadonlySet<string>;
  readonly scope: () => Readonly<Record<string, unknown>>;
}

interface ModuleTree {
  readonly functions: ReadonlyMap<string, FunctionTree>;
  readonly reassigned: ReadonlySet<string>;
}

const modules = new WeakMap<object, ModuleTree>();

/** The code of a function; undefined when there is no telling: native, bound, or not readable as an expression. */
export function codeOf(fn: (...args: never[]) => unknown): FunctionCode | undefined {
  const source = sourceOf(fn);
  if (source === undefined) return codeOfText(String(fn));
  const tree = moduleTree(source.module, source.module.text);
  const found = tree.functions.get(`${source.start}-${source.end}`);
  if (found === undefined) return undefined;
  const { file, text } = source.module;
  return { tree: found, file, text, offset: 0, reassigned: tree.reassigned, scope: source.scope };
}

/** Code whose captures are unknown: using one is an obstacle, found when it happens. */
function codeOfText(text: string): FunctionCode | undefined {
  if (text.includes("[native code]")) return undefined;
  // A method is written without `function`; as a property of an object it is an expression again.
  for (const [before, after] of [
    ["(", ")"],
    ["({ ", " })"],
  ] as const) {
    const parsed = parseModule(before + text + after);
    const tree = [...(parsed?.functions.values() ?? [])][0];
    if (tree !== undefined) {
      return {
        tree,
        file: undefined,
        text: undefined,
        offset: -before.length,
        reassigned: new Set(),
        scope: () => ({}),
      };
    }
  }
  return undefined;
}

function moduleTree(key: object, text: string): ModuleTree {
  const known = modules.get(key);
  if (known !== undefined) return known;
  const made = parseModule(text) ?? { functions: new Map(), reassigned: new Set() };
  modules.set(key, made);
  return made;
}

function parseModule(text: string): ModuleTree | undefined {
  const { program, errors } = parseSync("spec.ts", text, { sourceType: "module", lang: "ts" });
  if (errors.some(({ severity }) => String(severity) === "Error")) return undefined;
  const functions = new Map<string, FunctionTree>();
  const reassigned = new Set<string>();
  const add = (node: FunctionTree): void => {
    functions.set(`${node.start}-${node.end}`, node);
  };
  const addAll = (names: readonly string[]): void => {
    for (const name of names) reassigned.add(name);
  };
  new Visitor({
    ArrowFunctionExpression: add,
    FunctionExpression: add,
    FunctionDeclaration: add,
    AssignmentExpression: ({ left }) => addAll(assignedNames(left)),
    UpdateExpression: ({ argument }) => addAll(assignedNames(argument)),
    ForOfStatement: ({ left }) => {
      if (left.type !== "VariableDeclaration") addAll(assignedNames(left));
    },
    ForInStatement: ({ left }) => {
      if (left.type !== "VariableDeclaration") addAll(assignedNames(left));
    },
  }).visit(program);
  return { functions, reassigned };
}
