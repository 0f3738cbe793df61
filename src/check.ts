/** The pipeline, top to bottom: machine → model → plan → exploration → verdicts, each with its replayed trace. */
import type { CheckerError } from "./diagnostics/checker-error.ts";
import { saysOutOfMemory } from "./diagnostics/out-of-memory.ts";
import { drive, type RunEnvironment, surroundings } from "./explore/drive.ts";
import type { Exploration } from "./explore/exploration.ts";
import type { Ending, Surroundings } from "./explore/limits.ts";
import type { Progress } from "./explore/observer.ts";
import type { CompiledMachine } from "./model/compiled/compiled-machine.ts";
import type { Divergence } from "./model/divergence.ts";
import type { ModelProperty } from "./model/model.ts";
import { SpecFault } from "./model/model.ts";
import { type ReferenceModel, referenceModel } from "./model/reference/reference-model.ts";
import type { Expectation, Machine } from "./spec/machine.ts";
import { refuseAsymmetricStart } from "./symmetry/initial-symmetry.ts";
import { testedAcrossOrbits } from "./symmetry/orbit-test.ts";
import { reductionOf } from "./symmetry/reduction.ts";
import { refuseTellingApart } from "./symmetry/static/examine-machine.ts";
import { type SymmetrySuggestion, suggestSymmetric } from "./symmetry/suggest-symmetric.ts";
import { symmetryTest } from "./symmetry/symmetry-test.ts";
import { pathTo } from "./trace/rebuild.ts";
import { replay } from "./trace/replay.ts";
import { type Trace, traceOf } from "./trace/trace.ts";
import { chooseEngine } from "./verdict/choose-engine.ts";
import { searchCompiled } from "./verdict/compiled-search.ts";
import { meets } from "./verdict/expectation.ts";
import { prepareFormulas } from "./verdict/formulas.ts";
import { type Case, judgeOf } from "./verdict/judge.ts";
import { type CheckOptions, type Plan, planCheck } from "./verdict/plan.ts";
import { searchReference } from "./verdict/reference-search.ts";
import { type Verdict, whyUnknown } from "./verdict/verdict.ts";
import { startWatch } from "./verdict/watch.ts";

/** Numbers about a search; see docs/semantics.md for what they count. */
export interface Statistics {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly seconds: number;
}

/** What was made of the symmetric domains of a machine. */
export type Symmetry =
  /**
   * The distinct states stand for their orbits, with so many states in all: those that there are without reduction, if the
   * search is complete. Undefined if the number is not known exactly.
   */
  | { readonly reduced: true; readonly states: bigint | undefined }
  /** All states were explored, for this reason. */
  | { readonly reduced: false; readonly because: string };

/** The answer about one property. */
export interface PropertyResult {
  readonly name: string;
  readonly kind: ModelProperty["kind"];
  readonly verdict: Verdict;
  readonly expected: Expectation;
  /** Whether the verdict is the expected one. */
  readonly met: boolean;
  /** The consequence that a trace shows, in the words of the property's author. */
  readonly says: string | undefined;
}

/** What is wrong with a spec, and the behaviour that led there. */
export interface RunFault {
  readonly error: CheckerError;
  /** The states before the fault; undefined when it is no matter of a state. */
  readonly trace: Trace | undefined;
  /** The label of the action whose guard or effect failed in the last state. */
  readonly step: string | undefined;
  /** What shows that symmetric elements are told apart, if that is the fault. */
  readonly divergence: Divergence | undefined;
}

/** The answer about a machine. */
export interface CheckResult {
  readonly machine: string;
  /**
   * `passed`: every expectation met by a complete search. `failed`: an expectation not met. `ill-formed`: the spec
   * misbehaved, see `fault`. `inconclusive`: a limit left something open. `interrupted`: stopped from outside.
   */
  readonly outcome: "passed" | "failed" | "ill-formed" | "inconclusive" | "interrupted";
  /** Which engine explored: the same answers, at another speed. */
  readonly engine: "reference" | "compiled";
  /** How many threads explored: those that were started and not ready before the end did not. The same answers, at another speed. */
  readonly workers: number;
  /**
   * With fingerprints: the probability that a state was missed is at most this. Undefined where whole states were compared.
   */
  readonly omission: number | undefined;
  /** Whether one state was explored for each orbit; undefined for a machine without symmetric domains. */
  readonly symmetry: Symmetry | undefined;
  readonly ending: Ending;
  readonly stats: Statistics;
  readonly properties: readonly PropertyResult[];
  /** Actions that were never enabled in a complete search: often a guard that says something else than meant. */
  readonly neverEnabled: readonly string[];
  /** What the author could do to have fewer states explored; only after a complete search. */
  readonly hints: readonly SymmetrySuggestion[];
  readonly fault: RunFault | undefined;
}

