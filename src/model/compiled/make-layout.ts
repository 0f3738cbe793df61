/**
 * Makes the packed layout of a schema: every leaf of its domains becomes a slot, and the slots are fitted into as few 32-bit
 * words as the heuristics find. A packed state is compared, hashed and copied word by word, so words are what counts.
 *
 * Slots of different variants of one union are never in use together and may lie on the same bits. Placing is first fit,
 * tried in declaration order (what is declared together is often used together) and by decreasing width (which wastes less).
 * Costs a few milliseconds for a few hundred slots, once per machine.
 *
 * What a layout cannot hold is found at the beginning, by `obstacleIn`, with the path of the field; after that only the
 * words can become too many.
 */
import { unreachable } from "../../diagnostics/bug.ts";
import type {
  Domain,
  Fields,
  ListedDomain,
  OptionalDomain,
  RecordDomain,
  UnionDomain,
} from "../../spec/domain.ts";
import type { Schema } from "../../spec/schema.ts";
import { show } from "../../value/show.ts";
import { entriesOf, fieldsOfMap, variantFields } from "../reference/domain-parts.ts";
import { bitsPerMask, type Layout, type Packed, type PackedFields, type Slot } from "./layout.ts";
import { mostSetElements, possibleElements } from "./pack.ts";

/** Wider slots would not be small integers in V8. */
const widestSlot = 30;
const mostBagElements = 64;
const mostWords = 64;
/** Slots, and parts that hold slots: beyond, a layout is not worth its own size. */
const mostParts = 4096;
/** Groups of slots that are tried to be kept together: each costs two attempts at the whole layout. */
const mostGroups = 64;

export interface Unpackable {
  /** For people: which field, and why. */
  readonly unpackable: string;
}

/**
 * The layout of a schema's states, or why there is none.
 *
 * @param affinity Names of slots that are written together, the most important group first: a group is kept in one word
 * where that costs no word more. Names that no slot has are ignored. The slots have the same numbers whatever it is.
 */
export function makeLayout(
  schema: Schema,
  affinity: readonly (readonly string[])[] = [],
): Layout | Unpackable {
  const domain: RecordDomain = { kind: "record", fields: schema };
  const obstacle = obstacleIn(domain, "");
  if (obstacle !== undefined) return { unpackable: obstacle };
  const parts = partsOf(domain);
  if (parts > mostParts) {
    return { unpackable: `the state has ${parts} parts: at most ${mostParts}` };
  }

  const drafts: Draft[] = [];
  const fields = buildFields(schema, { name: "", inside: [], drafts }, dotted(""));
  const words = arrange(drafts, affinity);
  if (words.length > mostWords) {
    return { unpackable: `the state takes ${words.length} words of 32 bits: at most ${mostWords}` };
  }
  for (const [i, { placed }] of words.entries()) {
    for (const { draft, shift } of placed) {
      draft.slot.word = i;
      draft.slot.shift = shift;
    }
  }
  return {
    words: Math.max(words.length, 1),
    bits: words.reduce((bits, { taken }) => bits + onesIn(taken), 0),
    slots: drafts.map(({ slot }) => slot),
    root: { kind: "record", domain, fields },
  };
}

// ── What cannot be packed ───────────────────────────────────────────────────────────────────────────────────────────

/** Why no value of the domain can be packed, with the path of the first part that is in the way. */
function obstacleIn(domain: Domain, path: string): string | undefined {
  if (isScalar(domain)) return tooWide(domain.size, path);
  switch (domain.kind) {
    case "optional": {
      const { of } = withoutNesting(domain);
      return isScalar(of) ? tooWide(of.size + 1, path) : obstacleIn(of, path);
    }
    case "record":
      return obstacleInFields(domain.fields, dotted(path));
    case "map":
      return obstacleIn(domain.value, bracketed(path)(String(domain.key.elements[0])));
    case "union":
      return firstOf(Object.keys(domain.variants), (tag) =>
        obstacleInFields(variantFields(domain, tag), dotted(`${path}<${tag}>`)),
      );
    case "list":
      return tooWide(domain.max + 1, path) ?? obstacleIn(domain.element, `${path}[0]`);
    case "set":
      return tooMany(domain.element, mostSetElements, path);
    case "bag":
      return tooMany(domain.element, mostBagElements, path) ?? tooWide(domain.max + 1, path);
    default:
      return unreachable(domain);
  }
}

function obstacleInFields(fields: Fields, named: Naming): string | undefined {
  return firstOf(entriesOf(fields), ([key, domain]) => obstacleIn(domain, named(key)));
}

