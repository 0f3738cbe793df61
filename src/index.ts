/** The public API: the language of specs, and `check`. */

export {
  type CheckResult,
  check,
  type PropertyResult,
  type RunFault,
  type Statistics,
} from "./check.ts";
export { CheckerError, type ErrorKind, type SourceLocation } from "./diagnostics/checker-error.ts";
export { type ErrorCode, errorCodes } from "./diagnostics/error-codes.ts";
export type { RunEnvironment } from "./explore/drive.ts";
export type { Ending } from "./explore/limits.ts";
export type { Progress } from "./explore/observer.ts";
export {
  type ExploredGraph,
  exploreGraph,
  type GraphAttributes,
  type GraphOptions,
  type StateAttributes,
  type TransitionAttributes,
} from "./graph/explore-graph.ts";
export { type GraphFormat, graphFormats, writeGraph } from "./graph/write-graph.ts";
export { type ExplainedFunction, type Explanation, explain } from "./model/compiled/explain.ts";
export type { Action, Arguments, Fairness, Parameters } from "./spec/action.ts";
export type { Domain, Input, Value, View } from "./spec/domain.ts";
export {
  bagOf,
  bool,
  index,
  listOf,
  mapOf,
  oneOf,
  optional,
  range,
  record,
  setOf,
  symmetric,
  union,
} from "./spec/domains.ts";
export type { Formula, FormulaWords, Operand } from "./spec/formula.ts";
export {
  type Choice,
  choose,
  type Expectation,
  type Init,
  type Machine,
  type MachineDefinition,
  machine,
  type Stuttering,
} from "./spec/machine.ts";
export { type Part, part } from "./spec/part.ts";
export {
  always,
  alwaysEventually,
  eventually,
  eventuallyAlways,
  forEach,
  leadsTo,
  ltl,
  never,
  type Predicate,
  type Property,
  reachable,
  step,
  type Taken,
  until,
} from "./spec/property.ts";
export type { Schema, State, StateView } from "./spec/schema.ts";
export type { StateValue, Trace, TraceStep } from "./trace/trace.ts";
export type { Change } from "./value/difference.ts";
export type { ModelBag, ReadonlyModelBag } from "./value/model-bag.ts";
export type { ModelSet, ReadonlyModelSet } from "./value/model-set.ts";
export { type Plain, plain } from "./value/plain.ts";
export { same } from "./value/same.ts";
export { show } from "./value/show.ts";
export { defaultEngine, type EngineChoice } from "./verdict/engine-choice.ts";
export { type CheckOptions, validateOptions } from "./verdict/plan.ts";
export { type PlannedMemory, planSearch, type SearchPlan } from "./verdict/search-plan.ts";
export type { Completeness, Verdict } from "./verdict/verdict.ts";
