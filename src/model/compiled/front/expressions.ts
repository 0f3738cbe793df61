/** Constructors of IR expressions that fold what is constant, so that generated code contains no arithmetic on constants. */
import type { BoolExpr, Comparison, NumberExpr, NumberOperator } from "../ir.ts";

export const yes: BoolExpr = { op: "true" };
export const no: BoolExpr = { op: "false" };

export function constant(value: number): NumberExpr {
  return { op: "const", value };
}

export function bool(value: boolean): BoolExpr {
  return value ? yes : no;
}

/** Of numbers that are not −0, which a sum with 0 is not any more. */
export function arithmetic(op: NumberOperator, a: NumberExpr, b: NumberExpr): NumberExpr {
  if (a.op === "const" && b.op === "const") return constant(calculate(op, a.value, b.value));
  if (b.op === "const" && b.value === 0 && (op === "+" || op === "-")) return a;
  if (a.op === "const" && a.value === 0 && op === "+") return b;
  return { op, a, b };
}

function calculate(op: NumberOperator, a: number, b: number): number {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "**":
      return a ** b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      return a << b;
    case ">>":
      return a >> b;
    case ">>>":
      return a >>> b;
  }
}

export function compare(op: Comparison, a: NumberExpr, b: NumberExpr): BoolExpr {
  if (a.op === "const" && b.op === "const") return bool(holds(op, a.value, b.value));
  return { op, a, b };
}

function holds(op: Comparison, a: number, b: number): boolean {
  switch (op) {
    case "===":
      return a === b;
    case "!==":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

export function not(a: BoolExpr): BoolExpr {
  if (a.op === "true") return no;
  if (a.op === "false") return yes;
  if (a.op === "not") return a.a;
  if (a.op === "===") return { ...a, op: "!==" };
  if (a.op === "!==") return { ...a, op: "===" };
  return { op: "not", a };
}

export function and(...all: readonly BoolExpr[]): BoolExpr {
  const parts = all.flatMap((part) => (part.op === "and" ? part.all : [part]));
  if (parts.some((part) => part.op === "false")) return no;
  const open = parts.filter((part) => part.op !== "true");
  const [only] = open;
  if (only === undefined) return yes;
  return open.length === 1 ? only : { op: "and", all: open };
}

export function or(...all: readonly BoolExpr[]): BoolExpr {
  const parts = all.flatMap((part) => (part.op === "or" ? part.all : [part]));
  if (parts.some((part) => part.op === "true")) return yes;
  const open = parts.filter((part) => part.op !== "false");
  const [only] = open;
  if (only === undefined) return no;
  return open.length === 1 ? only : { op: "or", all: open };
}

export function sameBool(a: BoolExpr, b: BoolExpr): BoolExpr {
  if (a.op === "true") return b;
  if (b.op === "true") return a;
  if (a.op === "false") return not(b);
  if (b.op === "false") return not(a);
  return { op: "same", a, b };
}

export function fromBool(a: BoolExpr): NumberExpr {
  if (a.op === "true") return constant(1);
  if (a.op === "false") return constant(0);
  return { op: "fromBool", a };
}

export function isSet(mask: NumberExpr, bit: number): BoolExpr {
  return compare("!==", arithmetic("&", mask, constant(2 ** bit)), constant(0));
}

/** table[position]; the identity table is no lookup. */
export function lookup(table: readonly number[], position: NumberExpr): NumberExpr {
  if (position.op === "const") return constant(table[position.value] as number); // positions lie within their table
  if (table.every((value, i) => value === i)) return position;
  if (table.every((value) => value === table[0])) return constant(table[0] as number);
  return { op: "lookup", table, a: position };
}
