/** Runs the statements of the author's functions on what is known of values. A loop is gone through once, for any item. */
import type {
  BindingPattern,
  ForInStatement,
  ForOfStatement,
  Node,
  Statement,
  SwitchStatement,
  TryStatement,
  VariableDeclaration,
} from "oxc-parser";
import { declaredNames } from "../../model/compiled/front/declared-names.ts";
import { type Cell, casesOf, eitherOf, nothing, unknown, type Value } from "./abstract-value.ts";
import { eitherWay, evaluate } from "./expressions.ts";
import {
  branch,
  decidingVariables,
  declare,
  type Frame,
  forgetAssigned,
  joined,
  type Leavable,
  nested,
  siteOf,
  takeTurn,
} from "./frame.ts";
import { anyItem, itemsOf, member, pickedFrom } from "./members.ts";
import { comparedForEquality } from "./uses.ts";

export function runStatements(frame: Frame, statements: readonly Statement[]): void {
  for (const name of declaredNames(statements)) declare(frame, name, unknown);
  // Functions can be called before they are declared.
  for (const statement of statements) {
    if (statement.type !== "FunctionDeclaration" || statement.id === null) continue;
    const code = { ...frame.code, tree: statement };
    declare(frame, statement.id.name, { is: "function", code, scope: frame.scope });
  }
  pickWhatIsLeftWith(frame, statements);
  for (const statement of statements) {
    if (!frame.flow.live) return;
    runStatement(frame, statement);
  }
}

function runStatement(frame: Frame, node: Statement): void {
  if (frame.examination.budget-- <= 0) return;
  const { flow } = frame;
  switch (node.type) {
    case "ExpressionStatement":
      evaluate(frame, node.expression);
      return;
    case "VariableDeclaration":
      runDeclaration(frame, node);
      return;
    case "BlockStatement":
      runStatements(nested(frame), node.body);
      return;
    case "IfStatement":
      eitherWay(frame, evaluate(frame, node.test), {
        yes: () => runNested(frame, node.consequent),
        no: () => (node.alternate === null ? nothing : runNested(frame, node.alternate)),
      });
      return;
    case "ReturnStatement":
      frame.returns.values.push(node.argument === null ? nothing : evaluate(frame, node.argument));
      frame.returns.held.push(flow.held);
      flow.live = false;
      return;
    case "ForOfStatement":
    case "ForInStatement":
      runForEach(frame, node);
      return;
    case "ForStatement": {
      const head = nested(frame);
      if (node.init?.type === "VariableDeclaration") runDeclaration(head, node.init);
      else if (node.init !== null) evaluate(head, node.init);
      repeat(head, { parts: [node.test, node.body, node.update], items: [], part: node });
      return;
    }
    case "WhileStatement":
      repeat(frame, { parts: [node.test, node.body], items: [], part: node });
      return;
    case "DoWhileStatement":
      repeat(frame, { parts: [node.body, node.test], items: [], part: node });
      return;
    case "SwitchStatement":
      runSwitch(frame, node);
      return;
    case "BreakStatement":
    case "ContinueStatement":
      leave(frame, node);
      return;
    case "LabeledStatement":
      runStatement(frame, node.body);
      return;
    case "TryStatement":
      runTry(frame, node);
      return;
    case "ThrowStatement":
      evaluate(frame, node.argument);
      flow.live = false;
      return;
    default:
  }
}

function runNested(frame: Frame, node: Statement): Value {
  runStatements(nested(frame), node.type === "BlockStatement" ? node.body : [node]);
  return nothing;
}

function runDeclaration(frame: Frame, node: VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    bind(frame, id, init === null ? nothing : evaluate(frame, init));
  }
}

/** Gives the names of a pattern their values; returns their variables. */
export function bind(frame: Frame, pattern: BindingPattern, value: Value): readonly Cell[] {
  switch (pattern.type) {
    case "Identifier":
      return [declare(frame, pattern.name, value)];
    case "AssignmentPattern": {
      const given = branch(frame, [() => value, () => evaluate(frame, pattern.right)]);
      return bind(frame, pattern.left, given);
    }
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => {
        if (property.type === "RestElement") return bind(frame, property.argument, unknown);
        const { key, computed } = property;
        const name: Value =
          !computed && key.type === "Identifier"
            ? { is: "known", value: key.name }
            : evaluate(frame, key);
        return bind(frame, property.value, member(frame, value, { key: name, node: property }));
      });
    case "ArrayPattern":
      return pattern.elements.flatMap((element, i) => {
        if (element === null) return [];
        const items = itemsOf(frame, value);
        if (element.type === "RestElement") {
          const item = pickedFrom(anyItem(items), siteOf(frame, element));
          return bind(frame, element.argument, { is: "array", item });
        }
        const key: Value = { is: "known", value: i };
        return bind(frame, element, member(frame, items, { key, node: element }));
      });
  }
}

