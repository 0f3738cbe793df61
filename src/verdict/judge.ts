/**
 * From what a search found to a verdict for each property. A finding is replayed on the model before it counts; the
 * absence of one counts only when the search was complete.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Exploration } from "../explore/exploration.ts";
import type { Progress } from "../explore/observer.ts";
import { type ModelProperty, type PropertyPart, type Question, SpecFault } from "../model/model.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import type { Stuttering } from "../spec/machine.ts";
import {
  type LivenessAnswer,
  type LivenessJudge,
  type LivenessQuestion,
  livenessJudge,
} from "../temporal/liveness.ts";
import { StepPredicateFailed } from "../temporal/product.ts";
import type { Tracking } from "../temporal/tracked-space.ts";
import { claimImage, notSymmetric, pathTo } from "../trace/rebuild.ts";
import { type Claim, notRepeated, replay } from "../trace/replay.ts";
import { type Trace, traceOf } from "../trace/trace.ts";
import { shows } from "./evidence.ts";
import {
  type AskedPart,
  askedParts,
  type FollowedParts,
  followedColumn,
} from "./followed-parts.ts";
import type { PreparedFormulas } from "./formulas.ts";
import { type Mate, matesOf } from "./part-orbits.ts";
import { isLiveness } from "./predicate-columns.ts";
import { premiseColumn } from "./premise.ts";
import type { Finding } from "./safety.ts";
import type { Search } from "./search.ts";
import { type Completeness, type Verdict, whyUnknown } from "./verdict.ts";
import { type Stop, type Watch, type Watched, watched } from "./watch.ts";

/** All that a judge may look at. */
export interface Case<Code> {
  readonly model: SymmetricModel<Code>;
  readonly search: Search<Code>;
  readonly stuttering: Stuttering;
  readonly formulas: PreparedFormulas;
  /** Stops the judging of liveness at a limit. */
  readonly watch: Watch;
}

/** Judges properties one after the other. */
export interface Judge {
  /** The verdict of a property: of its only part, or the worst of those of its elements. */
  readonly property: (property: ModelProperty) => Generator<Progress, Verdict>;
  /** The author's code misbehaved while liveness was judged: in a step from this state. */
  readonly fault: () => Exploration<unknown>["fault"];
}

export function judgeOf<Code>(about: Case<Code>): Judge {
  let made: LivenessJudge | undefined;
  const liveness = (): LivenessJudge => {
    const { model, search, stuttering } = about;
    made ??= livenessJudge(search.space(), { fairness: model.fairness, stuttering });
    return made;
  };
  let fault: Exploration<unknown>["fault"];
  const live: Live = function* (asked) {
    if (fault !== undefined) return faulty;
    try {
      return yield* watched(judgeLiveness(about, asked, liveness), about.watch);
    } catch (error) {
      if (!(error instanceof StepPredicateFailed)) throw error;
      const tracking = asked.followed?.tracking;
      fault = faultAt(about, tracking === undefined ? error.at : untracked(error.at, tracking));
      return faulty;
    }
  };
  return { property: (property) => judgeProperty(about, property, live), fault: () => fault };
}

const faulty = { stopped: { because: "fault" } } as const;

type Live = (asked: AskedPart) => Generator<Progress, Watched<Judged>>;

/** What failed, in the state of the search and for the part that was followed there. */
function untracked(
  { state, instance, predicate }: StepPredicateFailed["at"],
  { positions, stepPredicate }: Tracking,
): StepPredicateFailed["at"] {
  return {
    state: Math.floor(state / positions),
    instance,
    predicate: stepPredicate(state % positions, predicate),
  };
}

/** The fault of a step predicate, which the model is asked about again. */
function faultAt<Code>(
  { model, search }: Case<Code>,
  { state, instance, predicate }: StepPredicateFailed["at"],
): Exploration<unknown>["fault"] {
  const before = search.exploration.code(state);
  const taken: Code[] = [];
  model.successors(before, (next, by) => {
    if (by === instance) taken.push(next);
  });
  const [after = bug("a step that was taken is not enabled")] = taken;
  try {
    model.stepHolds(predicate, { before, after, instance });
  } catch (error) {
    if (error instanceof SpecFault) return { fault: error, state };
    throw error;
  }
  return bug("the engines disagree about a fault of a step predicate");
}

