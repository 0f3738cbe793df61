/** Compiles statements of the author's functions. Loops are unrolled: they go through finite things. */

import type {
  BindingPattern,
  ForOfStatement,
  ForStatement,
  Statement,
  SwitchStatement,
  VariableDeclaration,
} from "oxc-parser";
import { strictlyEqual, truth } from "./comparison.ts";
import { block, choose, type Exit, leave } from "./control.ts";
import { containsFunction, declaredNames } from "./declared-names.ts";
import { fault } from "./emitter.ts";
import { declare, type Frame, giveUp, lookUp, nested, reserve } from "./evaluator.ts";
import { evaluate } from "./expression.ts";
import { or } from "./expressions.ts";
import { held } from "./held.ts";
import { itemsNow } from "./loop-items.ts";
import { member } from "./members.ts";
import { itemsOf } from "./sequences.ts";
import { boolValue, type Item, isKnown, known, undefinedValue, type Value } from "./values.ts";

/** More rounds than this in a loop that counts are not unrolled. */
const mostRounds = 4096;

export function runStatements(frame: Frame, statements: readonly Statement[]): void {
  reserve(frame, declaredNames(statements));
  // Functions can be called before they are declared.
  for (const statement of statements) {
    if (statement.type !== "FunctionDeclaration" || statement.id === null) continue;
    declare(
      frame,
      statement.id.name,
      { is: "function", code: { ...frame.code, tree: statement }, scope: frame.scope },
      true,
    );
  }
  for (const statement of statements) {
    if (frame.flow.out.dead) return;
    runStatement(frame, statement);
  }
}

function runStatement(frame: Frame, node: Statement): void {
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
    case "IfStatement": {
      const { test, consequent, alternate } = node;
      choose(flow, truth(evaluate(frame, test)), {
        a: () => runNested(frame, consequent),
        b: () => (alternate === null ? undefinedValue : runNested(frame, alternate)),
      });
      return;
    }
    case "ReturnStatement": {
      const value = node.argument === null ? undefinedValue : evaluate(frame, node.argument);
      if (frame.returns === undefined) giveUp(frame, node, "a return outside a function");
      leave(flow, frame.returns, value);
      return;
    }
    case "ForOfStatement":
      runForOf(frame, node);
      return;
    case "ForStatement":
      runFor(frame, node);
      return;
    case "SwitchStatement":
      runSwitch(frame, node);
      return;
    case "BreakStatement":
      if (node.label !== null || frame.breaks === undefined)
        giveUp(frame, node, "a break with a label");
      leave(flow, frame.breaks, undefinedValue);
      return;
    case "ContinueStatement":
      if (node.label !== null || frame.continues === undefined)
        giveUp(frame, node, "a continue with a label");
      leave(flow, frame.continues, undefinedValue);
      return;
    case "ThrowStatement":
      fault(flow.out);
      return;
    case "FunctionDeclaration":
    case "EmptyStatement":
      return;
    default:
      giveUp(frame, node, `the syntax ${node.type}`);
  }
}

function runNested(frame: Frame, node: Statement): Value {
  runStatement(nested(frame), node);
  return undefinedValue;
}

function runDeclaration(frame: Frame, node: VariableDeclaration): void {
  if (node.kind === "var") giveUp(frame, node, "var");
  for (const { id, init } of node.declarations) {
    const value = init === null ? undefinedValue : evaluate(frame, init);
    bind(frame, id, { value, constant: node.kind === "const" });
  }
}

interface Bound {
  readonly value: Value;
  readonly constant: boolean;
}

/** Gives the names of a pattern their values. */
export function bind(frame: Frame, pattern: BindingPattern, { value, constant }: Bound): void {
  held(frame.flow, value, (now) => {
    bindParts(frame, pattern, { now, constant });
  });
}

interface BoundNow {
  /** Defaults in the pattern may change what it takes apart. */
  readonly now: () => Value;
  readonly constant: boolean;
}

function bindParts(frame: Frame, pattern: BindingPattern, { now, constant }: BoundNow): void {
  const { flow } = frame;
  switch (pattern.type) {
    case "Identifier":
      declare(frame, pattern.name, now(), constant);
      return;
    case "AssignmentPattern": {
      const missing = strictlyEqual(now(), undefinedValue);
      const given = choose(flow, missing, {
        a: () => evaluate(frame, pattern.right),
        b: now,
      });
      bind(frame, pattern.left, { value: given, constant });
      return;
    }
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (
          property.type === "RestElement" ||
          property.computed ||
          property.key.type !== "Identifier"
        ) {
          giveUp(frame, property, "this pattern");
        }
        bind(frame, property.value, { value: member(flow, now(), property.key.name), constant });
      }
      return;
    case "ArrayPattern":
      held(flow, listOf(frame, now()), (list) => {
        for (const [i, element] of pattern.elements.entries()) {
          if (element === null) continue;
          if (element.type === "RestElement") giveUp(frame, element, "the rest of an array");
          bind(frame, element, { value: member(flow, list(), String(i)), constant });
        }
      });
  }
}

