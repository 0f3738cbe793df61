/**
 * The intermediate representation, interpreted on arrays of slot values: an independent reading of ir.ts, as slow and plain
 * as possible. It makes a program a model of the reference search, and it is the host of what a test declares not compiled.
 */

import type { CheckerError } from "../../../src/diagnostics/checker-error.ts";
import type { Host } from "../../../src/model/compiled/generated-module.ts";
import type {
  BoolExpr,
  CompiledSteps,
  NumberExpr,
  Procedure,
  Statement,
} from "../../../src/model/compiled/ir.ts";
import type { Layout } from "../../../src/model/compiled/layout.ts";
import { type Model, SpecFault } from "../../../src/model/model.ts";
import type { Example } from "./programs.ts";

/** Values by slot. */
type State = readonly number[];

class Fault extends Error {}
class Break extends Error {
  readonly label: number;
  constructor(label: number) {
    super();
    this.label = label;
  }
}

interface Frame {
  readonly before: number[];
  readonly after: State;
  readonly locals: (number | boolean)[];
}

function number(expr: NumberExpr, frame: Frame): number {
  const n = (inner: NumberExpr): number => number(inner, frame);
  switch (expr.op) {
    case "const":
      return expr.value;
    case "slot":
      return (expr.of === 0 ? frame.before : frame.after)[expr.slot] as number;
    case "local":
      return frame.locals[expr.local] as number;
    case "andNot":
      return n(expr.a) & ~n(expr.b);
    case "negate":
      return -n(expr.a);
    case "popCount":
      return n(expr.a).toString(2).replaceAll("0", "").length;
    case "lowestBit":
      return n(expr.a).toString(2).length - 1 - n(expr.a).toString(2).lastIndexOf("1");
    case "fromBool":
      return bool(expr.a, frame) ? 1 : 0;
    case "choose":
      return bool(expr.if, frame) ? n(expr.a) : n(expr.b);
    case "lookup":
      return expr.table[n(expr.a)] as number;
    case "math":
      return (Math as unknown as Record<string, (...args: number[]) => number>)[expr.name]?.(
        ...expr.args.map(n),
      ) as number;
    default:
      return arithmetic[expr.op](n(expr.a), n(expr.b));
  }
}

const arithmetic = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
  "%": (a: number, b: number) => a % b,
  "**": (a: number, b: number) => a ** b,
  "&": (a: number, b: number) => a & b,
  "|": (a: number, b: number) => a | b,
  "^": (a: number, b: number) => a ^ b,
  "<<": (a: number, b: number) => a << b,
  ">>": (a: number, b: number) => a >> b,
  ">>>": (a: number, b: number) => a >>> b,
};

const comparisons = {
  "===": (a: number, b: number) => a === b,
  "!==": (a: number, b: number) => a !== b,
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
};

function bool(expr: BoolExpr, frame: Frame): boolean {
  const b = (inner: BoolExpr): boolean => bool(inner, frame);
  switch (expr.op) {
    case "true":
      return true;
    case "false":
      return false;
    case "boolLocal":
      return frame.locals[expr.local] as boolean;
    case "not":
      return !b(expr.a);
    case "and":
      return expr.all.every(b);
    case "or":
      return expr.all.some(b);
    case "same":
      return b(expr.a) === b(expr.b);
    case "chooseBool":
      return b(expr.if) ? b(expr.a) : b(expr.b);
    default:
      return comparisons[expr.op](number(expr.a, frame), number(expr.b, frame));
  }
}

function execute(statements: readonly Statement[], frame: Frame): void {
  for (const statement of statements) {
    switch (statement.do) {
      case "set":
        frame.before[statement.slot] = number(statement.value, frame);
        break;
      case "let":
        frame.locals[statement.local] = number(statement.value, frame);
        break;
      case "letBool":
        frame.locals[statement.local] = bool(statement.value, frame);
        break;
      case "if":
        execute(bool(statement.if, frame) ? statement.then : statement.else, frame);
        break;
      case "block":
        try {
          execute(statement.body, frame);
        } catch (error) {
          if (!(error instanceof Break && error.label === statement.label)) throw error;
        }
        break;
      case "break":
        throw new Break(statement.label);
      case "fault":
        throw new Fault();
    }
  }
}

/** Runs a procedure; the answer, and the state as it is then. */
export function run(procedure: Procedure, before: State, after: State = []) {
  const locals = procedure.locals.map((type) => (type === "bool" ? false : 0));
  const frame: Frame = { before: [...before], after, locals };
  execute(procedure.body, frame);
  return { answer: bool(procedure.answer, frame), state: frame.before };
}

