/**
 * From a formula to an automaton that accepts exactly the words that satisfy it.
 *
 * Algorithm: tableau expansion in the manner of Couvreur, "On-the-fly verification of linear temporal logic", FM 1999. A state
 * of the automaton is what the rest of the word has to satisfy; its transitions are the ways to satisfy that: literals for
 * the letter, obligations for what follows, and which `until` formulas are postponed. Acceptance set u has all transitions
 * that do not postpone `until` formula u, so a run accepts when it postpones none for ever. The branch that postpones
 * `a until b` asks for not b where b is about one position, and `release` likewise: then the branches exclude each other,
 * and common formulas give deterministic automata. What is made is simplified in simplify.ts.
 *
 * Cost: exponential in the size of the formula at worst, and bounded: see `mostStates`.
 */
import type { FormulaOver } from "../spec/formula.ts";
import type { Automaton, AutomatonTransition } from "./automaton.ts";
import { type NormalForm, type NormalForms, normalForms } from "./normal-form.ts";
import { simplified, withoutSubsumed } from "./simplify.ts";

/** Bounds of what is made before it is simplified. More takes minutes, and a product with it would not fit anywhere. */
const mostStates = 1000;
const mostTransitions = 8000;
const mostBranches = 50_000;

/** The formula needs a larger automaton than there may be. */
export interface TooLarge {
  readonly tooLarge: string;
}

/** The automaton of a formula over atoms 0, 1, …, or of its negation. */
export function translate(formula: FormulaOver<number>, negated: boolean): Automaton | TooLarge {
  const forms = normalForms();
  const tableau = startTableau(forms);
  const states: (readonly AutomatonTransition[])[] = [];
  stateOf(tableau, forms.of(formula, negated));
  let transitions = 0;
  for (const form of tableau.forms) {
    const own = expand(tableau, form);
    if (own === undefined) return tooLarge(mostBranches, "cases to distinguish");
    if (tableau.forms.length > mostStates) return tooLarge(mostStates, "states");
    states.push(own);
    transitions += own.length;
    if (transitions > mostTransitions) return tooLarge(mostTransitions, "transitions");
  }
  const all = (1n << BigInt(tableau.untils.size)) - 1n;
  const accepting = states.map((own) =>
    own.map((transition) => ({ ...transition, accepting: all & ~transition.accepting })),
  );
  return simplified(accepting, tableau.untils.size);
}

function tooLarge(most: number, what: string): TooLarge {
  return { tooLarge: `more than ${most.toLocaleString("en-US")} ${what}` };
}

interface Tableau {
  readonly normal: NormalForms;
  /** What each state of the automaton asks of the rest of the word. */
  readonly forms: NormalForm[];
  readonly numbers: Map<NormalForm, number>;
  /** The `until` formulas by number, as they are first postponed. */
  readonly untils: Map<NormalForm, number>;
  branches: number;
}

function startTableau(normal: NormalForms): Tableau {
  return { normal, forms: [], numbers: new Map(), untils: new Map(), branches: 0 };
}

function stateOf({ forms, numbers }: Tableau, form: NormalForm): number {
  const known = numbers.get(form);
  if (known !== undefined) return known;
  numbers.set(form, forms.length);
  return forms.push(form) - 1;
}

/** One way to satisfy a state, as far as it is worked out. */
interface Branch {
  readonly todo: readonly NormalForm[];
  readonly done: ReadonlySet<NormalForm>;
  readonly positive: bigint;
  readonly negative: bigint;
  readonly next: readonly NormalForm[];
  readonly postponed: bigint;
}

/**
 * The transitions of a state; `accepting` is what they postpone, until all `until` formulas are known. Undefined when there
 * are too many branches.
 */
function expand(tableau: Tableau, form: NormalForm): readonly AutomatonTransition[] | undefined {
  const found: AutomatonTransition[] = [];
  const empty = { positive: 0n, negative: 0n, postponed: 0n };
  const branches: Branch[] = [{ ...empty, todo: [form], done: new Set(), next: [] }];
  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
    if (++tableau.branches > mostBranches) return undefined;
    const [first, ...todo] = branch.todo;
    if (first === undefined) {
      const { positive, negative, postponed } = branch;
      const target = tableau.normal.and(branch.next);
      if (target.op === "false") continue;
      found.push({ positive, negative, target: stateOf(tableau, target), accepting: postponed });
    } else if (branch.done.has(first)) {
      branches.push({ ...branch, todo });
    } else {
      const rest = { ...branch, todo, done: new Set(branch.done).add(first) };
      branches.push(...waysToSatisfy(tableau, first, rest).toReversed());
    }
  }
  return withoutSubsumed(found, (one, other) => (one & ~other) === 0n);
}

/** What becomes of a branch when a formula is dealt with: one branch for each way to satisfy it. */
function waysToSatisfy(tableau: Tableau, form: NormalForm, rest: Branch): readonly Branch[] {
  const adding = (...forms: readonly NormalForm[]): Branch => ({
    ...rest,
    todo: [...forms, ...rest.todo],
  });
  switch (form.op) {
    case "true":
      return [rest];
    case "false":
      return [];
    case "literal":
      return withLiteral(form, rest);
    case "and":
      return [adding(...form.all)];
    case "or":
      return form.all.map((one) => adding(one));
    case "next":
      return [{ ...rest, next: [...rest.next, form.of] }];
    case "until": {
      const postponing = adding(form.left, ...unless(tableau, form.right));
      const bit = 1n << BigInt(untilNumber(tableau, form));
      const postponed = rest.postponed | bit;
      return [adding(form.right), { ...postponing, next: [...rest.next, form], postponed }];
    }
    case "release": {
      const going = adding(form.right, ...unless(tableau, form.left));
      return [adding(form.left, form.right), { ...going, next: [...rest.next, form] }];
    }
  }
}

/** What is asked of the other branch, so that the two exclude each other. */
function unless({ normal }: Tableau, form: NormalForm): readonly NormalForm[] {
  return form.isPropositional ? [normal.negation(form)] : [];
}

function withLiteral(
  { atom, negated }: { readonly atom: number; readonly negated: boolean },
  rest: Branch,
): readonly Branch[] {
  const bit = 1n << BigInt(atom);
  const positive = negated ? rest.positive : rest.positive | bit;
  const negative = negated ? rest.negative | bit : rest.negative;
  return (positive & negative) === 0n ? [{ ...rest, positive, negative }] : [];
}

function untilNumber({ untils }: Tableau, form: NormalForm): number {
  const number = untils.get(form) ?? untils.size;
  untils.set(form, number);
  return number;
}
