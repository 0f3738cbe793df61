/** How much text an expression becomes. What is shared in the tree is written out wherever it is used, and counts as often. */
import type { BoolExpr, NumberExpr, Procedure, Statement } from "./ir.ts";

const known = new WeakMap<object, number>();

export function weightOf(expr: NumberExpr | BoolExpr): number {
  const before = known.get(expr);
  if (before !== undefined) return before;
  const weight = partsOf(expr).reduce((sum, part) => sum + weightOf(part), 1);
  known.set(expr, weight);
  return weight;
}

function partsOf(expr: NumberExpr | BoolExpr): readonly (NumberExpr | BoolExpr)[] {
  const parts: (NumberExpr | BoolExpr)[] = [];
  if ("if" in expr) parts.push(expr.if);
  if ("a" in expr) parts.push(expr.a);
  if ("b" in expr) parts.push(expr.b);
  if ("all" in expr) parts.push(...expr.all);
  if ("args" in expr) parts.push(...expr.args);
  return parts;
}

/** Without the statements inside. */
export function weightOfStatement(statement: Statement): number {
  if ("value" in statement) return 1 + weightOf(statement.value);
  return "if" in statement ? 1 + weightOf(statement.if) : 1;
}

export function weightOfProcedure({ body, answer }: Procedure): number {
  return weightOfStatements(body) + weightOf(answer);
}

function weightOfStatements(body: readonly Statement[]): number {
  return body.reduce((sum, statement) => {
    const inside =
      statement.do === "if"
        ? weightOfStatements(statement.then) + weightOfStatements(statement.else)
        : statement.do === "block"
          ? weightOfStatements(statement.body)
          : 0;
    return sum + weightOfStatement(statement) + inside;
  }, 0);
}
