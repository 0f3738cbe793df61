/**
 * The symmetries that a machine claims by declaring domains symmetric, applied to everything that it consists of: states,
 * action instances, predicates. Whether the machine keeps the claim is for others to test.
 */
import { bug } from "../../diagnostics/bug.ts";
import { CheckerError } from "../../diagnostics/checker-error.ts";
import type { Domain, RecordDomain, SymmetricDomain } from "../../spec/domain.ts";
import type { Machine } from "../../spec/machine.ts";
import { show } from "../../value/show.ts";
import type { RunnableInstance } from "../instances.ts";
import { SpecFault } from "../model.ts";
import type { Element, NamedPredicate, Questions } from "../questions.ts";
import { type Vertices, verticesOf } from "../vertices.ts";
import { admit } from "./admit.ts";
import { decode } from "./decode.ts";
import { codeOf } from "./encode.ts";
import { choicesOf, type InitialState } from "./initial-states.ts";
import { generators, type Permutation, permute, type Renaming } from "./permute.ts";
import { checkerAccess, placeOf } from "./place.ts";

export interface Symmetries<Code> {
  /** The elements of the symmetric domains, in the order in which these are found. */
  readonly vertices: Vertices;
  /** The symmetric domains, each once. */
  readonly domains: readonly SymmetricDomain[];
  /** Permutations of one domain each, from which all permutations of the symmetric domains are composed. */
  readonly generators: readonly Permutation[];
  state(code: Code, by: Renaming): Code;
  instance(instance: number, by: Renaming): number;
  predicate(predicate: number, by: Renaming): number;
  /** The choices among initial states: for each combination of values the state chosen, undefined when it is left out. */
  choices(): readonly ChosenState<Code>[];
  stepPredicate(predicate: number, by: Renaming): number;
}

/** What a machine consists of. */
interface Symmetric {
  readonly instances: readonly RunnableInstance[];
  readonly questions: Questions;
  /** The initial states with the choices that they were made by. */
  readonly initial: () => readonly InitialState<string>[];
}

/** What a choice among initial states gives for one combination of values. */
export interface ChosenState<Code> {
  /** Names the choice and the combination. */
  readonly key: string;
  /** For messages: `choose(app0)`. */
  readonly label: string;
  readonly state: Code | undefined;
  /** The key of the combination with its elements replaced. */
  image(by: Renaming): string;
}

const place = placeOf("s", checkerAccess);

export function symmetriesOf(
  machine: Machine,
  { instances, questions, initial }: Symmetric,
): Symmetries<string> {
  const schema: RecordDomain = { kind: "record", fields: machine.state };
  const instanceNumbers = new Map(instances.map((instance, i) => [instanceKey(instance), i]));
  const predicates = numbering(questions.predicates);
  const stepPredicates = numbering(questions.stepPredicates);
  const domains = symmetricDomains(machine, questions);
  return {
    vertices: verticesOf(domains),
    domains,
    generators: domains.flatMap(generators),
    state: (code, by) => image(schema, decode(schema, code, place), by),
    instance: (number, by) => {
      const instance = instances[number] ?? bug(`there is no instance ${number}`);
      return instanceNumbers.get(instanceKey(instance, by)) ?? bug("an instance has no image");
    },
    predicate: (number, by) => predicates(number, by),
    choices: () => initial().flatMap(chosenState),
    stepPredicate: (number, by) => stepPredicates(number, by),
  };
}

function chosenState({ by: choice, state }: InitialState<string>): readonly ChosenState<string>[] {
  if (choice === undefined) return [];
  const { alternative, fields, args } = choice;
  const domain: RecordDomain = { kind: "record", fields };
  const keyOf = (by?: Renaming): string => JSON.stringify([alternative, image(domain, args, by)]);
  const label = `choose(${Object.values(args).map(show).join(", ")})`;
  return [{ key: keyOf(), label, state, image: keyOf }];
}

function image(domain: Domain, value: unknown, by: Renaming | undefined): string {
  const plain = by === undefined ? value : permute(domain, value, by);
  return codeOf(domain, admit(domain, plain, place));
}

function instanceKey({ action, args, definition }: RunnableInstance, by?: Renaming): string {
  const domain: RecordDomain = { kind: "record", fields: definition.for ?? {} };
  return JSON.stringify([action, image(domain, args, by)]);
}

/** Finds the predicate that asks of the images what the given one asks of the elements. */
function numbering(
  predicates: readonly NamedPredicate<unknown>[],
): (predicate: number, by: Renaming) => number {
  const keyOf = (predicate: NamedPredicate<unknown>, by?: Renaming): string =>
    JSON.stringify([
      predicate.property,
      predicate.position,
      ...elementKeys(predicate.elements, by),
    ]);
  const numbers = new Map(predicates.map((predicate, i) => [keyOf(predicate), i]));
  return (number, by) => {
    const predicate = predicates[number] ?? bug(`there is no predicate ${number}`);
    return numbers.get(keyOf(predicate, by)) ?? asksOtherwise(predicate);
  };
}

/** The property has another form for other elements. */
function asksOtherwise({ who, property }: NamedPredicate<unknown>): never {
  throw new SpecFault(
    new CheckerError({
      kind: "spec",
      code: "not-symmetric",
      message: `${who} asks something that it does not ask for other elements of a symmetric domain`,
      hint: `let the body of forEach in "${property}" not depend on which element it is about`,
    }),
  );
}

function elementKeys(elements: readonly Element[], by?: Renaming): readonly string[] {
  return elements.map(({ domain, value }) => image(domain, value, by));
}

/** The symmetric domains that occur in the state, in parameters, in choices among initial states or in `forEach`, each once. */
function symmetricDomains(machine: Machine, questions: Questions): readonly SymmetricDomain[] {
  const found = new Map<string, SymmetricDomain>();
  const visit = (domain: Domain): void => {
    switch (domain.kind) {
      case "symmetric":
        found.set(domain.name, domain);
        return;
      case "optional":
        visit(domain.of);
        return;
      case "record":
        Object.values(domain.fields as Record<string, Domain>).forEach(visit);
        return;
      case "union":
        for (const fields of Object.values(
          domain.variants as Record<string, Record<string, Domain>>,
        )) {
          Object.values(fields).forEach(visit);
        }
        return;
      case "map":
        visit(domain.key);
        visit(domain.value);
        return;
      case "set":
      case "list":
      case "bag":
        visit(domain.element);
        return;
      default:
    }
  };
  Object.values(machine.state).forEach(visit);
  for (const action of Object.values(machine.actions)) {
    Object.values((action.for ?? {}) as Record<string, Domain>).forEach(visit);
  }
  for (const { choose } of choicesOf(machine)) Object.values(choose).forEach(visit);
  for (const { elements } of [...questions.predicates, ...questions.stepPredicates]) {
    for (const { domain } of elements) visit(domain);
  }
  return [...found.values()];
}
