/**
 * Collects the statements of one procedure. Control flow is structured: a branch collects into a list of its own, and where
 * branches meet again, what they computed differently is put into a local that each of them assigns at its end.
 */
import type { BoolExpr, NumberExpr, Procedure, Statement } from "../ir.ts";
import { weightOf, weightOfStatement } from "../weight.ts";
import { obstacle } from "./obstacle.ts";

/** More than this in one procedure takes long to compile and makes code that engines refuse to optimise. */
const mostWork = 100_000;

export const tooMuchCode = "it unrolls to too much code";

/** A place where statements are added. */
export interface Emitter {
  /** Where the next statement goes. */
  target: Statement[];
  readonly locals: ("number" | "bool")[];
  labels: number;
  /** Statements and parts of expressions so far, and what else took time in proportion. */
  work: number;
  /** The statements that follow cannot be reached: after a fault or a break. */
  dead: boolean;
}

export function emitter(): Emitter {
  return { target: [], locals: [], labels: 0, work: 0, dead: false };
}

export function emit(to: Emitter, statement: Statement): void {
  if (to.dead) return;
  spend(to, weightOfStatement(statement));
  to.target.push(statement);
}

/** Counts work, and gives up when it becomes too much: what is unrolled can grow without bounds. */
export function spend(to: Emitter, work: number): void {
  to.work += work;
  if (to.work > mostWork) obstacle(tooMuchCode);
}

export function fault(to: Emitter): void {
  emit(to, { do: "fault" });
  to.dead = true;
}

/** Fails if the condition holds. */
export function faultIf(to: Emitter, condition: BoolExpr): void {
  if (condition.op === "false") return;
  if (condition.op === "true") {
    fault(to);
    return;
  }
  emit(to, { do: "if", if: condition, then: [{ do: "fault" }], else: [] });
}

/** A number computed now: later assignments to the state do not change it. */
export function numberNow(to: Emitter, value: NumberExpr): NumberExpr {
  if (value.op === "const" || value.op === "local") return value;
  const local = newLocal(to, "number");
  emit(to, { do: "let", local, value });
  return { op: "local", local };
}

export function boolNow(to: Emitter, value: BoolExpr): BoolExpr {
  if (value.op === "true" || value.op === "false" || value.op === "boolLocal") return value;
  const local = newLocal(to, "bool");
  emit(to, { do: "letBool", local, value });
  return { op: "boolLocal", local };
}

export function newLocal(to: Emitter, type: "number" | "bool"): number {
  return to.locals.push(type) - 1;
}

/** A branch: the statements of `run`, and whether its end can be reached. */
export interface Branch<T> {
  readonly statements: Statement[];
  readonly reaches: boolean;
  readonly result: T;
}

/** Collects the statements of `run` apart. */
export function branch<T>(to: Emitter, run: () => T): Branch<T> {
  const { target, dead } = to;
  to.target = [];
  to.dead = dead;
  const result = run();
  const collected = { statements: to.target, reaches: !to.dead, result };
  to.target = target;
  to.dead = dead;
  return collected;
}

export function emitIf(
  to: Emitter,
  condition: BoolExpr,
  branches: { readonly then: Branch<unknown>; readonly else: Branch<unknown> },
): void {
  const { then, else: otherwise } = branches;
  if (then.statements.length > 0 || otherwise.statements.length > 0) {
    spend(to, 1 + weightOf(condition));
    to.target.push({ do: "if", if: condition, then: then.statements, else: otherwise.statements });
  }
  if (!then.reaches && !otherwise.reaches) to.dead = true;
}

export function procedure(to: Emitter, answer: BoolExpr): Procedure {
  spend(to, weightOf(answer));
  return { body: to.target, answer, locals: to.locals };
}
