/**
 * Attaches to every function of a module where it is written and what it captured (`spec/function-source.ts` has the
 * contract), by putting code around the functions in the text of the module, before types are removed:
 *
 * - a function expression becomes an argument: `f` becomes `attach(f, start, end, scope)`. Where the language would name
 *   it after what it is assigned to, it gets that name by being a property first: `attach({ name: f }.name, …)`;
 * - a function declaration gets a statement at the start of its block, `attach(f, …);`, as it exists from there on;
 * - a method of an object literal, and a function under a computed key, become a spread: `...attachTo({ method() {} }, …)`.
 *
 * Start and end are those of the function's node in the tree of oxc-parser; of a method, those of its value, which is a
 * FunctionExpression that starts at the parameters (or type parameters).
 *
 * Left alone are accessors, members of classes (functions in their bodies and fields are not), functions in class fields
 * with computed names, and methods that use `super`, which would change its meaning. The own name of a named function
 * expression is not free in it, and thus not in its scope.
 */
import type { Node, Program } from "oxc-parser";
import { functionsIn, type WrittenFunction } from "./free-names.ts";
import { type EditedText, type Insertion, insertInto } from "./insertions.ts";
import type { SourceFile } from "./source-position.ts";

export interface TextWithSources {
  readonly edited: EditedText;
  /** One line of JavaScript to put after the module's code. All of it is hoisted: modules in a cycle may need it early. */
  readonly helper: string;
}

/** Undefined if the module has no function to attach anything to. `program` is the syntax tree of its text. */
export function attachSources(source: SourceFile, program: Program): TextWithSources | undefined {
  const helper = unusedName(source.text);
  const pieces = functionsIn(program).map((fn) => piecesFor(fn, { text: source.text, helper }));
  // At one offset: what closes an inner function, what closes the one around it, statements, what opens a function.
  const insertions = [
    ...pieces.flatMap(({ closing = [] }) => closing),
    ...pieces.flatMap(({ statements = [] }) => statements),
    ...pieces.flatMap(({ opening = [] }) => opening),
  ];
  if (insertions.length === 0) return undefined;
  return { edited: insertInto(source.text, insertions), helper: helperCode(source, helper) };
}

interface Pieces {
  readonly opening?: readonly Insertion[];
  readonly closing?: readonly Insertion[];
  readonly statements?: readonly Insertion[];
}

interface Context {
  readonly text: string;
  /** The name of the function that attaches; names that start with it are unused, too. */
  readonly helper: string;
}

/** Globals may be shadowed in a module, `globalThis` hardly. */
function helperCode({ file, text }: SourceFile, helper: string): string {
  const key = `globalThis.Symbol.for("everystate.functionSource")`;
  const module = `{ file: ${JSON.stringify(file)}, text: ${JSON.stringify(text)} }`;
  // An assignment, because it is thirty times faster than a definition, and specs make functions while they are checked.
  return [
    `function ${helper}(f, start, end, scope = () => ({})) {`,
    `f[${helper}.key ??= ${key}] = { module: ${helper}.module ??= ${module}, start, end, scope };`,
    "return f; }",
    `function ${helper}To(object, start, end, scope) {`,
    `${helper}(object[globalThis.Reflect.ownKeys(object)[0]], start, end, scope);`,
    "return object; }",
    `function ${helper}Default(f, start, end, scope) {`,
    `globalThis.Object.defineProperty(f, "name", { value: "default" });`,
    `${helper}(f, start, end, scope); }`,
  ].join(" ");
}

function unusedName(text: string): string {
  let name = "__everystateSource";
  while (text.includes(name)) name += "_";
  return name;
}

function piecesFor(fn: WrittenFunction, context: Context): Pieces {
  const parent = fn.parents.at(-1);
  if (fn.node.type === "FunctionDeclaration") return declaration(fn, context);
  if (parent?.type === "MethodDefinition") return {};
  if (parent?.type === "Property" && parent.kind !== "init") return {};
  if (parent?.type === "Property" && parent.method) {
    return fn.usesSuper ? {} : spread(fn, parent, context);
  }
  return expression(fn, context);
}

function expression(fn: WrittenFunction, context: Context): Pieces {
  const naming = namingOf(fn);
  if (naming.kind === "computed") {
    return naming.property.type === "Property" ? spread(fn, naming.property, context) : {};
  }
  const { start, end } = fn.node;
  const [before, after] = naming.kind === "named" ? asProperty(naming.name) : ["", ""];
  // `new function () {}` would call what attaches. An arrow function cannot be there, and may begin a statement.
  const [open, close] = fn.node.type === "FunctionExpression" ? ["(", ")"] : ["", ""];
  return {
    opening: [{ offset: start, text: `${open}${context.helper}(${before}` }],
    closing: [{ offset: end, text: `${after}${rest(fn)})${close}` }],
  };
}

