/**
 * Looks for what a spec must not do with the elements of its symmetric domains: order them, compute with them, read or write
 * their names, pick one by its position (Ip & Dill, "Better verification through symmetry", Formal Methods in System
 * Design 9, 1996, call a type with these rules a scalarset). Every function of the author's is run once on abstract values
 * (`abstract-value.ts`): what can be told from the domains of state and parameters, and from what was captured.
 *
 * It refuses what breaks the rules whichever path is taken, and it passes what cannot be told: a function without a
 * readable source, a value whose domain is not known, a pick where the author asks how many there are. So it proves nothing;
 * `symmetry-test.ts` compares behaviour, and finds what this does not.
 *
 * Deviations from scalarsets: a comparison that is the same for all elements is allowed, and so is a pick of which only the
 * existence is used (`find(…) !== undefined`), or whose condition compares it with another element.
 *
 * Cost: linear in the text of the functions, their helpers included wherever they are called, and bounded.
 */
import { codeOf, type FunctionCode } from "../../model/compiled/front/source-tree.ts";
import type { ErasedAction } from "../../model/instances.ts";
import type { MachineParts } from "../../model/machine-parts.ts";
import { SpecFault } from "../../model/model.ts";
import type { NamedPredicate } from "../../model/questions.ts";
import { choicesOf } from "../../model/reference/initial-states.ts";
import type { Domain, RecordDomain, SymmetricDomain } from "../../spec/domain.ts";
import { type PropertyShape, shapeOf } from "../../spec/property.ts";
import {
  abstractOf,
  eitherOf,
  fieldsAsObject,
  known,
  unknown,
  type Value,
} from "./abstract-value.ts";
import { examineFunction } from "./examine-function.ts";
import type { Examination } from "./frame.ts";
import { errorOf, isAboutSeveral, type Subject } from "./refusal.ts";

/** Nodes that are looked at for one action or property. */
const budget = 50_000;

type AnyFunction = (...args: never[]) => unknown;

/** A function, what it is called with, and what its captured variables hold. */
interface Question extends Subject {
  readonly args: readonly Value[];
  readonly captured?: Examination["captured"];
}

/**
 * @param domains the symmetric domains of the machine
 * @throws SpecFault `not-symmetric` at the first function that treats symmetric elements otherwise than alike.
 */
export function refuseTellingApart(parts: MachineParts, domains: readonly SymmetricDomain[]): void {
  const apart = domains.filter(({ size }) => size > 1);
  if (apart.length === 0) return;
  const schema: RecordDomain = { kind: "record", fields: parts.machine.state };
  const state = abstractOf(schema);
  const all = [
    ...choices(parts),
    ...actions(parts, state),
    ...properties(parts, state),
    ...others(parts, state),
  ];
  for (const questions of all) refuseOne(questions, apart);
}

/** Examines functions that belong together: what one of them asks may be why another may pick. */
function refuseOne(questions: readonly Question[], domains: readonly SymmetricDomain[]): void {
  const shared = { asksHowMany: false, budget };
  const found = questions.map((question) => {
    const examination: Examination = {
      ...shared,
      domains,
      refusals: [],
      captured: question.captured ?? known,
    };
    examineFunction(examination, question.about, question.args);
    Object.assign(shared, { asksHowMany: examination.asksHowMany, budget: examination.budget });
    return { question, refusals: examination.refusals };
  });
  for (const { question, refusals } of found) {
    const refusal = refusals.find((one) => !(shared.asksHowMany && isAboutSeveral(one)));
    if (refusal !== undefined) throw new SpecFault(errorOf(question, refusal));
  }
}

function choices({ machine }: MachineParts): readonly (readonly Question[])[] {
  return choicesOf(machine).map(({ choose, init }) => [
    { who: "the choice of initial states", about: init, args: [fieldsAsObject(choose)] },
  ]);
}

function actions({ machine }: MachineParts, state: Value): readonly (readonly Question[])[] {
  return Object.entries(machine.actions).map(([name, typed]) => {
    const { when, then, for: parameters = {} } = typed as unknown as ErasedAction; // its functions get just these
    const args = [state, fieldsAsObject(parameters)];
    return [
      ...(when === undefined ? [] : [{ who: `the guard of ${name}`, about: when, args }]),
      { who: `the effect of ${name}`, about: then, args },
    ];
  });
}

function others({ machine }: MachineParts, state: Value): readonly (readonly Question[])[] {
  return (["final", "within"] as const).flatMap((who) => {
    const about = machine[who];
    return about === undefined ? [] : [[{ who, about, args: [state] }]];
  });
}

function properties(parts: MachineParts, state: Value): readonly (readonly Question[])[] {
  const { machine, questions } = parts;
  const bodies = Object.entries(machine.properties).flatMap(([name, property]) => {
    const shape: PropertyShape = shapeOf(property);
    if (shape.kind !== "forEach") return [];
    const about: AnyFunction = shape.property;
    return [[{ who: `property "${name}"`, about, args: [abstractOf(shape.over)] }]];
  });
  return [
    ...bodies,
    ...predicates(questions.predicates, [state]),
    ...predicates(questions.stepPredicates, [state, state, takenStep(parts)]),
  ];
}

/** One question for each function of a property, whichever elements a `forEach` has put in. */
function predicates(
  all: readonly NamedPredicate<AnyFunction>[],
  args: readonly Value[],
): readonly (readonly Question[])[] {
  const alike = new Map<string, NamedPredicate<AnyFunction>[]>();
  for (const predicate of all) {
    const code = typeof predicate.holds === "function" ? codeOf(predicate.holds) : undefined;
    if (code === undefined) continue;
    const { property, position } = predicate;
    const key = JSON.stringify([property, position, code.tree.start, code.file ?? ""]);
    alike.set(key, [...(alike.get(key) ?? []), predicate]);
  }
  return [...alike.values()].map((group) => {
    const [{ property, holds }] = group as [NamedPredicate<AnyFunction>];
    return [{ who: `property "${property}"`, about: holds, args, captured: capturedByAll(group) }];
  });
}

/**
 * What a captured variable holds in the same function of a property for all elements of a `forEach`: the same value in all, or
 * the element itself. What was computed from the element is unknown.
 */
function capturedByAll(group: readonly NamedPredicate<AnyFunction>[]): Examination["captured"] {
  const scopes = group.map(({ holds }) => codeOf(holds)?.scope);
  return (value, name, code: FunctionCode) => {
    if (!scopes.includes(code.scope) || name === "") return known(value);
    const values = scopes.map((scope) => scope?.()[name]);
    if (values.every((one) => Object.is(one, value))) return known(value);
    const domains = (group[0]?.elements ?? []).flatMap(({ domain }, i) =>
      group.every(({ elements }, k) => elements[i]?.value === values[k]) ? [domain] : [],
    );
    return domains.length === 0 ? unknown : abstractOf(domains[0] as Domain); // just counted
  };
}

/** The step that a step property is asked about. */
function takenStep({ machine }: MachineParts): Value {
  const parameters = new Map<string, Value[]>();
  for (const typed of Object.values(machine.actions)) {
    const { for: domains = {} } = typed as unknown as ErasedAction; // as it was written
    for (const [name, domain] of Object.entries(domains)) {
      parameters.set(name, [...(parameters.get(name) ?? []), abstractOf(domain)]);
    }
  }
  const args = [...parameters].map(([name, values]) => [name, eitherOf(values)] as const);
  return { is: "object", fields: new Map([["args", { is: "object", fields: new Map(args) }]]) };
}
