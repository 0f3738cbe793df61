/** From the answer about a liveness property to the behaviour of the machine that it claims. */
import { bug } from "../diagnostics/bug.ts";
import { inverse } from "../symmetry/permutation.ts";
import type { LivenessAnswer } from "../temporal/liveness.ts";
import { lassoClaim } from "../trace/rebuild.ts";
import type { Claim } from "../trace/replay.ts";
import type { PartOrbit } from "./part-orbits.ts";
import type { Search } from "./search.ts";

/** The behaviour; of an orbit of parts, one that is about the first of them. */
export function livenessClaim<Code>(
  { exploration, orbits }: Search<Code>,
  answer: LivenessAnswer & { violated: true },
  orbit: PartOrbit | undefined,
): Claim<Code> {
  if (orbits === undefined || orbit === undefined) {
    if ("lasso" in answer) return lassoClaim(exploration, answer.lasso);
    const instances = answer.prefix.map((step) => step.instance);
    return { start: exploration.code(answer.start), instances, loopAfter: undefined };
  }
  const { start, steps, loopAfter } =
    "lasso" in answer
      ? {
          start: answer.lasso.start,
          steps: [...answer.lasso.stem, ...answer.lasso.loop],
          loopAfter: answer.lasso.stem.length,
        }
      : { start: answer.start, steps: answer.prefix, loopAfter: undefined };
  const { positions } = orbit.tracking;
  const toFirst = inverse(orbit.fromFirst[start % positions] ?? bug("a position has no part"));
  return {
    start: orbits.state(exploration.code(Math.floor(start / positions)), toFirst),
    instances: steps.map(({ instance }) =>
      instance === -1 ? -1 : orbits.instance(instance, toFirst),
    ),
    loopAfter,
  };
}
