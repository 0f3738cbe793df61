/** What the reference engine and the compiled functions say of states and their mirror images, each for itself. */
import {
  type CompiledMachine,
  compiledMachine,
} from "../../src/model/compiled/compiled-machine.ts";
import { packState } from "../../src/model/compiled/pack.ts";
import { SpecFault } from "../../src/model/model.ts";
import { decode } from "../../src/model/reference/decode.ts";
import { checkerAccess, placeOf } from "../../src/model/reference/place.ts";
import type { ReferenceModel } from "../../src/model/reference/reference-model.ts";
import { comparePredicates, compareSteps } from "../../src/symmetry/compare-mirrors.ts";
import { factTables } from "../../src/symmetry/make-fact-tables.ts";
import { groupOf } from "../../src/symmetry/permutation.ts";
import { mirrorOf } from "../../src/symmetry/symmetry-test.ts";
import { type Likeness, packedMirrors } from "../../src/verdict/packed-mirrors.ts";

const mostStates = 40;
const place = placeOf("s", checkerAccess);

/** What the reference engine says of a state and its images under the permutations that generate all others. */
function likenessOf(model: ReferenceModel, state: string): Likeness {
  try {
    const isWithin = model.isWithin(state);
    const mirrors = model.symmetries.generators.map((by) => mirrorOf(model, state, by));
    const parts = mirrors.some(
      (mirror) =>
        comparePredicates(model, mirror) !== undefined ||
        (isWithin && compareSteps(model, mirror) !== undefined),
    );
    return parts ? "different" : "alike";
  } catch (error) {
    if (error instanceof SpecFault) return "unknown";
    throw error;
  }
}

/** Some of the states, as far as they can be found without a failure of the spec. */
export function someStates(model: ReferenceModel): readonly string[] {
  const found = new Set(model.initialStates());
  try {
    for (const state of found) {
      if (found.size >= mostStates) break;
      if (model.isWithin(state)) model.successors(state, (next) => found.add(next));
    }
  } catch (error) {
    if (!(error instanceof SpecFault)) throw error;
  }
  return [...found].slice(0, mostStates);
}

/** Writes the words of a state. */
export function packInto(
  { layout }: CompiledMachine,
  { parts }: ReferenceModel,
  { state, words }: { readonly state: string; readonly words: Int32Array },
): void {
  const schema = { kind: "record", fields: parts.machine.state } as const;
  packState(layout, decode(schema, state, place), words, 0);
}

/** `reference, compiled` of some states; undefined where the compiled functions cannot say. */
export function likenessesOf(model: ReferenceModel): readonly string[] | undefined {
  const compiled = compiledMachine(model);
  if ("notPackable" in compiled) return undefined;
  const group = groupOf(model.symmetries.domains);
  const tables = factTables(compiled.layout, group);
  const mirrors = packedMirrors(model, { compiled, group, tables, isReduced: false });
  if (mirrors === undefined) return undefined;
  const words = new Int32Array(compiled.layout.words);
  return someStates(model).map((state) => {
    packInto(compiled, model, { state, words });
    return `${likenessOf(model, state)}, ${mirrors.compare(0, words, true)}`;
  });
}
