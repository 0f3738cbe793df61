/**
 * The intermediate representation of guards, effects and predicates: what is left of the author's functions when their
 * captured values and arguments are known, loops over finite domains are unrolled, helpers are inlined, and every access to
 * the state is an access to slots of the packed layout.
 *
 * Expressions are numbers or booleans with the semantics of JavaScript; they have no effects and cannot fail. Whatever can
 * fail (a value out of its domain, a list that would be too long, null where an object is needed) is a `fault` statement
 * under a condition. A fault says only that something is wrong: the reference engine then runs the same step and reports it.
 */

/** A number, or a position in a domain, a mask, a count: JavaScript number arithmetic. */
export type NumberExpr =
  | { readonly op: "const"; readonly value: number }
  /** The present value of a slot, the assignments so far included; `of` is 1 for the state after a step in step predicates. */
  | { readonly op: "slot"; readonly slot: number; readonly of: 0 | 1 }
  | { readonly op: "local"; readonly local: number }
  | { readonly op: NumberOperator; readonly a: NumberExpr; readonly b: NumberExpr }
  /** Ones' complement is not needed: masks are subtracted with `andNot`, a & ~b. */
  | { readonly op: "andNot"; readonly a: NumberExpr; readonly b: NumberExpr }
  | { readonly op: "negate"; readonly a: NumberExpr }
  /** Ones in a mask of at most 30 bits. */
  | { readonly op: "popCount"; readonly a: NumberExpr }
  /** Position of the lowest one of a mask that is not 0. */
  | { readonly op: "lowestBit"; readonly a: NumberExpr }
  /** 1 for true. */
  | { readonly op: "fromBool"; readonly a: BoolExpr }
  | { readonly op: "choose"; readonly if: BoolExpr; readonly a: NumberExpr; readonly b: NumberExpr }
  /** table[a]; `a` is an integer within the table. */
  | { readonly op: "lookup"; readonly table: readonly number[]; readonly a: NumberExpr }
  /** A function of Math with the same name. */
  | { readonly op: "math"; readonly name: string; readonly args: readonly NumberExpr[] };

export type NumberOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "**"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"
  | ">>>";

export type BoolExpr =
  | { readonly op: "true" }
  | { readonly op: "false" }
  | { readonly op: "boolLocal"; readonly local: number }
  | { readonly op: Comparison; readonly a: NumberExpr; readonly b: NumberExpr }
  | { readonly op: "not"; readonly a: BoolExpr }
  | { readonly op: "and" | "or"; readonly all: readonly BoolExpr[] }
  | { readonly op: "same"; readonly a: BoolExpr; readonly b: BoolExpr }
  | {
      readonly op: "chooseBool";
      readonly if: BoolExpr;
      readonly a: BoolExpr;
      readonly b: BoolExpr;
    };

export type Comparison = "===" | "!==" | "<" | "<=" | ">" | ">=";

export type Statement =
  /**
   * Assigns to a slot of the state under construction. The value is an integer of the slot's size, or a fault has been raised
   * before.
   */
  | { readonly do: "set"; readonly slot: number; readonly value: NumberExpr }
  /** Declares or assigns a local; locals are numbered from 0, separately in each procedure, and have one type each. */
  | { readonly do: "let"; readonly local: number; readonly value: NumberExpr }
  | { readonly do: "letBool"; readonly local: number; readonly value: BoolExpr }
  | {
      readonly do: "if";
      readonly if: BoolExpr;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
    }
  /** Runs the body; `break` with its label leaves it. Labels are unique in a procedure. */
  | { readonly do: "block"; readonly label: number; readonly body: readonly Statement[] }
  | { readonly do: "break"; readonly label: number }
  /** The author's function fails here, if this is reached. */
  | { readonly do: "fault" };

/** A guard or predicate: statements, then the answer. An effect: statements, and an answer that means nothing. */
export interface Procedure {
  readonly body: readonly Statement[];
  readonly answer: BoolExpr;
  /** Types of the locals, by number. */
  readonly locals: readonly ("number" | "bool")[];
}

/** Why a function could not be compiled, and where. */
export interface Obstacle {
  readonly what: string;
  /** The author's function, and the offset in its module, if known. */
  readonly file: string | undefined;
  /** The text of the module, to find the line of the offset. */
  readonly text: string | undefined;
  readonly offset: number | undefined;
}

/** A captured variable that was read when a function was compiled: what is compiled takes it for a constant. */
export interface Capture {
  readonly name: string;
  /** The variables around the function; reading a field reads the variable as it is now. */
  readonly scope: Readonly<Record<string, unknown>>;
}

export type Compiled =
  | {
      readonly kind: "compiled";
      readonly procedure: Procedure;
      /** None where that is left out. */
      readonly captures?: readonly Capture[];
    }
  | { readonly kind: "fallback"; readonly why: Obstacle };

/** A step predicate: one procedure for all steps or, where it asks which step was taken, what is left of it for each. */
export type CompiledSteps =
  | Compiled
  | { readonly kind: "byInstance"; readonly cases: readonly StepCase[] };

export interface StepCase {
  /** Numbers of the instances, ascending. Each instance is in one case. */
  readonly instances: readonly number[];
  readonly compiled: Compiled;
}

/** An action instance: both procedures, or neither. */
export type CompiledInstance =
  | {
      readonly kind: "compiled";
      readonly guard: Procedure;
      readonly effect: Procedure;
      readonly captures?: readonly Capture[];
    }
  | { readonly kind: "fallback"; readonly why: Obstacle };

/** A machine, compiled as far as it can be. Arrays are indexed by the numbers that the model gives. */
export interface Program {
  readonly instances: readonly CompiledInstance[];
  readonly predicates: readonly Compiled[];
  readonly stepPredicates: readonly CompiledSteps[];
  /** Undefined where the machine has none. */
  readonly final: Compiled | undefined;
  readonly within: Compiled | undefined;
}
