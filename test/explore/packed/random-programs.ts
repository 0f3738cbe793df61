/** Random programs: every operator and statement of the intermediate representation, over layouts of one to five words. */
import fc from "fast-check";
import type { BoolExpr, NumberExpr, Procedure, Statement } from "../../../src/model/compiled/ir.ts";
import { compiled, type Example, layoutOf, num, set, slot } from "./programs.ts";

/** What expressions of a procedure may use. */
interface Names {
  readonly sizes: readonly number[];
  /** Also slots of the state after a step. */
  readonly steps: boolean;
}

/** Two locals of each type, always declared. */
const locals = ["number", "bool", "number", "bool"] as const;

function numbers(names: Names, depth: number): fc.Arbitrary<NumberExpr> {
  const { sizes, steps } = names;
  const leaf: fc.Arbitrary<NumberExpr> = fc.oneof(
    fc.integer({ min: -3, max: 9 }).map(num),
    fc
      .tuple(fc.nat(sizes.length - 1), steps ? fc.nat(1) : fc.constant(0))
      .map(([id, of]) => slot(id, of as 0 | 1)),
    fc.constantFrom(0, 2).map((local): NumberExpr => ({ op: "local", local })),
  );
  if (depth === 0) return leaf;
  const inner = numbers(names, depth - 1);
  const small = fc.nat(7).map(num);
  const masked: fc.Arbitrary<NumberExpr> = inner.map((a) => ({ op: "&", a, b: num(7) }));
  return fc.oneof(
    leaf,
    fc
      .tuple(fc.constantFrom("+", "-", "*", "%", "/", "&", "|", "^"), inner, inner)
      .map(([op, a, b]): NumberExpr => ({ op, a, b }) as NumberExpr),
    fc
      .tuple(fc.constantFrom("<<", ">>", ">>>", "&", "**"), inner, small)
      .map(([op, a, b]): NumberExpr => ({ op, a, b }) as NumberExpr),
    fc.tuple(inner, small).map(([a, b]): NumberExpr => ({ op: "andNot", a, b })),
    inner.map((a): NumberExpr => ({ op: "negate", a })),
    masked.map((a): NumberExpr => ({ op: "popCount", a })),
    masked.map((a): NumberExpr => ({ op: "lowestBit", a: { op: "|", a, b: num(16) } })),
    masked.map((a): NumberExpr => ({ op: "lookup", table: [3, -1, 0, 2.5, 7, 1, 0, 4], a })),
    fc.tuple(inner, inner).map(([a, b]): NumberExpr => ({ op: "math", name: "max", args: [a, b] })),
    bools(names, 0).map((a): NumberExpr => ({ op: "fromBool", a })),
    fc
      .tuple(bools(names, 0), inner, inner)
      .map(([when, a, b]): NumberExpr => ({ op: "choose", if: when, a, b })),
  );
}

function bools(names: Names, depth: number): fc.Arbitrary<BoolExpr> {
  const { sizes } = names;
  const test = fc
    .tuple(fc.nat(sizes.length - 1), fc.constantFrom("===", "!==", "<", ">", "<=", ">="), fc.nat(4))
    .map(([id, op, value]): BoolExpr => ({ op, a: slot(id), b: num(value) }) as BoolExpr);
  const bit = fc.tuple(fc.nat(sizes.length - 1), fc.nat(4), fc.nat(3), fc.boolean(), fc.nat(1)).map(
    ([id, mask, shift, equal, value]): BoolExpr => ({
      op: equal ? "===" : "!==",
      a: { op: "&", a: { op: ">>>", a: slot(id), b: num(shift) }, b: num(mask) },
      b: num(value),
    }),
  );
  const turned = fc
    .tuple(fc.nat(3), fc.constantFrom("===", "!==", "<", ">", "<=", ">="), fc.nat(sizes.length - 1))
    .map(([value, op, id]): BoolExpr => ({ op, a: num(value), b: slot(id) }) as BoolExpr);
  const leaf: fc.Arbitrary<BoolExpr> = fc.oneof(
    ...[test, test, bit, turned],
    fc.constantFrom<BoolExpr>({ op: "true" }, { op: "false" }),
    fc.constantFrom(1, 3).map((local): BoolExpr => ({ op: "boolLocal", local })),
  );
  if (depth === 0) return leaf;
  const inner = bools(names, depth - 1);
  return fc.oneof(
    leaf,
    inner.map((a): BoolExpr => ({ op: "not", a })),
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(inner, { maxLength: 3 }))
      .map(([op, all]): BoolExpr => ({ op, all }) as BoolExpr),
    fc.tuple(inner, inner).map(([a, b]): BoolExpr => ({ op: "same", a, b })),
    fc.tuple(inner, inner, inner).map(
      ([when, a, b]): BoolExpr => ({
        ...{ op: "chooseBool", if: when, a, b },
      }),
    ),
    fc
      .tuple(fc.constantFrom("===", "<", ">="), numbers(names, 1), numbers(names, 1))
      .map(([op, a, b]): BoolExpr => ({ op, a, b }) as BoolExpr),
  );
}

