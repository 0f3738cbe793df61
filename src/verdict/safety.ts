/**
 * Safety: invariants, step properties, deadlock, and reachability with its witness. Judged while the search runs; the
 * first finding of each part counts, which breadth-first search makes a shortest one.
 */
import type { Observer } from "../explore/observer.ts";
import type { Model, PropertyPart, Question } from "../model/model.ts";

/** What was found: a state, or a step out of a state. */
export interface Finding {
  readonly state: number;
  readonly instance: number | undefined;
}

/** Watches a search for the questions of safety among some parts. */
export interface SafetyWatch<Code> {
  readonly observer: Observer<Code>;
  /** The first violation of the part (for `reachable`, the first witness), if there was one. */
  found(part: PropertyPart): Finding | undefined;
}

export function watchSafety<Code>(
  model: Model<Code>,
  parts: readonly PropertyPart[],
): SafetyWatch<Code> {
  const findings = new Map<PropertyPart, Finding>();
  const open = (kinds: readonly Question["kind"][]): Set<PropertyPart> =>
    new Set(parts.filter((part) => kinds.includes(part.question.kind)));
  const ofStates = open(["always", "never", "reachable"]);
  const ofSteps = open(["step"]);
  const ofDeadlocks = open(["deadlock"]);
  const settle = (part: PropertyPart, finding: Finding): void => {
    findings.set(part, finding);
    for (const group of [ofStates, ofSteps, ofDeadlocks]) group.delete(part);
  };
  return {
    found: (part) => findings.get(part),
    observer: {
      state: (state, code) => {
        for (const part of ofStates) {
          if (isFound(model, part.question, code)) settle(part, { state, instance: undefined });
        }
      },
      transition: ({ from, before, after, instance }) => {
        for (const part of ofSteps) {
          if (part.question.kind !== "step") continue;
          if (model.stepHolds(part.question.holds, { before, after, instance })) continue;
          settle(part, { state: from, instance });
        }
      },
      deadlock: (state, code) => {
        for (const part of ofDeadlocks) {
          if (!model.isFinal(code)) settle(part, { state, instance: undefined });
        }
      },
    },
  };
}

function isFound<Code>(model: Model<Code>, question: Question, code: Code): boolean {
  switch (question.kind) {
    case "always":
      return !model.holds(question.p, code);
    case "never":
    case "reachable":
      return model.holds(question.p, code);
    default:
      return false;
  }
}
