/**
 * Finds the functions of a module and, for each, the names that it takes from the code around it. Names are resolved as
 * JavaScript resolves them: hoisting, shadowing, default values of parameters, names of function expressions, classes,
 * and what TypeScript adds (enums and namespaces bind names; types, overloads and ambient declarations do not). A name
 * that nothing in the module binds is a global and belongs to no function.
 */
import {
  type ArrowFunctionExpression,
  type Function as FunctionNode,
  type Node,
  type Program,
  visitorKeys,
} from "oxc-parser";

export interface WrittenFunction {
  readonly node: FunctionNode | ArrowFunctionExpression;
  /** What the node is in, the program first and the parent last. */
  readonly parents: readonly Node[];
  /** The names bound around the function that occur in it, in the order of their first occurrence. */
  readonly free: readonly string[];
  /** Whether `super` in it is its own: in itself or in an arrow function in it. */
  readonly usesSuper: boolean;
}

/** All functions of the module, methods and accessors among them; an inner function comes before the one around it. */
export function functionsIn(program: Program): readonly WrittenFunction[] {
  const walk = new Walk();
  walk.visit(program);
  return walk.found;
}

/** The nodes of TypeScript in which something is evaluated; all others are types or declare what is elsewhere. */
const EVALUATED: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "TSParameterProperty",
  "TSEnumDeclaration",
  "TSEnumBody",
  "TSEnumMember",
  "TSModuleDeclaration",
  "TSModuleBlock",
]);

interface OpenFunction {
  readonly node: FunctionNode | ArrowFunctionExpression;
  /** As many scopes are around it. */
  readonly scopesAround: number;
  readonly free: Set<string>;
  usesSuper: boolean;
}

class Walk {
  readonly found: WrittenFunction[] = [];
  readonly #parents: Node[] = [];
  readonly #scopes: ReadonlySet<string>[] = [];
  readonly #functions: OpenFunction[] = [];

  visit(node: Node | null | undefined): void {
    if (node === null || node === undefined || !isEvaluated(node)) return;
    if (node.type === "Identifier") {
      this.#refer(node.name);
      return;
    }
    this.#parents.push(node);
    this.#visitWithin(node);
    this.#parents.pop();
  }

  #visitWithin(node: Node): void {
    switch (node.type) {
      case "Program":
      case "StaticBlock":
      case "TSModuleBlock":
        this.#within([...variablesIn(node.body), ...declaredBy(node.body)], () =>
          this.#visitAll(node.body),
        );
        return;
      case "BlockStatement":
        this.#within(declaredBy(node.body), () => this.#visitAll(node.body));
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        this.#visitFunction(node);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#within(node.id === null ? [] : [node.id.name], () => this.#visitChildren(node));
        return;
      case "ForStatement":
        this.#within(declaredBy([node.init]), () => this.#visitChildren(node));
        return;
      case "ForInStatement":
      case "ForOfStatement":
        this.#within(declaredBy([node.left]), () => this.#visitChildren(node));
        return;
      case "SwitchStatement":
        this.visit(node.discriminant);
        this.#within(declaredBy(node.cases.flatMap(({ consequent }) => consequent)), () =>
          this.#visitAll(node.cases),
        );
        return;
      case "CatchClause":
        this.#within(namesOf(node.param), () => this.#visitChildren(node));
        return;
      case "TSEnumDeclaration":
        this.#within(node.body.members.map(memberName), () =>
          this.#visitAll(node.body.members.map(({ initializer }) => initializer)),
        );
        return;
      case "TSModuleDeclaration":
        this.visit(node.body);
        return;
      case "MemberExpression":
        this.visit(node.object);
        if (node.computed) this.visit(node.property);
        return;
      case "Property":
        if (node.computed) this.visit(node.key);
        this.visit(node.value);
        return;
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        this.#visitAll(node.decorators);
        if (node.computed) this.visit(node.key);
        this.visit(node.value);
        return;
      case "ExportNamedDeclaration":
        this.visit(node.declaration);
        return;
      case "LabeledStatement":
        this.visit(node.body);
        return;
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "Super":
        this.#useSuper();
        return;
      default:
        this.#visitChildren(node);
    }
  }

  /** Binding identifiers in patterns count as references: each finds itself, in a scope inside the function. */
  #visitFunction(node: FunctionNode | ArrowFunctionExpression): void {
    const { body } = node;
    if (body === null) return;
    const open = {
      node,
      scopesAround: this.#scopes.length,
      free: new Set<string>(),
      usesSuper: false,
    };
    this.#functions.push(open);
    const ownName = node.type === "FunctionExpression" && node.id !== null ? [node.id.name] : [];
    this.#within(ownName, () => {
      // The expressions in the parameters do not see the variables of the body.
      this.#within(node.params.flatMap(namesOf), () => {
        this.#visitAll(node.params);
        if (body.type === "BlockStatement") {
          this.#within(variablesIn(body.body), () => this.visit(body));
        } else {
          this.visit(body);
        }
      });
    });
    this.#functions.pop();
    this.found.push({
      node,
      parents: this.#parents.slice(0, -1),
      free: [...open.free],
      usesSuper: open.usesSuper,
    });
  }

  #within(names: readonly string[], visit: () => void): void {
    this.#scopes.push(new Set(names));
    visit();
    this.#scopes.pop();
  }

  #refer(name: string): void {
    const scope = this.#scopes.findLastIndex((names) => names.has(name));
    if (scope === -1) return;
    for (const { scopesAround, free } of this.#functions) {
      if (scope < scopesAround) free.add(name);
    }
  }

  #useSuper(): void {
    const owner = this.#functions.findLast(({ node }) => node.type !== "ArrowFunctionExpression");
    if (owner !== undefined) owner.usesSuper = true;
  }

  #visitChildren(node: Node): void {
    this.#visitAll(childrenOf(node));
  }

  #visitAll(nodes: readonly (Node | null | undefined)[]): void {
    for (const node of nodes) this.visit(node);
  }
}

