import { always, eventually, forEach, index, machine, planSearch, range, setOf } from "everystate";
import { describe, expect, it } from "vitest";

const machineOf = (state: object, properties = {}) =>
  machine({
    name: "planned",
    state: { n: range(0, 3), ...state },
    init: { n: 0, ...Object.fromEntries(Object.keys(state).map((name) => [name, []])) } as never,
    actions: {
      count: {
        then: (s) => {
          s.n = s.n === 3 ? 0 : s.n;
        },
      },
    },
    properties,
    deadlock: false,
  });

const live = {
  low: always((s: { n: number }) => s.n < 4),
  ends: eventually((s: { n: number }) => s.n === 3),
};

describe("the plan of a search", () => {
  it("has the engine, and the memory for a state of the compiled one", () => {
    const plan = planSearch(machineOf({ more: setOf(range(0, 40)) }, live), {
      engine: "auto",
      workers: 3,
    });
    expect(plan).toEqual({
      ...{ engine: "compiled", auto: "compiled", search: "bfs", workers: 3, fingerprints: false },
      memory: {
        ...{ identity: 8, table: { least: 5, most: 10 }, parent: 2, predicates: 1 },
        ...{ possible: undefined, total: { least: 16, most: 21 } },
        rounds: expect.any(Number),
      },
    });
  });

  it("has one thread for the reference engine, and the memory that the other would need", () => {
    const plan = planSearch(machineOf({}, live), { engine: "reference", properties: ["low"] });
    expect([plan.engine, plan.workers, plan.memory?.total]).toEqual([
      ...["reference", 1, { least: 5, most: 5 }],
    ]);
    expect(plan.memory?.possible).toBe(4);
    const fallen = planSearch(machineOf({ wide: setOf(range(0, 2000)) }), {
      engine: "auto",
      workers: 3,
    });
    expect([fallen.engine, fallen.workers, fallen.memory]).toEqual(["reference", 1, undefined]);
  });

  it("has a fingerprint for each state, however many words it has, where that is asked for", () => {
    for (const state of [{}, { more: setOf(range(0, 400)) }]) {
      const plan = planSearch(machineOf(state, live), {
        ...{ engine: "auto", fingerprints: true, properties: ["low"] },
      });
      expect(plan.memory).toEqual({
        ...{ identity: 8, table: { least: 5, most: 10 }, parent: 1, predicates: 0 },
        ...{ possible: undefined, total: { least: 14, most: 19 }, rounds: 0 },
      });
    }
  });

  it("keeps whole parents for depth-first search", () => {
    const plan = planSearch(machineOf({}, live), { engine: "auto", search: "dfs" });
    expect([plan.workers, plan.memory?.parent, plan.memory?.total]).toEqual([
      ...[1, 4, { least: 14, most: 19 }],
    ]);
  });

  it("has one thread where something that is asked falls back, and several where it is not asked", () => {
    const properties = { ...live, odd: always((s: { n: number }) => [1, 3].sort().includes(s.n)) };
    const threads = (names: readonly string[]) => {
      const plan = planSearch(machineOf({}, properties), { workers: 3, properties: names });
      return [plan.engine, plan.workers, plan.memory?.rounds === 0];
    };
    expect(threads(["low", "odd"])).toEqual(["compiled", 1, true]);
    expect(threads(["low", "ends"])).toEqual(["compiled", 3, false]);
  });

  it("says which engine would be taken if none were asked for", () => {
    const asked = planSearch(machineOf({}), { engine: "reference" });
    expect([asked.engine, asked.auto]).toEqual(["reference", "compiled"]);
    const helpless = machineOf({ wide: setOf(range(0, 2000)) });
    expect(planSearch(helpless, { engine: "reference" }).auto).toBe("reference");
  });

  it("refuses what a check would refuse", () => {
    expect(() => planSearch(machineOf({}), { engine: "reference", workers: 2 })).toThrow("ignored");
    const throws = forEach(index("i", 2), () => {
      throw new Error("no property");
    });
    expect(() => planSearch(machineOf({}, { throws }))).toThrowError(
      expect.objectContaining({ kind: "spec", code: "spec-threw" }),
    );
  });
});
