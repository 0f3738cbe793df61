/**
 * The reference engine: runs the author's closures on plain JavaScript values. It is slow, and simple enough to be
 * believed: the oracle of the tests, and the replayer of every counterexample.
 *
 * What a closure can get wrong ends here in a SpecFault that names the closure: a value out of its domain, a write from a
 * guard, a clock or random source, an effect whose two runs disagree, an exception, an answer that is no boolean.
 */
import type { RecordDomain } from "../../spec/domain.ts";
import type { Machine } from "../../spec/machine.ts";
import type { Taken } from "../../spec/property.ts";
import { fairnessOf, instancesOf, type RunnableInstance } from "../instances.ts";
import type { MachineParts } from "../machine-parts.ts";
import type { Model } from "../model.ts";
import { type NamedPredicate, type Questions, questionsOf } from "../questions.ts";
import type { Values } from "../values.ts";
import { admit } from "./admit.ts";
import { answer, asking, attempt, type Closure, notAFunction, refuseResult } from "./closures.ts";
import { decode } from "./decode.ts";
import { draft } from "./draft.ts";
import { codeOf } from "./encode.ts";
import { type InitialState, initialStatesOf, isLeftOut } from "./initial-states.ts";
import { type Access, checkerAccess, type Place, placeOf } from "./place.ts";
import { purely } from "./purity.ts";
import { readView } from "./read-view.ts";
import { type Symmetries, symmetriesOf } from "./symmetries.ts";
import { takenSteps } from "./taken.ts";

/** A model that knows the symmetries which its machine claims. */
export interface SymmetricModel<Code> extends Model<Code> {
  readonly symmetries: Symmetries<Code>;
  /** A function that the author wrote, for messages; undefined where there is none. */
  functionOf(part: AuthorsPart): ((...args: never[]) => unknown) | undefined;
}

/** What the author wrote as a function, in the numbering of the model. An instance without a guard has its effect only. */
export type AuthorsPart =
  | { readonly guard: number }
  | { readonly effect: number }
  | { readonly predicate: number }
  | { readonly stepPredicate: number }
  | "final"
  | "within";

/** A model whose codes are strings; see `encode`. */
export interface ReferenceModel extends SymmetricModel<string> {
  /** What the author wrote, in the numbering of the model. */
  readonly parts: MachineParts;
  /** The state to which one instance leads; undefined where it is not enabled. */
  step(state: string, instance: number): string | undefined;
}

/** Guards and predicates are run twice around the first states and then around one of so many: what is no function shows early. */
const twice = { first: 256, oneIn: 64 };

/** @throws SpecFault or CheckerError when the machine is ill-formed in a way that shows without running it. */
export function referenceModel(machine: Machine): ReferenceModel {
  const engine = engineOf(machine);
  const { instances, questions, schema } = engine;
  const reporting = placeOf("s", checkerAccess);
  return {
    parts: { machine, instances, questions },
    step: (state, instance) => stepOf(engine, instance, state),
    symmetries: symmetriesOf(machine, { instances, questions, initial: () => initialOf(engine) }),
    functionOf: (part) => functionOf({ machine, instances, questions }, part),
    name: machine.name,
    instances,
    fairness: fairnessOf(machine, instances, engine.values),
    properties: questions.properties,
    stuttering: machine.stuttering,
    bounded: machine.within !== undefined,
    initialStates: () =>
      initialOf(engine).flatMap(({ state }) => (state === undefined ? [] : [state])),
    successors: (state, visit) => {
      for (const { next, instance } of successorsOf(engine, state)) visit(next, instance);
    },
    holds: (predicate, state) =>
      judge(engine, questions.predicates[predicate] as Judged, () => [viewOf(engine, state)]),
    stepHolds: (predicate, { before, after, instance }) =>
      judge(engine, questions.stepPredicates[predicate] as Judged, () => [
        freshView(engine, before),
        freshView(engine, after),
        engine.taken[instance],
      ]),
    isFinal: (state) =>
      machine.final !== undefined &&
      judge(engine, { who: "final", holds: machine.final }, () => [viewOf(engine, state)]),
    isWithin: (state) =>
      machine.within === undefined ||
      judge(engine, { who: "within", holds: machine.within }, () => [viewOf(engine, state)]),
    read: (state) => decode(schema, state, reporting) as Readonly<Record<string, unknown>>,
  };
}

function functionOf(
  { machine, instances, questions }: MachineParts,
  part: AuthorsPart,
): ((...args: never[]) => unknown) | undefined {
  if (typeof part === "string") return machine[part];
  if ("predicate" in part) return questions.predicates[part.predicate]?.holds;
  if ("stepPredicate" in part) return questions.stepPredicates[part.stepPredicate]?.holds;
  const { when, then } = instances["guard" in part ? part.guard : part.effect]?.definition ?? {};
  return "guard" in part ? (when ?? then) : then;
}

