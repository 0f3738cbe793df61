import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bagOf, type Domain, listOf, range, record, setOf } from "../../src/index.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { decode } from "../../src/model/reference/decode.ts";
import { draft } from "../../src/model/reference/draft.ts";
import { codeOf } from "../../src/model/reference/encode.ts";
import { checkerAccess, placeOf } from "../../src/model/reference/place.ts";
import type { ModelBag } from "../../src/value/model-bag.ts";
import type { ModelSet } from "../../src/value/model-set.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 300);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);

const place = placeOf("s", { writable: true, who: () => "the test" });
const digit = range(0, 4);
const digits = fc.integer({ min: 0, max: 4 });

/** A draft of a state with one field, and what is stored of it. */
function drafted<T>(domain: Domain, value: unknown) {
  const schema = record({ field: domain });
  const raw = admit(schema, { field: value }, place);
  const state = draft(schema, raw, place) as { field: T };
  const stored = () => {
    const read = decode(schema, codeOf(schema, raw), placeOf("s", checkerAccess));
    return [...(read as { field: Iterable<number> }).field];
  };
  return { state, stored };
}

function forAll<Op>(ops: fc.Arbitrary<Op>, check: (ops: readonly Op[]) => void): void {
  fc.assert(fc.property(fc.array(ops, { maxLength: 20 }), check), { numRuns, seed });
}

const ascending = (a: number, b: number): number => a - b;

describe("a set of the state", () => {
  const op = fc.tuple(fc.constantFrom("add", "delete", "has", "clear", "assign"), digits);

  it("does what JavaScript's Set does, in the order of its domain", () => {
    forAll(op, (ops) => {
      const { state, stored } = drafted<ModelSet<number>>(setOf(digit), [3, 1, 3]);
      let model = new Set([3, 1]);
      for (const [what, n] of ops) {
        if (what === "add") expect(state.field.add(n)).toBe(state.field);
        if (what === "add") model.add(n);
        if (what === "delete") expect(state.field.delete(n)).toBe(model.delete(n));
        if (what === "has") expect(state.field.has(n)).toBe(model.has(n));
        if (what === "clear") state.field.clear();
        if (what === "clear") model.clear();
        if (what === "assign") (state as { field: unknown }).field = [n, 0];
        if (what === "assign") model = new Set([n, 0]);
        const sorted = [...model].sort(ascending);
        expect([...state.field]).toEqual(sorted);
        expect(state.field.size).toBe(model.size);
      }
      expect(stored()).toEqual([...model].sort(ascending));
    });
  });

  it("answers questions about all its elements as an array would", () => {
    const two = fc.tuple(fc.array(digits), fc.array(digits));
    const property = fc.property(two, ([mine, others]) => {
      const { field } = drafted<ModelSet<number>>(setOf(digit), mine).state;
      const a = [...new Set(mine)].sort(ascending);
      const isEven = (n: number): boolean => n % 2 === 0;
      const inBoth = a.filter((n) => others.includes(n));
      const inOne = a.filter((n) => !others.includes(n));
      expect(field.every(isEven)).toBe(a.every(isEven));
      expect(field.some(isEven)).toBe(a.some(isEven));
      expect(field.find(isEven)).toBe(a.find(isEven));
      expect(field.filter(isEven)).toEqual(a.filter(isEven));
      expect(field.map((n) => n + 1)).toEqual(a.map((n) => n + 1));
      expect(field.count(isEven)).toBe(a.filter(isEven).length);
      expect(field.isSubsetOf(others)).toBe(inOne.length === 0);
      expect(field.isDisjointFrom(others)).toBe(inBoth.length === 0);
      expect([...field.union(others)]).toEqual([...new Set([...a, ...others])].sort(ascending));
      expect([...field.intersection(others)]).toEqual(inBoth);
      expect([...field.difference(others)]).toEqual(inOne);
      expect([...field]).toEqual(a);
    });
    fc.assert(property, { numRuns, seed });
  });

  it("can be changed while it is iterated, and skips what was removed, as Set does", () => {
    const { state } = drafted<ModelSet<number>>(setOf(digit), [0, 1, 2, 3]);
    const seen: number[] = [];
    for (const n of state.field) {
      seen.push(n);
      if (n === 0) state.field.delete(1);
      if (n === 2) state.field.clear();
    }
    expect(seen).toEqual([0, 2]);
  });
});

