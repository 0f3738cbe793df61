import { inspect } from "node:util";
import { bagOf, check, machine, never, range, record, setOf } from "everystate";
import { describe, expect, it } from "vitest";
import { SpecFault } from "../../src/model/model.ts";
import { type Claim, replay } from "../../src/trace/replay.ts";
import { traceOf } from "../../src/trace/trace.ts";
import { chain, type Table, tableModel } from "../support/table-model.ts";
import { strong, weak } from "../temporal/graph-builder.ts";

const ring: Table = {
  steps: [
    [0, 0, 1],
    [1, 1, 2],
    [2, 2, 0],
    [2, 3, 3],
    [1, 4, 1],
  ],
};

function path(
  table: Table,
  claim: Partial<Claim<number>>,
  stuttering: "progress" | "tla" | "none" = "progress",
) {
  const whole = { start: 0, instances: [], loopAfter: undefined, ...claim };
  return replay(tableModel(table), whole, { stuttering });
}

function refusalOf(...claim: Parameters<typeof path>): string {
  try {
    path(...claim);
  } catch (error) {
    expect(error).toBeInstanceOf(SpecFault);
    expect((error as SpecFault).error.code).toBe("not-deterministic");
    return (error as SpecFault).error.message;
  }
  throw new Error("the claim was believed");
}

describe("a claimed path", () => {
  it("is executed on the model", () => {
    expect(path(ring, { instances: [0, 1, 3] }).codes).toEqual([0, 1, 2, 3]);
    expect(path(ring, {}).codes).toEqual([0]);
  });

  it("must start in an initial state", () => {
    expect(refusalOf(ring, { start: 1 })).toMatch(/initial state/);
  });

  it("must take steps that are enabled", () => {
    expect(refusalOf(ring, { instances: [1] })).toMatch(/step a1/);
    expect(refusalOf(ring, { instances: [0, 1, 3, 0] })).toMatch(/step a0/);
    expect(refusalOf(ring, { instances: [99] })).toMatch(/step/);
  });

  it("may stand still only where the rules allow it", () => {
    const inDeadlock = { instances: [0, 1, 3, -1] };
    expect(path(ring, inDeadlock).codes.at(-1)).toBe(3);
    expect(refusalOf(ring, inDeadlock, "none")).toMatch(/standing still/);
    expect(refusalOf(ring, { instances: [-1] })).toMatch(/standing still/);
    expect(path(ring, { instances: [-1] }, "tla").codes).toEqual([0, 0]);
  });
});

describe("a claimed lasso", () => {
  it("is a path that comes back", () => {
    expect(path(ring, { instances: [0, 1, 2], loopAfter: 0 }).codes).toEqual([0, 1, 2, 0]);
    expect(refusalOf(ring, { instances: [0, 1, 2], loopAfter: 1 })).toMatch(/loop/);
    expect(refusalOf(ring, { instances: [0, 1], loopAfter: 0 })).toMatch(/loop/);
  });

  it("must have a loop of one step at least", () => {
    expect(refusalOf(ring, { instances: [0], loopAfter: 1 })).toMatch(/loop/);
    expect(refusalOf(ring, { instances: [0], loopAfter: 7 })).toMatch(/loop/);
    expect(refusalOf(ring, { instances: [0], loopAfter: -1 })).toMatch(/loop/);
  });

  it("must not neglect a weakly fair action that stays enabled", () => {
    const stay = { instances: [0, 4], loopAfter: 1 };
    expect(path({ ...ring, fairness: [weak(2)] }, stay).loopAfter).toBe(1);
    expect(refusalOf({ ...ring, fairness: [weak(1)] }, stay)).toMatch(/weak fairness of weak 1/);
    const around = { instances: [0, 1, 2], loopAfter: 0 };
    expect(path({ ...ring, fairness: [weak(3)] }, around).codes.length).toBe(4);
  });

  it("must not neglect a strongly fair action that is enabled again and again", () => {
    const around = { instances: [0, 1, 2], loopAfter: 0 };
    expect(refusalOf({ ...ring, fairness: [strong(3)] }, around)).toMatch(/strong fairness/);
    expect(path({ ...ring, fairness: [strong(0), strong(3, 1)] }, around).codes.length).toBe(4);
  });

  it("owes nothing for the fairness of the states before the loop", () => {
    const stay = { instances: [0, 4], loopAfter: 1 };
    expect(path({ ...ring, fairness: [strong(0)] }, stay).codes).toEqual([0, 1, 1]);
  });

  it("does not discharge fairness by a step that changes nothing", () => {
    const both: Table = { steps: [...ring.steps, [0, 3, 0], [0, 4, 0]], fairness: [weak(0, 3)] };
    expect(refusalOf(both, { instances: [3], loopAfter: 0 })).toMatch(/weak fairness/);
    // Nor is an action enabled by a step that changes nothing.
    expect(
      path({ ...ring, fairness: [weak(4)] }, { instances: [0, 4], loopAfter: 1 }).codes.length,
    ).toBe(3);
  });
});

describe("a path made readable", () => {
  it("names every step and what it changed", () => {
    const model = tableModel({ steps: chain(1) });
    const trace = traceOf(model, { codes: [0, 1, 1], instances: [0, -1], loopAfter: 1 });
    expect(trace.start).toEqual({ state: 0 });
    expect(trace.loopAfter).toBe(1);
    expect(trace.steps.map(({ label, action, changes }) => [label, action, changes])).toEqual([
      ["a0", "a0", [{ path: "state", before: 0, after: 1 }]],
      ["", undefined, []],
    ]);
  });
});

describe("the states and arguments of a trace", () => {
  it("are data: they can be compared, printed and asked for what they do not have", async () => {
    const some = setOf(range(0, 2));
    const sets = machine({
      name: "sets",
      state: { set: some, bag: bagOf(record({ x: range(0, 1) }), 2) },
      init: { set: [], bag: [{ x: 1 }] },
      actions: {
        put: {
          for: { some },
          when: (s) => s.set.size === 0,
          then: (s, { some }) => {
            s.set = some.union([]);
          },
        },
      },
      properties: { never: never((s) => s.set.size === 2) },
      deadlock: false,
    });
    const { properties } = await check(sets);
    const verdict = properties[0]?.verdict;
    if (verdict?.status !== "violated") throw new Error("it is violated");
    const [step] = verdict.counterexample.steps;
    const twin = (await check(sets)).properties[0]?.verdict as typeof verdict;
    expect(verdict.counterexample).toEqual(twin.counterexample);
    expect(verdict.counterexample).toMatchObject({ start: { bag: expect.anything() } });
    expect(step?.state["set"]).not.toEqual(verdict.counterexample.start["set"]);
    expect(inspect(step)).toContain("put({0, 1})");
    expect(await step?.state["set"]).toBe(step?.state["set"]); // is no promise
    const set = step?.args["some"] as { length?: number; size: number };
    expect([set.length, set.size, step?.args["other"]]).toEqual([undefined, 2, undefined]);
    expect(Object.isFrozen(step?.args) && Object.isFrozen(set)).toBe(true);
    expect(() => Object.assign(set, { length: 1 })).toThrow(TypeError);
  });
});
