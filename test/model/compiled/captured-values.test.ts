/** Functions of a machine that change what others of it captured: an error, not an answer by the old value. */
import {
  always,
  type CheckOptions,
  type CheckResult,
  check,
  choose,
  machine,
  range,
} from "everystate";
import { describe, expect, test } from "vitest";
import { capturedValues } from "../../../src/model/compiled/captured-values.ts";
import type { Program } from "../../../src/model/compiled/ir.ts";

interface Shared {
  most: number;
  readonly deep: { most: number };
  readonly list: number[];
}

const library = {
  /** As a library might: what it changes is nowhere in the text of a spec. */
  clear: (list: unknown[]) => Array.prototype.splice.apply(list, [0, list.length] as never),
};

/** A machine whose first action does something to what its property reads. */
function impure(change: (shared: Shared, n: number) => void, initial = false) {
  const shared: Shared = { most: 1, deep: { most: 1 }, list: [0, 1] };
  const { deep } = shared;
  return machine({
    name: "impure",
    state: { n: range(0, 1) },
    init: choose({ first: range(0, 0) }, ({ first }) => {
      if (initial) change(shared, 0);
      return { n: first };
    }),
    actions: {
      lower: {
        then: (s) => {
          if (!initial) change(shared, s.n);
          s.n = 1;
        },
      },
      raise: {
        then: (s) => {
          s.n = 1;
        },
      },
    },
    properties: {
      low: always((s) => s.n <= shared.most && s.n <= deep.most && shared.list.includes(s.n)),
    },
  });
}

const refused = (result: CheckResult): string | undefined =>
  result.outcome === "ill-formed" ? result.fault?.error.message : undefined;

describe("a captured object that an effect changes is an error", () => {
  test.each<[string, (shared: Shared) => void, string]>([
    ["by an assignment", (shared) => (shared.most = 0), "shared"],
    ["inside of another object", (shared) => (shared.deep.most = 0), "shared"],
    ["through another name", ({ deep }) => Object.assign(deep, { most: 0 }), "shared"],
    ["by a method", ({ list }) => list.pop(), "shared"],
    ["by a library", ({ list }) => library.clear(list), "shared"],
    ["by a new field", (shared) => Object.assign(shared, { other: 1 }), "shared"],
    ["by taking one away", (shared) => Reflect.deleteProperty(shared, "most"), "shared"],
  ])("%s", async (_, change, name) => {
    for (const options of [{}, { search: "dfs" }] satisfies CheckOptions[]) {
      const result = await check(impure(change), { ...options, engine: "compiled" });
      expect(refused(result)).toBe(
        `lower changes "${name}", which other functions of the machine captured`,
      );
      expect(result.fault?.error.code).toBe("not-deterministic");
    }
  });

  test("also where it is put back before the search ends", async () => {
    const change = (shared: Shared, n: number): void => {
      shared.most = n === 0 ? 0 : 1;
    };
    expect(refused(await check(impure(change), { engine: "compiled" }))).toMatch(/^lower changes/);
  });

  test("also by an initial state", async () => {
    const change = (shared: Shared): void => {
      shared.most = 0;
    };
    expect(refused(await check(impure(change, true), { engine: "compiled" }))).toMatch(
      /^an initial state changes "shared"/,
    );
  });
});

test("what only functions read that run as they are written may change: a memory of answers, say", async () => {
  const known = new Map<number, number>();
  let calls = 0;
  const doubled = (n: number): number => {
    calls++;
    const before = known.get(n);
    if (before !== undefined) return before;
    known.set(n, 2 * n);
    return 2 * n;
  };
  const remembering = machine({
    name: "remembering",
    state: { n: range(0, 8), m: range(0, 1) },
    init: { n: 1, m: 0 },
    actions: {
      double: {
        when: (s) => s.n < 5,
        then: (s) => {
          s.n = doubled(s.n);
        },
      },
      turn: {
        then: (s) => {
          s.m = 1 - s.m;
        },
      },
    },
    properties: { small: always((s) => s.n <= 8) },
    deadlock: false,
  });
  const result = await check(remembering, { engine: "auto" });
  expect([result.engine, result.outcome]).toEqual(["compiled", "passed"]);
  expect(calls).toBeGreaterThan(0);
});

describe("captured values", () => {
  const yes = { body: [], answer: { op: "true" }, locals: [] } as const;
  const none = { instances: [], predicates: [], stepPredicates: [], final: undefined };
  const taken = (scope: object, ...names: readonly string[]) => {
    const captures = names.map((name) => ({ name, scope: scope as Record<string, unknown> }));
    const within = { kind: "compiled", procedure: yes, captures } as const;
    return capturedValues({ ...none, within } satisfies Program);
  };

  test("are compared with what they were, however deep, and only what leads there from a name", () => {
    const cyclic: { self?: object; set: Set<object>; map: Map<object, object> } = {
      set: new Set(),
      map: new Map(),
    };
    const leaf = { n: Number.NaN };
    const key = { n: 0 };
    cyclic.self = cyclic;
    cyclic.set.add(Object.freeze({ leaf }));
    cyclic.map.set(key, {});
    const scope = { cyclic, other: { n: 1 }, free: { n: 1 } };
    const values = taken(scope, "other", "cyclic");
    expect(values.changed()).toBe(undefined);
    scope.free.n = 2;
    expect(values.changed()).toBe(undefined);
    leaf.n = 0;
    expect(values.changed()).toBe("cyclic");
    leaf.n = Number.NaN;
    expect(values.changed()).toBe(undefined);
    key.n = 1;
    expect(values.changed()).toBe("cyclic");
    key.n = 0;
    cyclic.map.set(key, {});
    expect(values.changed()).toBe("cyclic");
  });

  test("are those of variables as they are now, and getters are not called", () => {
    let seen = 1;
    const scope = {
      get seen() {
        return seen;
      },
      table: {
        get never(): number {
          throw new Error("called");
        },
      },
    };
    const values = taken(scope, "seen", "table");
    expect(values.changed()).toBe(undefined);
    seen = 2;
    expect(values.changed()).toBe("seen");
    expect(values.size).toBe(4);
  });
});