describe("a bag of the state", () => {
  const op = fc.tuple(fc.constantFrom("add", "delete", "count", "clear"), digits);

  it("counts as a sorted array does", () => {
    forAll(op, (ops) => {
      const { state, stored } = drafted<ModelBag<number>>(bagOf(digit, 4), [3, 1, 3]);
      const model = [3, 1, 3];
      for (const [what, n] of ops) {
        const known = model.filter((one) => one === n).length;
        if (what === "add" && model.length === 4)
          expect(() => state.field.add(n)).toThrow(/more than 4/);
        else if (what === "add") state.field.add(n);
        if (what === "add" && model.length < 4) model.push(n);
        if (what === "delete") expect(state.field.delete(n)).toBe(known > 0);
        if (what === "delete" && known > 0) model.splice(model.indexOf(n), 1);
        if (what === "count")
          expect([state.field.count(n), state.field.has(n)]).toEqual([known, known > 0]);
        if (what === "clear") state.field.clear();
        if (what === "clear") model.length = 0;
        expect([...state.field]).toEqual(model.toSorted(ascending));
        expect(state.field.size).toBe(model.length);
        expect(state.field.distinct()).toEqual([...new Set(model)].sort(ascending));
        const isEven = (one: number): boolean => one % 2 === 0;
        expect(state.field.every(isEven)).toBe(model.every(isEven));
        expect(state.field.some(isEven)).toBe(model.some(isEven));
        expect(state.field.filter(isEven)).toEqual(model.filter(isEven).sort(ascending));
      }
      expect(stored()).toEqual(model.toSorted(ascending));
    });
  });

  it("can be emptied while it is iterated", () => {
    const { state } = drafted<ModelBag<number>>(bagOf(digit, 4), [2, 1, 2]);
    const seen: number[] = [];
    for (const n of state.field) {
      seen.push(n);
      state.field.delete(n);
    }
    expect(seen).toEqual([1, 2, 2]);
    expect(state.field.size).toBe(0);
    state.field.add(0).add(1);
    for (const _ of state.field) state.field.clear();
    expect(state.field.size).toBe(0);
  });
});

describe("a list of the state", () => {
  const max = 5;
  const position = fc.integer({ min: -6, max: 6 });
  const operations: Record<string, (list: number[], n: number, i: number) => unknown> = {
    push: (list, n) => list.push(n),
    pop: (list) => list.pop(),
    shift: (list) => list.shift(),
    unshift: (list, n) => list.unshift(n, n),
    remove: (list, _n, i) => list.splice(i, 2),
    insert: (list, n, i) => list.splice(i, 1, n, 0),
    reverse: (list) => list.reverse().length,
    sort: (list) => list.sort((a, b) => b - a).length,
    fill: (list, n, i) => list.fill(n, i).length,
    copyWithin: (list, n, i) => list.copyWithin(n, i).length,
    shorten: (list, n) => {
      list.length = Math.min(list.length, n);
    },
    replace: (list, n, i) => {
      if (i >= 0 && i < list.length) list[i] = n;
    },
    append: (list, n) => {
      list[list.length] = n;
    },
    at: (list, _n, i) => list.at(i),
    slice: (list, n, i) => list.slice(i, n),
    search: (list, n) => [list.indexOf(n), list.includes(n), list.findLast((one) => one < n)],
    derive: (list, n) => [list.concat([n]), list.flatMap((one) => [one, n]), list.toReversed()],
    join: (list) => [list.join(), String(list), JSON.stringify(list), [...list.entries()]],
  };
  const op = fc.tuple(fc.constantFrom(...Object.keys(operations)), digits, position);

  it("does what an array does, up to its bound", () => {
    forAll(op, (ops) => {
      const { state, stored } = drafted<number[]>(listOf(digit, max), [3, 1]);
      const model = [3, 1];
      for (const [what, n, i] of ops) {
        const operation = operations[what] as (typeof operations)[string];
        const after = [...model];
        const answer = operation(after, n, i);
        if (after.length > max) continue;
        expect(operation(state.field, n, i)).toEqual(answer);
        model.splice(0, max, ...after);
        expect([...state.field]).toEqual(model);
        expect(state.field).toHaveLength(model.length);
      }
      expect(stored()).toEqual(model);
    });
  });
});