/**
 * Explores every reachable state of a machine and judges its properties.
 * @throws CheckerError kind `usage` for options that cannot be honoured. A misbehaving spec is a result, not an exception.
 */
export async function check(
  machine: Machine,
  options: CheckOptions = {},
  environment: RunEnvironment = {},
): Promise<CheckResult> {
  try {
    return await checkModel(referenceModel(machine), options, environment);
  } catch (error) {
    if (error instanceof SpecFault) return illFormed(machine.name, error);
    throw error;
  }
}

async function checkModel(
  model: ReferenceModel,
  options: CheckOptions,
  environment: RunEnvironment,
): Promise<CheckResult> {
  const plan = planCheck(model, options);
  refuseTellingApart(model.parts, model.symmetries.domains);
  refuseAsymmetricStart(model);
  const compiled = chooseEngine(model, plan);
  const engine = compiled === "reference" ? "reference" : "compiled";
  const around = surroundings(environment, plan.limits);
  try {
    const result = await searchAndJudge(model, { compiled, plan, around, environment });
    return { ...result, engine };
  } catch (error) {
    if (!saysOutOfMemory(error)) throw error;
    return withoutMemory(model.name, { plan, engine, limit: around.memory() });
  }
}

interface Setting {
  readonly compiled: CompiledMachine | "reference";
  readonly plan: Plan;
  readonly around: Surroundings;
  readonly environment: RunEnvironment;
}

async function searchAndJudge(
  model: ReferenceModel,
  { compiled, plan, around, environment }: Setting,
): Promise<Omit<CheckResult, "engine">> {
  const started = around.clock();
  const formulas = prepareFormulas(model, plan);
  const reducible = reductionOf(model);
  const reduction = plan.symmetry ? reducible : undefined;
  const test = symmetryTest(model);
  const symmetry =
    reduction === undefined ? test : testedAcrossOrbits(test, model, reduction.group);
  const search = await drive(
    compiled === "reference"
      ? searchReference(model, { plan, surroundings: around, reduction, observer: symmetry })
      : searchCompiled(model, {
          ...{ compiled, plan, surroundings: around, reduction, symmetry },
          group: reducible?.group,
        }),
    environment,
  );
  const { limits, stuttering } = plan;
  const watch = startWatch({ limits, surroundings: around, started, search: search.exploration });
  const about = { model, search, stuttering, formulas, watch };
  const result = await drive(judge(about, plan), environment);
  return {
    ...result,
    symmetry: reducible && symmetryOf(plan, search.exploration),
    hints: hintsOf(model, result, search.exploration),
  };
}

function symmetryOf({ symmetry }: Plan, { orbitStates }: Exploration<unknown>): Symmetry {
  if (symmetry) return { reduced: true, states: orbitStates };
  return { reduced: false, because: "symmetry is off" };
}

/** None where something is left open, or where states are not kept. */
function hintsOf(
  model: ReferenceModel,
  { ending, omission }: Pick<CheckResult, "ending" | "omission">,
  exploration: Exploration<string>,
): CheckResult["hints"] {
  if (ending.because !== "complete" || omission !== undefined) return [];
  return suggestSymmetric(model, exploration);
}

