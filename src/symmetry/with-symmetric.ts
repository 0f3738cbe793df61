/** A machine with one of its plain domains declared symmetric, to find out whether its author could have done so. */

import type { Domain, Fields, SymmetricDomain } from "../spec/domain.ts";
import { symmetric } from "../spec/domains.ts";
import type { Choice, Machine } from "../spec/machine.ts";
import { type Property, type PropertyShape, shapeOf } from "../spec/property.ts";

/** Named values in an order that the author may not need. */
export interface PlainDomain {
  /** `index("node", 3)`, `the oneOf of turn`. */
  readonly label: string;
  readonly name: string;
  readonly elements: readonly string[];
  readonly is: (domain: Domain) => boolean;
}

/** The plain domains of the state with at least two named values, each once. */
export function plainDomains(machine: Machine): readonly PlainDomain[] {
  const found = new Map<string, PlainDomain>();
  for (const [field, domain] of Object.entries(machine.state)) {
    visitParts(domain as Domain, (part) => {
      if (part.kind !== "index" && part.kind !== "oneOf") return;
      const elements: readonly unknown[] = part.elements;
      if (elements.length < 2 || !elements.every((one) => typeof one === "string")) return;
      const key = keyOf(part) ?? "";
      if (found.has(key)) return;
      const label = part.kind === "index" ? `index "${part.name}"` : `the oneOf of ${field}`;
      const name = part.kind === "index" ? String(part.name) : field;
      found.set(key, { label, name, elements, is: (other) => keyOf(other) === key });
    });
  }
  return [...found.values()];
}

function keyOf(domain: Domain): string | undefined {
  if (domain.kind === "index") return JSON.stringify(["index", domain.name]);
  return domain.kind === "oneOf" ? JSON.stringify(["oneOf", ...domain.elements]) : undefined;
}

/** The machine with the plain domain replaced by a symmetric one of the same elements, and that domain. */
export function withSymmetric(
  machine: Machine,
  plain: PlainDomain,
): { readonly machine: Machine; readonly domain: SymmetricDomain } {
  const domain: SymmetricDomain = symmetric(plain.name, plain.elements);
  const replace = (part: Domain): Domain => (plain.is(part) ? domain : withParts(part, replace));
  const replaceAll = (fields: Fields): Fields => mapValues(fields, replace);
  const actions = mapValues(machine.actions, (action) => {
    const parameters = action.for as Fields | undefined; // erased with the types of the actions
    return parameters === undefined ? action : { ...action, for: replaceAll(parameters) };
  });
  const init = (one: unknown): unknown =>
    isChoice(one) ? { ...one, choose: replaceAll(one.choose) } : one;
  const replaced = {
    ...machine,
    state: replaceAll(machine.state),
    init: Array.isArray(machine.init) ? machine.init.map(init) : init(machine.init),
    actions,
    properties: mapValues(machine.properties, (property) => overReplaced(property, replace)),
  };
  return { machine: replaced as Machine, domain }; // the same machine, but for its types
}

function isChoice(init: unknown): init is Choice<unknown> {
  return (
    typeof init === "object" && init !== null && typeof Reflect.get(init, "init") === "function"
  );
}

/** A property whose quantifiers range over replaced domains. */
function overReplaced(
  property: Property<never>,
  replace: (domain: Domain) => Domain,
): Property<never> {
  return (): PropertyShape => {
    const shape = shapeOf(property);
    if (shape.kind !== "forEach") return shape;
    return {
      ...shape,
      over: replace(shape.over),
      property: (element) => overReplaced(shape.property(element), replace),
    };
  };
}

/** The domain with its parts replaced. */
function withParts(domain: Domain, replace: (part: Domain) => Domain): Domain {
  switch (domain.kind) {
    case "optional":
      return { ...domain, of: replace(domain.of) };
    case "record":
      return { ...domain, fields: mapValues(domain.fields as Fields, replace) };
    case "union":
      return {
        ...domain,
        variants: mapValues(domain.variants as Readonly<Record<string, Fields>>, (fields) =>
          mapValues(fields, replace),
        ),
      };
    case "map":
      return { ...domain, key: replace(domain.key), value: replace(domain.value) };
    case "set":
    case "list":
    case "bag":
      return { ...domain, element: replace(domain.element) };
    default:
      return domain;
  }
}

function visitParts(domain: Domain, visit: (part: Domain) => void): void {
  visit(domain);
  withParts(domain, (part) => {
    visitParts(part, visit);
    return part;
  });
}

function mapValues<V, W>(
  values: Readonly<Record<string, V>>,
  image: (value: V) => W,
): Readonly<Record<string, W>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, image(value)]));
}
