/**
 * Checks the definition of a machine where TypeScript cannot or was not asked to: a spec file is loaded without type
 * checking, so a misspelt key would otherwise be ignored and a property silently never judged.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { ErrorCode } from "../diagnostics/error-codes.ts";
import { refuseLostActions } from "./part.ts";
import type { Property, PropertyShape } from "./property.ts";
import { shapeOf } from "./property.ts";
import { refuseNames, requireDomain, validateDomains } from "./validate-domains.ts";

type Unchecked = Readonly<Record<string, unknown>>;

const machineKeys = [
  ...["name", "state", "init", "actions", "properties", "final", "deadlock", "within"],
  ...["stuttering", "expect"],
];
const actionKeys = ["for", "when", "then", "fair", "actor", "doc"];
const verdicts = [
  ...["holds", "holds within bounds", "violated", "reachable", "unreachable", "vacuous"],
];
/** @throws CheckerError kind `spec` at the first thing that is wrong. */
export function validateMachine(machine: Unchecked, keysGiven: readonly string[]): void {
  const name = machine["name"];
  if (typeof name !== "string" || name.trim() === "") {
    throw illFormed(
      "bad-machine",
      "a machine needs a name",
      'write name: "what this machine models"',
    );
  }
  refuseUnknown(keysGiven, machineKeys, { what: "machine", of: name });
  const schema = asRecord(machine["state"], { what: "state", of: name });
  if (Object.keys(schema).length === 0) {
    throw illFormed(
      "empty-domain",
      `machine "${name}" has no state`,
      "give state at least one field",
    );
  }
  const actions = asRecord(machine["actions"], { what: "actions", of: name });
  for (const [action, definition] of Object.entries(actions)) validateAction(action, definition);
  refuseLostActions(actions as Readonly<Record<string, object>>); // validateAction found objects
  const properties = asRecord(machine["properties"], { what: "properties", of: name });
  for (const [property, definition] of Object.entries(properties)) {
    validateProperty(property, definition);
  }
  validateDomains(machine);
  validateEnding(machine, name);
  validateExpectations(machine, { properties, actions });
}

function validateEnding(machine: Unchecked, name: string): void {
  requireFunction(machine["final"], `final of "${name}"`);
  requireFunction(machine["within"], `within of "${name}"`);
  if (typeof machine["deadlock"] !== "boolean") {
    throw illFormed(
      "bad-machine",
      `deadlock of "${name}" is not false`,
      "leave it out, or write false",
    );
  }
  if (machine["final"] !== undefined && machine["deadlock"] === false) {
    const hint = "deadlock: false allows stopping anywhere; keep one of the two";
    throw illFormed("bad-machine", `"${name}" has both final states and deadlock: false`, hint);
  }
  if (!["progress", "tla", "none"].includes(machine["stuttering"] as string)) {
    const given = JSON.stringify(machine["stuttering"]);
    throw illFormed("bad-machine", `stuttering ${given} is unknown`, "progress, tla or none");
  }
}

function validateAction(name: string, definition: unknown): void {
  const action = asRecord(definition, { what: "action", of: name });
  refuseUnknown(Object.keys(action), actionKeys, { what: "action", of: name });
  requireFunction(action["when"], `when of action "${name}"`);
  requireFunction(action["then"], `then of action "${name}"`);
  if (action["then"] === undefined) {
    throw illFormed("bad-action", `action "${name}" has no effect`, "write then: (s) => { … }");
  }
  const parameters = asRecord(action["for"] ?? {}, { what: "parameters of action", of: name });
  for (const [parameter, domain] of Object.entries(parameters)) {
    requireDomain(domain, `parameter "${parameter}" of action "${name}"`);
  }
  validateFairness(name, action["fair"], Object.keys(parameters));
}

function validateFairness(action: string, fair: unknown, parameters: readonly string[]): void {
  if (fair === undefined || fair === "weak" || fair === "strong") return;
  const entries = Object.entries(asRecord(fair, { what: "fair of action", of: action }));
  const [kind, told] = entries[0] ?? [];
  if (entries.length !== 1 || (kind !== "weak" && kind !== "strong") || !Array.isArray(told)) {
    const hint = 'write "weak", "strong", or { weak: ["parameter"] }';
    throw illFormed("bad-action", `fair of action "${action}" is not understood`, hint);
  }
  refuseUnknown(told.map(String), parameters, { what: "fair of action", of: action });
}

function validateProperty(name: string, definition: unknown): void {
  if (name === "deadlock") {
    const hint = "every machine has the property deadlock already; use another name";
    throw illFormed("duplicate-name", 'a property is called "deadlock"', hint);
  }
  const shape =
    typeof definition === "function" ? shapeOf(definition as Property<never>) : undefined;
  if (!isShape(shape)) {
    const hint = "make it with always, never, step, reachable, eventually, leadsTo, ltl, …";
    throw illFormed("bad-property", `property "${name}" is not a property`, hint);
  }
  if (shape.kind === "forEach") {
    requireDomain(shape.over, `forEach of property "${name}"`);
    return;
  }
  for (const predicate of ["p", "q", "holds"]) {
    if (!(predicate in shape)) continue;
    const given = (shape as unknown as Unchecked)[predicate]; // the key was just found in it
    if (typeof given !== "function") {
      throw illFormed(
        "bad-property",
        `property "${name}" has no predicate`,
        "pass functions of the state",
      );
    }
  }
}

function isShape(shape: unknown): shape is PropertyShape {
  return typeof shape === "object" && shape !== null && "kind" in shape;
}

function validateExpectations(
  machine: Unchecked,
  declared: { readonly properties: Unchecked; readonly actions: Unchecked },
): void {
  const expected = asRecord(machine["expect"], { what: "expect", of: String(machine["name"]) });
  const names = [...Object.keys(declared.properties), ...(machine["deadlock"] ? ["deadlock"] : [])];
  refuseUnknown(Object.keys(expected), names, { what: "expect", of: String(machine["name"]) });
  for (const [property, verdict] of Object.entries(expected)) {
    if (typeof verdict === "object" && verdict !== null && "violated" in verdict) {
      const by = [String(verdict.violated)];
      refuseUnknown(by, Object.keys(declared.actions), { what: "expect of", of: property });
    } else if (!verdicts.includes(verdict as string)) {
      const given = JSON.stringify(verdict);
      const hint = `one of ${verdicts.join(", ")}, or { violated: "action" }`;
      throw illFormed("bad-machine", `${property} cannot be expected to be ${given}`, hint);
    }
  }
}

function requireFunction(value: unknown, what: string): void {
  if (value === undefined || typeof value === "function") return;
  throw illFormed("bad-machine", `${what} is not a function`, "write a function of the state");
}

function asRecord(value: unknown, at: { readonly what: string; readonly of: string }): Unchecked {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    refuseNames(value, `${at.what} of "${at.of}"`);
    return value as Unchecked;
  }
  throw illFormed("bad-machine", `${at.what} of "${at.of}" is not an object`, "write { name: … }");
}

function refuseUnknown(
  given: readonly string[],
  known: readonly string[],
  at: { readonly what: string; readonly of: string },
): void {
  const unknown = given.find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = didYouMean(unknown, known);
  const choices =
    known.length === 0 ? "there is nothing to name here" : `one of ${known.join(", ")}`;
  const hint = meant === undefined ? choices : `did you mean "${meant}"?`;
  throw illFormed(
    "unknown-name",
    `${at.what} "${at.of}" names "${unknown}", which is unknown`,
    hint,
  );
}

function illFormed(code: ErrorCode, message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "spec", code, message, hint });
}
