/** The state of compiling one call of a function: its variables, and the ways out of it. */
import type { Exit, Flow } from "./control.ts";
import { obstacle } from "./obstacle.ts";
import type { FunctionCode } from "./source-tree.ts";
import { type Cell, inner, isKnown, known, type Scope, type Value } from "./values.ts";

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
export function declare(frame: Frame, name: string, value: Value, constant: boolean): void {
  const cell: Cell = { value, constant };
  frame.scope.variables.set(name, cell);
  // A variable that can be assigned, or whose object can be replaced in the state, may differ between paths.
  if (!constant || refersToState(value)) frame.flow.cells.push(cell);
}

function refersToState(value: Value): boolean {
  switch (value.is) {
    case "packed":
      return value.writable;
    case "sequence":
      return value.items.some((item) => refersToState(item.value));
    case "object":
      return [...value.fields.values()].some(refersToState);
    case "either":
      return value.cases.some((one) => refersToState(one.value));
    default:
      return false;
  }
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
    if (cell !== undefined) return cell;
    const captured = at.captured?.(name);
    if (captured !== undefined) return { value: captured, constant: true };
  }
  return Object.hasOwn(globals, name) ? { value: known(globals[name]), constant: true } : undefined;
}

/** The variables that a function captured, as a scope; what is assigned anywhere else is no constant. */
export function capturedScope(code: FunctionCode): Scope {
  const variables = code.scope();
  return {
    variables: new Map(),
    parent: undefined,
    captured: (name) => {
      if (!Object.hasOwn(variables, name)) return undefined;
      if (code.reassigned.has(name)) return obstacle(`"${name}" is captured and assigned`);
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
