import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Change, type Domain, type Plain, plain, same, show } from "../../src/index.ts";
import { admit } from "../../src/model/reference/admit.ts";
import { decode } from "../../src/model/reference/decode.ts";
import { codeOf } from "../../src/model/reference/encode.ts";
import { checkerAccess, placeOf } from "../../src/model/reference/place.ts";
import { readView } from "../../src/model/reference/read-view.ts";
import { difference, fieldsOf } from "../../src/value/difference.ts";
import { identityOf, randomSchema } from "../support/random-domain.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 300);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);

const place = placeOf("s", checkerAccess);

/** A state as the checker hands it out: frozen data. */
function stateOf(domain: Domain, value: unknown): unknown {
  return decode(domain, codeOf(domain, admit(domain, value, place)), place);
}

/** A state as the author's functions receive it. */
function viewOf(domain: Domain, value: unknown): unknown {
  return readView(domain, admit(domain, value, place), place);
}

/** Two states of a random schema, often with some fields in common. */
const twoStates = randomSchema(3).chain(({ domain, value }) =>
  fc
    .tuple(value, value, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
    .map(([a, b, keep]) => {
      const before = a as Record<string, unknown>;
      const mixed = Object.entries(b as object).map(([key, field], i) => [
        key,
        keep[i] ? before[key] : field,
      ]);
      const after = Object.fromEntries(mixed);
      return {
        domain,
        before: stateOf(domain, before),
        after: stateOf(domain, after),
      };
    }),
);

function forAllStates(
  check: (two: { domain: Domain; before: unknown; after: unknown }) => void,
): void {
  fc.assert(fc.property(twoStates, check), { numRuns, seed });
}

describe("values of random states", () => {
  it("are the same when nothing tells them apart", () => {
    forAllStates(({ domain, before, after }) => {
      const equal = identityOf(domain, before) === identityOf(domain, after);
      expect(same(before, after)).toBe(equal);
      expect(same(after, before)).toBe(equal);
      expect(same(viewOf(domain, before), before)).toBe(true);
    });
  });

  it("differ in no field exactly when they are the same", () => {
    forAllStates(({ before, after }) => {
      expect(difference(before, after).length === 0).toBe(same(before, after));
    });
  });

  it("become one another by the changes between them", () => {
    forAllStates(({ before, after }) => {
      const changes = difference(before, after);
      expect(applied(plain(before), changes)).toEqual(plain(after));
      for (const change of changes) expect(same(change.before, change.after)).toBe(false);
    });
  });

  it("are data that can be written to a file and admitted again", () => {
    forAllStates(({ domain, before }) => {
      const again = JSON.parse(JSON.stringify(plain(before))) as unknown;
      expect(codeOf(domain, admit(domain, again, place))).toBe(
        codeOf(domain, admit(domain, before, place)),
      );
      expect(plain(viewOf(domain, before))).toEqual(plain(before));
    });
  });

  it("are told apart by JSON.stringify, by which people compare", () => {
    forAllStates(({ before, after }) => {
      expect(JSON.stringify(before) === JSON.stringify(after)).toBe(same(before, after));
      expect(JSON.parse(JSON.stringify(before))).toEqual(plain(before));
    });
  });

  it("are shown in one line, the same for the same value, and for a view as for the value", () => {
    forAllStates(({ domain, before, after }) => {
      expect(show(before)).not.toContain("\n");
      expect(show(viewOf(domain, before))).toBe(show(before));
      if (same(before, after)) expect(show(before)).toBe(show(after));
    });
  });

  it("cannot be changed", () => {
    forAllStates(({ before }) => {
      expect(Object.isFrozen(before)).toBe(true);
    });
  });
});

/** The data after the changes; a path is `field[key][key]`. */
function applied(state: Plain, changes: readonly Change[]): unknown {
  const copy = structuredClone(state) as Record<string, unknown>;
  for (const { path, after } of changes) {
    const keys = path.replaceAll("]", "").split("[");
    const last = keys.pop() as string;
    const holder = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy);
    holder[last] = plain(after);
  }
  return copy;
}

describe("fieldsOf", () => {
  it("goes as deep as records and maps go, and not into lists", () => {
    const state = { a: 1, b: { x: [1, 2], y: { z: null } }, c: { tag: "busy", n: 0 } };
    expect(fieldsOf(state).map(({ path, value }) => [path, value])).toEqual([
      ["a", 1],
      ["b[x]", [1, 2]],
      ["b[y][z]", null],
      ["c[tag]", "busy"],
      ["c[n]", 0],
    ]);
  });
});

describe("difference", () => {
  it("tells fields inside one variant, and changes from one variant to another as a whole", () => {
    const idle = { m: { tag: "idle" } };
    const busy = (n: number) => ({ m: { tag: "busy", n } });
    expect(difference(busy(0), busy(1))).toEqual([{ path: "m[n]", before: 0, after: 1 }]);
    expect(difference(idle, busy(1))).toEqual([{ path: "m", before: idle.m, after: busy(1).m }]);
  });
});

describe("show", () => {
  it.each<[unknown, string]>([
    [null, "–"],
    [true, "true"],
    [-1, "-1"],
    ["page0", "page0"],
    [[], "[]"],
    [["a", [1]], "[a, [1]]"],
    [{}, "{}"],
    [{ since: 2, by: null }, "{since: 2, by: –}"],
    [{ tag: "idle" }, "idle"],
    [{ n: 1, tag: "busy" }, "busy(n: 1)"],
  ])("writes %j as %s", (value, text) => {
    expect(show(value)).toBe(text);
  });
});

describe("same", () => {
  it.each<[unknown, unknown, boolean]>([
    [0, -0, true],
    [Number.NaN, Number.NaN, true],
    [null, undefined, false],
    [null, {}, false],
    [[], {}, false],
    [{}, [], false],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [[1], [1, 1], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: undefined }, { b: undefined }, false],
  ])("%j and %j: %s", (a, b, answer) => {
    expect(same(a, b)).toBe(answer);
    expect(same(b, a)).toBe(answer);
  });
});
