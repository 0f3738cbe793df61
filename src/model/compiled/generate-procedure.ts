/**
 * The intermediate representation as JavaScript text: expressions, statements, procedures. Words of the state are local
 * variables; slots are read and written by shifts and masks.
 */
import { bug, unreachable } from "../../diagnostics/bug.ts";
import {
  type BitChange,
  type BitTest,
  bitChange,
  bitTest,
  followedBy,
  joined,
  maskOf,
} from "./generate-bits.ts";
import type { BoolExpr, NumberExpr, Procedure, Statement } from "./ir.ts";
import type { Slot } from "./layout.ts";

/** Where a procedure is written out: the names of its surroundings. */
export interface Scope {
  readonly slots: readonly Slot[];
  /** Variables that hold the words of the state, and of the state after the step. */
  readonly words: readonly [before: readonly string[], after: readonly string[]];
  /** What the names of locals begin with. */
  readonly locals: string;
  /** The statement that reports a fault and leaves the function. */
  readonly fault: string;
  readonly tables: LookupTables;
}

/** Tables of the whole module, each written once. */
export interface LookupTables {
  nameOf(table: readonly number[]): string;
  /** Their declarations. */
  text(): string;
}

export function lookupTables(): LookupTables {
  const names = new Map<string, string>();
  return {
    nameOf: (table) => {
      const text = `[${table.map(numberText).join(", ")}]`;
      const known = names.get(text);
      if (known !== undefined) return known;
      const name = `table${names.size}`;
      names.set(text, name);
      return name;
    },
    text: () => [...names].map(([text, name]) => `const ${name} = ${text};\n`).join(""),
  };
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}

/** Declarations of a procedure's locals; empty if it has none. */
export function localsText({ locals }: Procedure, scope: Scope): string {
  if (locals.length === 0) return "";
  const first = { number: "0", bool: "false" };
  const all = locals.map((type, local) => `${scope.locals}${local} = ${first[type]}`);
  return `let ${all.join(", ")};`;
}

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────

export function numberExpr(expr: NumberExpr, scope: Scope): string {
  const text = (inner: NumberExpr): string => numberExpr(inner, scope);
  switch (expr.op) {
    case "const":
      return numberText(expr.value);
    case "slot":
      return slotText(scope.slots[expr.slot] as Slot, expr.of, scope);
    case "local":
      return `${scope.locals}${expr.local}`;
    case "andNot":
      return `(${text(expr.a)} & ~${text(expr.b)})`;
    case "negate":
      return `(-${text(expr.a)})`;
    case "popCount":
      return `popCount(${text(expr.a)})`;
    case "lowestBit":
      return `lowestBit(${text(expr.a)})`;
    case "fromBool":
      return `(${boolExpr(expr.a, scope)} ? 1 : 0)`;
    case "choose":
      return `(${boolExpr(expr.if, scope)} ? ${text(expr.a)} : ${text(expr.b)})`;
    case "lookup":
      return `${scope.tables.nameOf(expr.table)}[${text(expr.a)}]`;
    case "math":
      return `Math.${mathName(expr.name)}(${expr.args.map(text).join(", ")})`;
    default:
      return `(${text(expr.a)} ${expr.op} ${text(expr.b)})`;
  }
}

function mathName(name: string): string {
  const known = typeof (Math as unknown as Record<string, unknown>)[name] === "function";
  return known ? name : bug(`Math has no function ${name}`);
}

function slotText({ width, shift, word: at }: Slot, of: 0 | 1, { words }: Scope): string {
  if (width === 0) return "0";
  const word = words[of][at] as string;
  const shifted = shift === 0 ? word : `(${word} >>> ${shift})`;
  return shift + width === 32 ? shifted : `(${shifted} & ${2 ** width - 1})`;
}

export function boolExpr(expr: BoolExpr, scope: Scope): string {
  const test = bitTest(expr, scope.slots);
  if (test !== undefined) return testText(test, scope);
  const text = (inner: BoolExpr): string => boolExpr(inner, scope);
  switch (expr.op) {
    case "true":
    case "false":
      return expr.op;
    case "boolLocal":
      return `${scope.locals}${expr.local}`;
    case "not":
      return `!${text(expr.a)}`;
    case "and":
      return conjunction(expr.all, scope);
    case "or":
      return expr.all.length === 0 ? "false" : `(${expr.all.map(text).join(" || ")})`;
    case "same":
      return `(${text(expr.a)} === ${text(expr.b)})`;
    case "chooseBool":
      return `(${text(expr.if)} ? ${text(expr.a)} : ${text(expr.b)})`;
    default:
      return `(${numberExpr(expr.a, scope)} ${expr.op} ${numberExpr(expr.b, scope)})`;
  }
}