/** A value brought into the range of a slot, whatever it was. */
function inRange(value: NumberExpr, size: number): NumberExpr {
  const whole: NumberExpr = { op: "&", a: { op: "|", a: value, b: num(0) }, b: num(2 ** 20 - 1) };
  return { op: "%", a: whole, b: num(size) };
}

function assignment(names: Names): fc.Arbitrary<Statement> {
  return fc.nat(names.sizes.length - 1).chain((id) => {
    const size = names.sizes[id] as number;
    const isMask = (size & (size - 1)) === 0;
    const constant = fc.nat(size - 1).map((value) => set(id, num(value)));
    const computed = numbers(names, 1).map((value) => set(id, inRange(value, size)));
    const bits = fc.tuple(fc.nat(size - 1), fc.nat(2)).map(([mask, how]): Statement => {
      const a = slot(id);
      const b = num(mask);
      if (how === 0) return set(id, { op: "|", a, b });
      return set(id, how === 1 ? { op: "andNot", a, b } : { op: "|", a: b, b: a });
    });
    return fc.oneof(constant, constant, computed, ...(isMask ? [bits] : []));
  });
}

interface Writing {
  readonly sets: boolean;
  readonly faults: boolean;
}

function statements(names: Names, how: Writing, depth: number): fc.Arbitrary<Statement[]> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc
      .tuple(fc.constantFrom(0, 2), numbers(names, 1))
      .map(([local, value]): Statement => ({ do: "let", local, value })),
    fc
      .tuple(fc.constantFrom(1, 3), bools(names, 1))
      .map(([local, value]): Statement => ({ do: "letBool", local, value })),
  ];
  if (how.sets) simple.push(assignment(names), assignment(names), assignment(names));
  if (depth === 0) return fc.array(fc.oneof(...simple), { maxLength: 3 });
  const inner = statements(names, how, depth - 1);
  const branching: fc.Arbitrary<Statement>[] = [
    fc
      .tuple(bools(names, 1), inner, inner)
      .map(([when, then, otherwise]): Statement => ({ do: "if", if: when, then, else: otherwise })),
    fc.tuple(bools(names, 0), inner, inner).map(
      ([when, first, second]): Statement => ({
        do: "block",
        label: depth,
        body: [
          ...first,
          { do: "if", if: when, then: [{ do: "break", label: depth }], else: [] },
          ...second,
        ],
      }),
    ),
  ];
  if (how.faults) {
    branching.push(
      fc.tuple(bools(names, 0), bools(names, 0), bools(names, 0)).map(
        (all): Statement => ({
          ...{ do: "if", if: { op: "and", all }, then: [{ do: "fault" }], else: [] },
        }),
      ),
    );
  }
  return fc.array(fc.oneof(...simple, ...branching), { maxLength: 4 });
}

function procedure(names: Names, how: Writing): fc.Arbitrary<Procedure> {
  return fc
    .tuple(statements(names, how, how.sets ? 2 : 1), bools(names, 2))
    .map(([body, answer]) => ({
      ...{ body, answer, locals },
    }));
}

export interface RandomProgram {
  readonly example: Example;
  readonly initial: readonly (readonly number[])[];
}

/** Three predicates, two step predicates, perhaps `final` and `within`; small enough to be explored in no time. */
export function randomProgram(faults: boolean): fc.Arbitrary<RandomProgram> {
  const shape = fc.record({
    sizes: fc.array(fc.constantFrom(1, 2, 2, 3, 4, 4, 5, 8), { minLength: 2, maxLength: 6 }),
    spread: fc.constantFrom(0, 0, 1, 1, 2, 3),
  });
  return shape.chain(({ sizes, spread }) => {
    const names: Names = { sizes, steps: false };
    const pure: Writing = { sets: false, faults };
    const asking = procedure(names, pure);
    const stepping = procedure({ sizes, steps: true }, pure);
    const simple = bools(names, 1).map((answer): Procedure => ({ body: [], answer, locals }));
    const effect = procedure(names, { sets: true, faults });
    const instance = fc
      .tuple(fc.oneof(simple, simple, asking), effect)
      .map(([guard, then]) => ({ kind: "compiled", guard, effect: then }) as const);
    const compiledOf = (part: Procedure) => compiled(part.answer, part.body);
    const whole = (part: Procedure) => ({ ...compiledOf(part), procedure: part });
    return fc
      .record({
        instances: fc.array(instance, { minLength: 1, maxLength: 7 }),
        predicates: fc.tuple(asking, asking, asking).map((all) => all.map(whole)),
        stepPredicates: fc.tuple(stepping, stepping).map((all) => all.map(whole)),
        final: fc.option(asking.map(whole), { nil: undefined }),
        within: fc.option(asking.map(whole), { nil: undefined, freq: 3 }),
        initial: fc.array(fc.tuple(...sizes.map((size) => fc.nat(size - 1))), {
          ...{ minLength: 1, maxLength: 4 },
        }),
      })
      .map(({ initial, ...program }) => ({
        example: { program, layout: layoutOf(sizes, spread) },
        initial,
      }));
  });
}
