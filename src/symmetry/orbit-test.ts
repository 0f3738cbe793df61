/**
 * Tests of symmetry where a search explores one state for each orbit: it meets the others never, so the tests are shown a
 * member of the orbit chosen by chance as well. The choice depends on the rank of the state alone.
 */
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { type Group, type Images, identity, stateImage } from "./permutation.ts";
import { isSampled, type SymmetryTest } from "./symmetry-test.ts";

/** The given tests, shown more states. */
export function testedAcrossOrbits<Code>(
  test: SymmetryTest<Code>,
  model: SymmetricModel<Code>,
  group: Group,
): SymmetryTest<Code> {
  const member = (id: number, code: Code): Code => stateImage(model, code, memberOf(group, id));
  return {
    state: (id, code) => {
      test.state(id, code);
      if (isSampled(id)) test.state(id, member(id, code));
    },
    expansion: (id, code) => {
      test.expansion(id, code);
      if (isSampled(id)) test.expansion(id, member(id, code));
    },
  };
}

/** Which member of the orbit of a state is shown: a permutation that looks random, by its rank (Fisher–Yates). */
export function memberOf(group: Group, id: number): Images {
  const images = identity(group);
  let number = Math.imul(id + 1, 0x9e3779b1);
  for (const { first, count } of group.ranges) {
    for (let left = count; left > 1; left--) {
      number = Math.imul(number ^ (number >>> 15), 0x85ebca6b) + 0x6d2b79f5;
      const a = first + left - 1;
      const b = first + ((number >>> 8) % left);
      [images[a], images[b]] = [images[b] as number, images[a] as number];
    }
  }
  return images;
}
