import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, editDistance } from "../../src/diagnostics/did-you-mean.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

/** The definition of the optimal string alignment distance, without a table. */
function distanceByDefinition(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const candidates = [
    distanceByDefinition(from.slice(1), to) + 1,
    distanceByDefinition(from, to.slice(1)) + 1,
    distanceByDefinition(from.slice(1), to.slice(1)) + (from[0] === to[0] ? 0 : 1),
  ];
  if (from.length > 1 && to.length > 1 && from[0] === to[1] && from[1] === to[0]) {
    candidates.push(distanceByDefinition(from.slice(2), to.slice(2)) + 1);
  }
  return Math.min(...candidates);
}

describe("didYouMean", () => {
  it("finds a name with a letter wrong, missing, added or swapped", () => {
    const candidates = ["increment", "decrement", "reset"];
    for (const typo of ["incremint", "incrment", "incrementt", "icnrement", "INCREMENT"]) {
      expect(didYouMean(typo, candidates), typo).toBe("increment");
    }
  });

  it("prefers the candidate with the fewest edits", () => {
    expect(didYouMean("counter", ["mounter", "encounter", "countr"])).toBe("countr");
  });

  it("stays silent when nothing is near", () => {
    expect(didYouMean("increment", ["lock", "unlock", ""])).toBeUndefined();
    expect(didYouMean("a", ["b", "ab"])).toBeUndefined();
    expect(didYouMean("", ["a", ""])).toBeUndefined();
    expect(didYouMean("anything", [])).toBeUndefined();
  });

  it("corrects short names by case only", () => {
    expect(didYouMean("n", ["m", "N"])).toBe("N");
  });

  it("never proposes the word itself", () => {
    fc.assert(
      fc.property(word, fc.array(word), (wrong, candidates) => {
        expect(didYouMean(wrong, [...candidates, wrong])).not.toBe(wrong);
      }),
    );
  });

  it("answers the same whatever the order of the candidates, with one of them", () => {
    fc.assert(
      fc.property(word, fc.uniqueArray(word), fc.infiniteStream(fc.nat()), (wrong, names, keys) => {
        const shuffled = names
          .map((name) => [keys.next().value ?? 0, name] as const)
          .sort(([left], [right]) => left - right)
          .map(([, name]) => name);
        const answer = didYouMean(wrong, names);
        expect(didYouMean(wrong, shuffled)).toBe(answer);
        if (answer !== undefined) expect(names).toContain(answer);
      }),
    );
  });
});

describe("editDistance", () => {
  it("agrees with its definition", () => {
    fc.assert(
      fc.property(word, word, (from, to) => {
        expect(editDistance(from, to)).toBe(distanceByDefinition(from, to));
      }),
      { numRuns: 200 },
    );
  });
});