function isEvaluated(node: Node): boolean {
  return !isAmbient(node) && (!node.type.startsWith("TS") || EVALUATED.has(node.type));
}

/** Whether the node only says what something elsewhere is like, with `declare`. */
function isAmbient(node: Node): boolean {
  return "declare" in node && node.declare === true;
}

function childrenOf(node: Node): readonly (Node | null)[] {
  // The tree is as its grammar says: under these keys are nodes and lists of nodes.
  const fields = node as unknown as Readonly<Record<string, Node | null | (Node | null)[]>>;
  return (visitorKeys[node.type] ?? []).flatMap((key) => fields[key] ?? []);
}

/** The names that `var` declares for the function or module of which this is a part. */
function variablesIn(nodes: readonly (Node | null)[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node === null || !isEvaluated(node) || isOpaqueToVariables(node)) return [];
    if (node.type !== "VariableDeclaration") return variablesIn(childrenOf(node));
    return node.kind === "var" ? node.declarations.flatMap(({ id }) => namesOf(id)) : [];
  });
}

function isOpaqueToVariables({ type }: Node): boolean {
  return (
    type === "FunctionDeclaration" ||
    type === "ClassDeclaration" ||
    type === "TSModuleDeclaration" ||
    type.endsWith("Expression")
  );
}

/** The names that these statements declare for the block they are in, `var` apart. */
function declaredBy(statements: readonly (Node | null)[]): readonly string[] {
  return statements.flatMap((statement) => {
    if (statement === null || isAmbient(statement)) return [];
    switch (statement.type) {
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        return declaredBy([statement.declaration]);
      case "VariableDeclaration":
        return statement.kind === "var"
          ? []
          : statement.declarations.flatMap(({ id }) => namesOf(id));
      case "FunctionDeclaration":
      case "ClassDeclaration":
      case "TSEnumDeclaration":
        return statement.id === null ? [] : [statement.id.name];
      case "TSModuleDeclaration":
        return firstName(statement.id);
      case "TSImportEqualsDeclaration":
        return statement.importKind === "type" ? [] : [statement.id.name];
      case "ImportDeclaration":
        return statement.importKind === "type"
          ? []
          : statement.specifiers
              .filter((one) => !("importKind" in one && one.importKind === "type"))
              .map(({ local }) => local.name);
      default:
        return [];
    }
  });
}

/** `A` for the namespaces `A` and `A.B`. */
function firstName(id: Node): readonly string[] {
  if (id.type === "TSQualifiedName") return firstName(id.left);
  return id.type === "Identifier" ? [id.name] : [];
}

function memberName({ id }: { readonly id: Node }): string {
  if (id.type === "Identifier") return id.name;
  return id.type === "Literal" ? String(id.value) : "";
}

/** The names that a pattern binds. */
function namesOf(pattern: Node | null): readonly string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap(namesOf);
    case "Property":
      return namesOf(pattern.value);
    case "ArrayPattern":
      return pattern.elements.flatMap(namesOf);
    case "AssignmentPattern":
      return namesOf(pattern.left);
    case "RestElement":
      return namesOf(pattern.argument);
    case "TSParameterProperty":
      return namesOf(pattern.parameter);
    default:
      return [];
  }
}