function* judge<Code>(
  about: Case<Code>,
  plan: Plan,
): Generator<Progress, Omit<CheckResult, "engine" | "symmetry" | "hints">> {
  const { exploration } = about.search;
  const { model } = about;
  const judging = judgeOf(about);
  const verdicts: Verdict[] = [];
  for (const property of plan.properties) verdicts.push(yield* judging.property(property));
  const { distinct, generated, depth, milliseconds } = exploration;
  const complete = exploration.ending.because === "complete";
  const fault = exploration.fault ?? judging.fault();
  const ending = endingOf(about, fault !== undefined);
  const properties = plan.properties.map((property, i) => {
    const verdict = verdicts[i] as Verdict; // one for each
    return resultOf(property, fault === undefined ? verdict : withFault(verdict));
  });
  return {
    machine: model.name,
    outcome: outcomeOf(ending, properties),
    workers: about.search.workers,
    omission: about.search.omission,
    ending,
    stats: { distinct, generated, depth, seconds: milliseconds / 1000 },
    properties,
    neverEnabled: complete ? neverEnabledActions(about) : [],
    fault: fault && faultOf(about, fault),
  };
}

function resultOf(property: ModelProperty, verdict: Verdict): PropertyResult {
  const { name, kind, expected, says } = property;
  return { name, kind, verdict, expected, met: meets(verdict, expected), says };
}

function outcomeOf(ending: Ending, properties: readonly PropertyResult[]): CheckResult["outcome"] {
  if (ending.because === "fault") return "ill-formed";
  if (ending.because === "interrupted") return "interrupted";
  if (properties.some(({ met, verdict }) => !met && verdict.status !== "unknown")) return "failed";
  const open = properties.some(({ verdict }) => verdict.status === "unknown");
  return open || ending.because !== "complete" ? "inconclusive" : "passed";
}

function neverEnabledActions<Code>({ model, search }: Case<Code>): readonly string[] {
  const { exploration } = search;
  const taken = new Set(
    model.instances.filter((_, i) => exploration.taken[i] !== 0).map((instance) => instance.action),
  );
  const actions = new Set(model.instances.map((instance) => instance.action));
  return [...actions].filter((action) => !taken.has(action));
}

/** Of a spec that turned out to be ill-formed only what was shown is known. */
function withFault(verdict: Verdict): Verdict {
  if (verdict.status === "violated" || verdict.status === "reachable") return verdict;
  return { status: "unknown", because: whyUnknown({ because: "fault" }) };
}

/** How the search ended, or the judging after it. */
function endingOf<Code>({ search, watch }: Case<Code>, isFaulty: boolean): Ending {
  const { ending } = search.exploration;
  if (isFaulty) return { because: "fault" };
  return ending.because === "complete" ? (watch.ending() ?? watch.shortage() ?? ending) : ending;
}

function faultOf<Code>(
  { model, search, stuttering }: Case<Code>,
  { fault, state }: NonNullable<Exploration<unknown>["fault"]>,
): RunFault {
  const step = fault.instance === undefined ? undefined : model.instances[fault.instance]?.label;
  const { error, divergence } = fault;
  if (state === undefined) return { error, trace: undefined, step, divergence };
  const path = replay(model, pathTo({ model, ...search }, state), { stuttering });
  return { error, trace: traceOf(model, path), step, divergence };
}

/** The result for a spec that showed to be ill-formed before, or after, its search. */
function illFormed(machine: string, fault: SpecFault): CheckResult {
  return {
    ...nothingExplored,
    ...{ machine, outcome: "ill-formed", engine: "reference", ending: { because: "fault" } },
    properties: [],
    fault: { error: fault.error, trace: undefined, step: undefined, divergence: undefined },
  };
}

interface Unexplored extends Pick<CheckResult, "engine"> {
  readonly plan: Plan;
  /** Bytes that the process uses, of which there are no more. */
  readonly limit: number;
}

/** The result where a search had no memory to begin with, or none to put its end together. */
function withoutMemory(machine: string, { plan, engine, limit }: Unexplored): CheckResult {
  const ending = { because: "memory limit", limit } as const;
  const unknown = { status: "unknown", because: whyUnknown(ending) } as const;
  const properties = plan.properties.map((property) => resultOf(property, unknown));
  const outcome = "inconclusive";
  return { ...nothingExplored, machine, outcome, engine, ending, properties, fault: undefined };
}

const nothingExplored = {
  workers: 1,
  omission: undefined,
  symmetry: undefined,
  stats: { distinct: 0, generated: 0, depth: 0, seconds: 0 },
  neverEnabled: [],
  hints: [],
} as const;
