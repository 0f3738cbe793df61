/**
 * From what a search found to a verdict for each property. A finding is replayed on the model before it counts; the
 * absence of one counts only when the search was complete.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Exploration } from "../explore/exploration.ts";
import type { Progress } from "../explore/observer.ts";
import type { Model, ModelProperty, PropertyPart, Question } from "../model/model.ts";
import type { Stuttering } from "../spec/machine.ts";
import {
  type LivenessAnswer,
  type LivenessJudge,
  type LivenessQuestion,
  livenessJudge,
} from "../temporal/liveness.ts";
import type { Tracking } from "../temporal/tracked-space.ts";
import { pathTo } from "../trace/rebuild.ts";
import { type Claim, notRepeated, replay } from "../trace/replay.ts";
import { type Trace, traceOf } from "../trace/trace.ts";
import { shows } from "./evidence.ts";
import { livenessClaim } from "./liveness-claim.ts";
import { type PartOrbit, partOrbits } from "./part-orbits.ts";
import { livenessPredicates } from "./predicate-columns.ts";
import type { Search } from "./search.ts";
import { type Completeness, type Verdict, whyUnknown } from "./verdict.ts";
import { type Stop, type Watch, watched } from "./watch.ts";

/** All that a judge may look at. */
export interface Case<Code> {
  readonly model: Model<Code>;
  readonly search: Search<Code>;
  readonly stuttering: Stuttering;
  /** Stops the judging of liveness at a limit. */
  readonly watch: Watch;
}

/** Judges properties one after the other. */
export interface Judge {
  /** The verdict of a property: of its only part, or the worst of those of its elements. */
  readonly property: (property: ModelProperty) => Generator<Progress, Verdict>;
}

export function judgeOf<Code>(about: Case<Code>): Judge {
  let made: LivenessJudge | undefined;
  const liveness = (): LivenessJudge => {
    const { model, search, stuttering } = about;
    made ??= livenessJudge(search.space(), { fairness: model.fairness, stuttering });
    return made;
  };
  return { property: (property) => judgeProperty(about, property, liveness) };
}

function* judgeProperty<Code>(
  about: Case<Code>,
  property: ModelProperty,
  liveness: () => LivenessJudge,
): Generator<Progress, Verdict> {
  const verdicts: Verdict[] = [];
  for (const asked of askedParts(about, property)) {
    verdicts.push(yield* judgePart(about, asked, liveness));
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

/** A part, or one for all those that are asked with it. */
interface AskedPart {
  readonly part: PropertyPart;
  readonly orbit: PartOrbit | undefined;
}

/** In a quotient those that permutations make of each other are asked together. */
function askedParts<Code>(
  { search: { orbits } }: Case<Code>,
  { parts }: ModelProperty,
): readonly AskedPart[] {
  if (orbits === undefined || !parts.some(asksForLiveness)) {
    return parts.map((part) => ({ part, orbit: undefined }));
  }
  return partOrbits(parts, orbits).map((orbit) => ({
    part: orbit.parts[0] ?? bug("an orbit has no parts"),
    orbit,
  }));
}

function asksForLiveness({ question }: PropertyPart): boolean {
  return livenessPredicates(question).length > 0;
}

function* judgePart<Code>(
  about: Case<Code>,
  { part, orbit }: AskedPart,
  liveness: () => LivenessJudge,
): Generator<Progress, Verdict> {
  const { question } = part;
  const finding = about.search.found(part);
  if (finding !== undefined) {
    const claim = pathTo(about.search.exploration, finding.state, finding.instance);
    const trace = confirmed(about, claim, question);
    return question.kind === "reachable"
      ? { status: "reachable", witness: trace }
      : { status: "violated", counterexample: trace, of: part.label };
  }
  // where a predicate failed, its values are not known for all states
  const isFaulty = about.search.exploration.fault !== undefined;
  const asked = isFaulty ? undefined : livenessQuestion(about.search, question, orbit);
  if (asked === undefined) return nothingFound(about, part, undefined);
  const answer = yield* watched(liveness().judge(asked, trackingOf(orbit)), about.watch);
  if (answer === undefined) return { status: "unknown", because: whyUnknown(stopOf(about)) };
  if (answer.violated) {
    const claim = livenessClaim(about.search, answer, orbit);
    return {
      status: "violated",
      counterexample: confirmed(about, claim, question),
      of: part.label,
    };
  }
  return nothingFound(about, part, answer);
}

/** The verdict when there is neither counterexample nor witness. */
function nothingFound<Code>(
  { search: { exploration, omission } }: Case<Code>,
  { question, label }: PropertyPart,
  answer: LivenessAnswer | undefined,
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
  if (answer !== undefined && !answer.violated && answer.vacuous) {
    return { status: "vacuous", because: whyVacuous(question), ...sure };
  }
  if (question.kind === "step" && !takesAnyStep(exploration)) {
    return { status: "vacuous", because: "no step is ever taken", ...sure };
  }
  return cut > 0 ? { status: "holds within bounds", cut, ...sure } : { status: "holds", ...sure };
}

function takesAnyStep<Code>({ taken }: Exploration<Code>): boolean {
  return Array.from(taken).some((times) => times > 0);
}

function whyVacuous(question: Question): string {
  return question.kind === "leadsTo"
    ? "what should lead to something never happens"
    : "there is no infinite behaviour";
}

/** Why a liveness property was not judged to the end. */
function stopOf<Code>({ search: { exploration }, watch }: Case<Code>): Stop {
  const { ending } = exploration;
  return ending.because === "complete"
    ? (watch.ending() ?? bug("judging stopped for no reason"))
    : ending;
}

/** Replays a claim and makes sure that it shows what it should. */
function confirmed<Code>(about: Case<Code>, claim: Claim<Code>, question: Question): Trace {
  const path = replay(about.model, claim, { stuttering: about.stuttering });
  if (!shows(about.model, path, question))
    throw notRepeated(`the ${question.kind} property`, undefined);
  return traceOf(about.model, path);
}

/** Parts are followed where there are several. */
function trackingOf(orbit: PartOrbit | undefined): Tracking | undefined {
  return orbit === undefined || orbit.parts.length === 1 ? undefined : orbit.tracking;
}

/** Where predicates hold: in a quotient, state by state and there part by part. */
function columnFor(
  { column }: Pick<Search<unknown>, "column">,
  orbit: PartOrbit | undefined,
): (predicate: number, position: number) => Uint8Array {
  if (orbit === undefined || orbit.parts.length === 1) return column;
  const { parts } = orbit;
  return (_predicate, position) => {
    const columns = parts.map(({ question }) =>
      column(livenessPredicates(question)[position] ?? bug("a part has no predicate")),
    );
    const states = columns[0]?.length ?? 0;
    const woven = new Uint8Array(states * parts.length);
    for (let state = 0, at = 0; state < states; state++) {
      for (const one of columns) woven[at++] = one[state] as number;
    }
    return woven;
  };
}

function livenessQuestion<Code>(
  search: Search<Code>,
  question: Question,
  orbit: PartOrbit | undefined,
): LivenessQuestion | undefined {
  const column = columnFor(search, orbit);
  switch (question.kind) {
    case "eventually":
    case "alwaysEventually":
    case "eventuallyAlways":
      return { form: question.kind, p: column(question.p, 0) };
    case "leadsTo":
    case "until":
      return { form: question.kind, p: column(question.p, 0), q: column(question.q, 1) };
    default:
      return undefined;
  }
}
