/**
 * Values that are between two steps of an evaluation, like the object in `object[key()]`, or what a loop goes through. They
 * are variables meanwhile: should a part of the state that they refer to be replaced, they keep what it was.
 */
import type { Flow } from "./control.ts";
import type { Cell, Value } from "./values.ts";

/** Runs something while a value is held; `now` is what it has become. */
export function held<T>(flow: Flow, value: Value, run: (now: () => Value) => T): T {
  if (!refersToState(value)) return run(() => value);
  const cell = hold(flow, value);
  const result = run(() => cell.value);
  release(flow, cell);
  return result;
}

export function hold(flow: Flow, value: Value): Cell {
  const cell: Cell = { value, constant: true };
  flow.cells.push(cell);
  return cell;
}

/** Forgets a cell, and no other: variables that came after it may live on in functions. */
export function release({ cells }: Flow, cell: Cell): void {
  const at = cells.indexOf(cell);
  if (at !== -1) cells.splice(at, 1);
}

/** Whether a value is, or contains, a part of the state that can be replaced. */
export function refersToState(value: Value): boolean {
  switch (value.is) {
    case "packed":
      return value.writable;
    case "sequence":
      return value.items.some((item) => refersToState(item.value));
    case "object":
      return [...value.fields.values()].some(refersToState);
    case "either":
      return value.cases.some((one) => refersToState(one.value));
    case "method":
      return refersToState(value.of);
    default:
      return false;
  }
}

/** Whether a value is, or contains, a function: variables around it live as long as it does. */
export function holdsFunction(value: Value): boolean {
  switch (value.is) {
    case "function":
      return true;
    case "sequence":
      return value.items.some((item) => holdsFunction(item.value));
    case "object":
      return [...value.fields.values()].some(holdsFunction);
    case "either":
      return value.cases.some((one) => holdsFunction(one.value));
    default:
      return false;
  }
}
