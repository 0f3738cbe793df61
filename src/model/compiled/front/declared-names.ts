/** Names in the author's text: what patterns and statements declare, what is assigned, where functions are. */
import type { AssignmentTarget, BindingPattern, Node, Statement } from "oxc-parser";

/** The names that a pattern declares. */
export function namesOf(pattern: BindingPattern): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "AssignmentPattern":
      return namesOf(pattern.left);
    case "ObjectPattern":
      return pattern.properties.flatMap((one) =>
        namesOf(one.type === "Property" ? one.value : one.argument),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((one) =>
        one === null ? [] : namesOf(one.type === "RestElement" ? one.argument : one),
      );
  }
}

/** The variables that statements declare in the block in which they stand. */
export function declaredNames(statements: readonly (Statement | Node | null)[]): readonly string[] {
  return statements.flatMap((statement) =>
    statement?.type === "VariableDeclaration"
      ? statement.declarations.flatMap(({ id }) => namesOf(id))
      : [],
  );
}

/** The variables that are assigned by `target = …`. */
export function assignedNames(target: AssignmentTarget): readonly string[] {
  const names: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    const { type, name } = node as Partial<Node & { name: string }>;
    if (type === "Identifier" && name !== undefined) names.push(name);
    else if (type !== "MemberExpression") Object.values(node).forEach(visit);
  };
  visit(target);
  return names;
}

const answers = new WeakMap<object, boolean>();

/** Whether there is a function anywhere in a part of the text: it may outlive the round of a loop. */
export function containsFunction(node: object): boolean {
  const known = answers.get(node);
  if (known !== undefined) return known;
  const isFunction =
    "type" in node &&
    ["ArrowFunctionExpression", "FunctionExpression", "FunctionDeclaration"].includes(
      String(node.type),
    );
  const answer =
    isFunction ||
    Object.values(node).some(
      (part) => typeof part === "object" && part !== null && containsFunction(part),
    );
  answers.set(node, answer);
  return answer;
}
