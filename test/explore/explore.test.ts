import { describe, expect, it } from "vitest";
import type { Exploration } from "../../src/explore/exploration.ts";
import { explore } from "../../src/explore/explore.ts";
import type { Limits, Surroundings } from "../../src/explore/limits.ts";
import type { Observer } from "../../src/explore/observer.ts";
import type { Model } from "../../src/model/model.ts";
import { chain, tableModel } from "../support/table-model.ts";

const searches = ["bfs", "dfs"] as const;

interface How {
  readonly search?: "bfs" | "dfs";
  readonly limits?: Limits;
  readonly surroundings?: Partial<Surroundings>;
  readonly observer?: Observer<number>;
}

function run(model: Model<number>, how: How = {}): Exploration<number> {
  const nothing = { clock: () => 0, memory: () => 0, heap: () => 0, interrupted: () => false };
  const search = explore(model, {
    search: how.search ?? "bfs",
    limits: how.limits ?? {},
    surroundings: { ...nothing, ...how.surroundings },
    observers: how.observer === undefined ? [] : [how.observer],
    recordTransitions: true,
  });
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

function statesOf({ distinct, code }: Exploration<number>): number[] {
  return Array.from({ length: distinct }, (_, id) => code(id));
}

/** The transitions of the recorded graph, by the states' own numbers. */
function transitionsOf({ graph, code }: Exploration<number>): string[] {
  const found: string[] = [];
  for (let id = 0; graph !== undefined && id < graph.stateCount; id++) {
    for (let k = graph.offsets[id] as number; k < (graph.offsets[id + 1] as number); k++) {
      found.push(`${code(id)}-${graph.instances[k]}-${code(graph.targets[k] as number)}`);
    }
  }
  return found.sort();
}

/** 0 → 1 → 2 → 3 → 4 the long way, 0 → 3 the short one. */
const shortcut = tableModel({
  steps: [
    [0, 0, 1],
    [0, 1, 3],
    [1, 0, 2],
    [2, 0, 3],
    [3, 0, 4],
  ],
});

describe("breadth-first search", () => {
  it("finds states in the order of their distance, each by a shortest path", () => {
    const found = run(shortcut);
    expect(statesOf(found)).toEqual([0, 1, 3, 2, 4]);
    const ids = [0, 1, 2, 3, 4];
    expect(ids.map((id) => found.parent(id))).toEqual([-1, 0, 0, 1, 2]);
    expect(ids.map((id) => found.instanceInto(id))).toEqual([-1, 0, 1, 0, 0]);
    expect(found.depth).toBe(2);
  });
});

describe("depth-first search", () => {
  it("follows a path to its end before it turns back", () => {
    const found = run(shortcut, { search: "dfs" });
    expect(statesOf(found)).toEqual([0, 1, 2, 3, 4]);
    expect(found.depth).toBe(4);
  });

  it("follows paths that are longer than the stack", () => {
    const found = run(tableModel({ steps: chain(50_000) }), { search: "dfs" });
    expect([found.distinct, found.depth]).toEqual([50_001, 50_000]);
  });

  it("begins a path of its own in every initial state, at depth 0", () => {
    const model = tableModel({ initial: [0, 1], steps: [...chain(3), [3, 0, 0]] });
    const found = run(model, { search: "dfs" });
    expect(found.depth).toBe(2);
    expect(found.graph?.initialCount).toBe(2);
  });

  it("under a depth limit visits a state again that it first reached too late", () => {
    for (const depth of [2, 3]) {
      const [bfs, dfs] = searches.map((search) => run(shortcut, { search, limits: { depth } }));
      expect(new Set(statesOf(dfs as Exploration<number>))).toEqual(
        new Set(statesOf(bfs as Exploration<number>)),
      );
      expect(dfs?.generated).toBe(bfs?.generated);
      expect(dfs?.ending).toEqual({ because: "complete" });
    }
  });

  it("under a depth limit judges steps between states that it met at the limit", () => {
    const model = tableModel({
      steps: [
        [0, 0, 1],
        [0, 1, 2],
        [1, 0, 2],
      ],
    });
    const seen: string[] = [];
    const observer: Observer<number> = {
      transition: ({ before, after }) => seen.push(`${before}-${after}`),
    };
    run(model, { search: "dfs", limits: { depth: 1 }, observer });
    expect(seen.sort()).toEqual(["0-1", "0-2", "1-2"]);
  });
});

describe.each(searches)("every search, here %s,", (search) => {
  it("counts each transition once, and each initial state as often as it is given", () => {
    const model = tableModel({
      initial: [0, 1, 0, 0],
      steps: [
        [0, 0, 1],
        [0, 1, 1],
        [1, 0, 1],
      ],
    });
    const found = run(model, { search });
    // As TLC: "4 states generated, with 2 of them distinct" for the initial states, then three steps.
    expect([found.distinct, found.generated, found.depth]).toEqual([2, 4 + 3, 0]);
    expect(Array.from(found.taken)).toEqual([2, 1]);
    expect(found.graph?.initialCount).toBe(2);
  });

  it("records every transition with its instance, those back to the same state included", () => {
    const found = run(
      tableModel({
        steps: [
          [0, 1, 0],
          [0, 0, 1],
          [1, 0, 0],
          [1, 2, 0],
        ],
      }),
      { search },
    );
    expect(transitionsOf(found)).toEqual(["0-0-1", "0-1-0", "1-0-0", "1-2-0"]);
    expect([...(found.graph?.expanded ?? [])]).toEqual([1, 1]);
  });

  it("tells of each state, transition and deadlock once", () => {
    const log: string[] = [];
    const observer: Observer<number> = {
      state: (id, code) => log.push(`state ${id}=${code}`),
      transition: ({ from, to, instance }) => log.push(`step ${from}-${instance}-${to}`),
      deadlock: (id, code) => log.push(`deadlock ${id}=${code}`),
    };
    run(
      tableModel({
        initial: [7],
        steps: [
          [7, 0, 7],
          [7, 1, 8],
        ],
      }),
      { search, observer },
    );
    expect(log.toSorted()).toEqual(
      ["state 0=7", "step 0-0-0", "state 1=8", "step 0-1-1", "deadlock 1=8"].toSorted(),
    );
    expect(log.indexOf("state 1=8")).toBeLessThan(log.indexOf("step 0-1-1"));
  });

  it("records a state outside the bounds and does not explore it", () => {
    const model = tableModel({ steps: chain(5), outside: [2] });
    const log: number[] = [];
    const found = run(model, { search, observer: { deadlock: (_id, code) => log.push(code) } });
    expect([found.distinct, found.cut, found.ending.because]).toEqual([3, 1, "complete"]);
    expect([...(found.graph?.expanded ?? [])]).toEqual([1, 1, 0]);
    expect(log).toEqual([]);
  });

  it("stops at the state limit, says so, and keeps what it found", () => {
    const found = run(tableModel({ steps: chain(9) }), { search, limits: { states: 5 } });
    expect(found.ending).toEqual({ because: "state limit", limit: 5 });
    expect([found.distinct, found.generated, found.depth]).toEqual([5, 5, 4]);
    // Depth-first search had not come back to the states of its path.
    expect([...(found.graph?.expanded ?? [])]).toEqual(
      search === "bfs" ? [1, 1, 1, 1, 0] : [0, 0, 0, 0, 0],
    );
  });

  it("is complete when the limits are just enough", () => {
    const exactly = { states: 10, depth: 9 };
    const found = run(tableModel({ steps: [...chain(9), [9, 0, 0]] }), { search, limits: exactly });
    expect(found.ending).toEqual({ because: "complete" });
    expect([found.distinct, found.generated]).toEqual([10, 11]);
  });

  it("stops at the state limit among the initial states", () => {
    const model = tableModel({ initial: [0, 1, 2, 3], steps: chain(3) });
    const found = run(model, { search, limits: { states: 2 } });
    expect(found.ending.because).toBe("state limit");
    expect(found.distinct).toBe(2);
    expect(found.graph?.initialCount).toBe(2);
    expect([...(found.graph?.expanded ?? [])]).toEqual([0, 0]);
  });

  it("stops at the depth limit, having explored everything nearer", () => {
    const found = run(tableModel({ steps: [...chain(9), [3, 1, 0]] }), {
      search,
      limits: { depth: 3 },
    });
    expect(found.ending).toEqual({ because: "depth limit", limit: 3 });
    expect(statesOf(found)).toEqual([0, 1, 2, 3]);
    expect(found.generated).toBe(1 + 4);
    expect([...(found.graph?.expanded ?? [])]).toEqual([1, 1, 1, 0]);
  });

  it("looks at the initial states only when the depth limit is 0", () => {
    const found = run(tableModel({ initial: [0, 1], steps: chain(2) }), {
      search,
      limits: { depth: 0 },
    });
    expect([found.distinct, found.generated, found.ending.because]).toEqual([2, 3, "depth limit"]);
    const still = run(tableModel({ steps: [[0, 0, 0]] }), { search, limits: { depth: 0 } });
    expect([still.distinct, still.generated, still.ending.because]).toEqual([1, 2, "complete"]);
  });

  it.each([
    ["time limit", { limits: { milliseconds: 100 }, surroundings: { clock: clockOf(40) } }, 100],
    ["memory limit", { limits: { bytes: 1000 }, surroundings: { memory: () => 1001 } }, 1000],
    ["memory limit", { limits: { heapBytes: 900 }, surroundings: { heap: () => 901 } }, 900],
    ["interrupted", { surroundings: { interrupted: () => true } }, undefined],
  ] as const)("stops for: %s", (because, how, limit) => {
    const model = tableModel({ steps: chain(5000) });
    const surroundings = "clock" in how.surroundings ? { clock: clockOf(40) } : how.surroundings;
    const found = run(model, { search, ...how, surroundings });
    expect(found.ending).toEqual(limit === undefined ? { because } : { because, limit });
    expect(found.distinct).toBeGreaterThan(1);
    expect(found.distinct).toBeLessThan(5001);
    expect(found.generated).toBe(found.distinct);
    expect(found.depth).toBe(found.distinct - 1);
  });

  it("does not stop while time and memory are within their limits", () => {
    const limits = { milliseconds: 100, bytes: 1000, heapBytes: 900 };
    const surroundings = { clock: () => 100, memory: () => 1000, heap: () => 900 };
    const found = run(tableModel({ steps: chain(600) }), { search, limits, surroundings });
    expect(found.ending.because).toBe("complete");
  });

  it("can be interrupted among many initial states that lead nowhere", () => {
    const initial = Array.from({ length: 3000 }, (_, i) => i);
    const found = run(tableModel({ initial, steps: [] }), {
      search,
      surroundings: { interrupted: () => true },
    });
    expect(found.ending.because).toBe("interrupted");
  });

  it("ends at a fault and knows the state", () => {
    const found = run(tableModel({ steps: chain(5), faulty: [3] }), { search });
    expect(found.ending).toEqual({ because: "fault" });
    expect(found.code(found.fault?.state as number)).toBe(3);
    expect(found.fault?.fault.message).toBe("in 3");
    expect(found.graph?.expanded[3]).toBe(0);
  });

  it("does not take a defect of the checker for a fault of the spec", () => {
    const observer: Observer<number> = {
      state: () => {
        throw new TypeError("a defect");
      },
    };
    expect(() => run(tableModel({ steps: [] }), { search, observer })).toThrow("a defect");
  });

  it("is the same every time", () => {
    const model = tableModel({ steps: [...chain(300), [5, 1, 0], [9, 2, 40]] });
    const [one, two] = [run(model, { search }), run(model, { search })].map(
      ({ code: _, parent, instanceInto, ...rest }) => ({
        ...rest,
        tree: Array.from({ length: rest.distinct }, (_, id) => [parent(id), instanceInto(id)]),
      }),
    );
    expect(one).toEqual(two);
  });

  it("stores thousands of states without loss", () => {
    const steps = [...chain(3000), ...chain(3000).map(([from]) => [from, 1, from] as const)];
    const found = run(tableModel({ steps }), { search });
    expect([found.distinct, found.generated]).toEqual([3001, 6001]);
    expect(transitionsOf(found).length).toBe(6000);
  });
});

/** A clock that goes on by so many milliseconds whenever it is looked at. */
function clockOf(milliseconds: number): () => number {
  let now = 0;
  return () => {
    now += milliseconds;
    return now;
  };
}