function* judgeProperty<Code>(
  about: Case<Code>,
  property: ModelProperty,
  live: Live,
): Generator<Progress, Verdict> {
  const verdicts: Verdict[] = [];
  const claimed = claimsOf(about, property);
  for (const asked of askedParts(about.model, about.search.reduction, property)) {
    const claim = claimed(asked.part);
    verdicts.push(
      claim === undefined
        ? yield* judgePart(about, asked, live)
        : verdictFor(about, claim, asked.part),
    );
  }
  const worst = severity
    .map((status) => verdicts.filter((verdict) => verdict.status === status))
    .find((equals) => equals.length > 0);
  const [first] = (worst ?? []).toSorted((a, b) => traceLength(a) - traceLength(b)); // stable
  return first ?? bug(`property ${property.name} has no parts`);
}

/** The shortest counterexample is the one to read; of equally short ones the first. */
function traceLength(verdict: Verdict): number {
  return verdict.status === "violated" ? verdict.counterexample.steps.length : 0;
}

/** `vacuous` comes last: a property quantified over elements says something when it does for one of them. */
const severity: readonly Verdict["status"][] = [
  ...(["violated", "unreachable", "unknown", "holds within bounds"] as const),
  ...(["holds", "reachable", "vacuous"] as const),
];

/** What was found about the parts of a property during the search, as behaviours. */
function claimsOf<Code>(
  { model, search }: Case<Code>,
  property: ModelProperty,
): (part: PropertyPart) => Claim<Code> | undefined {
  const { reduction } = search;
  const isFound = property.parts.some((part) => search.found(part) !== undefined);
  const isAsymmetric = search.exploration.fault?.fault.error.code === "not-symmetric";
  if (!isFound || (reduction !== undefined && isAsymmetric)) return () => undefined;
  const path = ({ state, instance }: Finding): Claim<Code> =>
    pathTo({ model, ...search }, state, instance);
  if (reduction === undefined) {
    return (part) => {
      const finding = search.found(part);
      return finding && path(finding);
    };
  }
  const mates = matesOf(model, reduction.group, property);
  return (part) => {
    const best = firstFound(mates(part), search.found);
    return best && claimImage(model, path(best.finding), best.images);
  };
}

/** The finding that comes first in the search, of those about parts that are the same question. */
function firstFound(
  mates: readonly Mate[],
  found: (part: PropertyPart) => Finding | undefined,
): { readonly finding: Finding; readonly images: Mate["images"] } | undefined {
  const all = mates.flatMap(({ part, images }) => {
    const finding = found(part);
    return finding === undefined ? [] : [{ finding, images }];
  });
  return all.toSorted((a, b) => a.finding.state - b.finding.state)[0]; // stable
}

/** The verdict on a part for which a behaviour was found that decides it. */
function verdictFor<Code>(
  about: Case<Code>,
  claim: Claim<Code>,
  { question, label }: PropertyPart,
): Verdict {
  const trace = confirmed(about, claim, question);
  return question.kind === "reachable"
    ? { status: "reachable", witness: trace }
    : { status: "violated", counterexample: trace, of: label };
}

/** The verdict on a part about which the search has found nothing. */
function* judgePart<Code>(
  about: Case<Code>,
  asked: AskedPart,
  live: Live,
): Generator<Progress, Verdict> {
  const { part, followed } = asked;
  // where a predicate failed, its values are not known for all states
  const isFaulty = about.search.exploration.fault !== undefined;
  if (isFaulty || !isLiveness(part.question)) return nothingFound(about, part, undefined);
  const judged = yield* live(asked);
  if ("stopped" in judged) {
    return { status: "unknown", because: whyUnknown(stopOf(about, judged.stopped)) };
  }
  const { answer, question } = judged.result;
  if (answer.violated) {
    return verdictFor(about, claimOf(about, answer, followed), part);
  }
  return nothingFound(about, part, answer.vacuous ? { vacuous: whyVacuous(question) } : {});
}

