/** Flattens the properties of a machine: quantifiers expanded, every predicate numbered once. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Domain } from "../spec/domain.ts";
import { type Formula, withAtoms } from "../spec/formula.ts";
import type { Expectation, Machine } from "../spec/machine.ts";
import {
  type Predicate,
  type Property,
  type PropertyShape,
  type StepPredicate,
  shapeOf,
} from "../spec/property.ts";
import { type DomainVisitor, validateDomains } from "../spec/validate-domains.ts";
import { show } from "../value/show.ts";
import { enumerate } from "./enumerate.ts";
import type { AskedFormula, Atom, ModelProperty, PropertyPart, Question } from "./model.ts";
import type { Values } from "./values.ts";

export interface Questions {
  readonly properties: readonly ModelProperty[];
  /** Indexed by the predicate numbers of the questions. */
  readonly predicates: readonly NamedPredicate<Predicate<never>>[];
  /** Indexed by the step predicate numbers of the questions. */
  readonly stepPredicates: readonly NamedPredicate<StepPredicate<never>>[];
}

export interface NamedPredicate<P> {
  /** For messages: `property "noStaleDma"`. */
  readonly who: string;
  readonly holds: P;
  /**
   * The property, the elements it is about, and which of its predicates this is: p is 0, q is 1; those of a formula in the
   * order in which they first stand in it.
   */
  readonly property: string;
  readonly elements: readonly Element[];
  readonly position: number;
}

/** A value that a `forEach` has put in for its element. */
export interface Element {
  readonly domain: Domain;
  readonly value: unknown;
}

/** Collects the questions of a machine, deadlock last. */
export function questionsOf(machine: Machine, values: Values): Questions {
  const collected = {
    predicates: [] as Questions["predicates"][number][],
    stepPredicates: [] as Questions["stepPredicates"][number][],
  };
  const properties: ModelProperty[] = [];
  const visit = validateDomains(machine); // which has been done, but for what is quantified inside
  for (const [name, property] of Object.entries(machine.properties)) {
    const parts = partsOf(property, { name, elements: [], collected, values, visit });
    const kind = parts[0]?.question.kind ?? "always";
    properties.push({ name, kind, parts, expected: expectationOf(machine, name, kind) });
  }
  if (machine.deadlock) {
    const kind = "deadlock";
    const parts = [{ label: "", question: { kind } }] as const;
    properties.push({ name: kind, kind, parts, expected: expectationOf(machine, kind, kind) });
  }
  return { properties, ...collected };
}

interface Collecting {
  readonly values: Values;
  readonly visit: DomainVisitor;
  readonly name: string;
  /** The elements of the quantifiers around the property. */
  readonly elements: readonly Element[];
  readonly collected: {
    readonly predicates: Questions["predicates"][number][];
    readonly stepPredicates: Questions["stepPredicates"][number][];
  };
}

function partsOf(property: Property<never>, context: Collecting): readonly PropertyPart[] {
  const shape = shapeOf(property);
  if (shape.kind !== "forEach") {
    return [{ label: labelOf(context.elements), question: questionOf(shape, context) }];
  }
  context.visit(shape.over, `forEach of property "${context.name}"`);
  return enumerate(shape.over).flatMap((value) => {
    const element = context.values.present(shape.over, value);
    const elements = [...context.elements, { domain: shape.over, value }];
    const inner: unknown = (shape.property as (element: unknown) => unknown)(element); // an element of its domain
    if (typeof inner !== "function") throw notAProperty(context.name, shape.property);
    return partsOf(inner as Property<never>, { ...context, elements });
  });
}

function questionOf(
  shape: Exclude<PropertyShape, { kind: "forEach" }>,
  context: Collecting,
): Question {
  const { predicates, stepPredicates } = context.collected;
  const { name: property, elements } = context;
  const of = elements.length === 0 ? "" : ` for ${labelOf(elements)}`;
  const about = { who: `property "${property}"${of}`, property, elements };
  const number = (holds: Predicate<never>, position: number): number =>
    predicates.push({ ...about, holds, position }) - 1;
  const stepNumber = (holds: StepPredicate<never>, position: number): number =>
    stepPredicates.push({ ...about, holds, position }) - 1;
  switch (shape.kind) {
    case "step":
      return { kind: "step", holds: stepNumber(shape.holds, 0) };
    case "ltl":
      return { kind: "ltl", formula: askedFormula(shape.formula, { number, stepNumber }) };
    case "leadsTo":
    case "until":
      return { kind: shape.kind, p: number(shape.p, 0), q: number(shape.q, 1) };
    default:
      return { kind: shape.kind, p: number(shape.p, 0) };
  }
}

interface Numbering {
  readonly number: (holds: Predicate<never>, position: number) => number;
  readonly stepNumber: (holds: StepPredicate<never>, position: number) => number;
}

/** The formula with its predicates numbered; one that stands in it several times has one number. */
function askedFormula(formula: Formula<never>, { number, stepNumber }: Numbering): AskedFormula {
  const states = new Map<Predicate<never>, Atom>();
  const steps = new Map<StepPredicate<never>, Atom>();
  return withAtoms(formula, (written) => {
    if (written.on === "state") {
      const { holds } = written;
      const known = states.get(holds) ?? { on: "state", predicate: number(holds, states.size) };
      states.set(holds, known);
      return known;
    }
    const { holds } = written;
    const known = steps.get(holds) ?? { on: "step", predicate: stepNumber(holds, steps.size) };
    steps.set(holds, known);
    return known;
  });
}

function labelOf(elements: readonly Element[]): string {
  return elements.map(({ value }) => show(value)).join(", ");
}

/** What is expected of a property whose author is silent: that it passes, as far as the bounds of the machine allow. */
function expectationOf(machine: Machine, name: string, kind: ModelProperty["kind"]): Expectation {
  const stated = Object.hasOwn(machine.expect, name) ? machine.expect[name] : undefined;
  if (stated !== undefined) return stated;
  if (kind === "reachable") return "reachable";
  return machine.within === undefined ? "holds" : "holds within bounds";
}

function notAProperty(name: string, about: (element: never) => unknown): CheckerError {
  return new CheckerError({
    kind: "spec",
    code: "bad-property",
    message: `forEach of property "${name}" does not return a property`,
    hint: "return always(…), leadsTo(…), …",
    about,
  });
}
