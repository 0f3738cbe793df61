/** The state of compiling one call of a function: its variables, and the ways out of it. */
import { weightOf } from "../weight.ts";
import type { Exit, Flow } from "./control.ts";
import { boolNow, numberNow } from "./emitter.ts";
import { refersToState } from "./held.ts";
import { obstacle } from "./obstacle.ts";
import type { FunctionCode } from "./source-tree.ts";
import {
  boolValue,
  type Cell,
  inner,
  isKnown,
  known,
  type Scope,
  undefinedValue,
  type Value,
} from "./values.ts";

export interface Frame {
  readonly flow: Flow;
  readonly code: FunctionCode;
  readonly scope: Scope;
  /** Where `return` goes. */
  readonly returns: Exit | undefined;
  /** Where `break` and `continue` go. */
  readonly breaks: Exit | undefined;
  readonly continues: Exit | undefined;
  /** Where `?.` goes when there is nothing: behind the links that follow. */
  readonly chain?: Exit | undefined;
  /** Calls around this one. */
  readonly depth: number;
  readonly machinery: Machinery;
}

/** What the parts of the compiler need of each other. */
export interface Machinery {
  readonly evaluate: (frame: Frame, node: never) => Value;
  readonly call: (frame: Frame, fn: Value, args: readonly Value[]) => Value;
}

/** A scope inside that of the frame. */
export function nested(
  frame: Frame,
  exits: Partial<Pick<Frame, "breaks" | "continues">> = {},
): Frame {
  return { ...frame, ...exits, scope: inner(frame.scope) };
}

/** Gives up, naming the place in the author's file. */
export function giveUp(frame: Frame, node: { readonly start: number }, what: string): never {
  const { file, text, offset } = frame.code;
  return obstacle(what, { file, text, offset: node.start + offset });
}

/** Declares a variable. */
export function declare(frame: Frame, name: string, given: Value, constant: boolean): void {
  if (given.is === "method" && !(isKnown(given.of) && !Array.isArray(given.of.value))) {
    obstacle("a method without its object");
  }
  const value = settled(frame.flow, given);
  const cell: Cell = { value, constant };
  frame.scope.variables.set(name, cell);
  // A variable that can be assigned, or whose object can be replaced in the state, may differ between paths.
  if (!constant || refersToState(value)) frame.flow.cells.push(cell);
}

/** Heavier expressions are computed once, where the variable gets its value, and not wherever it is used. */
const heaviest = 12;

/** The value for a variable, computed now if that takes long. */
export function settled({ out }: Flow, value: Value): Value {
  switch (value.is) {
    case "number":
    case "element":
      return weightOf(value.expr) > heaviest
        ? { ...value, expr: numberNow(out, value.expr) }
        : value;
    case "bool":
      return weightOf(value.expr) > heaviest ? boolValue(boolNow(out, value.expr)) : value;
    default:
      return value;
  }
}

/** What a name stands for until its declaration is reached. */
const notYet: Cell = { value: undefinedValue, constant: true };

/** Takes names that are going to be declared, so that they mean no variables of the same names outside. */
export function reserve({ scope }: Frame, names: readonly string[]): void {
  for (const name of names) scope.variables.set(name, notYet);
}

const globals: Readonly<Record<string, unknown>> = {
  undefined,
  NaN,
  Infinity: Number.POSITIVE_INFINITY,
  Math,
  Number,
  Object,
  Boolean,
};

/** The variable of a name, as seen from a scope; a captured one is read from where it was captured. */
export function lookUp(scope: Scope, name: string): Cell | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const cell = at.variables.get(name);
    if (cell === notYet) return obstacle(`"${name}" before its declaration`);
    if (cell !== undefined) return cell;
    const captured = at.captured?.(name);
    if (captured !== undefined) return { value: captured, constant: true };
  }
  return Object.hasOwn(globals, name) ? { value: known(globals[name]), constant: true } : undefined;
}

/** The variables that a function captured, as a scope; what is assigned anywhere else is no constant. */
export function capturedScope({ captures }: Flow, code: FunctionCode): Scope {
  const variables = code.scope();
  return {
    variables: new Map(),
    parent: undefined,
    captured: (name) => {
      if (!Object.hasOwn(variables, name)) return undefined;
      if (code.reassigned.has(name)) return obstacle(`"${name}" is captured and assigned`);
      captures.push({ name, scope: variables });
      return known(variables[name]);
    },
  };
}

/** The key of a property, as text. */
export function keyText(value: Value): string | undefined {
  return isKnown(value) && (typeof value.value === "string" || typeof value.value === "number")
    ? String(value.value)
    : undefined;
}
