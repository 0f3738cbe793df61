/** Every shipped machine, explored by orbits and as it is: the same answers, and the orbits stand for exactly its states. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckResult, check, type Machine } from "everystate";
import { describe, expect, test } from "vitest";
import { german2 } from "../../specs/classics/german.machine.ts";

const specs = fileURLToPath(new URL("../../specs", import.meta.url));
const files = readdirSync(specs, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".machine.ts"),
);

describe.each(files)("%s", (file) => {
  test("has the same verdicts by orbits, which stand for all its states", async () => {
    const exports: Record<string, unknown> = await import(join(specs, file));
    for (const machine of Object.values(exports).filter(isMachine)) {
      const all = await check(machine, { symmetry: "off", workers: 1 });
      const orbits = await check(machine, { symmetry: "on", workers: 1 });
      expect(answersOf(orbits)).toEqual(answersOf(all));
      if (orbits.symmetry?.reduced !== true) continue;
      expect(orbits.symmetry.states).toBe(BigInt(all.stats.distinct));
    }
  });
});

test("a machine with two symmetric domains has fewer orbits than states", async () => {
  const { stats, symmetry } = await check(german2, { symmetry: "on" });
  expect(symmetry).toEqual({ reduced: true, states: 3390n });
  expect(stats.distinct).toBe(852);
});

/** The verdicts, with the lengths of traces: these do not depend on which state stands for an orbit. */
function answersOf({ outcome, stats, properties, neverEnabled }: CheckResult): object {
  return {
    ...{ outcome, depth: stats.depth, neverEnabled },
    properties: properties.map(({ name, verdict, met }) => ({
      ...{ name, met, status: verdict.status },
      steps: stepsOf(verdict),
    })),
  };
}

function stepsOf(verdict: CheckResult["properties"][number]["verdict"]): number | undefined {
  if (verdict.status === "violated") return verdict.counterexample.steps.length;
  return verdict.status === "reachable" ? verdict.witness.steps.length : undefined;
}

function isMachine(value: unknown): value is Machine {
  return typeof value === "object" && value !== null && "everystate" in value;
}
