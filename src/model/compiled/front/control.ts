/**
 * Control flow of the compiled function: choices, and blocks that can be left early. Variables that differ between the
 * paths are joined where the paths meet, together with the value that the construct has.
 */
import type { BoolExpr, Capture, Statement } from "../ir.ts";
import type { Packed } from "../layout.ts";
import { weightOfStatement } from "../weight.ts";
import { branch, type Emitter, emit, emitIf, spend } from "./emitter.ts";
import { type Arrival, join } from "./join.ts";
import { type Case, type Cell, undefinedValue, type Value } from "./values.ts";

/** What is being compiled: where statements go, and the variables whose values depend on the path. */
export interface Flow {
  readonly out: Emitter;
  /** Variables that may be assigned, and those that refer to parts of the state. */
  readonly cells: Cell[];
  /** Sets and lists of the state that are being gone through. */
  readonly iterating: Iteration[];
  /** Lists that may have a gap because an element beyond their end was assigned, with its position. */
  readonly gaps: Map<Packed, number>;
  /** Captured variables that were read. */
  readonly captures: Capture[];
}

/** A set or list of the state that is being gone through. */
export interface Iteration {
  readonly packed: Packed;
  /** By a loop, which looks again when the set or list has changed; otherwise by a method, which does not. */
  readonly byLoop: boolean;
  changed: boolean;
}

/** A path that reaches a meeting point, with the values that its variables have there. */
interface Path extends Arrival {
  readonly cells: readonly Value[];
}

/** The value of `a` if the condition holds, of `b` otherwise; only the one that is chosen runs. */
export function choose(
  flow: Flow,
  condition: BoolExpr,
  ways: { readonly a: () => Value; readonly b: () => Value },
): Value {
  if (condition.op === "true") return ways.a();
  if (condition.op === "false") return ways.b();
  spend(flow.out, 1);
  const before = valuesOf(flow);
  const run = (way: () => Value) => {
    const done = branch(flow.out, way);
    const cells = valuesOf(flow).slice(0, before.length);
    restore(flow, before);
    return { ...done, cells };
  };
  const then = run(ways.a);
  const otherwise = run(ways.b);
  const paths = [then, otherwise]
    .filter(({ reaches }) => reaches)
    .map(
      ({ result, cells, statements }): Path => ({
        value: result,
        cells,
        append: (statement) => {
          spend(flow.out, weightOfStatement(statement));
          statements.push(statement);
        },
      }),
    );
  const value = meet(flow, paths);
  emitIf(flow.out, condition, { then, else: otherwise });
  return value;
}

/** The value of the first case whose condition holds, after `use`. */
export function distribute(flow: Flow, value: Value, use: (value: Value) => Value): Value {
  if (value.is !== "either") return use(value);
  const from = (cases: readonly Case[]): Value => {
    const [first, ...rest] = cases;
    if (first === undefined) return undefinedValue;
    if (rest.length === 0) return distribute(flow, first.value, use);
    return choose(flow, first.if, {
      a: () => distribute(flow, first.value, use),
      b: () => from(rest),
    });
  };
  return from(value.cases);
}

/** A way out of a block. */
export interface Exit {
  readonly label: number;
  readonly paths: Path[];
}

/** Runs a body that may leave early through its exit; the value is that of the end that was reached. */
export function block(flow: Flow, run: (exit: Exit) => Value): Value {
  const exit: Exit = { label: flow.out.labels++, paths: [] };
  const before = valuesOf(flow).length;
  const body = branch(flow.out, () => run(exit));
  if (body.reaches) {
    exit.paths.push({
      value: body.result,
      cells: valuesOf(flow).slice(0, before),
      append: (statement) => {
        spend(flow.out, weightOfStatement(statement));
        body.statements.push(statement);
      },
    });
  }
  const used = exit.paths.length > (body.reaches ? 1 : 0);
  const value = meet(
    flow,
    exit.paths.map((path) => ({ ...path, cells: path.cells.slice(0, before) })),
  );
  if (used) emit(flow.out, { do: "block", label: exit.label, body: body.statements });
  else for (const statement of body.statements) emit(flow.out, statement);
  if (exit.paths.length === 0) flow.out.dead = true;
  return value;
}

/** Leaves a block with a value. */
export function leave(flow: Flow, exit: Exit, value: Value): void {
  const { out } = flow;
  if (out.dead) return;
  const { target } = out;
  exit.paths.push({
    value,
    cells: valuesOf(flow),
    append: (statement: Statement) => {
      spend(out, weightOfStatement(statement));
      target.splice(target.length - 1, 0, statement); // before the break, which ends this list
    },
  });
  emit(out, { do: "break", label: exit.label });
  out.dead = true;
}

function meet(flow: Flow, paths: readonly Path[]): Value {
  const [first] = paths;
  if (first === undefined) return undefinedValue;
  for (const [i, cell] of flow.cells.entries()) {
    if (i >= first.cells.length) break;
    cell.value = join(
      flow.out,
      paths.map(({ append, cells }) => ({ append, value: cells[i] as Value })), // every path has as many
    );
  }
  return join(flow.out, paths);
}

function valuesOf({ cells }: Flow): readonly Value[] {
  return cells.map(({ value }) => value);
}

function restore({ cells }: Flow, values: readonly Value[]): void {
  for (const [i, value] of values.entries()) (cells[i] as Cell).value = value; // cells are only added
}
