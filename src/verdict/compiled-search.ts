/**
 * Searches with the compiled engine, and gives the judges what the reference engine would have given them: the same ids,
 * counts, findings and columns. A fault is reported by the reference engine, which is asked to do the same step.
 */
import { bug } from "../diagnostics/bug.ts";
import type { Exploration } from "../explore/exploration.ts";
import type { Surroundings } from "../explore/limits.ts";
import type { Progress } from "../explore/observer.ts";
import type { Asked } from "../explore/packed/compiles-wholly.ts";
import { explorePacked } from "../explore/packed/explore-packed.ts";
import type { PackedExploration, PackedFault } from "../explore/packed/packed-exploration.ts";
import type { CompiledMachine } from "../model/compiled/compiled-machine.ts";
import type { PackedQuestion } from "../model/compiled/generated-module.ts";
import { type PropertyPart, type Question, SpecFault } from "../model/model.ts";
import { purely } from "../model/reference/purity.ts";
import type { ReferenceModel } from "../model/reference/reference-model.ts";
import { factTables } from "../symmetry/make-fact-tables.ts";
import { packedReduction } from "../symmetry/packed-reduction.ts";
import type { Group } from "../symmetry/permutation.ts";
import type { Reduction } from "../symmetry/reduction.ts";
import { nextSampled, type SymmetryTest } from "../symmetry/symmetry-test.ts";
import { type PackedMirrors, packedMirrors } from "./packed-mirrors.ts";
import type { Plan } from "./plan.ts";
import { livenessPredicates, livenessStepPredicates } from "./predicate-columns.ts";
import type { Search } from "./search.ts";

export interface CompiledSearchOptions {
  readonly compiled: CompiledMachine;
  readonly plan: Plan;
  readonly surroundings: Surroundings;
  readonly reduction: Reduction<string> | undefined;
  /** Looks at a sample of the states when the search is over. */
  readonly symmetry: SymmetryTest<string>;
  /** The permutations of the machine, whether the search is reduced by them or not. */
  readonly group: Group | undefined;
}

export function* searchCompiled(
  model: ReferenceModel,
  { compiled, plan, surroundings, reduction, symmetry, group }: CompiledSearchOptions,
): Generator<Progress, Search<string>> {
  const parts = plan.properties.flatMap((property) => property.parts);
  const asked = parts.filter((part) => packedQuestion(part.question) !== undefined);
  const { questions, columns } = packedQuestions(plan.properties);
  const reducedBy = reduction && packedReduction(compiled.layout, reduction.group);
  const packed = yield* explorePacked({
    program: compiled.program,
    layout: compiled.layout,
    initial: compiled.initial(),
    host: compiled.host,
    ...{ questions, columns },
    steps: [...new Set(parts.flatMap((part) => livenessStepPredicates(part.question)))],
    search: plan.search,
    workers: plan.workers,
    fingerprints: plan.fingerprints,
    reduction: reducedBy,
    limits: plan.limits,
    surroundings,
    names: {
      instances: model.instances.map(({ label }) => label),
      predicates: model.parts.questions.predicates.map(({ who }) => who),
      stepPredicates: model.parts.questions.stepPredicates.map(({ who }) => who),
    },
  });
  compiled.refuseChanges();
  const numbers = new Map<PropertyPart, number>(asked.map((part, i) => [part, i]));
  const exploration = explorationOf(model, compiled, packed);
  const compare = (): PackedMirrors["compare"] | undefined => {
    if (group === undefined) return undefined;
    const tables = reducedBy?.tables ?? factTables(compiled.layout, group);
    return packedMirrors(model, { compiled, group, tables, isReduced: reduction !== undefined })
      ?.compare;
  };
  const tests = { symmetry, compare, words: wordsOf(compiled, packed) };
  return {
    exploration: withSymmetryTested(model, exploration, tests),
    reduction,
    found: (part) => packed.findings[numbers.get(part) ?? -1],
    column: (predicate) => packed.column(predicate),
    workers: packed.workers,
    omission: packed.compared === undefined ? undefined : omissionOf(packed.compared),
    space: () => packed.space(reduction?.action.instance),
  };
}

/** What a search has to ask for the properties: questions of safety in the order of parts, and predicates of the others. */
export function packedQuestions(properties: Plan["properties"]): Asked {
  const parts = properties.flatMap((property) => property.parts);
  return {
    questions: parts.flatMap((part) => packedQuestion(part.question) ?? []),
    columns: [...new Set(parts.flatMap((part) => livenessPredicates(part.question)))],
  };
}

