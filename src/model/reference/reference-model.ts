/**
 * The reference engine: runs the author's closures on plain JavaScript values. It is slow, and simple enough to be
 * believed: the oracle of the tests, and the replayer of every counterexample.
 *
 * What a closure can get wrong ends here in a SpecFault that names the closure: a value out of its domain, a write from a
 * guard, a clock or random source, an effect whose two runs disagree, an exception, an answer that is no boolean.
 */
import type { Domain, RecordDomain } from "../../spec/domain.ts";
import type { Machine } from "../../spec/machine.ts";
import { fairnessOf, instancesOf, type RunnableInstance } from "../instances.ts";
import type { MachineParts } from "../machine-parts.ts";
import type { Model } from "../model.ts";
import { type NamedPredicate, type Questions, questionsOf } from "../questions.ts";
import { admit } from "./admit.ts";
import { answer, asking, attempt, notAFunction, refuseResult } from "./closures.ts";
import { decode } from "./decode.ts";
import { draft } from "./draft.ts";
import { codeOf } from "./encode.ts";
import { initialStatesOf } from "./initial-states.ts";
import { type Access, checkerAccess, placeOf } from "./place.ts";
import { purely } from "./purity.ts";
import { readView } from "./read-view.ts";
import { type Symmetries, symmetriesOf } from "./symmetries.ts";

/** A model that knows the symmetries which its machine claims. */
export interface SymmetricModel<Code> extends Model<Code> {
  readonly symmetries: Symmetries<Code>;
  /** The function that decides about an instance, for messages: its guard, or its effect where it has none. */
  closureOf(instance: number): ((...args: never[]) => unknown) | undefined;
}

/** A model whose codes are strings; see `encode`. */
export interface ReferenceModel extends SymmetricModel<string> {
  /** What the author wrote, in the numbering of the model. */
  readonly parts: MachineParts;
  /** The state to which one instance leads; undefined where it is not enabled. */
  step(state: string, instance: number): string | undefined;
}

/** Guards are run twice in the first states and then in one of so many: a guard that is no function shows early. */
const guardsTwice = { first: 256, oneIn: 64 };

/** @throws SpecFault or CheckerError when the machine is ill-formed in a way that shows without running it. */
export function referenceModel(machine: Machine): ReferenceModel {
  const schema: RecordDomain = { kind: "record", fields: machine.state };
  const questions = asking(() => questionsOf(machine, present));
  const instances = asking(() => instancesOf(machine, present));
  const hands = { who: "the checker" };
  const access = (writable: boolean): Access => ({ writable, who: () => hands.who });
  const reading = placeOf("s", access(false));
  const writing = placeOf("s", access(true));
  const starting = placeOf("init", access(false));
  const showing = placeOf("s", checkerAccess);
  let last: { readonly code: string; readonly view: unknown } | undefined;
  let expanded = 0;

  const viewOf = (code: string): unknown => {
    if (last?.code !== code)
      last = { code, view: readView(schema, decode(schema, code, reading), reading) };
    return last.view;
  };

  const enabled = (instance: number, view: unknown): boolean => {
    const { definition, args, label } = instances[instance] as RunnableInstance;
    if (definition.when === undefined) return true;
    hands.who = `the guard of ${label}`;
    const { when } = definition;
    const closure = { who: hands.who, instance, about: when };
    const twice = expanded < guardsTwice.first || expanded % guardsTwice.oneIn === 0;
    return attempt(closure, () => {
      const first = answer(when(view, args), closure);
      if (twice && answer(when(view, args), closure) !== first) throw notAFunction(closure);
      return first;
    });
  };

  const effect = (instance: number, state: string): string => {
    const { definition, args, label } = instances[instance] as RunnableInstance;
    hands.who = `the effect of ${label}`;
    const { then } = definition;
    const closure = { who: hands.who, instance, about: then };
    const run = (): string => {
      const raw = decode(schema, state, writing);
      const changing = draft(schema, raw, writing);
      const result = then(changing, args);
      const next = codeOf(schema, raw);
      refuseResult({ result, draft: changing, changed: next !== state }, closure);
      return next;
    };
    return attempt(closure, () => {
      const next = run();
      if (run() !== next) throw notAFunction(closure);
      return next;
    });
  };

  const judge = (
    predicate: Pick<NamedPredicate<unknown>, "who" | "holds">,
    ask: (holds: (...args: unknown[]) => unknown) => unknown,
  ): boolean => {
    const holds = predicate.holds as (...args: unknown[]) => unknown; // called with views of this machine's states
    hands.who = predicate.who;
    const closure = { who: hands.who, about: holds };
    return purely(() => attempt(closure, () => answer(ask(holds), closure)));
  };

  const numbered = (predicate: number): NamedPredicate<unknown> =>
    questions.predicates[predicate] as Questions["predicates"][number];

  return {
    parts: { machine, instances, questions },
    step: (state, instance) =>
      purely(() => (enabled(instance, viewOf(state)) ? effect(instance, state) : undefined)),
    symmetries: symmetriesOf(machine, instances, questions),
    closureOf: (instance) => {
      const definition = instances[instance]?.definition;
      return definition?.when ?? definition?.then;
    },
    name: machine.name,
    instances,
    fairness: fairnessOf(machine, instances),
    properties: questions.properties,
    stuttering: machine.stuttering,
    bounded: machine.within !== undefined,
    initialStates: () =>
      asking(() =>
        initialStatesOf(machine, present).map((written) => {
          hands.who = "init";
          return codeOf(schema, admit(schema, written, starting));
        }),
      ),
    successors: (state, visit) => {
      const found: { readonly next: string; readonly instance: number }[] = [];
      purely(() => {
        const view = viewOf(state);
        for (let instance = 0; instance < instances.length; instance++) {
          if (enabled(instance, view)) found.push({ next: effect(instance, state), instance });
        }
        expanded++;
      });
      for (const { next, instance } of found) visit(next, instance);
    },
    holds: (predicate, state) => judge(numbered(predicate), (holds) => holds(viewOf(state))),
    stepHolds: (predicate, { before, after, instance }) => {
      const { action, args } = instances[instance] as RunnableInstance;
      const views = [before, after].map((code) =>
        readView(schema, decode(schema, code, reading), reading),
      );
      const named = questions.stepPredicates[predicate] as NamedPredicate<unknown>;
      return judge(named, (holds) => holds(...views, { action, args }));
    },
    isFinal: (state) =>
      machine.final !== undefined &&
      judge({ who: "final", holds: machine.final }, (holds) => holds(viewOf(state))),
    isWithin: (state) =>
      machine.within === undefined ||
      judge({ who: "within", holds: machine.within }, (holds) => holds(viewOf(state))),
    read: (state) => decode(schema, state, showing) as Readonly<Record<string, unknown>>,
  };
}

/** A plain value of a domain as the author's functions receive it. */
function present(domain: Domain, value: unknown): unknown {
  const place = placeOf("an argument", { writable: false, who: () => "the spec" });
  return readView(domain, admit(domain, value, place), place);
}
