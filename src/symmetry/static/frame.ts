/** Where the abstract run of a function stands: its variables, what they hold on this path, and how it can be left. */
import type { Node } from "oxc-parser";
import { assignedNames } from "../../model/compiled/front/declared-names.ts";
import type { FunctionCode } from "../../model/compiled/front/source-tree.ts";
import type { SymmetricDomain } from "../../spec/domain.ts";
import {
  type Cell,
  casesOf,
  eitherOf,
  known,
  nothing,
  type Scope,
  type Site,
  type Turn,
  unknown,
  type Value,
} from "./abstract-value.ts";
import type { Apart, Refusal } from "./refusal.ts";

/** What is found out about one thing that the author wrote, its helpers included. */
export interface Examination {
  readonly refusals: Refusal[];
  /** The symmetric domains of the machine that have elements to tell apart. */
  readonly domains: readonly SymmetricDomain[];
  /** Whether it asks how many there are: then there may be only one to pick. */
  asksHowMany: boolean;
  /** Nodes that may still be looked at. */
  budget: number;
  /** What a captured variable holds, as far as it is the same whichever element a `forEach` has put in. */
  readonly captured: (value: unknown, name: string, code: FunctionCode) => Value;
}

type Held = Map<Cell, Value>;

/** The path that is followed. */
export interface Flow {
  held: Held;
  /** Whether the end of the path can be reached. */
  live: boolean;
}

/** A loop, or another statement that `break` leaves. */
export interface Leavable {
  readonly leaving: Held[];
  readonly isLoop: boolean;
  /** The variables of its turns, where they come in the order of a symmetric domain. */
  readonly items: Cell[];
}

export interface Frame {
  readonly examination: Examination;
  readonly flow: Flow;
  readonly code: FunctionCode;
  readonly scope: Scope;
  /** Turns around this place. */
  readonly turns: number;
  /** Calls around this one. */
  readonly depth: number;
  /** Variables by whose values the loops around this place decide: they hold the best so far, not the last. */
  readonly best: ReadonlySet<string>;
  /** Innermost last. */
  readonly leavable: readonly Leavable[];
  readonly returns: { readonly values: Value[]; readonly held: Held[] };
  readonly machinery: Machinery;
}

/** What the parts need of each other. */
export interface Machinery {
  readonly call: (frame: Frame, fn: Value, args: readonly Value[]) => Value;
}

export function siteOf(frame: Frame, node: { readonly start: number }): Site {
  return { code: frame.code, start: node.start };
}

export function refuse(
  frame: Frame,
  refusal: { apart: Apart; domain: SymmetricDomain; what: string; at: Site },
): void {
  frame.examination.refusals.push(refusal);
}

export function nested(frame: Frame): Frame {
  return { ...frame, scope: { variables: new Map(), parent: frame.scope } };
}

/** A turn inside the frame, the frame for it, and the item with the turn noted in it. */
export function takeTurn(
  frame: Frame,
  item: Value,
  isLoop: boolean,
): { readonly turn: Turn; readonly inside: Frame; readonly item: Value } {
  const turn: Turn = { depth: frame.turns + 1, isLoop, singled: false };
  const inside = { ...frame, turns: turn.depth };
  return { turn, inside, item: item.is === "element" ? { ...item, turn } : item };
}

export function declare(frame: Frame, name: string, value: Value): Cell {
  const cell: Cell = { depth: frame.turns };
  frame.scope.variables.set(name, cell);
  frame.flow.held.set(cell, value);
  return cell;
}

export function cellOf(scope: Scope, name: string): Cell | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const cell = at.variables.get(name);
    if (cell !== undefined) return cell;
  }
  return undefined;
}

export function lookUp(frame: Frame, name: string): Value {
  const cell = cellOf(frame.scope, name);
  if (cell !== undefined) return frame.flow.held.get(cell) ?? unknown;
  const { code, examination } = frame;
  const variables = code.scope();
  if (Object.hasOwn(variables, name)) {
    if (code.reassigned.has(name)) return unknown;
    try {
      return examination.captured(variables[name], name, code);
    } catch {
      return unknown; // not initialised yet
    }
  }
  return name === "undefined" ? known(undefined) : { is: "global", name };
}

/** Gives a variable a value; what a loop over elements leaves in a variable outside of it was picked. */
export function assignVariable(
  frame: Frame,
  node: { readonly name: string; readonly start: number },
  value: Value,
): void {
  const cell = cellOf(frame.scope, node.name);
  if (cell === undefined) return;
  const at = frame.best.has(node.name) ? undefined : siteOf(frame, node);
  const kept = casesOf(value).map((one) =>
    one.is === "element" && one.turn !== undefined && one.turn.depth > cell.depth
      ? { ...one, turn: undefined, picked: one.picked ?? (one.turn.singled ? undefined : at) }
      : one,
  );
  frame.flow.held.set(cell, eitherOf(kept));
}

/** Follows each of the ways, and joins what they leave. */
export function branch(frame: Frame, ways: readonly (() => Value)[]): Value {
  const { flow } = frame;
  const before = flow.held;
  const ends: Held[] = [];
  const values: Value[] = [];
  for (const way of ways) {
    flow.held = new Map(before);
    flow.live = true;
    const value = way();
    if (!flow.live) continue;
    ends.push(flow.held);
    values.push(value);
  }
  flow.live = ends.length > 0;
  flow.held = ends.length > 0 ? joined(ends) : before;
  return values.length === 0 ? nothing : eitherOf(values);
}

export function joined(all: readonly Held[]): Held {
  const [first = new Map<Cell, Value>(), ...others] = all;
  const held: Held = new Map(first);
  for (const other of others) {
    for (const [cell, value] of other) {
      const mine = held.get(cell);
      held.set(cell, mine === undefined || mine === value ? value : eitherOf([mine, value]));
    }
  }
  return held;
}

/** The variables that conditions in a loop use as keys or hand to functions: `s.ticket[a] < s.ticket[best]`. */
export function decidingVariables(loop: object): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (node: Node): void => {
    const used =
      node.type === "MemberExpression" && node.computed
        ? [node.property]
        : node.type === "CallExpression"
          ? node.arguments
          : [];
    for (const one of used) if (one.type === "Identifier") names.add(one.name);
  };
  visitNodes(loop, (node) => {
    if (node.type === "IfStatement" || node.type === "ConditionalExpression") {
      visitNodes(node.test, note);
    }
  });
  return names;
}

/** Forgets what is assigned anywhere in a part that may be run more than once. */
export function forgetAssigned(frame: Frame, part: object): void {
  visitNodes(part, (node) => {
    const names =
      node.type === "AssignmentExpression"
        ? assignedNames(node.left)
        : node.type === "UpdateExpression"
          ? assignedNames(node.argument)
          : [];
    for (const name of names) {
      const cell = cellOf(frame.scope, name);
      if (cell !== undefined) frame.flow.held.set(cell, unknown);
    }
  });
}

function visitNodes(part: unknown, visit: (node: Node) => void): void {
  if (typeof part !== "object" || part === null) return;
  if ("type" in part && typeof part.type === "string") visit(part as Node);
  for (const inner of Object.values(part)) {
    if (Array.isArray(inner)) for (const one of inner) visitNodes(one, visit);
    else visitNodes(inner, visit);
  }
}
