/** Notes for every state whether the predicates of liveness properties hold: one byte a state and predicate. */
import type { Observer } from "../explore/observer.ts";
import { predicatesOf, stepPredicatesOf } from "../model/asked-predicates.ts";
import type { Model, Question } from "../model/model.ts";

export interface PredicateColumns<Code> {
  readonly observer: Observer<Code>;
  /** 1 where the predicate holds, by state id; only for predicates of the questions that were given. */
  column(predicate: number): Uint8Array;
}

/** Whether a question is about infinite behaviours. */
export function isLiveness({ kind }: Question): boolean {
  return liveness.includes(kind);
}

const liveness: readonly Question["kind"][] = [
  ...(["eventually", "alwaysEventually", "eventuallyAlways", "leadsTo", "until", "ltl"] as const),
];

/** The predicates of states of a question about infinite behaviours; none for a question of safety. */
export function livenessPredicates(question: Question): readonly number[] {
  return isLiveness(question) ? predicatesOf(question) : [];
}

/** The step predicates of a question about infinite behaviours. */
export function livenessStepPredicates(question: Question): readonly number[] {
  return isLiveness(question) ? stepPredicatesOf(question) : [];
}

export function predicateColumns<Code>(
  model: Model<Code>,
  questions: readonly Question[],
): PredicateColumns<Code> {
  const columns = new Map<number, { bytes: Uint8Array }>();
  for (const predicate of questions.flatMap(livenessPredicates)) {
    columns.set(predicate, { bytes: new Uint8Array(1024) });
  }
  let states = 0;
  return {
    observer: {
      state: (id, code) => {
        states = id + 1;
        for (const [predicate, column] of columns) {
          if (id >= column.bytes.length) column.bytes = doubled(column.bytes);
          column.bytes[id] = model.holds(predicate, code) ? 1 : 0;
        }
      },
    },
    column: (predicate) => (columns.get(predicate)?.bytes ?? new Uint8Array(0)).subarray(0, states),
  };
}

function doubled(bytes: Uint8Array): Uint8Array {
  const grown = new Uint8Array(bytes.length * 2);
  grown.set(bytes);
  return grown;
}
