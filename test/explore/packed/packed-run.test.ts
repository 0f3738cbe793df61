/** How a search looks around and ends, where whole searches do not show it. */
import { describe, expect, test } from "vitest";
import type { Limits, Surroundings } from "../../../src/explore/limits.ts";
import {
  endWithoutMemory,
  generatedOf,
  isTick,
  lookAround,
  needMemory,
  type Run,
} from "../../../src/explore/packed/packed-run.ts";
import { OutOfMemory } from "../../../src/store/packed-memory.ts";
import { type How, packedExploration, packedOutcome, quiet, referenceOutcome } from "./compare.ts";
import {
  answering,
  counting,
  type Example,
  is,
  layoutOf,
  num,
  slot,
  twoPhaseCommit,
  yes,
} from "./programs.ts";

/** As much of a run as these functions look at. */
function runOf(limits: Limits, surroundings: Partial<Surroundings> = {}): Run {
  return {
    input: { limits, surroundings: { ...quiet, ...surroundings }, search: "bfs" },
    store: { size: () => 1 },
    ...{ taken: Int32Array.of(5), totals: Float64Array.of(2 ** 31), initialSeen: 1 },
    ...{ sinceTick: 0, ticks: 0, lastLook: 0, started: 0, depth: 0, waiting: 0 },
  } as unknown as Run;
}

describe("more memory", () => {
  const limit = 100 * 2 ** 20;
  const near = { memory: () => limit - 10 * 2 ** 20 };
  test("is refused where the limit would be exceeded, with that limit as the reason", () => {
    const run = runOf({ bytes: limit }, near);
    expect(() => needMemory(run, 10 * 2 ** 20)).not.toThrow();
    expect(run.ending).toBe(undefined);
    expect(() => needMemory(run, 10 * 2 ** 20 + 1)).toThrow(OutOfMemory);
    endWithoutMemory(run, new OutOfMemory("none"));
    expect(run.ending).toEqual({ because: "memory limit", limit });
  });

  test("is given where there is no limit, and little of it is left to the next look around", () => {
    expect(() => needMemory(runOf({}, near), 2 ** 40)).not.toThrow();
    const full = runOf({ bytes: limit }, { memory: () => limit });
    expect(() => needMemory(full, 2 ** 22 - 1)).not.toThrow();
  });

  test("that the host refuses ends the search; other errors do not", () => {
    const run = runOf({}, { memory: () => 77 });
    endWithoutMemory(run, new RangeError("Array buffer allocation failed"));
    expect(run.ending).toEqual({ because: "memory limit", limit: 77 });
    for (const error of [new RangeError("Invalid typed array length: -1"), new Error("other")]) {
      expect(() => endWithoutMemory(runOf({}), error)).toThrow(error);
    }
  });
});

describe("a look around", () => {
  test("keeps the reason for which the search ends already", () => {
    const run = runOf({});
    run.ending = { because: "fault" };
    lookAround(run);
    expect(run.ending).toEqual({ because: "fault" });
  });

  test("comes after enough states, and counts are no 32-bit integers", () => {
    const run = runOf({});
    expect([isTick(run, 255), run.taken[0]]).toEqual([false, 5]);
    isTick(run, 1);
    expect([run.taken[0], run.totals[0], generatedOf(run)]).toEqual([0, 2 ** 31 + 5, 2 ** 31 + 6]);
  });

  test("comes now and then where the clock stands still, and soon after an interruption", () => {
    const run = runOf({});
    const looks = Array.from({ length: 600 }, () => {
      const isTime = isTick(run, 256);
      if (isTime) lookAround(run);
      return isTime;
    });
    expect(looks.filter((isTime) => isTime).length).toBe(2);
    let asked = 0;
    const surroundings = { ...quiet, interrupted: () => asked++ > 6 };
    const initial = [Array<number>(9).fill(0)];
    const found = packedExploration(twoPhaseCommit(5), { initial, surroundings });
    expect(found.ending).toEqual({ because: "interrupted" });
    expect(found.distinct).toBeLessThan(8832);
  });
});

test("more initial states than a column has room for have their values", () => {
  const up = counting(0, 2999);
  const even = answering({ op: "===", a: { op: "%", a: slot(0), b: num(2) }, b: num(0) });
  const example: Example = {
    layout: layoutOf([3000]),
    program: {
      ...{ instances: [up], predicates: [{ kind: "compiled", procedure: even }] },
      ...{ stepPredicates: [], final: undefined, within: undefined },
    },
  };
  for (const search of ["bfs", "dfs"] as const) {
    const how: How = { initial: Array.from({ length: 2900 }, (_, i) => [i]), columns: [0], search };
    expect(packedOutcome(example, how)).toEqual(referenceOutcome(example, how));
  }
});

test("a search with fingerprints ends with the state that failed, though it forgot the words before", () => {
  const layout = layoutOf([200, 200], 3);
  const more = (number: number) => counting(number, 199);
  const here = { op: "and", all: [is(slot(0), 150), is(slot(1), 90)] } as never;
  const failing = answering(yes, [{ do: "if", if: here, then: [{ do: "fault" }], else: [] }]);
  const example: Example = {
    layout,
    program: {
      instances: [more(0), more(1)],
      predicates: [{ kind: "compiled", procedure: failing }],
      ...{ stepPredicates: [], final: undefined, within: undefined },
    },
  };
  const how: How = { initial: [[0, 0]], questions: [{ kind: "state", predicate: 0, wanted: 0 }] };
  const whole = packedExploration(example, how);
  const printed = packedExploration(example, { ...how, fingerprints: true });
  expect(whole.distinct).toBeGreaterThan(20_000);
  expect([printed.distinct, printed.generated, printed.depth, printed.fault]).toEqual([
    ...[whole.distinct, whole.generated, whole.depth, whole.fault],
  ]);
});
