/**
 * Canonical forms of states of any schema, by walking through their values: slower than by packed words, without anything to
 * prepare and without bounds. For machines whose state cannot be packed.
 *
 * Vertices are told apart by colour refinement: a vertex gets a number for every place at which it occurs, made of the way
 * there, of the colours of the vertices on the way and of what is found there. Of the vertices that remain alike, each in
 * turn is put before the others, and the least code of all leaves is the canonical form; see `canonical-order.ts`.
 */
import { unreachable } from "../diagnostics/bug.ts";
import { decode } from "../model/reference/decode.ts";
import { entriesOf, positionsOf, variantFields } from "../model/reference/domain-parts.ts";
import { checkerAccess, placeOf } from "../model/reference/place.ts";
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { vertexOf } from "../model/vertices.ts";
import type { Domain, Fields, RecordDomain } from "../spec/domain.ts";
import type { Schema } from "../spec/schema.ts";
import type { CanonicalForm, Canonicaliser } from "./canonical-form.ts";
import { type Group, type Images, stateImage, transposition } from "./permutation.ts";

/** A model that knows the schema of its states. */
export type ModelWithSchema = SymmetricModel<string> & {
  readonly parts: { readonly machine: { readonly state: Schema } };
};

export function valueCanonicaliser(model: ModelWithSchema, group: Group): Canonicaliser<string> {
  const schema: RecordDomain = { kind: "record", fields: model.parts.machine.state };
  const place = placeOf("s", checkerAccess);
  return (code) => {
    const value = decode(schema, code, place);
    const search: Search = { model, group, schema, code, value, least: undefined, leaves: 0 };
    const colours = group.ranges.flatMap(({ first, count }) => Array<number>(count).fill(first));
    descend(search, refined(search, colours), 1);
    return { ...(search.least as Leaf), automorphisms: search.leaves };
  };
}

type Leaf = Omit<CanonicalForm<string>, "automorphisms">;

interface Search {
  readonly model: SymmetricModel<string>;
  readonly group: Group;
  readonly schema: RecordDomain;
  readonly code: string;
  readonly value: unknown;
  /** The least leaf so far, and how many there are like it. */
  least: Leaf | undefined;
  leaves: number;
}

/** By vertex, the place of the first vertex of its cell. */
type Colours = readonly number[];

function descend(search: Search, colours: Colours, weight: number): void {
  const cell = Math.min(...colours.filter((colour, v) => colours.indexOf(colour) !== v));
  if (cell === Number.POSITIVE_INFINITY) {
    takeLeaf(search, Uint8Array.from(colours), weight);
    return;
  }
  const alike = [...colours.keys()].filter((v) => colours[v] === cell);
  for (const { vertex, count } of twinClasses(search, alike)) {
    const apart = colours.map((colour, v) => (colour === cell && v !== vertex ? cell + 1 : colour));
    descend(search, refined(search, apart), weight * count);
  }
}

function takeLeaf(search: Search, images: Images, weight: number): void {
  const code = stateImage(search.model, search.code, images);
  const { least } = search;
  if (least !== undefined && least.code < code) return;
  search.leaves = least?.code === code ? search.leaves + weight : weight;
  search.least = { code, images };
}

/** One of each class of vertices whose exchange leaves the state as it is, and how many it has. */
function twinClasses(
  { model, group, code }: Search,
  alike: readonly number[],
): readonly { readonly vertex: number; readonly count: number }[] {
  const classes: { vertex: number; count: number }[] = [];
  for (const vertex of alike) {
    const known = classes.find(
      (one) => stateImage(model, code, transposition(group, one.vertex, vertex)) === code,
    );
    if (known === undefined) classes.push({ vertex, count: 1 });
    else known.count++;
  }
  return classes;
}

// ── Refinement ──────────────────────────────────────────────────────────────────────────────────────────────────────

function refined({ group, schema, value }: Search, start: Colours): Colours {
  for (let colours = start; ; ) {
    const found = new Int32Array(group.count);
    observe({ group, colours, found }, { domain: schema, value, way: 0 });
    const order = [...colours.keys()].sort(
      (a, b) =>
        (colours[a] as number) - (colours[b] as number) ||
        (found[a] as number) - (found[b] as number),
    );
    const next = colours.slice();
    for (const [i, vertex] of order.entries()) {
      const before = order[i - 1];
      const isAlike =
        before !== undefined &&
        colours[before] === colours[vertex] &&
        found[before] === found[vertex];
      next[vertex] = isAlike ? (next[before] as number) : i;
    }
    if (next.every((colour, v) => colour === colours[v])) return next;
    colours = next;
  }
}

