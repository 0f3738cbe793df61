/** Programs over packed layouts, written by hand: what the front end would make of small machines. */
import { range, setOf } from "../../../src/index.ts";
import type {
  BoolExpr,
  CompiledInstance,
  NumberExpr,
  Procedure,
  Program,
  Statement,
} from "../../../src/model/compiled/ir.ts";
import type { Layout, Packed, Slot } from "../../../src/model/compiled/layout.ts";

export const num = (value: number): NumberExpr => ({ op: "const", value });
export const slot = (slot: number, of: 0 | 1 = 0): NumberExpr => ({ op: "slot", slot, of });
export const set = (slot: number, value: NumberExpr): Statement => ({ do: "set", slot, value });
export const yes: BoolExpr = { op: "true" };
export const is = (a: NumberExpr, value: number): BoolExpr => ({ op: "===", a, b: num(value) });
export const and = (...all: BoolExpr[]): BoolExpr => ({ op: "and", all });
export const or = (...all: BoolExpr[]): BoolExpr => ({ op: "or", all });
export const not = (a: BoolExpr): BoolExpr => ({ op: "not", a });
export const has = (mask: NumberExpr, element: number): BoolExpr => ({
  op: "!==",
  a: { op: "&", a: mask, b: num(2 ** element) },
  b: num(0),
});
export const add = (mask: number, element: number): Statement =>
  set(mask, { op: "|", a: slot(mask), b: num(2 ** element) });

export const answering = (answer: BoolExpr, body: readonly Statement[] = []): Procedure => ({
  body,
  answer,
  locals: [],
});
export const compiled = (answer: BoolExpr, body: readonly Statement[] = []) =>
  ({ kind: "compiled", procedure: answering(answer, body) }) as const;
export const instance = (when: BoolExpr, ...effect: Statement[]): CompiledInstance => ({
  kind: "compiled",
  guard: answering(when),
  effect: answering(yes, effect),
});

/** Counts a slot up to a number. */
export const counting = (number: number, last: number): CompiledInstance =>
  instance(not(is(slot(number), last)), set(number, { op: "+", a: slot(number), b: num(1) }));

/**
 * A layout with a slot for each size, first come first served; `words` at least, the slots spread over them if told. Each is
 * a number of its own.
 */
export function layoutOf(sizes: readonly number[], spread = 0): Layout {
  const slots: Slot[] = [];
  let word = 0;
  let shift = 0;
  for (const [id, size] of sizes.entries()) {
    const width = size === 1 ? 0 : Math.ceil(Math.log2(size));
    if (shift + width > 32 || (spread > 0 && shift > 0 && id % spread === 0)) {
      word++;
      shift = 0;
    }
    slots.push({ id, name: `slot${id}`, word, shift, width, size });
    shift += width;
  }
  const bits = slots.reduce((sum, { width }) => sum + width, 0);
  return { words: word + 1, bits, slots, root: rootOf(slots.map(numberIn)) };
}

function rootOf(parts: readonly Packed[]): Layout["root"] {
  const named = parts.map((part, id) => [`slot${id}`, part] as const);
  const fields = Object.fromEntries(named.map(([name, { domain }]) => [name, domain]));
  return {
    kind: "record",
    domain: { kind: "record", fields },
    fields: Object.fromEntries(named),
  };
}

/** Its domain has a size, and no list of its elements, which may be many. */
function numberIn(slot: Slot): Packed {
  return { kind: "scalar", domain: { ...range(0, 0), hi: slot.size - 1, size: slot.size }, slot };
}

function setIn(slot: Slot): Packed {
  const domain = setOf(range(0, slot.width - 1));
  return { kind: "set", domain, elements: domain.element.elements, masks: [slot] };
}

/** The same bits, some slots of which are sets. */
function withSets(layout: Layout, sets: readonly number[]): Layout {
  const parts = layout.slots.map((slot) => (sets.includes(slot.id) ? setIn : numberIn)(slot));
  return { ...layout, root: rootOf(parts) };
}

export interface Example {
  readonly program: Program;
  readonly layout: Layout;
}

/** Two-phase commit as specs/classics/two-phase-commit.machine.ts has it. */
export function twoPhaseCommit(n: number): Example {
  // 0 … n − 1: the resource managers (working, prepared, committed, aborted)
  const tm = n;
  const tmPrepared = n + 1;
  const prepared = n + 2;
  const decided = n + 3;
  const sizes = [...Array<number>(n).fill(4), 3, 2 ** n, 2 ** n, 4];
  const layout = withSets(layoutOf(sizes), [tmPrepared, prepared, decided]);
  const rms = Array.from({ length: n }, (_, rm) => rm);
  const instances: CompiledInstance[] = [
    ...rms.map((rm) =>
      instance(and(is(slot(tm), 0), has(slot(prepared), rm)), add(tmPrepared, rm)),
    ),
    instance(
      and(is(slot(tm), 0), is(slot(tmPrepared), 2 ** n - 1)),
      set(tm, num(1)),
      add(decided, 0),
    ),
    instance(is(slot(tm), 0), set(tm, num(2)), add(decided, 1)),
    ...rms.map((rm) => instance(is(slot(rm), 0), set(rm, num(1)), add(prepared, rm))),
    ...rms.map((rm) => instance(is(slot(rm), 0), set(rm, num(3)))),
    ...rms.map((rm) => instance(has(slot(decided), 0), set(rm, num(2)))),
    ...rms.map((rm) => instance(has(slot(decided), 1), set(rm, num(3)))),
  ];
  const some = (state: number): BoolExpr => or(...rms.map((rm) => is(slot(rm), state)));
  const every = (state: number): BoolExpr => and(...rms.map((rm) => is(slot(rm), state)));
  return {
    layout,
    program: {
      instances,
      predicates: [compiled(not(and(some(2), some(3)))), compiled(every(2)), compiled(every(3))],
      stepPredicates: [],
      final: undefined,
      within: undefined,
    },
  };
}

/** Rests only where a ghost is, which is nowhere in a search; of the 32 others one has no step at all. */
export function withOneDead(dead: number): Example {
  const rest = instance(is(slot(1), 1));
  const goOn = instance(
    and(is(slot(1), 0), not(is(slot(0), dead))),
    set(0, { op: "&", a: { op: "+", a: slot(0), b: num(1) }, b: num(31) }),
  );
  const nothing = { predicates: [], stepPredicates: [], final: undefined, within: undefined };
  return { layout: layoutOf([32, 2]), program: { instances: [rest, goOn], ...nothing } };
}
