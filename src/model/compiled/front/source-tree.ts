/**
 * From a function to its syntax tree: the text of its module is parsed once, and the function found by its position. A
 * function without a recorded source is parsed from its own text, which shows everything but what it captured.
 */
import type {
  ArrowFunctionExpression,
  Function as FunctionNode,
  ObjectExpression,
  ObjectProperty,
} from "oxc-parser";
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
  readonly objects: readonly ObjectExpression[];
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

/** Where something is written, as an offset in the text of its module. */
export interface SourcePlace {
  readonly file: string;
  readonly text: string;
  readonly start: number;
}

/**
 * Where an object literal around the function, such as the definition of a machine or of a part of one, writes down the
 * value at a path of keys; undefined where none or several do.
 */
export function placeAround(
  fn: (...args: never[]) => unknown,
  path: readonly string[],
): SourcePlace | undefined {
  const source = sourceOf(fn);
  if (source === undefined) return undefined;
  const { file, text } = source.module;
  const found = moduleTree(source.module, text).objects.flatMap((object) => {
    const isAround = object.start <= source.start && source.end <= object.end;
    return isAround ? (propertyAt(object, path) ?? []) : [];
  });
  const [only] = found;
  return found.length === 1 && only !== undefined ? { file, text, start: only.start } : undefined;
}

function propertyAt(
  object: ObjectExpression,
  [key, ...others]: readonly string[],
): ObjectProperty | undefined {
  for (const property of object.properties) {
    if (property.type === "SpreadElement" || property.computed) continue;
    const name = property.key.type === "Identifier" ? property.key.name : undefined;
    if (name !== key) continue;
    if (others.length === 0) return property;
    return property.value.type === "ObjectExpression"
      ? propertyAt(property.value, others)
      : undefined;
  }
  return undefined;
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
  const made = parseModule(text) ?? { functions: new Map(), objects: [], reassigned: new Set() };
  modules.set(key, made);
  return made;
}

function parseModule(text: string): ModuleTree | undefined {
  const { program, errors } = parseSync("spec.ts", text, { sourceType: "module", lang: "ts" });
  if (errors.some(({ severity }) => String(severity) === "Error")) return undefined;
  const functions = new Map<string, FunctionTree>();
  const objects: ObjectExpression[] = [];
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
    ObjectExpression: (node) => {
      objects.push(node);
    },
    AssignmentExpression: ({ left }) => addAll(assignedNames(left)),
    UpdateExpression: ({ argument }) => addAll(assignedNames(argument)),
    ForOfStatement: ({ left }) => {
      if (left.type !== "VariableDeclaration") addAll(assignedNames(left));
    },
    ForInStatement: ({ left }) => {
      if (left.type !== "VariableDeclaration") addAll(assignedNames(left));
    },
  }).visit(program);
  return { functions, objects, reassigned };
}
