/** The generators of src/temporal, run to their end on recorded graphs. */
import { graphSpace } from "../../src/explore/graph-space.ts";
import type { StateGraph } from "../../src/explore/state-graph.ts";
import type { FairnessConstraint } from "../../src/model/fairness.ts";
import { isFairLoop as isFairLoopOf } from "../../src/temporal/is-fair-loop.ts";
import type { LassoStep } from "../../src/temporal/lasso.ts";
import {
  type LivenessAnswer,
  type LivenessOptions,
  type LivenessQuestion,
  livenessJudge,
} from "../../src/temporal/liveness.ts";
import type { Stuttering } from "../../src/temporal/stuttering.ts";

export function atOnce<Result>(generator: Generator<unknown, Result>): Result {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}

export function judgeLiveness(
  graph: StateGraph,
  question: LivenessQuestion,
  options: LivenessOptions,
): LivenessAnswer {
  return atOnce(livenessJudge(graphSpace(graph), options).judge(question));
}

export function isFairLoop(
  graph: StateGraph,
  loop: readonly LassoStep[],
  fairness: readonly FairnessConstraint[],
  stuttering: Stuttering,
): boolean {
  return isFairLoopOf(graphSpace(graph), loop, { fairness, stuttering });
}
