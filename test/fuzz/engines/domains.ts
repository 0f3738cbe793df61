/** Domains of random specs: small ones, of every kind. */
import type { Dice } from "./dice.ts";

export type Dom = { readonly text: string } & (
  | { readonly kind: "bool" }
  | { readonly kind: "range"; readonly lo: number; readonly hi: number }
  | { readonly kind: "oneOf"; readonly literals: readonly string[] }
  | { readonly kind: "index"; readonly literals: readonly string[] }
  | { readonly kind: "symmetric" }
  | { readonly kind: "optional"; readonly of: Dom }
  | { readonly kind: "record"; readonly fields: Fields }
  | { readonly kind: "union"; readonly variants: { readonly [tag: string]: Fields } }
  | { readonly kind: "map"; readonly key: Dom; readonly value: Dom }
  | { readonly kind: "set"; readonly element: Dom }
  | { readonly kind: "list"; readonly element: Dom; readonly max: number }
  | { readonly kind: "bag"; readonly element: Dom; readonly max: number }
);
export type Kind = Dom["kind"];
export type DomOf<K extends Kind> = Extract<Dom, { readonly kind: K }>;
export type Fields = { readonly [field: string]: Dom };

/** Domains have names in the module: one that a function made would be one more function to follow. */
const definitions: Readonly<Record<string, string>> = {
  page: 'index("page", 2)',
  node: 'index("node", 3)',
  app: 'symmetric("app", 2)',
  bools: "bool()",
  letters: 'oneOf("x", "y", "z")',
  keys: 'oneOf("x", "y")',
  digits: "oneOf(2, 0, 5)",
  mixed: 'oneOf("x", 1)',
};

/** Declarations of the named domains that a text mentions. */
export function namedDomains(text: string): string {
  const ranges = [...new Set(text.match(/\bfrom_?\d+to_?\d+\b/g))].map((name) => {
    const [lo, hi] = name.slice(4).replaceAll("_", "-").split("to");
    return [name, `range(${lo}, ${hi})`] as const;
  });
  return [...Object.entries(definitions), ...ranges]
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(text) && !text.includes(`const ${name} =`))
    .map(([name, definition]) => `const ${name} = ${definition};\n`)
    .join("");
}

export const bool: Dom = { kind: "bool", text: "bools" };
/** Any number: of a local, a size, a computation. */
export const number: Dom = range(-9, 9);

export function range(lo: number, hi: number): Dom {
  const name = `from${lo}to${hi}`.replaceAll("-", "_");
  return { kind: "range", lo, hi, text: name };
}

function oneOf(text: string, ...literals: readonly string[]): Dom {
  return { kind: "oneOf", literals, text };
}

export const page: Dom = { kind: "index", text: "page", literals: ['"page0"', '"page1"'] };
export const node: Dom = {
  kind: "index",
  text: "node",
  literals: ['"node0"', '"node1"', '"node2"'],
};
export const app: Dom = { kind: "symmetric", text: "app" };

export function optional(of: Dom): Dom {
  return { kind: "optional", of, text: `optional(${of.text})` };
}

function record(fields: Fields): Dom {
  return { kind: "record", fields, text: `record(${fieldsText(fields)})` };
}

function union(variants: { readonly [tag: string]: Fields }): Dom {
  const texts = Object.entries(variants).map(([tag, fields]) => `${tag}: ${fieldsText(fields)}`);
  return { kind: "union", variants, text: `union({ ${texts.join(", ")} })` };
}

export function fieldsText(fields: Fields): string {
  const texts = Object.entries(fields).map(([name, { text }]) => `${name}: ${text}`);
  return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
}

export const keyDomains: readonly Dom[] = [
  page,
  page,
  app,
  oneOf("keys", '"x"', '"y"'),
  range(0, 1),
  range(-1, 1),
];

