/** Random machines over the whole language whose behaviour is symmetric in every state: their text must not be refused. */
import { expect, test } from "vitest";
import { SpecFault } from "../../../src/model/model.ts";
import {
  type ReferenceModel,
  referenceModel,
} from "../../../src/model/reference/reference-model.ts";
import { comparePredicates, compareSteps } from "../../../src/symmetry/compare-mirrors.ts";
import { refuseAsymmetricStart } from "../../../src/symmetry/initial-symmetry.ts";
import { refuseTellingApart } from "../../../src/symmetry/static/examine-machine.ts";
import { mirrorOf } from "../../../src/symmetry/symmetry-test.ts";
import { load } from "./load.ts";
import { randomSpec } from "./spec-text.ts";
import { textOf } from "./tree.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 60);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? 0);
const mostStates = 100;

/** Compares every state with its mirror images. Throws what the author's code throws. */
function isSymmetric(model: ReferenceModel): boolean {
  refuseAsymmetricStart(model);
  const found = [...new Set(model.initialStates())];
  const known = new Set(found);
  for (const state of found.values()) {
    const isWithin = model.isWithin(state);
    for (const by of model.symmetries.generators) {
      const mirror = mirrorOf(model, state, by);
      if (comparePredicates(model, mirror) !== undefined) return false;
      if (isWithin && compareSteps(model, mirror) !== undefined) return false;
    }
    if (!isWithin) continue;
    model.successors(state, (next) => {
      if (known.has(next) || found.length === mostStates) return;
      known.add(next);
      found.push(next);
    });
  }
  return true;
}

function refusal(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof SpecFault) return error.message;
    throw error;
  }
}

/** A pick may stand in code that is never reached, or may find the same one always; the text does not show that. */
const mostPicks = 0.005;

test(
  "of random machines that treat elements alike in every state none is refused by its text",
  () => {
    let symmetric = 0;
    let picks = 0;
    for (let seed = firstSeed; seed < firstSeed + numRuns; seed++) {
      const text = textOf(randomSpec(seed));
      const model = referenceModel(load(text));
      if (model.symmetries.generators.length === 0) continue;
      const said = refusal(() => refuseTellingApart(model.parts, model.symmetries.domains));
      let isAlike = false;
      if (
        refusal(() => {
          isAlike = isSymmetric(model);
        }) !== undefined ||
        !isAlike
      )
        continue;
      symmetric++;
      if (said?.includes(" picks ") || said?.includes(" puts ")) picks++;
      else expect(said, `seed ${seed}\n${text}`).toBeUndefined();
    }
    expect(symmetric).toBeGreaterThan(numRuns / 10);
    expect(picks).toBeLessThanOrEqual(symmetric * mostPicks);
  },
  60_000 + numRuns * 400,
);
