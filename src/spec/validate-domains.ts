/** Domains must be domains wherever a machine uses them, their names must be usable, and a name must mean one domain. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { ErrorCode } from "../diagnostics/error-codes.ts";
import type { Domain, IdentityDomain } from "./domain.ts";
import { type Property, shapeOf } from "./property.ts";

type Unchecked = Readonly<Record<string, unknown>>;

const domainKinds = [
  ...["bool", "range", "oneOf", "symmetric", "index", "optional"],
  ...["record", "union", "map", "set", "list", "bag"],
];

/** Looks at one domain after the other, and remembers the names of those that it has seen. */
export type DomainVisitor = (domain: unknown, where: string) => void;

/** A visitor that has seen the domains of a machine: state, parameters, choices, and what `forEach` ranges over outermost. */
export function validateDomains(given: object): DomainVisitor {
  const machine = given as Unchecked;
  const visit = domainVisitor();
  const visitAll = (domains: unknown, prefix: string): void => {
    const record = (domains ?? {}) as Unchecked; // the shape is checked elsewhere
    refuseNames(record, prefix);
    for (const [name, domain] of Object.entries(record)) visit(domain, `${prefix}.${name}`);
  };
  visitAll(machine["state"], "state");
  for (const [name, action] of Object.entries((machine["actions"] ?? {}) as Unchecked)) {
    visitAll((action as Unchecked | undefined)?.["for"], name);
  }
  for (const choice of [machine["init"]].flat()) {
    const { choose, init } = (choice ?? {}) as Unchecked;
    if (typeof init !== "function" || typeof choose !== "object" || choose === null) continue;
    visitAll(choose, "choose");
  }
  for (const [name, property] of Object.entries((machine["properties"] ?? {}) as Unchecked)) {
    const shape = shapeOf(property as Property<never>);
    if (shape.kind === "forEach") visit(shape.over, `forEach of property "${name}"`);
  }
  return visit;
}

function domainVisitor(): DomainVisitor {
  const named = new Map<string, IdentityDomain>();
  return function visit(domain, where) {
    requireDomain(domain, where);
    if (domain.kind === "symmetric" || domain.kind === "index") {
      const known = named.get(domain.name);
      if (known !== undefined && !sameElements(known, domain)) {
        const hint = "share one domain, or give the second one another name";
        throw illFormed("duplicate-name", `two domains are called "${domain.name}"`, hint);
      }
      named.set(domain.name, domain);
    }
    for (const [part, inner] of innerDomains(domain)) visit(inner, `${where}.${part}`);
    for (const names of namesIn(domain)) refuseNames(names, where);
  };
}

/**
 * Refuses `__proto__` as a name: JavaScript takes it for something else in too many places. Written without quotes in an
 * object it is no name at all, but replaces what the object inherits; that is refused as well.
 */
export function refuseNames(names: object, where: string): void {
  const inherited: unknown = Object.getPrototypeOf(names);
  const isPlain = inherited === null || Object.getPrototypeOf(inherited) === null;
  if (isPlain && !Object.hasOwn(names, "__proto__")) return;
  const hint = isPlain
    ? "JavaScript keeps this name for itself; choose another"
    : "write a plain object; the name __proto__ cannot be used";
  const what = isPlain
    ? `${where} names something "__proto__"`
    : `${where} inherits from an object`;
  throw illFormed("bad-machine", what, hint);
}

/** The objects whose keys are names that the author chose; elements that become keys included. */
function namesIn(domain: Domain): readonly object[] {
  switch (domain.kind) {
    case "record":
      return [domain.fields];
    case "union":
      return [domain.variants, ...Object.values<object>(domain.variants)];
    case "map":
      return [Object.fromEntries([...domain.key.elements].map((key) => [key, true]))];
    default:
      return [];
  }
}

function sameElements(a: IdentityDomain, b: IdentityDomain): boolean {
  return a.kind === b.kind && a.elements.join("\n") === b.elements.join("\n");
}

function innerDomains(domain: Domain): readonly (readonly [string, unknown])[] {
  switch (domain.kind) {
    case "optional":
      return [["value", domain.of]];
    case "record":
      return Object.entries(domain.fields);
    case "union":
      return Object.entries(domain.variants as Record<string, object>).flatMap(([tag, fields]) =>
        Object.entries(fields).map(([field, d]) => [`${tag}.${field}`, d] as const),
      );
    case "map":
      return [
        ["key", domain.key],
        ["value", domain.value],
      ];
    case "set":
    case "list":
    case "bag":
      return [["element", domain.element]];
    default:
      return [];
  }
}

/** @throws CheckerError `bad-domain` */
export function requireDomain(domain: unknown, where: string): asserts domain is Domain {
  const kind = (domain as { kind?: unknown } | undefined)?.kind;
  if (typeof kind === "string" && domainKinds.includes(kind)) return;
  const hint = "use bool(), range(…), oneOf(…), symmetric(…), mapOf(…), …";
  throw illFormed("bad-domain", `${where} is not a domain`, hint);
}

function illFormed(code: ErrorCode, message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "spec", code, message, hint });
}