export function scalarDomain(dice: Dice): Dom {
  return dice.weighted([
    [2, () => bool],
    [3, () => range(0, dice.pick([1, 2, 3, 3, 5]))],
    [1, () => range(-1, 1)],
    [1, () => range(-2, dice.pick([-1, 2]))],
    [2, () => oneOf("letters", '"x"', '"y"', '"z"')],
    [1, () => oneOf("digits", "2", "0", "5")],
    [1, () => oneOf("mixed", '"x"', "1")],
    [1, () => page],
    [1, () => node],
    [1, () => app],
    [0.3, () => wide],
  ]);
}

/** A domain; `depth` bounds the nesting of compound ones. */
export function randomDomain(dice: Dice, depth: number): Dom {
  const scalar = (): Dom => scalarDomain(dice);
  if (depth === 0) return dice.chance(0.2) ? optional(scalar()) : scalar();
  const part = (): Dom => randomDomain(dice, depth - 1);
  const element = (): Dom => (dice.chance(0.6) ? scalar() : smallCompound(dice));
  return dice.weighted<Dom>([
    [4, scalar],
    [2, () => optional(scalar())],
    [1, () => optional(smallCompound(dice))],
    [2, () => record(randomFields(dice, part))],
    [2, () => randomUnion(dice, () => randomDomain(dice, depth - 1))],
    [3, () => mapOf(dice.pick(keyDomains), part())],
    [3, () => setOf(element())],
    [3, () => listOf(dice.chance(0.5) ? part() : element(), dice.pick([1, 2, 2, 3]))],
    [1, () => bagOf(element(), 2)],
  ]);
}

/** Few values, so that sets of them are small. */
function smallCompound(dice: Dice): Dom {
  const tiny = (): Dom => dice.pick([bool, range(0, 1), page, app, optional(page)]);
  return dice.weighted<Dom>([
    [3, () => record({ u: tiny(), v: tiny() })],
    [2, () => union({ idle: {}, busy: { n: tiny() } })],
    [1, () => union({ one: { n: tiny() }, two: { n: tiny(), m: tiny() } })],
  ]);
}

function randomFields(dice: Dice, part: () => Dom): Fields {
  return Object.fromEntries(["u", "v", "w"].slice(0, 1 + dice.below(3)).map((f) => [f, part()]));
}

function randomUnion(dice: Dice, part: () => Dom): Dom {
  const variants: Record<string, Fields> = { idle: {}, busy: { n: part() } };
  if (dice.chance(0.5)) variants["gone"] = { n: part(), m: part() };
  return union(variants);
}

function mapOf(key: Dom, value: Dom): Dom {
  return { kind: "map", key, value, text: `mapOf(${key.text}, ${value.text})` };
}

export function setOf(element: Dom): Dom {
  return { kind: "set", element, text: `setOf(${element.text})` };
}

export function listOf(element: Dom, max: number): Dom {
  return { kind: "list", element, max, text: `listOf(${element.text}, ${max})` };
}

function bagOf(element: Dom, max: number): Dom {
  return { kind: "bag", element, max, text: `bagOf(${element.text}, ${max})` };
}

export function isScalar({ kind }: Dom): boolean {
  return ["bool", "range", "oneOf", "index", "symmetric"].includes(kind);
}

/** The literals of a domain whose elements can be written down. */
export function literalsOf(dom: Dom): readonly string[] {
  if (dom.kind === "oneOf" || dom.kind === "index") return dom.literals;
  if (dom.kind === "bool") return ["false", "true"];
  if (dom.kind !== "range") return [];
  return Array.from({ length: dom.hi - dom.lo + 1 }, (_, i) => String(dom.lo + i));
}

/** Type of a tree that is a value of the domain. */
export function typeOf(dom: Dom): string {
  if (dom.kind === "bool") return "bool";
  return dom.kind === "range" ? "num" : dom.text;
}

/** Wide: a set of it has several masks. */
export const wide: Dom = range(0, 40);
