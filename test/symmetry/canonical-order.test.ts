import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sortingLines } from "../../src/model/compiled/generate-sorting.ts";
import type { Layout } from "../../src/model/compiled/layout.ts";
import { makeLayout } from "../../src/model/compiled/make-layout.ts";
import { packState, unpackState } from "../../src/model/compiled/pack.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { codeOf } from "../../src/model/reference/encode.ts";
import { permute } from "../../src/model/reference/permute.ts";
import { checkerAccess, placeOf } from "../../src/model/reference/place.ts";
import { renaming, verticesOf } from "../../src/model/vertices.ts";
import type { RecordDomain, SymmetricDomain } from "../../src/spec/domain.ts";
import { canonicalOrder } from "../../src/symmetry/canonical-order.ts";
import { factTables } from "../../src/symmetry/make-fact-tables.ts";
import { sortingOf } from "../../src/symmetry/sorting.ts";
import { allExchanges, exchanged, randomSchema, randomUnarySchema } from "./random-schema.ts";

const place = placeOf("s", checkerAccess);

interface Canonical {
  readonly code: string;
  readonly images: Uint8Array;
  readonly automorphisms: number;
}

/** Canonical forms of plain values, by way of packed words. */
function canonicaliser(domain: RecordDomain, domains: readonly SymmetricDomain[]) {
  const layout = makeLayout(domain.fields) as Layout;
  const order = canonicalOrder(factTables(layout, verticesOf(domains)));
  const words = new Int32Array(layout.words + 1);
  return (value: unknown): Canonical => {
    packState(layout, admit(domain, value, place), words, 1);
    const automorphisms = order.find(words, 1);
    order.write({ words, at: 1 }, { words, at: 1 });
    const code = codeOf(domain, admit(domain, unpackState(layout, words, 1), place));
    return { code, images: order.images.slice(), automorphisms };
  };
}

/** The canonical form by generated code, where sorting is enough; what the tables say, beside it. */
function sortedAndFound(domain: RecordDomain, domains: readonly SymmetricDomain[]) {
  const layout = makeLayout(domain.fields) as Layout;
  const tables = factTables(layout, verticesOf(domains));
  const sorting = sortingOf(tables);
  if (sorting === undefined) return undefined;
  const text = [...sortingLines(sorting, layout.words), "return canonicalise;"].join("\n");
  const canonicalise = new Function(text)() as (out: Int32Array, n: number) => void;
  const order = canonicalOrder(tables);
  return (value: unknown) => {
    const [sorted, found] = [0, 1].map(() => new Int32Array(layout.words + 2));
    for (const words of [sorted, found] as Int32Array[]) {
      packState(layout, admit(domain, value, place), words, 1);
      words[layout.words + 1] = 77; // what comes after a state is not its own
    }
    canonicalise(sorted as Int32Array, 1);
    order.find(found as Int32Array, 1);
    const at = { words: found as Int32Array, at: 1 };
    order.write(at, at);
    return { sorted: [...(sorted as Int32Array)], found: [...(found as Int32Array)] };
  };
}

const isPackable = (domain: RecordDomain): boolean => !("unpackable" in makeLayout(domain.fields));

const stateOf = (schemas: typeof randomSchema) =>
  schemas
    .filter(({ schema }) => isPackable(schema.domain as RecordDomain))
    .chain(({ domains, schema }) =>
      fc.record({
        domains: fc.constant(domains),
        domain: fc.constant(schema.domain as RecordDomain),
        values: fc.array(schema.value, { minLength: 3, maxLength: 3 }),
      }),
    );

describe("the canonical form of packed states of any schema", () => {
  test("is found by sorting where every fact is about one element", () => {
    let compared = 0;
    fc.assert(
      fc.property(stateOf(randomUnarySchema), ({ domains, domain, values }) => {
        const both = sortedAndFound(domain, domains);
        if (both === undefined) return;
        for (const value of values) {
          const { sorted, found } = both(value);
          expect(sorted).toEqual(found);
          compared++;
        }
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  test("is a member of the orbit, the same for all members, with as many automorphisms as there are", () => {
    fc.assert(
      fc.property(stateOf(randomSchema), ({ domains, domain, values }) => {
        const all = allExchanges(domains);
        const canonical = canonicaliser(domain, domains);
        const plainCode = (value: unknown): string => codeOf(domain, admit(domain, value, place));
        for (const value of values) {
          const orbit = all.map((by) => exchanged(domain, value, by));
          const codes = orbit.map(plainCode);
          const { code, images, automorphisms } = canonical(value);
          expect(codes).toContain(code);
          expect(automorphisms).toBe(codes.filter((one) => one === plainCode(value)).length);
          const by = renaming(verticesOf(domains), images);
          expect(plainCode(permute(domain, value, by))).toBe(code);
          for (const other of orbit) expect(canonical(other).code).toBe(code);
        }
        const [a, b] = values;
        const isSameOrbit = all.some((by) => plainCode(exchanged(domain, a, by)) === plainCode(b));
        expect(canonical(a).code === canonical(b).code).toBe(isSameOrbit);
      }),
      { numRuns: 300 },
    );
  });
});