function runForEach(frame: Frame, node: ForOfStatement | ForInStatement): void {
  const { left, right } = node;
  const through = evaluate(frame, right);
  const head = nested(frame);
  const found = node.type === "ForOfStatement" ? itemsOf(head, through) : unknown;
  const isListing = casesOf(found).some((one) => one.is === "listing");
  const { inside, item } = takeTurn(head, anyItem(found), true);
  forgetAssigned(inside, node);
  const pattern = left.type === "VariableDeclaration" ? left.declarations[0]?.id : undefined;
  const cells =
    pattern === undefined ? [] : bind(inside, pattern, isListing ? item : anyItem(found));
  repeat(inside, { parts: [node.body], items: isListing ? cells : [], part: node });
}

interface Loop {
  /** What is run in each round, in order. */
  readonly parts: readonly (Node | null)[];
  /** Variables that go through a listing. */
  readonly items: readonly Cell[];
  /** The whole loop: what is assigned in it is not known at its beginning. */
  readonly part: object;
}

/** Runs a loop once, or not at all. */
function repeat(frame: Frame, { parts, items, part }: Loop): void {
  const { flow } = frame;
  forgetAssigned(frame, part);
  const before = flow.held;
  const loop: Leavable = { leaving: [], isLoop: true, items: [...items] };
  const best = new Set([...frame.best, ...decidingVariables(part)]);
  const inside = { ...frame, best, leavable: [...frame.leavable, loop] };
  flow.held = new Map(before);
  for (const one of parts) {
    if (one === null) continue;
    if (one.type.endsWith("Statement"))
      runNested(inside, one as Statement); // by its name
    else evaluate(inside, one);
  }
  flow.held = joined([before, ...(flow.live ? [flow.held] : []), ...loop.leaving]);
  flow.live = true;
}

function leave(frame: Frame, node: { readonly type: string }): void {
  const { flow, leavable } = frame;
  const target = leavable.findLast((one) => one.isLoop || node.type === "BreakStatement");
  target?.leaving.push(flow.held);
  flow.live = false;
}

/** A loop that is left with an element has picked it: the first for which it is left. */
function pickWhatIsLeftWith(frame: Frame, statements: readonly Statement[]): void {
  const last = statements.at(-1);
  const { flow, leavable } = frame;
  if (last?.type !== "ReturnStatement" && last?.type !== "BreakStatement") return;
  const left = last.type === "ReturnStatement" ? leavable : leavable.slice(-1);
  for (const cell of left.flatMap(({ items }) => items)) {
    const now = casesOf(flow.held.get(cell) ?? unknown).map((one) => {
      const mayBeSeveral = one.is === "element" ? one.turn?.singled === false : one.is === "tuple";
      return mayBeSeveral ? pickedFrom(one, siteOf(frame, last)) : one;
    });
    flow.held.set(cell, eitherOf(now));
  }
}

function runSwitch(frame: Frame, node: SwitchStatement): void {
  const { flow } = frame;
  const about = evaluate(frame, node.discriminant);
  const exit: Leavable = { leaving: [], isLoop: false, items: [] };
  const inside = nested({ ...frame, leavable: [...frame.leavable, exit] });
  const ways: (() => Value)[] = [];
  let isOpen = true;
  for (const [i, { test }] of node.cases.entries()) {
    const match = test === null ? "perhaps" : matches(inside, about, test);
    if (!isOpen || match === "never") continue;
    ways.push(() => {
      // One case runs on into the next unless it is left.
      runStatements(
        nested(inside),
        node.cases.slice(i).flatMap(({ consequent }) => consequent),
      );
      return nothing;
    });
    if (match === "surely") isOpen = false;
  }
  const isTotal = !isOpen || node.cases.some(({ test }) => test === null);
  branch(inside, isTotal ? ways : [...ways, () => nothing]);
  flow.held = joined([...(flow.live ? [flow.held] : []), ...exit.leaving]);
  flow.live ||= exit.leaving.length > 0;
}

/** Whether a case of a switch is the one. */
function matches(frame: Frame, about: Value, node: Node): "surely" | "never" | "perhaps" {
  const test = evaluate(frame, node);
  comparedForEquality(frame, [about, test], { node, asks: "equal" });
  if (about.is !== "known" || test.is !== "known") return "perhaps";
  return about.value === test.value ? "surely" : "never";
}

function runTry(frame: Frame, { block, handler, finalizer }: TryStatement): void {
  forgetAssigned(frame, block);
  branch(frame, [
    () => runNested(frame, block),
    () => (handler === null ? nothing : runNested(frame, handler.body)),
  ]);
  if (finalizer !== null) runNested(frame, finalizer);
}