export function pack(layout: Layout, state: State): Int32Array {
  const words = new Int32Array(layout.words);
  for (const { id, word, shift, width } of layout.slots) {
    if (width > 0) words[word] = (words[word] as number) | ((state[id] as number) << shift);
  }
  return words;
}

export function unpack({ slots }: Layout, words: Int32Array): number[] {
  return slots.map(({ word, shift, width }) =>
    width === 0 ? 0 : ((words[word] as number) >>> shift) & (2 ** width - 1),
  );
}

/** What runs in the host although it could be compiled. */
export interface Interpreted {
  readonly instances: readonly number[];
  readonly predicates: readonly number[];
  readonly stepPredicates: readonly number[];
}

/** A program with some parts taken out, as if they could not be compiled. */
export function withFallbacks({ program, layout }: Example, fallbacks: Interpreted): Example {
  const fallback = {
    kind: "fallback",
    why: { what: "", file: undefined, text: undefined, offset: undefined },
  } as const;
  return {
    layout,
    program: {
      ...program,
      instances: program.instances.map((whole, i) =>
        fallbacks.instances.includes(i) ? fallback : whole,
      ),
      predicates: program.predicates.map((whole, i) =>
        fallbacks.predicates.includes(i) ? fallback : whole,
      ),
      stepPredicates: program.stepPredicates.map((whole, i) =>
        fallbacks.stepPredicates.includes(i) ? fallback : whole,
      ),
    },
  };
}

/** A host that interprets the whole program. */
export function hostOf({ program, layout }: Example): Host {
  const before = new Int32Array(layout.words);
  const after = new Int32Array(layout.words);
  const ask = (compiled: CompiledSteps | undefined): 0 | 1 | 2 => {
    if (compiled?.kind !== "compiled") throw new Error("the program must be whole");
    try {
      const states = [unpack(layout, before), unpack(layout, after)] as const;
      return run(compiled.procedure, ...states).answer ? 1 : 0;
    } catch (error) {
      if (error instanceof Fault) return 2;
      throw error;
    }
  };
  return {
    before,
    after,
    successor: (instance) => {
      const part = program.instances[instance];
      if (part?.kind !== "compiled") throw new Error("the program must be whole");
      const state = unpack(layout, before);
      try {
        if (!run(part.guard, state).answer) return 0;
        after.set(pack(layout, run(part.effect, state).state));
        return 1;
      } catch (error) {
        if (error instanceof Fault) return 2;
        throw error;
      }
    },
    predicate: (predicate) => ask(program.predicates[predicate]),
    stepPredicate: (predicate) => ask(program.stepPredicates[predicate]),
    final: () => ask(program.final),
    within: () => ask(program.within),
  };
}

/** The same program for the reference search. Codes are slot values as text. */
export function modelOf({ program }: Example, initial: readonly State[]): Model<string> {
  const decode = (code: string): number[] => JSON.parse(code) as number[];
  const guarded = <Result>(instance: number | undefined, ask: () => Result): Result => {
    try {
      return ask();
    } catch (error) {
      if (error instanceof Fault) throw new SpecFault({ message: "" } as CheckerError, instance);
      throw error;
    }
  };
  const holds = (compiled: CompiledSteps | undefined, ...states: State[]): boolean =>
    guarded(undefined, () => {
      if (compiled?.kind !== "compiled") throw new Error("the program must be whole");
      return run(compiled.procedure, ...(states as [State])).answer;
    });
  return {
    name: "a program",
    instances: program.instances.map((_, i) => ({
      ...{ action: `a${i}`, args: {}, label: `a${i}`, actor: undefined, doc: undefined },
    })),
    fairness: [],
    properties: [],
    stuttering: "deadlock" as never,
    bounded: program.within !== undefined,
    initialStates: () => initial.map((state) => JSON.stringify(state)),
    successors: (code, visit) => {
      const state = decode(code);
      const found: (readonly [string, number])[] = [];
      for (const [i, part] of program.instances.entries()) {
        if (part.kind !== "compiled") throw new Error("the program must be whole");
        guarded(i, () => {
          if (!run(part.guard, state).answer) return;
          found.push([JSON.stringify(run(part.effect, state).state), i]);
        });
      }
      for (const [next, i] of found) visit(next, i);
    },
    holds: (p, code) => holds(program.predicates[p], decode(code)),
    stepHolds: (p, { before, after }) =>
      holds(program.stepPredicates[p], decode(before), decode(after)),
    isFinal: (code) => program.final !== undefined && holds(program.final, decode(code)),
    isWithin: (code) => program.within === undefined || holds(program.within, decode(code)),
    read: () => ({}),
  };
}