function listOf(frame: Frame, value: Value): Value {
  return { is: "sequence", items: itemsOf(frame.flow, value) };
}

function runForOf(frame: Frame, node: ForOfStatement): void {
  const { flow } = frame;
  const { left } = node;
  const head = nested(frame);
  reserve(head, declaredNames([left]));
  const through = evaluate(head, node.right);
  if (left.type !== "VariableDeclaration" || node.await) giveUp(frame, node, "this loop");
  const pattern = left.declarations[0]?.id ?? giveUp(frame, node, "this loop");
  const round = (breaks: Exit, { present, value }: Item): void => {
    choose(flow, present, {
      a: () =>
        block(flow, (continues) => {
          const inside = nested(frame, { breaks, continues });
          bind(inside, pattern, { value, constant: left.kind === "const" });
          return runNested(inside, node.body);
        }),
      b: () => undefinedValue,
    });
  };
  held(flow, { is: "sequence", items: itemsOf(flow, through) }, (all) => {
    block(flow, (breaks) => {
      const now = itemsNow(flow, through);
      for (let i = 0; i < itemsOf(flow, all()).length && !flow.out.dead; i++) {
        round(breaks, now.at(i, itemsOf(flow, all())[i] as Item)); // it is as long
      }
      now.done();
      return undefinedValue;
    });
  });
}

function runFor(frame: Frame, node: ForStatement): void {
  const { flow } = frame;
  let around = nested(frame);
  reserve(around, declaredNames([node.init]));
  if (node.init?.type === "VariableDeclaration") runDeclaration(around, node.init);
  else if (node.init !== null) evaluate(around, node.init);
  block(flow, (breaks) => {
    for (let round = 0; !flow.out.dead; round++) {
      if (round > mostRounds) giveUp(frame, node, "a loop with too many rounds");
      const goOn = node.test === null ? known(true) : boolValue(truth(evaluate(around, node.test)));
      if (isKnown(goOn) && goOn.value === false) break;
      if (!isKnown(goOn)) {
        if (round > 64) giveUp(frame, node, "a loop whose rounds are not bounded");
        choose(flow, truth(goOn), {
          a: () => undefinedValue,
          b: () => {
            leave(flow, breaks, undefinedValue);
            return undefinedValue;
          },
        });
      }
      const inside = around;
      block(flow, (continues) => runNested(nested(inside, { breaks, continues }), node.body));
      if (containsFunction(node)) around = nextRound(frame, node, around);
      if (node.update !== null && !flow.out.dead) evaluate(around, node.update);
    }
    return undefinedValue;
  });
}

/** Every round has its own variables, which functions made in it keep; they begin as what those before them are. */
function nextRound(frame: Frame, { init }: ForStatement, before: Frame): Frame {
  if (init?.type !== "VariableDeclaration" || init.kind !== "let") return before;
  const after = nested(frame);
  for (const name of declaredNames([init])) {
    declare(after, name, lookUp(before.scope, name)?.value ?? undefinedValue, false);
  }
  return after;
}

function runSwitch(frame: Frame, node: SwitchStatement): void {
  const { flow } = frame;
  const subject = evaluate(frame, node.discriminant);
  const last = node.cases.at(-1);
  if (node.cases.some((one) => one.test === null && one !== last))
    giveUp(frame, node, "a default that is not last");
  block(flow, (breaks) => {
    const inside = nested(frame, { breaks });
    for (const { consequent } of node.cases) reserve(inside, declaredNames(consequent));
    // A case runs when it matches, or when the one before it ran to its end.
    let entered: Value = known(false);
    for (const { test, consequent } of node.cases) {
      const matches = (): Value =>
        test === null ? known(true) : boolValue(strictlyEqual(subject, evaluate(inside, test)));
      // What is no literal may fail, and is not looked at once a case has matched.
      const runs =
        test === null || test.type === "Literal"
          ? or(truth(entered), truth(matches()))
          : truth(choose(flow, truth(entered), { a: () => known(true), b: matches }));
      entered = choose(flow, runs, {
        a: () => {
          runStatements(inside, consequent);
          return known(true);
        },
        b: () => known(false),
      });
      // The cases that follow can be reached without this one.
      reserve(inside, declaredNames(consequent));
      if (flow.out.dead) break;
    }
    return undefinedValue;
  });
}