interface Looking {
  readonly group: Group;
  readonly colours: Colours;
  /** By vertex: the sum of numbers for where it occurs. */
  readonly found: Int32Array;
}

/** A part of the state, and a number for the way there. */
interface Part {
  readonly domain: Domain;
  readonly value: unknown;
  readonly way: number;
}

/** Notes where vertices occur in a part. */
function observe(looking: Looking, { domain, value, way }: Part): void {
  const { group, colours } = looking;
  const inner = (of: Domain, part: unknown, step: number): void =>
    observe(looking, { domain: of, value: part, way: mixed(way, step) });
  const fields = (of: Fields, from: unknown): void => {
    for (const [i, [name, field]] of entriesOf(of).entries()) {
      inner(field, (from as Readonly<Record<string, unknown>>)[name], i);
    }
  };
  switch (domain.kind) {
    case "symmetric":
      note(looking, vertexOf(group, domain.name, value as string), mixed(way, 1));
      return;
    case "optional":
      if (value !== null) inner(domain.of, value, 2);
      return;
    case "record":
      fields(domain.fields, value);
      return;
    case "union": {
      const { tag } = value as { readonly tag: string };
      const of = variantFields(domain, tag);
      observe(looking, {
        domain: { kind: "record", fields: of },
        value,
        way: mixed(way, Object.keys(domain.variants).indexOf(tag)),
      });
      return;
    }
    case "map": {
      const values = value as Readonly<Record<string, unknown>>;
      for (const [i, key] of [...domain.key.elements].entries()) {
        const entry = values[String(key)];
        const vertex =
          domain.key.kind === "symmetric" ? vertexOf(group, domain.key.name, key) : undefined;
        const step = vertex === undefined ? i : (colours[vertex] as number);
        if (vertex !== undefined) {
          note(looking, vertex, mixed(way, numberOf(looking, domain.value, entry)));
        }
        inner(domain.value, entry, step);
      }
      return;
    }
    case "list":
      for (const [i, item] of (value as readonly unknown[]).entries()) {
        inner(domain.element, item, i);
      }
      return;
    case "set":
    case "bag":
      for (const member of value as Iterable<unknown>) {
        inner(domain.element, member, numberOf(looking, domain.element, member));
      }
      return;
    default: // nothing in it has a name
  }
}

function note({ found }: Looking, vertex: number, number: number): void {
  found[vertex] = ((found[vertex] as number) + number) | 0;
}

/** A number for a value that does not depend on names: vertices count by their colours. */
function numberOf(looking: Looking, domain: Domain, value: unknown): number {
  const { group, colours } = looking;
  const sequence = (parts: readonly number[]): number => parts.reduce(mixed, parts.length);
  const sum = (parts: readonly number[]): number =>
    parts.reduce((total, part) => (total + mixed(part, 3)) | 0, parts.length);
  const inner = (of: Domain, part: unknown): number => numberOf(looking, of, part);
  const fields = (of: Fields): readonly number[] =>
    entriesOf(of).map(([name, field]) =>
      inner(field, (value as Readonly<Record<string, unknown>>)[name]),
    );
  switch (domain.kind) {
    case "bool":
    case "range":
    case "oneOf":
    case "index":
      return positionsOf(domain).get(value) ?? -1;
    case "symmetric":
      return mixed(4, colours[vertexOf(group, domain.name, value as string)] as number);
    case "optional":
      return value === null ? 5 : mixed(6, inner(domain.of, value));
    case "record":
      return sequence(fields(domain.fields));
    case "union": {
      const { tag } = value as { readonly tag: string };
      const number = Object.keys(domain.variants).indexOf(tag);
      return mixed(number, sequence(fields(variantFields(domain, tag))));
    }
    case "map": {
      const { key } = domain;
      const values = value as Readonly<Record<string, unknown>>;
      const entries = [...key.elements].map((name) => {
        const number = inner(domain.value, values[String(name)]);
        if (key.kind !== "symmetric") return number;
        return mixed(colours[vertexOf(group, key.name, name)] as number, number);
      });
      return key.kind === "symmetric" ? sum(entries) : sequence(entries);
    }
    case "list":
      return sequence((value as readonly unknown[]).map((item) => inner(domain.element, item)));
    case "set":
    case "bag":
      return sum([...(value as Iterable<unknown>)].map((member) => inner(domain.element, member)));
    default:
      return unreachable(domain);
  }
}

function mixed(a: number, b: number): number {
  const x = Math.imul(a + Math.imul(b + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  return x ^ (x >>> 15);
}