function testText({ of, word, mask, value, negated }: BitTest, scope: Scope): string {
  return `((${scope.words[of][word]} & ${mask}) ${negated ? "!==" : "==="} ${value})`;
}

/** Tests of bits first, joined by word; their order does not matter, since expressions have no effects. */
function conjunction(all: readonly BoolExpr[], scope: Scope): string {
  const flat = all.flatMap(flattened);
  const tests: BitTest[] = [];
  const others: string[] = [];
  for (const expr of flat) {
    const test = bitTest(expr, scope.slots);
    if (test !== undefined) tests.push(test);
    else others.push(boolExpr(expr, scope));
  }
  const together = joined(tests);
  if (together === undefined) return "false";
  const texts = [...together.map((test) => testText(test, scope)), ...others];
  return texts.length === 0 ? "true" : `(${texts.join(" && ")})`;
}

function flattened(expr: BoolExpr): readonly BoolExpr[] {
  return expr.op === "and" ? expr.all.flatMap(flattened) : [expr];
}

// ── Statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Lines of text for statements. Changes of bits that follow each other directly become one for each word. */
export function statementLines(body: readonly Statement[], scope: Scope): readonly string[] {
  const lines: string[] = [];
  let changes = new Map<number, BitChange>();
  const flush = (): void => {
    for (const change of changes.values()) lines.push(changeText(change, scope));
    changes = new Map();
  };
  for (const statement of body) {
    const slot = statement.do === "set" ? (scope.slots[statement.slot] as Slot) : undefined;
    if (statement.do !== "set" || slot === undefined) {
      flush();
      lines.push(...statementText(statement, scope));
      continue;
    }
    if (slot.width === 0) continue;
    const change = bitChange(slot, statement.value);
    if (change === undefined) {
      flush();
      lines.push(assignment(slot, statement.value, scope));
      continue;
    }
    const before = changes.get(slot.word) ?? { word: slot.word, clear: 0, set: 0 };
    changes.set(slot.word, followedBy(before, change));
  }
  flush();
  return lines;
}

function changeText({ word, clear, set }: BitChange, scope: Scope): string {
  const name = scope.words[0][word] as string;
  const kept = (clear & ~set) === 0 ? name : `(${name} & ${~(clear & ~set)})`;
  return `${name} = ${set === 0 ? kept : `${kept} | ${set}`};`;
}

function assignment(slot: Slot, value: NumberExpr, scope: Scope): string {
  const name = scope.words[0][slot.word] as string;
  const bits = numberExpr(value, scope);
  const shifted = slot.shift === 0 ? bits : `(${bits} << ${slot.shift})`;
  return `${name} = (${name} & ${~maskOf(slot)}) | ${shifted};`;
}

function statementText(statement: Statement, scope: Scope): readonly string[] {
  switch (statement.do) {
    case "set":
      return []; // done by statementLines
    case "let":
      return [`${scope.locals}${statement.local} = ${numberExpr(statement.value, scope)};`];
    case "letBool":
      return [`${scope.locals}${statement.local} = ${boolExpr(statement.value, scope)};`];
    case "if":
      return [
        `if (${boolExpr(statement.if, scope)}) {`,
        ...indented(statementLines(statement.then, scope)),
        ...(statement.else.length === 0
          ? []
          : ["} else {", ...indented(statementLines(statement.else, scope))]),
        "}",
      ];
    case "block":
      return [
        `label${statement.label}: {`,
        ...indented(statementLines(statement.body, scope)),
        "}",
      ];
    case "break":
      return [`break label${statement.label};`];
    case "fault":
      return [scope.fault];
    default:
      return unreachable(statement);
  }
}

export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

// ── What a procedure uses ───────────────────────────────────────────────────────────────────────────────────────────

/** Words that statements assign to. */
export function assignedWords(
  body: readonly Statement[],
  slots: readonly Slot[],
): ReadonlySet<number> {
  const words = new Set<number>();
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.do === "set") {
        const slot = slots[statement.slot] as Slot;
        if (slot.width > 0) words.add(slot.word);
      } else if (statement.do === "if") {
        visit(statement.then);
        visit(statement.else);
      } else if (statement.do === "block") visit(statement.body);
    }
  };
  visit(body);
  return words;
}
