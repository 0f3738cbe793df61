/**
 * Whether a replayed behaviour shows what it is claimed to show: that the invariant is false in its last state, that the
 * loop never satisfies the predicate that it should. The predicates are asked again; what the search noted does not count.
 */
import { unreachable } from "../diagnostics/bug.ts";
import type { AskedFormula, Atom, Model, Question } from "../model/model.ts";
import { holdsOnLasso } from "../trace/lasso-semantics.ts";
import type { Path } from "../trace/trace.ts";

/** True when the path violates the question; for `reachable`, when it is a witness of it. */
export function shows<Code>(model: Model<Code>, path: Path<Code>, question: Question): boolean {
  const last = path.codes.at(-1) as Code; // never empty
  const holds = (predicate: number, code: Code): boolean => model.holds(predicate, code);
  const loop = path.codes.slice(path.loopAfter ?? path.codes.length);
  switch (question.kind) {
    case "always":
      return !holds(question.p, last);
    case "never":
    case "reachable":
      return holds(question.p, last);
    case "deadlock":
      return isDeadlock(model, last);
    case "step":
      return lastStepViolates(model, path, question.holds);
    case "eventually":
      return loop.length > 0 && path.codes.every((code) => !holds(question.p, code));
    case "alwaysEventually":
      return loop.length > 0 && loop.every((code) => !holds(question.p, code));
    case "eventuallyAlways":
      return loop.some((code) => !holds(question.p, code));
    case "leadsTo":
      return path.loopAfter !== undefined && isUnanswered(model, path, question);
    case "until":
      return breaksUntil(model, path, question);
    case "ltl":
      return breaksFormula(model, path, question.formula);
    default:
      return unreachable(question);
  }
}

/** The formula is false of the behaviour. A step predicate is false where the behaviour stands still. */
function breaksFormula<Code>(model: Model<Code>, path: Path<Code>, formula: AskedFormula): boolean {
  const { codes, instances, loopAfter } = path;
  if (loopAfter === undefined) return false;
  const isTrue = ({ on, predicate }: Atom, position: number): boolean => {
    const [before, after] = [codes[position] as Code, codes[position + 1] as Code];
    if (on === "state") return model.holds(predicate, before);
    const instance = instances[position] as number;
    return instance >= 0 && model.stepHolds(predicate, { before, after, instance });
  };
  return !holdsOnLasso(formula, { length: instances.length, loopAfter, isTrue });
}

function isDeadlock<Code>(model: Model<Code>, state: Code): boolean {
  let enabled = 0;
  model.successors(state, () => {
    enabled++;
  });
  return enabled === 0 && !model.isFinal(state);
}

function lastStepViolates<Code>(model: Model<Code>, path: Path<Code>, predicate: number): boolean {
  const [before, after] = path.codes.slice(-2);
  const instance = path.instances.at(-1);
  if (before === undefined || after === undefined || instance === undefined) return false;
  return !model.stepHolds(predicate, { before, after, instance });
}

interface Two {
  readonly p: number;
  readonly q: number;
}

/** From some state with p on, there is no q in the path; the loop being its end, there never is. */
function isUnanswered<Code>(model: Model<Code>, path: Path<Code>, { p, q }: Two): boolean {
  const lastAnswer = path.codes.findLastIndex((code) => model.holds(q, code));
  return path.codes.some((code, i) => i > lastAnswer && model.holds(p, code));
}

function breaksUntil<Code>(model: Model<Code>, path: Path<Code>, { p, q }: Two): boolean {
  if (path.codes.some((code) => model.holds(q, code))) return false;
  const withoutP = path.codes.findIndex((code) => !model.holds(p, code));
  return withoutP === -1 ? path.loopAfter !== undefined : withoutP === path.codes.length - 1;
}
