/**
 * Checks the definition of a study where TypeScript cannot or was not asked to. Above all its expectations, which come from
 * a file: a name that means nothing there would be an expectation of nothing.
 */
import { CheckerError } from "../diagnostics/checker-error.ts";
import { refuseNames } from "./validate-domains.ts";
import { refuseUnknown, verdicts } from "./validate-machine.ts";

type Unchecked = Readonly<Record<string, unknown>>;

const studyKeys = ["name", "sizes", "environments", "protocols", "properties", "expected"];
const protocolKeys = ["title", "source", "sizes", "machine"];
const propertyKeys = ["title", "name"];
const cellKeys = ["verdict", "basis", "source", "sourceSays", "note"];
const bases = ["stated", "inferred", "computed"];
/** Cells are named `protocol/environment/property`, and files after them. */
const cellName = /^[\p{L}\p{N}][\p{L}\p{N}._'+-]*$/u;

/** @throws CheckerError kind `spec` at the first thing that is wrong. */
export function validateStudy(study: Unchecked, keysGiven: readonly string[]): void {
  const name = study["name"];
  if (typeof name !== "string" || name.trim() === "") {
    throw illFormed("a study needs a name", 'write name: "what it compares"');
  }
  const of = `study "${name}"`;
  refuseUnknown(keysGiven, studyKeys, { what: "study", of: name });
  const sizes = objectOf(study["sizes"], `sizes of ${of}`);
  for (const [size, value] of Object.entries(sizes)) requireSize(value, `size "${size}" of ${of}`);
  const environments = named(study, "environments");
  for (const [key, environment] of Object.entries(environments)) {
    requireText(environment["title"], `the title of environment "${key}"`);
  }
  const protocols = named(study, "protocols");
  for (const [key, protocol] of Object.entries(protocols)) {
    validateProtocol(key, protocol, Object.keys(sizes));
  }
  const properties = named(study, "properties");
  for (const [key, property] of Object.entries(properties)) {
    refuseUnknown(Object.keys(property), propertyKeys, { what: "property", of: key });
    requireText(property["title"], `the title of property "${key}"`);
    if ("name" in property) requireText(property["name"], `the name of property "${key}"`);
  }
  validateExpected(study["expected"], [
    { what: "protocol", known: Object.keys(protocols) },
    { what: "property", known: Object.keys(properties) },
    { what: "environment", known: [...Object.keys(environments), "*"] },
  ]);
}

/** Protocols, environments or properties: at least one, under names that can be part of the name of a cell. */
function named(study: Unchecked, part: string): Readonly<Record<string, Unchecked>> {
  const all = objectOf(study[part], `${part} of study "${String(study["name"])}"`);
  const names = Object.keys(all);
  if (names.length === 0) {
    throw illFormed(`study "${String(study["name"])}" has no ${part}`, "name at least one");
  }
  const odd = names.find((name) => !cellName.test(name));
  if (odd !== undefined) {
    const hint =
      "letters, digits and . _ ' + - make up the name of a cell, and of the file with its trace";
    throw illFormed(`${part} cannot have the name ${JSON.stringify(odd)}`, hint);
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, objectOf(value, `"${name}" of ${part}`)]),
  );
}

function validateProtocol(key: string, protocol: Unchecked, sizes: readonly string[]): void {
  const of = `protocol "${key}"`;
  refuseUnknown(Object.keys(protocol), protocolKeys, { what: "protocol", of: key });
  requireText(protocol["title"], `the title of ${of}`);
  requireText(protocol["source"], `the source of ${of}`);
  if (typeof protocol["machine"] !== "function") {
    const hint = "write machine: (environment, sizes) => machine({ … })";
    throw illFormed(`machine of ${of} is not a function`, hint);
  }
  const own = objectOf(protocol["sizes"] ?? {}, `sizes of ${of}`);
  refuseUnknown(Object.keys(own), sizes, { what: "sizes of protocol", of: key });
  for (const [size, value] of Object.entries(own)) requireSize(value, `size "${size}" of ${of}`);
}

interface Level {
  readonly what: string;
  readonly known: readonly string[];
}

/** Protocol, property, environment, cell. */
function validateExpected(expected: unknown, levels: readonly Level[], path = "expected"): void {
  const [level, ...inner] = levels;
  if (level === undefined) {
    validateCell(objectOf(expected, path), path);
    return;
  }
  const entries = objectOf(expected, path);
  refuseUnknown(Object.keys(entries), level.known, { what: `${level.what} of`, of: path });
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) validateExpected(value, inner, `${path}.${key}`);
  }
}

function validateCell(cell: Unchecked, path: string): void {
  refuseUnknown(Object.keys(cell), cellKeys, { what: "cell", of: path });
  const { verdict, basis, source, sourceSays, note } = cell as Readonly<
    Record<(typeof cellKeys)[number], unknown>
  >;
  requireVerdict(verdict, `verdict of ${path}`);
  if (!bases.includes(basis as string)) {
    const hint = `one of ${bases.join(", ")}`;
    throw illFormed(`basis of ${path} cannot be ${JSON.stringify(basis)}`, hint);
  }
  if (basis === "computed" && source !== undefined) {
    const hint = "what has a source is stated by it, or inferred from it";
    throw illFormed(`${path} is computed, and has a source`, hint);
  }
  if (basis !== "computed") requireText(source, `the source of ${path}`);
  if (sourceSays !== undefined) requireVerdict(sourceSays, `sourceSays of ${path}`);
  if (note !== undefined) requireText(note, `the note of ${path}`);
}

function requireVerdict(verdict: unknown, what: string): void {
  if (verdict === "not applicable" || verdicts.includes(verdict as string)) return;
  if (typeof verdict === "object" && verdict !== null) {
    const by = (verdict as Unchecked)["violated"];
    if (typeof by === "string" && Object.keys(verdict).length === 1) return;
  }
  const hint = `one of ${verdicts.join(", ")}, not applicable, or { "violated": "action" }`;
  throw illFormed(`${what} cannot be ${JSON.stringify(verdict)}`, hint);
}

function requireText(value: unknown, what: string): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw illFormed(`${what} is missing`, "write a text that is not empty");
}

function requireSize(value: unknown, what: string): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  throw illFormed(`${what} cannot be ${JSON.stringify(value)}`, "write a whole number from 1 on");
}

function objectOf(value: unknown, what: string): Unchecked {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    refuseNames(value, what);
    return value as Unchecked;
  }
  throw illFormed(`${what} is not an object`, "write { name: … }");
}

function illFormed(message: string, hint: string): CheckerError {
  return new CheckerError({ kind: "spec", code: "bad-study", message, hint });
}
