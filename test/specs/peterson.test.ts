/** Peterson's algorithm: the counts that Murphi publishes, under both searches. */
import { type CheckOptions, check } from "everystate";
import { describe, expect, test } from "vitest";
import { peterson, peterson3 } from "../../specs/classics/peterson.machine.ts";

/** Published counts are of all states. */
const searches: readonly CheckOptions[] = [
  { search: "bfs", symmetry: "off" },
  { search: "dfs", symmetry: "off" },
];

describe.each(searches)("search $search", (options) => {
  // For 3: the result at the end of Murphi's n_peterson.m, without symmetry. All: SPIN and Rumur on bench/models.
  test.each([
    { n: 2, distinct: 47 },
    { n: 3, distinct: 882 },
    { n: 4, distinct: 22_281 },
  ])("$n processes: $distinct distinct states, each with n successors", async ({ n, distinct }) => {
    const { outcome, stats } = await check(peterson(n), options);
    expect(outcome).toBe("passed");
    expect(stats).toMatchObject({ distinct, generated: 1 + n * distinct });
  });
});

test("the farthest state of three processes is 25 steps away", async () => {
  expect((await check(peterson3)).stats.depth).toBe(25);
});