/** What makes a function the property of this name, and gets it out again. */
function asProperty(name: string): readonly [before: string, after: string] {
  const quoted = JSON.stringify(name);
  return [name === "__proto__" ? `{ [${quoted}]: ` : `{ ${quoted}: `, ` }[${quoted}]`];
}

function spread(fn: WrittenFunction, property: Node, { helper }: Context): Pieces {
  return {
    opening: [{ offset: property.start, text: `...${helper}To({ ` }],
    closing: [{ offset: property.end, text: ` }${rest(fn)})` }],
  };
}

function declaration(fn: WrittenFunction, { text, helper }: Context): Pieces {
  const { node, parents } = fn;
  const offsets = startsOfBlock(parents);
  if (node.type === "FunctionDeclaration" && node.id !== null) {
    const { name } = node.id;
    return {
      statements: offsets.map((offset) => ({ offset, text: `${helper}(${name}${rest(fn)});` })),
    };
  }
  const space = String.raw`(?:\s|/\*[^]*?\*/|//.*)*`;
  const start = new RegExp(`(?:async${space})?function(?:${space}\\*)?`, "y");
  start.lastIndex = node.start;
  start.test(text);
  const name = `${helper}Exported`;
  return {
    opening: [{ offset: start.lastIndex, text: ` ${name}` }],
    statements: offsets.map((offset) => ({
      offset,
      text: `${helper}Default(${name}${rest(fn)});`,
    })),
  };
}

/** The arguments after the function. */
function rest({ node, free }: WrittenFunction): string {
  const getters = free.map((name) => `get ${name}() { return ${name}; }`).join(", ");
  const scope = getters === "" ? "" : `, () => ({ ${getters} })`;
  return `, ${node.start}, ${node.end}${scope}`;
}

/** The offsets at which the block of a declaration begins to be executed: of a `switch` there is one for each case. */
function startsOfBlock(parents: readonly Node[]): readonly number[] {
  const block = parents.findLast((parent) => "body" in parent || parent.type === "SwitchStatement");
  if (block?.type === "SwitchStatement") {
    return block.cases.flatMap(({ consequent }) => startOf(consequent[0]));
  }
  if (block === undefined || !("body" in block) || !Array.isArray(block.body)) return [];
  const statements: readonly Node[] = block.body;
  return startOf(statements.find((one) => !("directive" in one && one.directive !== null)));
}

/** The offset at which a statement starts, its decorators included. */
function startOf(statement: Node | undefined): readonly number[] {
  if (statement === undefined) return [];
  const declared =
    "declaration" in statement && statement.declaration !== null
      ? statement.declaration
      : statement;
  const decorators = "decorators" in declared ? (declared.decorators ?? []) : [];
  return [Math.min(statement.start, ...decorators.map(({ start }) => start))];
}

/** How the language names a function: not after anything, after a name, or after a key that is known only later. */
type Naming =
  | { readonly kind: "none" }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "computed"; readonly property: Node };

const NONE: Naming = { kind: "none" };
const NAMING_ASSIGNMENTS: ReadonlySet<string> = new Set(["=", "&&=", "||=", "??="]);
/** Around a function, nothing but spelling. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
]);

function namingOf({ node, parents }: WrittenFunction): Naming {
  if (node.type === "FunctionExpression" && node.id !== null) return NONE;
  const index = parents.findLastIndex(({ type }) => !TRANSPARENT.has(type));
  const parent = parents[index];
  const child = parents[index + 1] ?? node;
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.init === child ? afterIdentifier(parent.id) : NONE;
    case "AssignmentExpression":
      return parent.right === child && NAMING_ASSIGNMENTS.has(parent.operator)
        ? afterIdentifier(parent.left)
        : NONE;
    case "AssignmentPattern":
      return parent.right === child ? afterIdentifier(parent.left) : NONE;
    case "Property":
    case "PropertyDefinition":
    case "AccessorProperty":
      return parent.value === child ? afterKey(parent) : NONE;
    case "ExportDefaultDeclaration":
      return { kind: "named", name: "default" };
    default:
      return NONE;
  }
}

function afterIdentifier(target: Node): Naming {
  return target.type === "Identifier" ? { kind: "named", name: target.name } : NONE;
}

function afterKey(property: Node & { readonly computed: boolean; readonly key: Node }): Naming {
  const { computed, key } = property;
  if (computed) return { kind: "computed", property };
  if (key.type === "PrivateIdentifier") return { kind: "named", name: `#${key.name}` };
  const name = key.type === "Identifier" ? key.name : "value" in key ? String(key.value) : "";
  // `__proto__: f` in an object sets its prototype and names nothing.
  return name === "__proto__" && property.type === "Property" ? NONE : { kind: "named", name };
}