/** The verdict when there is neither counterexample nor witness. */
function nothingFound<Code>(
  { search: { exploration, omission } }: Case<Code>,
  { question, label }: PropertyPart,
  answer: { readonly vacuous?: string } | undefined,
): Verdict {
  const { ending, cut } = exploration;
  const sure: Completeness = omission === undefined ? {} : { omission };
  if (ending.because !== "complete") return { status: "unknown", because: whyUnknown(ending) };
  if (cut > 0 && (answer !== undefined || question.kind === "reachable")) {
    return {
      status: "unknown",
      because: `${cut} ${cut === 1 ? "state" : "states"} outside the bounds not explored`,
    };
  }
  if (question.kind === "reachable") return { status: "unreachable", of: label, ...sure };
  if (answer?.vacuous !== undefined) {
    return { status: "vacuous", because: answer.vacuous, ...sure };
  }
  if (question.kind === "step" && !takesAnyStep(exploration)) {
    return { status: "vacuous", because: "no step is ever taken", ...sure };
  }
  return cut > 0 ? { status: "holds within bounds", cut, ...sure } : { status: "holds", ...sure };
}

function takesAnyStep<Code>({ taken }: Exploration<Code>): boolean {
  return Array.from(taken).some((times) => times > 0);
}

function whyVacuous(question: LivenessQuestion): string {
  if (question.form === "leadsTo") return "what should lead to something never happens";
  return question.form === "ltl" && question.premise?.includes(1) === false
    ? "the premise of the formula never holds"
    : "there is no infinite behaviour";
}

/** Asks about infinite behaviours; all that needs much memory is done under the watch. */
function* judgeLiveness<Code>(
  about: Case<Code>,
  { part, followed }: AskedPart,
  liveness: () => LivenessJudge,
): Generator<void, Judged> {
  const { column, reduction } = about.search;
  const columns =
    followed === undefined || reduction === undefined
      ? column
      : followedColumn(followed, reduction, column);
  const question = livenessQuestion(about, part.question, columns);
  return { answer: yield* liveness().judge(question, followed?.tracking), question };
}

interface Judged {
  readonly answer: LivenessAnswer;
  readonly question: LivenessQuestion;
}

/** Why a liveness property was not judged to the end. */
function stopOf<Code>({ search: { exploration } }: Case<Code>, stopped: Stop): Stop {
  return exploration.ending.because === "complete" ? stopped : exploration.ending;
}

/** What an answer claims; of parts that are asked together, about the first of them. */
function claimOf<Code>(
  { model, search: { exploration } }: Case<Code>,
  answer: LivenessAnswer & { violated: true },
  followed: FollowedParts | undefined,
): Claim<Code> {
  const { start, stem, loop } =
    "lasso" in answer ? answer.lasso : { start: answer.start, stem: answer.prefix, loop: [] };
  const mates = followed?.mates ?? [undefined];
  const claim: Claim<Code> = {
    start: exploration.code(Math.floor(start / mates.length)),
    instances: [...stem, ...loop].map((step) => step.instance),
    loopAfter: loop.length === 0 ? undefined : stem.length,
  };
  const mate = mates[start % mates.length];
  return mate === undefined ? claim : claimImage(model, claim, mate.images);
}

/** Replays a claim and makes sure that it shows what it should. */
function confirmed<Code>(about: Case<Code>, claim: Claim<Code>, question: Question): Trace {
  try {
    const path = replay(about.model, claim, { stuttering: about.stuttering });
    if (!shows(about.model, path, question))
      throw notRepeated(`the ${question.kind} property`, undefined);
    return traceOf(about.model, path);
  } catch (error) {
    const isUpToNames = about.search.reduction !== undefined;
    throw isUpToNames && error instanceof SpecFault ? notSymmetric() : error;
  }
}

function livenessQuestion<Code>(
  { formulas }: Case<Code>,
  question: Question,
  column: (predicate: number) => Uint8Array,
): LivenessQuestion {
  switch (question.kind) {
    case "ltl": {
      const prepared = formulas.get(question) ?? bug("a formula was not prepared");
      const atoms = prepared.atoms.map(({ on, predicate }) =>
        on === "state" ? { on, column: column(predicate) } : { on, predicate },
      );
      const premise = premiseColumn(question.formula, column);
      return { form: "ltl", automaton: prepared.automaton, atoms, premise };
    }
    case "eventually":
    case "alwaysEventually":
    case "eventuallyAlways":
      return { form: question.kind, p: column(question.p) };
    case "leadsTo":
    case "until":
      return { form: question.kind, p: column(question.p), q: column(question.q) };
    default:
      return bug(`${question.kind} is no question about infinite behaviours`);
  }
}
