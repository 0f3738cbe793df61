/**
 * The compiled engine against the reference engine, on random specs over all domains and the whole supported syntax, loaded
 * as the command line loads them. What differs is made small and printed as a file that can be checked.
 */
import { describe, expect, it } from "vitest";
import type { Tuning } from "../../../src/explore/packed/packed-exploration.ts";
import type { CheckOptions, Machine } from "../../../src/index.ts";
import { compareEngines, countCompiled, differences, failsIn, newTally } from "./compare.ts";
import { type Dice, diceOf } from "./dice.ts";
import { asFile, load } from "./load.ts";
import { randomSpec } from "./spec-text.ts";
import { byPackedSearch, byReference, type How } from "./state-by-state.ts";
import { shrink, type Tree, textOf } from "./tree.ts";

// FUZZ_RUNS=10000 in the night (npm run fuzz); with FUZZ_SEED another part of the space.
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 200);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? 20_260_101);
/** For the hunt: how many disagreements to show before giving up. */
const mostShown = Number(process.env["FUZZ_SHOWN"] ?? 1);
const timeout = 120_000 + numRuns * 400;

/** How one machine is explored, by seed: all of it as a rule, sometimes with limits. */
function optionsOf(seed: number): CheckOptions {
  const dice = diceOf(seed ^ 0x5bd1e995);
  const search = dice.chance(0.4) ? "dfs" : "bfs";
  const limits = dice.weighted<CheckOptions>([
    [3, () => ({ maxStates: 150 })],
    [1, () => ({ maxStates: 1 + dice.below(20) })],
    [1, () => ({ maxStates: 150, maxDepth: dice.below(5) })],
  ]);
  return { search, ...limits };
}

/** A packed search of the same, made as different as it can be. */
function howOf(seed: number): How {
  const { search = "bfs", maxStates, maxDepth } = optionsOf(seed);
  const dice = diceOf(seed ^ 0x2545f491);
  const how: How & { readonly tuning: Tuning } = {
    reduced: diceOf(seed ^ 0x632be59b).chance(0.4),
    search,
    limits: { states: maxStates, depth: maxDepth },
    tuning: {
      batch: dice.pick([undefined, 1, 2, 7]),
      initialCapacity: dice.pick([undefined, 4, 4, 16]),
      hashBits: dice.pick([undefined, 0, 1, 4]),
      store: dice.pick([undefined, "index"] as const),
      rehearsesFrom: diceOf(seed ^ 0x1b873593).pick([undefined, 1, 1, 5]),
    },
  };
  if (search === "dfs") return how;
  return dice.weighted<How>([
    [1, () => how],
    [1, () => ({ ...how, fingerprints: true })],
    [3, () => ({ ...how, ...pretending(dice, how.tuning) })],
  ]);
}

/** Several members that take turns by chance, with as little to do at once as can be. */
function pretending(dice: Dice, tuning: Tuning): Pick<How, "workers" | "tuning"> {
  const turns = diceOf(dice.below(2 ** 31));
  const chance = (): number => turns.below(2 ** 20) / 2 ** 20;
  const chunk = dice.pick([1, 2, 8]);
  return {
    workers: 2 + dice.below(3),
    tuning: { ...tuning, chance, chunk, arena: 1, parallelFrom: 1 },
  };
}

/** Where the engines disagree about a machine; nothing where they agree. */
async function disagreements(machine: Machine, seed: number): Promise<readonly string[]> {
  const { reference, compiled, about } = await compareEngines(machine, optionsOf(seed));
  const how = howOf(seed);
  const packed = byPackedSearch(machine, how);
  const alone = byPackedSearch(machine, { ...how, tuning: {}, workers: 1 });
  const apart = differences(alone, packed, "packed");
  if (apart.length > 0 || about === "left out") return apart;
  const different = differences(reference, compiled);
  if (different.length > 0 || about === "a fault") return different;
  const expected = byReference(machine, how);
  return expected === undefined ? [] : differences(expected, packed);
}

async function disagreementsIn(spec: Tree, seed: number): Promise<readonly string[]> {
  try {
    return await disagreements(load(textOf(spec)), seed);
  } catch (error) {
    return [`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

/** A report with the smallest spec on which the engines disagree likewise. */
async function reportOf(spec: Tree, seed: number): Promise<string> {
  const small = await shrink(spec, async (candidate) => {
    const found = await disagreementsIn(candidate, seed);
    return found.length > 0 && !found.some((one) => one.startsWith("thrown: "));
  });
  const text = textOf(small);
  const found = (await disagreementsIn(small, seed)).slice(0, 8);
  const options = JSON.stringify({ check: optionsOf(seed), tuned: howOf(seed) });
  return `\nseed ${seed}, ${options}\n\n${asFile(text)}\n${found.join("\n")}\n`;
}

describe("the engines", () => {
  it("agree on random specs", { timeout }, async () => {
    const tally = newTally();
    const reports: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + numRuns; seed++) {
      const spec = randomSpec(seed);
      const found = await disagreementsIn(spec, seed);
      if (found.length > 0) {
        reports.push(await reportOf(spec, seed));
        if (reports.length >= mostShown) break;
      }
      countCompiled(load(textOf(spec)), tally);
    }
    if (process.env["FUZZ_TALLY"] !== undefined) console.log(tally);
    expect(reports.join("\n")).toBe("");
    // Nothing is equal only because everything fell back.
    const fallbacks = [...tally.obstacles.values()].reduce((sum, n) => sum + n, 0);
    expect(tally.compiled / (tally.compiled + fallbacks)).toBeGreaterThan(0.8);
    expect(tally.whole / numRuns).toBeGreaterThan(0.4);
  });

  it("are asked about specs of which a good share fail, and not all", { timeout }, async () => {
    const seeds = Array.from({ length: Math.min(numRuns, 60) }, (_, i) => firstSeed + i);
    const failing = await Promise.all(seeds.map((seed) => failsIn(load(textOf(randomSpec(seed))))));
    const share = failing.filter(Boolean).length / seeds.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.6);
  });
});