function firstOf<T>(all: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function tooWide(size: number, path: string): string | undefined {
  if (widthFor(size) <= widestSlot) return undefined;
  return `${path} has ${size} values: at most 2^${widestSlot}`;
}

function tooMany(element: Domain, most: number, path: string): string | undefined {
  const elements = possibleElements(element);
  if (elements !== undefined && elements.length <= most) return undefined;
  const count = elements?.length ?? `more than ${mostSetElements}`;
  return `${path} has ${count} possible elements: at most ${most}`;
}

/** An upper bound of the slots of a domain and the parts that hold them. */
function partsOf(domain: Domain): number {
  if (isScalar(domain)) return 1;
  switch (domain.kind) {
    case "optional":
      return 1 + partsOf(domain.of);
    case "record":
      return partsOfFields(domain.fields);
    case "map":
      return 1 + domain.key.size * partsOf(domain.value);
    case "union":
      return Object.values<Fields>(domain.variants).reduce((sum, of) => sum + partsOfFields(of), 1);
    case "list":
      return 1 + domain.max * partsOf(domain.element);
    case "set":
      return Math.ceil(elementsOf(domain.element).length / bitsPerMask);
    case "bag":
      return elementsOf(domain.element).length;
    default:
      return unreachable(domain);
  }
}

function partsOfFields(fields: Fields): number {
  return entriesOf(fields).reduce((sum, [, domain]) => sum + partsOf(domain), 1);
}

/** The possible elements, where `obstacleIn` has found nothing. */
function elementsOf(domain: Domain): readonly unknown[] {
  return possibleElements(domain) ?? [];
}

// ── The tree of slots ───────────────────────────────────────────────────────────────────────────────────────────────

/** A slot whose word and shift are not decided yet. */
interface Draft {
  readonly slot: { -readonly [K in keyof Slot]: Slot[K] };
  /** The variants that it belongs to, from the outermost. */
  readonly inside: readonly Variant[];
}

/** One variant of one union of the state: an object for each, compared by identity. */
interface Variant {
  readonly tag: Slot;
}

interface Site {
  readonly name: string;
  readonly inside: readonly Variant[];
  /** All drafts so far; grows. */
  readonly drafts: Draft[];
}

/** The name of a field of a value. */
type Naming = (key: string) => string;

function dotted(name: string): Naming {
  return (key) => (name === "" ? key : `${name}.${key}`);
}

function bracketed(name: string): Naming {
  return (key) => `${name}[${key}]`;
}

function build(domain: Domain, site: Site): Packed {
  const { name } = site;
  if (isScalar(domain)) return { kind: "scalar", domain, slot: addSlot(site, name, domain.size) };
  switch (domain.kind) {
    case "optional":
      return buildOptional(withoutNesting(domain), site);
    case "record":
      return { kind: "record", domain, fields: buildFields(domain.fields, site, dotted(name)) };
    case "map": {
      const entries = buildFields(fieldsOfMap(domain), site, bracketed(name));
      return { kind: "map", domain, entries };
    }
    case "union":
      return buildUnion(domain, site);
    case "list": {
      const length = addSlot(site, `${name}.length`, domain.max + 1);
      const places = Array.from({ length: domain.max }, (_, i) => `${name}[${i}]`);
      const elements = places.map((place) => build(domain.element, { ...site, name: place }));
      return { kind: "list", domain, length, elements };
    }
    case "set": {
      const elements = elementsOf(domain.element);
      return { kind: "set", domain, elements, masks: addMasks(site, elements.length) };
    }
    case "bag": {
      const elements = elementsOf(domain.element);
      const names = elements.map((element) => `${name}{${show(element)}}`);
      const counts = names.map((one) => addSlot(site, one, domain.max + 1));
      return { kind: "bag", domain, elements, counts };
    }
    default:
      return unreachable(domain);
  }
}

function buildFields(fields: Fields, site: Site, named: Naming): PackedFields {
  return byName(
    entriesOf(fields).map(([key, domain]) => [key, build(domain, { ...site, name: named(key) })]),
  );
}

function buildOptional(domain: OptionalDomain, site: Site): Packed {
  const { of } = domain;
  if (isScalar(of)) {
    return { kind: "optionalScalar", domain, slot: addSlot(site, site.name, of.size + 1) };
  }
  const present = addSlot(site, `${site.name}?`, 2);
  return { kind: "optional", domain, present, of: build(of, site) };
}

function buildUnion(domain: UnionDomain, site: Site): Packed {
  const tags = Object.keys(domain.variants);
  const tag = addSlot(site, `${site.name}.tag`, tags.length);
  const variants = tags.map((key) => {
    const inside = [...site.inside, { tag }];
    const named = dotted(`${site.name}<${key}>`);
    return [key, buildFields(variantFields(domain, key), { ...site, inside }, named)] as const;
  });
  return { kind: "union", domain, tag, variants: byName(variants) };
}

function addMasks(site: Site, size: number): readonly Slot[] {
  return Array.from({ length: Math.ceil(size / bitsPerMask) }, (_, i) => {
    const first = i * bitsPerMask;
    const bits = Math.min(size - first, bitsPerMask);
    const name = size <= bitsPerMask ? site.name : `${site.name}{${first}–${first + bits - 1}}`;
    return addSlot(site, name, 2 ** bits);
  });
}

function addSlot({ inside, drafts }: Site, name: string, size: number): Slot {
  const slot = { id: drafts.length, name, word: 0, shift: 0, width: widthFor(size), size };
  drafts.push({ slot, inside });
  return slot;
}

function widthFor(size: number): number {
  return size === 1 ? 0 : (size - 1).toString(2).length; // exact, as a logarithm need not be
}

function isScalar(domain: Domain): domain is ListedDomain {
  return "size" in domain;
}

/** The innermost of optionals of optionals: null inside null is the same null. */
function withoutNesting(domain: OptionalDomain): OptionalDomain {
  return domain.of.kind === "optional" ? withoutNesting(domain.of) : domain;
}

// ── Where the slots lie ─────────────────────────────────────────────────────────────────────────────────────────────

interface Placed {
  readonly draft: Draft;
  readonly shift: number;
}

interface Word {
  /** The bits of all slots in it. */
  readonly taken: number;
  readonly placed: readonly Placed[];
}

const emptyWord: Word = { taken: 0, placed: [] };

/** Fits the slots into words, and keeps as many of the groups together as cost no word. */
function arrange(drafts: readonly Draft[], affinity: readonly (readonly string[])[]): Word[] {
  const occupying = drafts.filter(({ slot }) => slot.width > 0);
  const orders = [occupying, byWidth(occupying)];
  const attempts = (groups: readonly Draft[][]): Word[] =>
    orders.map((order) => firstFit(order, groups)).reduce((a, b) => (b.length < a.length ? b : a));

  const groups = affinity
    .map((names) => new Set(names))
    .map((names) => byWidth(occupying.filter(({ slot }) => names.has(slot.name))))
    .filter((group) => group.length > 1);
  let [best, kept]: [Word[], Draft[][]] = [attempts([]), []];
  for (const group of groups.slice(0, mostGroups)) {
    const attempt = attempts([...kept, group]);
    if (attempt.length <= best.length) [best, kept] = [attempt, [...kept, group]];
  }
  return best;
}

function byWidth(drafts: readonly Draft[]): Draft[] {
  return drafts.toSorted((a, b) => b.slot.width - a.slot.width);
}

/** First fit: the groups as wholes, where a word holds one, then what is left in the given order. */
function firstFit(drafts: readonly Draft[], groups: readonly Draft[][]): Word[] {
  const words: Word[] = [];
  const done = new Set<Draft>();
  const put = (together: readonly Draft[], candidates: readonly number[]): void => {
    for (const i of candidates) {
      const word = withAll(words[i] ?? emptyWord, together);
      if (word === undefined) continue;
      words[i] = word;
      for (const draft of together) done.add(draft);
      return;
    }
  };
  for (const group of groups) {
    const all = [...words.keys(), words.length];
    const begun = all.filter((i) => holdsAny(words[i], group));
    const left = group.filter((draft) => !done.has(draft));
    put(left, [...new Set([...begun, ...all])]);
  }
  for (const draft of drafts) if (!done.has(draft)) put([draft], [...words.keys(), words.length]);
  return words;
}

function holdsAny(word: Word | undefined, drafts: readonly Draft[]): boolean {
  return word?.placed.some(({ draft }) => drafts.includes(draft)) ?? false;
}

function withAll(word: Word, drafts: readonly Draft[]): Word | undefined {
  let { taken, placed }: Word = word;
  for (const draft of drafts) {
    const bits = draft.inside.length === 0 ? taken : bitsAgainst(draft, placed);
    const shift = freeShift(bits, draft.slot.width);
    if (shift === undefined) return undefined;
    taken |= maskOf(draft.slot.width) << shift;
    placed = [...placed, { draft, shift }];
  }
  return { taken, placed };
}

/** The bits of a word that a slot may not share. */
function bitsAgainst(draft: Draft, placed: readonly Placed[]): number {
  return placed
    .filter((other) => !mayShare(draft, other.draft))
    .reduce((bits, { draft: { slot }, shift }) => bits | (maskOf(slot.width) << shift), 0);
}

/** Whether two slots are in different variants of one union. */
function mayShare(a: Draft, b: Draft): boolean {
  const fork = a.inside.findIndex((variant, i) => variant !== b.inside[i]);
  return fork >= 0 && a.inside[fork]?.tag === b.inside[fork]?.tag;
}

function freeShift(taken: number, width: number): number | undefined {
  for (let shift = 0; shift + width <= 32; shift++) {
    if (((taken >>> shift) & maskOf(width)) === 0) return shift;
  }
  return undefined;
}

function maskOf(width: number): number {
  return 2 ** width - 1;
}

function onesIn(bits: number): number {
  return [...(bits >>> 0).toString(2)].filter((bit) => bit === "1").length;
}

/** An object that has these names and no others: what every object inherits, such as `toString`, is no field. */
function byName<Part>(parts: Iterable<readonly [string, Part]>): { readonly [name: string]: Part } {
  const made: Record<string, Part> = Object.create(null);
  for (const [name, part] of parts) made[name] = part;
  return made;
}
