/** Runs IR directly, statement by statement: what generated code has to agree with. */
import type { BoolExpr, NumberExpr, Procedure, Statement } from "../../../src/model/compiled/ir.ts";

/** The slots of one or two states, by id; the first is changed by assignments. */
export type Slots = readonly [number[], (readonly number[])?];

/** The answer, or "fault". */
export function interpret(procedure: Procedure, slots: Slots): boolean | "fault" {
  const locals: (number | boolean)[] = [];
  const done = run(procedure.body, { slots, locals });
  return done === "fault" ? "fault" : truth(procedure.answer, { slots, locals });
}

interface Machine {
  readonly slots: Slots;
  readonly locals: (number | boolean)[];
}

/** The label that is being left, "fault", or undefined at the end. */
function run(body: readonly Statement[], on: Machine): number | "fault" | undefined {
  for (const statement of body) {
    const done = step(statement, on);
    if (done !== undefined) return done;
  }
  return undefined;
}

function step(statement: Statement, on: Machine): number | "fault" | undefined {
  switch (statement.do) {
    case "set":
      on.slots[0][statement.slot] = value(statement.value, on);
      return undefined;
    case "let":
      on.locals[statement.local] = value(statement.value, on);
      return undefined;
    case "letBool":
      on.locals[statement.local] = truth(statement.value, on);
      return undefined;
    case "if":
      return run(truth(statement.if, on) ? statement.then : statement.else, on);
    case "block": {
      const done = run(statement.body, on);
      return done === statement.label ? undefined : done;
    }
    case "break":
      return statement.label;
    case "fault":
      return "fault";
  }
}

function value(expr: NumberExpr, on: Machine): number {
  const of = (inner: NumberExpr): number => value(inner, on);
  switch (expr.op) {
    case "const":
      return expr.value;
    case "slot":
      return on.slots[expr.of]?.[expr.slot] ?? Number.NaN;
    case "local":
      return Number(on.locals[expr.local]);
    case "andNot":
      return of(expr.a) & ~of(expr.b);
    case "negate":
      return -of(expr.a);
    case "popCount":
      return of(expr.a).toString(2).replaceAll("0", "").length;
    case "lowestBit":
      return 31 - Math.clz32(of(expr.a) & -of(expr.a));
    case "fromBool":
      return truth(expr.a, on) ? 1 : 0;
    case "choose":
      return truth(expr.if, on) ? of(expr.a) : of(expr.b);
    case "lookup":
      return expr.table[of(expr.a)] ?? Number.NaN;
    case "math":
      return (Math[expr.name as "min"] as (...args: number[]) => number)(...expr.args.map(of));
    case "+":
      return of(expr.a) + of(expr.b);
    case "-":
      return of(expr.a) - of(expr.b);
    case "*":
      return of(expr.a) * of(expr.b);
    case "/":
      return of(expr.a) / of(expr.b);
    case "%":
      return of(expr.a) % of(expr.b);
    case "**":
      return of(expr.a) ** of(expr.b);
    case "&":
      return of(expr.a) & of(expr.b);
    case "|":
      return of(expr.a) | of(expr.b);
    case "^":
      return of(expr.a) ^ of(expr.b);
    case "<<":
      return of(expr.a) << of(expr.b);
    case ">>":
      return of(expr.a) >> of(expr.b);
    case ">>>":
      return of(expr.a) >>> of(expr.b);
  }
}

function truth(expr: BoolExpr, on: Machine): boolean {
  switch (expr.op) {
    case "true":
      return true;
    case "false":
      return false;
    case "boolLocal":
      return on.locals[expr.local] === true;
    case "not":
      return !truth(expr.a, on);
    case "and":
      return expr.all.every((part) => truth(part, on));
    case "or":
      return expr.all.some((part) => truth(part, on));
    case "same":
      return truth(expr.a, on) === truth(expr.b, on);
    case "chooseBool":
      return truth(expr.if, on) ? truth(expr.a, on) : truth(expr.b, on);
    case "===":
      return value(expr.a, on) === value(expr.b, on);
    case "!==":
      return value(expr.a, on) !== value(expr.b, on);
    case "<":
      return value(expr.a, on) < value(expr.b, on);
    case "<=":
      return value(expr.a, on) <= value(expr.b, on);
    case ">":
      return value(expr.a, on) > value(expr.b, on);
    case ">=":
      return value(expr.a, on) >= value(expr.b, on);
  }
}
