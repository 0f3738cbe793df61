/**
 * What can be done with the bits of a word where they lie: tests of several slots become one mask and one comparison,
 * assignments of constants to several slots become one "clear these, set those". Everything here only recognises shapes of
 * the intermediate representation; what it does not recognise is computed slot by slot.
 */
import type { BoolExpr, Comparison, NumberExpr } from "./ir.ts";
import type { Slot } from "./layout.ts";

/** `(words[word] & mask) === value`, with `mask` and `value` as 32-bit integers; of state `of`. */
export interface BitTest {
  readonly of: 0 | 1;
  readonly word: number;
  readonly mask: number;
  readonly value: number;
  /** For `!==`. */
  readonly negated: boolean;
}

/** Bits of a word, shifted right: `((word & mask) >>> shift)`. */
interface BitField {
  readonly of: 0 | 1;
  readonly word: number;
  readonly mask: number;
  readonly shift: number;
}

/** The bits of a slot, in place. */
export function maskOf({ width, shift }: Slot): number {
  return ((2 ** width - 1) << shift) | 0;
}

/** A test of bits in place that means the same, if the shape is known. */
export function bitTest(expr: BoolExpr, slots: readonly Slot[]): BitTest | undefined {
  if (expr.op === "not") {
    const test = bitTest(expr.a, slots);
    return test && normalised({ ...test, negated: !test.negated });
  }
  if (!isComparison(expr.op) || !("a" in expr) || !("b" in expr)) return undefined;
  const { a, b } = expr as { a: NumberExpr; b: NumberExpr };
  if (b.op === "const") return compared(bitField(a, slots), expr.op as Comparison, b.value);
  if (a.op !== "const") return undefined;
  return compared(bitField(b, slots), mirrored[expr.op as Comparison], a.value);
}

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  ...({ "===": "===", "!==": "!==", "<": ">", ">": "<", "<=": ">=", ">=": "<=" } as const),
};

function isComparison(op: string): op is Comparison {
  return op in mirrored;
}

function compared(
  field: BitField | undefined,
  op: Comparison,
  constant: number,
): BitTest | undefined {
  if (field === undefined) return undefined;
  const asZero = (negated: boolean): BitTest => normalised({ ...field, value: 0, negated });
  if ((op === ">" && constant === 0) || (op === ">=" && constant === 1)) return asZero(true);
  if ((op === "<" && constant === 1) || (op === "<=" && constant === 0)) return asZero(false);
  if (op !== "===" && op !== "!==") return undefined;
  if (!Number.isInteger(constant) || constant < 0 || constant >= 2 ** 30) return undefined;
  const value = (constant << field.shift) | 0;
  // A constant that the field cannot have: leave it to the engine.
  if (value >>> field.shift !== constant || (value & ~field.mask) !== 0) return undefined;
  return normalised({ ...field, value, negated: op === "!==" });
}

/** A single bit that is not 0 is 1. */
function normalised({ of, word, mask, value, negated }: BitTest): BitTest {
  const isOneBit = mask !== 0 && (mask & (mask - 1)) === 0;
  if (negated && isOneBit) return { of, word, mask, value: value ^ mask, negated: false };
  return { of, word, mask, value, negated };
}

function bitField(expr: NumberExpr, slots: readonly Slot[]): BitField | undefined {
  if (expr.op === "slot") {
    const slot = slots[expr.slot] as Slot;
    if (slot.width === 0) return undefined;
    return { of: expr.of, word: slot.word, mask: maskOf(slot), shift: slot.shift };
  }
  if (expr.op !== "&" && expr.op !== ">>>" && expr.op !== ">>") return undefined;
  const constant = constantOf(expr.b) ?? (expr.op === "&" ? constantOf(expr.a) : undefined);
  const field = bitField(expr.b.op === "const" ? expr.a : expr.b, slots);
  if (field === undefined || constant === undefined) return undefined;
  if (expr.op === "&") return { ...field, mask: field.mask & (constant << field.shift) };
  if (constant + field.shift > 31 || expr.b.op !== "const") return undefined;
  const shift = field.shift + constant;
  return { ...field, shift, mask: field.mask & (-1 << shift) };
}

/** A constant that is a small integer and not negative. */
function constantOf(expr: NumberExpr): number | undefined {
  if (expr.op !== "const") return undefined;
  return Number.isInteger(expr.value) && expr.value >= 0 && expr.value < 2 ** 30
    ? expr.value
    : undefined;
}

/** Joins tests of the same word into one where that is possible; undefined if they contradict each other. */
export function joined(tests: readonly BitTest[]): readonly BitTest[] | undefined {
  const kept: BitTest[] = [];
  for (const test of tests) {
    const at = kept.findIndex(
      (other) =>
        !test.negated && !other.negated && other.word === test.word && other.of === test.of,
    );
    const other = kept[at];
    if (other === undefined) {
      kept.push(test);
      continue;
    }
    if (((test.value ^ other.value) & test.mask & other.mask) !== 0) return undefined;
    kept[at] = { ...other, mask: other.mask | test.mask, value: other.value | test.value };
  }
  return kept;
}

/** `word = (word & ~clear) | set`. */
export interface BitChange {
  readonly word: number;
  readonly clear: number;
  readonly set: number;
}

/** An assignment to a slot that changes bits which are known, if its shape is known. */
export function bitChange(slot: Slot, value: NumberExpr): Omit<BitChange, "word"> | undefined {
  const inPlace = (constant: number): number => (constant << slot.shift) | 0;
  const constant = constantOf(value);
  if (constant !== undefined) return { clear: maskOf(slot), set: inPlace(constant) & maskOf(slot) };
  if (value.op === "|" && isSlot(value.a, slot)) {
    const ones = constantOf(value.b);
    return ones === undefined ? undefined : { clear: 0, set: inPlace(ones) & maskOf(slot) };
  }
  if (value.op === "|" && isSlot(value.b, slot)) {
    const ones = constantOf(value.a);
    return ones === undefined ? undefined : { clear: 0, set: inPlace(ones) & maskOf(slot) };
  }
  if (value.op === "andNot" && isSlot(value.a, slot)) {
    const zeros = constantOf(value.b);
    return zeros === undefined ? undefined : { clear: inPlace(zeros) & maskOf(slot), set: 0 };
  }
  return undefined;
}

function isSlot(expr: NumberExpr, slot: Slot): boolean {
  return expr.op === "slot" && expr.slot === slot.id && expr.of === 0;
}

/** Two changes of the same word, one after the other. */
export function followedBy(first: BitChange, then: Omit<BitChange, "word">): BitChange {
  return {
    word: first.word,
    clear: first.clear | then.clear,
    set: (first.set & ~then.clear) | then.set,
  };
}
