/** Liveness on regions that are read again, against liveness on recorded transitions: the same verdicts and lassos. */
import { type CheckOptions, check } from "everystate";
import { describe, expect, test } from "vitest";
import { diningPhilosophers } from "../../specs/classics/dining-philosophers.machine.ts";
import { spinlock } from "../../specs/classics/spinlock.machine.ts";

const dining = (takeFirst: "weak" | "strong", takeSecond: "weak" | "strong") =>
  diningPhilosophers({ philosophers: 5, order: "one takes right first", takeFirst, takeSecond });

const machines = [
  spinlock({ processes: 4, acquire: "weak" }),
  spinlock({ processes: 4, acquire: "strong" }),
  dining("weak", "weak"),
  dining("weak", "strong"),
  dining("strong", "strong"),
];

const ways: readonly CheckOptions[] = (["bfs", "dfs"] as const).flatMap((search) => [
  { search },
  { search, stuttering: "tla" },
  { search, stuttering: "none" },
  { search, maxStates: 300 },
  { search, maxDepth: 6 },
]);

describe.each(machines)("$name", (spec) => {
  test.each(ways)("is judged the same by both engines with %j", async (options) => {
    const answers = async (engine: "reference" | "compiled") => {
      const { outcome, ending, properties } = await check(spec, { ...options, engine });
      return { outcome, ending, properties };
    };
    expect(await answers("compiled")).toEqual(await answers("reference"));
  });
});
