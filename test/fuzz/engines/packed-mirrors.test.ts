/** Random machines: the compiled functions find of every state and its mirror images what the reference engine finds. */
import { expect, test } from "vitest";
import { SpecFault } from "../../../src/model/model.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { likenessesOf } from "../../symmetry/likenesses.ts";
import { load } from "./load.ts";
import { randomSpec } from "./spec-text.ts";
import { textOf } from "./tree.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 600);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? 0);

/** A function that fails in the image alone is a difference to the reference engine, and left to it by the other. */
const expected = ["alike, alike", "different, different", "different, unknown", "unknown, unknown"];

test(
  "the compiled functions find states alike their mirror images where the reference engine does",
  () => {
    let alike = 0;
    for (let seed = firstSeed; seed < firstSeed + numRuns; seed++) {
      const text = textOf(randomSpec(seed));
      const model = referenceModel(load(text));
      if (model.symmetries.generators.length === 0) continue;
      const likenesses = ifItStarts(() => likenessesOf(model)) ?? [];
      const others = likenesses.filter((pair) => !expected.includes(pair));
      expect(others, `seed ${seed}\n${text}`).toEqual([]);
      alike += likenesses.filter((pair) => pair === "alike, alike").length;
    }
    expect(alike).toBeGreaterThan(numRuns / 4);
  },
  60_000 + numRuns * 400,
);

/** Undefined where there is no initial state, or where it cannot be made. */
function ifItStarts<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof SpecFault) return undefined;
    throw error;
  }
}
