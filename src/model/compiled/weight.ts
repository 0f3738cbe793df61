/** How much text an expression becomes. What is shared in the tree is written out wherever it is used, and counts as often. */
import type { BoolExpr, NumberExpr } from "./ir.ts";

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