/** What the functions of a model share. */
interface Engine {
  readonly machine: Machine;
  readonly schema: RecordDomain;
  readonly instances: readonly RunnableInstance[];
  readonly questions: Questions;
  /** The steps of the instances, as step properties see them. */
  readonly taken: readonly Taken[];
  readonly places: { readonly reading: Place; readonly writing: Place; readonly starting: Place };
  readonly values: Values;
  /** Whose code is running, for messages: `the guard of pin(app0)`. */
  readonly speaker: { running: string };
  /** The last state that was looked at: predicates and guards are asked about one state many times. */
  last: { readonly code: string; readonly view: unknown } | undefined;
  /** States whose successors were asked for. */
  expanded: number;
}

function engineOf(machine: Machine): Engine {
  const speaker = { running: "the spec" };
  const who = (): string => speaker.running;
  const values = valuesFor(who);
  const instances = asking(() => instancesOf(machine, values));
  const reading: Access = { writable: false, who };
  return {
    machine,
    values,
    speaker,
    schema: { kind: "record", fields: machine.state },
    instances,
    questions: asking(() => questionsOf(machine, values)),
    taken: takenSteps(instances, who),
    places: {
      reading: placeOf("s", reading),
      writing: placeOf("s", { writable: true, who }),
      starting: placeOf("init", reading),
    },
    last: undefined,
    expanded: 0,
  };
}

function freshView({ schema, places }: Engine, code: string): unknown {
  return readView(schema, decode(schema, code, places.reading), places.reading);
}

function viewOf(engine: Engine, code: string): unknown {
  if (engine.last?.code !== code) engine.last = { code, view: freshView(engine, code) };
  return engine.last.view;
}

/** Names whose code runs from here on. */
function announce(engine: Engine, closure: Closure): Closure {
  engine.speaker.running = closure.who;
  return closure;
}

function isSample({ expanded }: Engine): boolean {
  return expanded < twice.first || expanded % twice.oneIn === 0;
}

/** The answer of a guard or predicate, asked a second time in a sample of the states. */
function answerOf(engine: Engine, closure: Closure, ask: () => unknown): boolean {
  return attempt(closure, () => {
    const first = answer(ask(), closure);
    if (isSample(engine) && answer(ask(), closure) !== first) throw notAFunction(closure);
    return first;
  });
}

function initialOf(engine: Engine): readonly InitialState<string>[] {
  const { machine, schema, places, values, speaker } = engine;
  speaker.running = "init";
  const code = (written: unknown): string =>
    codeOf(schema, admit(schema, written, places.starting));
  return asking(() =>
    initialStatesOf(machine, values).map((one) => ({
      state: isLeftOut(one) ? undefined : code(one.state),
      by: one.by,
    })),
  );
}

interface Successor {
  readonly next: string;
  readonly instance: number;
}

function successorsOf(engine: Engine, state: string): readonly Successor[] {
  const found: Successor[] = [];
  purely(() => {
    const view = viewOf(engine, state);
    for (let instance = 0; instance < engine.instances.length; instance++) {
      if (!isEnabled(engine, instance, view)) continue;
      found.push({ next: effectOf(engine, instance, state), instance });
    }
    engine.expanded++;
  });
  return found;
}

function stepOf(engine: Engine, instance: number, state: string): string | undefined {
  return purely(() =>
    isEnabled(engine, instance, viewOf(engine, state))
      ? effectOf(engine, instance, state)
      : undefined,
  );
}

function isEnabled(engine: Engine, instance: number, view: unknown): boolean {
  const { definition, given, label } = engine.instances[instance] as RunnableInstance;
  const { when } = definition;
  if (when === undefined) return true;
  const closure = announce(engine, { who: `the guard of ${label}`, instance, about: when });
  return answerOf(engine, closure, () => when(view, given));
}

/** The state after a step; effects run twice everywhere. */
function effectOf(engine: Engine, instance: number, state: string): string {
  const { schema, places } = engine;
  const { definition, given, label } = engine.instances[instance] as RunnableInstance;
  const { then } = definition;
  const closure = announce(engine, { who: `the effect of ${label}`, instance, about: then });
  const run = (): string => {
    const raw = decode(schema, state, places.writing);
    const changing = draft(schema, raw, places.writing);
    const result = then(changing, given);
    const next = codeOf(schema, raw);
    refuseResult({ result, draft: changing, changed: next !== state }, closure);
    return next;
  };
  return attempt(closure, () => {
    const next = run();
    if (run() !== next) throw notAFunction(closure);
    return next;
  });
}

type Judged = Pick<NamedPredicate<unknown>, "who" | "holds">;

function judge(engine: Engine, predicate: Judged, about: () => readonly unknown[]): boolean {
  const holds = predicate.holds as (...args: readonly unknown[]) => unknown; // called with views of this machine's states
  const closure = announce(engine, { who: predicate.who, about: holds });
  return purely(() => {
    const views = about();
    return answerOf(engine, closure, () => holds(...views));
  });
}

/** What plain values become; views name who is using them. */
function valuesFor(who: () => string): Values {
  return {
    present: (domain, value) => {
      const place = placeOf("an argument", { writable: false, who });
      return readView(domain, admit(domain, value, place), place);
    },
    data: (domain, value) => {
      const place = placeOf("an argument", checkerAccess);
      return decode(domain, codeOf(domain, admit(domain, value, place)), place);
    },
    identity: (domain, value) =>
      codeOf(domain, admit(domain, value, placeOf("an argument", checkerAccess))),
  };
}
