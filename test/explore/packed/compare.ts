/** Runs a program under the packed and under the reference search, and describes all that they found in the same words. */
import { explore } from "../../../src/explore/explore.ts";
import type { Limits, Surroundings } from "../../../src/explore/limits.ts";
import { explorePacked } from "../../../src/explore/packed/explore-packed.ts";
import type {
  PackedExploration,
  PackedInput,
  Tuning,
} from "../../../src/explore/packed/packed-exploration.ts";
import type { StateGraph } from "../../../src/explore/state-graph.ts";
import type { PackedQuestion } from "../../../src/model/compiled/generated-module.ts";
import type { PropertyPart, Question } from "../../../src/model/model.ts";
import { predicateColumns } from "../../../src/verdict/predicate-columns.ts";
import { watchSafety } from "../../../src/verdict/safety.ts";
import { hostOf, type Interpreted, modelOf, pack, unpack, withFallbacks } from "./interpret.ts";
import type { Example } from "./programs.ts";
import { graphOfSpace } from "./space-graph.ts";

export interface How {
  readonly initial: readonly (readonly number[])[];
  readonly questions?: readonly PackedQuestion[];
  readonly columns?: readonly number[];
  readonly search?: "bfs" | "dfs";
  readonly limits?: Limits;
  readonly tuning?: Tuning;
  readonly workers?: number;
  readonly fingerprints?: boolean;
  readonly fallbacks?: Interpreted;
  readonly surroundings?: Surroundings;
}

export interface Outcome {
  readonly ending: string;
  readonly counts: readonly number[];
  readonly states: readonly string[];
  readonly parents: readonly number[];
  readonly instances: readonly number[];
  readonly taken: readonly number[];
  readonly findings: readonly string[];
  readonly columns: readonly string[];
  readonly graph: string;
  readonly fault: number | undefined;
}

export const quiet: Surroundings = {
  clock: () => 0,
  memory: () => 0,
  heap: () => 0,
  interrupted: () => false,
};

export function drain<Result>(generator: Generator<unknown, Result>): Result {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}

/** Gives the host a turn whenever the search pauses, so that it hears of its threads. */
export async function awaited<Result>(generator: Generator<unknown, Result>): Promise<Result> {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function packedExploration(example: Example, how: How): PackedExploration {
  return drain(packedSearch(example, how));
}

export function packedSearch(example: Example, how: How): Generator<unknown, PackedExploration> {
  return explorePacked(packedInput(example, how));
}

export function packedInput(example: Example, how: How): PackedInput {
  const { program, layout } = how.fallbacks ? withFallbacks(example, how.fallbacks) : example;
  const initial = how.initial.flatMap((state) => [...pack(layout, state)]);
  return {
    ...{ program, layout, initial: Int32Array.from(initial), host: hostOf(example) },
    questions: how.questions ?? [],
    columns: how.columns ?? [],
    search: how.search ?? "bfs",
    workers: how.workers ?? 1,
    fingerprints: how.fingerprints ?? false,
    limits: how.limits ?? {},
    surroundings: how.surroundings ?? quiet,
    tuning: how.tuning,
  };
}

export function packedOutcome(example: Example, how: How): Outcome {
  return outcomeOf(example, how, packedExploration(example, how));
}

export function outcomeOf(example: Example, how: How, found: PackedExploration): Outcome {
  const ranks = Array.from({ length: found.distinct }, (_, rank) => rank);
  const words = new Int32Array(example.layout.words);
  return {
    ending: JSON.stringify(found.ending),
    counts: [found.distinct, found.generated, found.depth, found.cut],
    states: ranks.map((rank) => {
      found.words(rank, words);
      return JSON.stringify(unpack(example.layout, words));
    }),
    parents: ranks.map(found.parent),
    instances: found.fault === undefined ? ranks.map(found.instanceInto) : [],
    taken: [...found.taken],
    findings: found.findings.map((finding) => show(finding)),
    columns: (how.columns ?? []).map((p) => columnText(found.column(p), found)),
    graph: isGraphRead(how, found) ? graphText(graphOfSpace(found.space())) : "",
    fault: found.fault?.state,
  };
}

/** Reading the states again may take memory, too. */
function isGraphRead(how: How, { fault, ending }: PackedExploration): boolean {
  return fault === undefined && !how.fingerprints && ending.because !== "memory limit";
}

/** The state that failed has no value in the column yet. */
function columnText(
  column: Uint8Array,
  { fault, distinct }: Pick<PackedExploration, "fault" | "distinct">,
): string {
  const judged = fault === undefined ? distinct : distinct - 1;
  return column.subarray(0, judged).join("");
}

export function referenceOutcome(example: Example, how: How): Outcome {
  const model = modelOf(example, how.initial);
  const parts = (how.questions ?? []).map(
    (question): PropertyPart => ({ label: "", question: asked(question) }),
  );
  const columns = predicateColumns(
    model,
    (how.columns ?? []).map((p) => ({ kind: "eventually", p })),
  );
  const safety = watchSafety(model, parts);
  const found = drain(
    explore(model, {
      search: how.search ?? "bfs",
      limits: how.limits ?? {},
      surroundings: how.surroundings ?? quiet,
      observers: [safety.observer, columns.observer],
      recordTransitions: true,
    }),
  );
  const ranks = Array.from({ length: found.distinct }, (_, rank) => rank);
  const fault = found.fault === undefined ? undefined : { state: found.fault.state ?? -1 };
  return {
    ending: JSON.stringify(found.ending),
    counts: [found.distinct, found.generated, found.depth, found.cut],
    states: ranks.map(found.code),
    parents: ranks.map(found.parent),
    instances: fault === undefined ? ranks.map(found.instanceInto) : [],
    taken: Array.from(found.taken),
    findings: parts.map((part) => show(safety.found(part))),
    columns: (how.columns ?? []).map((p) =>
      columnText(columns.column(p), { fault: fault as never, distinct: found.distinct }),
    ),
    graph: found.graph === undefined || fault !== undefined ? "" : graphText(found.graph),
    fault: fault?.state,
  };
}

function asked(question: PackedQuestion): Question {
  switch (question.kind) {
    case "state":
      return { kind: question.wanted === 0 ? "always" : "reachable", p: question.predicate };
    case "step":
      return { kind: "step", holds: question.predicate };
    case "deadlock":
      return { kind: "deadlock" };
  }
}

function show(
  finding: { readonly state: number; readonly instance: number | undefined } | undefined,
): string {
  return finding === undefined ? "nothing" : `${finding.state} by ${finding.instance}`;
}

function graphText(graph: StateGraph): string {
  const { stateCount, initialCount, offsets, targets, instances, expanded } = graph;
  return [[stateCount, initialCount], offsets, targets, instances, expanded]
    .map((numbers) => numbers.join(" "))
    .join("\n");
}
