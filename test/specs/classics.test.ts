/** The classics: published counts under both searches, and what their counterexamples show. */
import { type CheckOptions, check } from "everystate";
import { describe, expect, test } from "vitest";
import { dieHard } from "../../specs/classics/die-hard.machine.ts";
import {
  diningPhilosophers,
  everyoneTakesLeftFirst,
  oneTakesRightFirst,
  oneTakesRightFirstWeakly,
} from "../../specs/classics/dining-philosophers.machine.ts";
import {
  spinlock,
  stronglyFairSpinlock,
  weaklyFairSpinlock,
} from "../../specs/classics/spinlock.machine.ts";
import { twoPhaseCommit, twoPhaseCommit3 } from "../../specs/classics/two-phase-commit.machine.ts";
import { counterexample, loopActions, verdict } from "./answers.ts";

/** Published counts are of all states. */
const searches: readonly CheckOptions[] = [
  { search: "bfs", symmetry: "off" },
  { search: "dfs", symmetry: "off" },
];

describe.each(searches)("search $search", (options) => {
  test("die hard: 16 distinct states, 97 generated as TLC counts them", async () => {
    const { outcome, stats } = await check(dieHard, options);
    expect(outcome).toBe("passed");
    expect(stats).toMatchObject({ distinct: 16, generated: 97 });
  });

  // Generated for 3: the manifest of tlaplus/Examples, transaction_commit. Distinct for 3 and 5: also stateright's 2pc.
  test.each([
    { n: 2, distinct: 56 },
    { n: 3, distinct: 288, generated: 1146 },
    { n: 4, distinct: 1568, generated: 8258 },
    { n: 5, distinct: 8832, generated: 58_146 },
  ])(
    "two-phase commit, $n resource managers: $distinct distinct, $generated generated",
    async ({ n, ...published }) => {
      const { outcome, stats } = await check(twoPhaseCommit(n), options);
      expect(outcome).toBe("passed");
      expect(stats).toMatchObject(published);
    },
  );

  test.each([1, 2, 3, 6])("spinlock, %i processes: 2^n + n·2^(n−1) states", async (processes) => {
    const { outcome, stats } = await check(spinlock({ processes, acquire: "strong" }), options);
    expect(outcome).toBe("passed");
    expect(stats.distinct).toBe(2 ** processes + processes * 2 ** (processes - 1));
  });

  test.each([
    weaklyFairSpinlock,
    stronglyFairSpinlock,
    everyoneTakesLeftFirst,
    oneTakesRightFirst,
    oneTakesRightFirstWeakly,
  ])("$name: every expectation is met", async (spec) => {
    expect((await check(spec, options)).outcome).toBe("passed");
  });
});

describe("die hard", () => {
  test("the solution takes six steps and ends with four gallons in the big jug", async () => {
    const result = await check(dieHard);
    const { steps } = counterexample(result, "fourGallonsAreOutOfReach");
    expect(result.stats.depth).toBe(7);
    expect(steps.map((step) => step.action)).toEqual([
      ...["fillBig", "pourBigIntoSmall", "emptySmall"],
      ...["pourBigIntoSmall", "fillBig", "pourBigIntoSmall"],
    ]);
    expect(steps.at(-1)?.state).toEqual({ small: 3, big: 4 });
  });
});

describe("two-phase commit", () => {
  test("the deepest state of three resource managers is ten transitions away", async () => {
    const { stats } = await check(twoPhaseCommit3); // TLC reports 11: it counts states
    expect(stats.depth).toBe(10);
  });
});

describe("spinlock", () => {
  test("a process starves while another takes and releases the lock again and again", async () => {
    const trace = counterexample(await check(weaklyFairSpinlock), "noStarvation");
    expect(loopActions(trace)).toEqual(["request", "acquire", "release"]);
    expect(trace.steps.at(-1)?.state).toMatchObject({ at: { process0: "trying" } });
  });

  test("one process alone needs no strong fairness", async () => {
    const result = await check(spinlock({ processes: 1, acquire: "weak" }));
    expect(verdict(result, "noStarvation").status).toBe("holds");
  });
});

describe("dining philosophers", () => {
  test("when everyone takes the left fork first, the last to do so completes the deadlock", async () => {
    const { steps } = counterexample(await check(everyoneTakesLeftFirst), "deadlock");
    expect(steps.map((step) => step.action)).toEqual([
      ...["getHungry", "getHungry", "getHungry"],
      ...["takeFirst", "takeFirst", "takeFirst"],
    ]);
  });

  test.each([2, 3, 4, 5])(
    "%i philosophers, one with the other order: nobody starves",
    async (philosophers) => {
      const spec = diningPhilosophers({
        philosophers,
        order: "one takes right first",
        takeFirst: "strong",
        takeSecond: "strong",
      });
      expect((await check(spec)).outcome).toBe("passed");
    },
  );

  test.each([
    { takeFirst: "weak", takeSecond: "strong" },
    { takeFirst: "strong", takeSecond: "weak" },
  ] as const)(
    "three philosophers, $takeFirst then $takeSecond fairness: one starves",
    async (fairness) => {
      const spec = diningPhilosophers({ order: "one takes right first", ...fairness });
      counterexample(await check(spec), "everyHungryPhilosopherEats");
    },
  );

  test("two philosophers need strong fairness of the first fork only", async () => {
    const fairness = { takeFirst: "strong", takeSecond: "weak" } as const;
    const spec = diningPhilosophers({
      philosophers: 2,
      order: "one takes right first",
      ...fairness,
    });
    expect((await check(spec)).outcome).toBe("passed");
  });

  test("with weak fairness a philosopher starves while a neighbour eats again and again", async () => {
    const trace = counterexample(
      await check(oneTakesRightFirstWeakly),
      "everyHungryPhilosopherEats",
    );
    expect(loopActions(trace)).toEqual(["getHungry", "takeFirst", "takeSecond", "putDown"]);
  });
});