/** A comparison of fingerprints of 64 bits takes a new state for a known one with a probability of 2^−64. */
export function omissionOf(compared: number): number {
  return Math.min(1, compared / 2 ** 64);
}

function packedQuestion(question: Question): PackedQuestion | undefined {
  switch (question.kind) {
    case "always":
      return { kind: "state", predicate: question.p, wanted: 0 };
    case "never":
    case "reachable":
      return { kind: "state", predicate: question.p, wanted: 1 };
    case "step":
      return { kind: "step", predicate: question.holds };
    case "deadlock":
      return { kind: "deadlock" };
    default:
      return undefined; // about infinite behaviours
  }
}

/** The words of a state; the next call writes over them. */
function wordsOf(
  { layout }: CompiledMachine,
  packed: PackedExploration,
): (id: number) => Int32Array {
  const words = new Int32Array(layout.words);
  return (id) => {
    packed.words(id, words);
    return words;
  };
}

function explorationOf(
  model: ReferenceModel,
  compiled: CompiledMachine,
  packed: PackedExploration,
): Exploration<string> {
  const words = wordsOf(compiled, packed);
  const code = (id: number): string => compiled.codeOf(words(id));
  const { ending, distinct, generated, depth, milliseconds, cut, taken, orbitStates } = packed;
  return {
    ...{ ending, distinct, generated, depth, milliseconds, cut, taken, orbitStates, code },
    graph: undefined,
    parent: (id) => packed.parent(id),
    instanceInto: (id) => packed.instanceInto(id),
    fault: packed.fault && {
      fault: faultOn(model, code(packed.fault.state), packed.fault),
      state: packed.fault.state,
    },
  };
}

/** How the states of a search are tested: first by the compiled functions, if they can be. */
interface SymmetryTests {
  readonly symmetry: SymmetryTest<string>;
  readonly compare: () => PackedMirrors["compare"] | undefined;
  readonly words: (id: number) => Int32Array;
}

/** The same exploration, or a fault of it when the spec tells symmetric elements apart. */
function withSymmetryTested(
  model: ReferenceModel,
  exploration: Exploration<string>,
  { symmetry, compare: mirrors, words }: SymmetryTests,
): Exploration<string> {
  const isSymmetric = model.symmetries.generators.length > 0;
  if (exploration.fault !== undefined || !isSymmetric) return exploration;
  const wasExpanded = exploration.ending.because === "complete";
  const next = (id: number): number => (exploration.parent(id) < 0 ? id : nextSampled(id)); // all initial states
  const test = (): Exploration<string> => {
    const compare = mirrors();
    for (let id = 0; id < exploration.distinct; id = next(id + 1)) {
      const likeness = compare?.(id, words(id), wasExpanded);
      if (likeness === "alike") continue;
      const code = exploration.code(id);
      try {
        symmetry.state(id, code);
        if (wasExpanded && model.isWithin(code)) symmetry.expansion(id, code);
      } catch (error) {
        if (!(error instanceof SpecFault)) throw error;
        const fault = { fault: error, state: id };
        return { ...exploration, ending: { because: "fault" }, fault };
      }
      if (likeness === "different") bug("the engines disagree about what is symmetric");
    }
    return exploration;
  };
  return purely(test); // once around all of it: each time takes longer than the author's functions
}

/** The fault as the reference engine reports it. */
function faultOn(
  model: ReferenceModel,
  state: string,
  { what, number, instance }: PackedFault,
): SpecFault {
  try {
    switch (what) {
      case "instance":
        model.successors(state, () => {});
        break;
      case "predicate":
        model.holds(number ?? bug("a predicate without a number failed"), state);
        break;
      case "stepPredicate": {
        const step = instance ?? bug("a step predicate failed without a step");
        const after = model.step(state, step) ?? bug("a step that was taken is not enabled");
        model.stepHolds(number ?? bug("a predicate without a number failed"), {
          before: state,
          after,
          instance: step,
        });
        break;
      }
      case "final":
        model.isFinal(state);
        break;
      case "within":
        model.isWithin(state);
    }
  } catch (error) {
    if (error instanceof SpecFault) return error;
    throw error;
  }
  return bug(`the engines disagree about a fault of ${what} ${number ?? ""}`);
}
