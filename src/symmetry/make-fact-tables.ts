/**
 * Makes the tables of facts from the layout of a state, once for a machine. Locations are numbered in the order of the
 * schema, not of the words, so that canonical forms do not depend on where the slots lie.
 */
import { bug, unreachable } from "../diagnostics/bug.ts";
import {
  bitsPerMask,
  type Layout,
  type Packed,
  type PackedFields,
  type Slot,
} from "../model/compiled/layout.ts";
import { type Vertices, vertexOf } from "../model/vertices.ts";
import type { Domain, OptionalDomain } from "../spec/domain.ts";
import { type Mention, termOf } from "./element-term.ts";
import { type FactTables, type LocationTables, opKinds, opSize } from "./fact-tables.ts";
import { imageTables, type Location, unorderedTables } from "./location-images.ts";

/** Where the walk through the layout is. */
interface Site {
  /** The way from the root, vertices aside. */
  readonly path: string;
  /** The vertices on the way. */
  readonly mentions: readonly Mention[];
  /** Whether bits may be those of another variant. */
  readonly inVariant: boolean;
}

interface Walk {
  readonly vertices: Vertices;
  readonly ops: number[];
  readonly kept: Int32Array;
  readonly locations: Location[];
}

export function factTables(layout: Layout, vertices: Vertices): FactTables {
  const walk: Walk = {
    ...{ vertices, ops: [], kept: new Int32Array(layout.words), locations: [] },
  };
  visit(walk, layout.root, { path: "", mentions: [], inVariant: false });
  const keys = keysOf(walk);
  return {
    words: layout.words,
    vertices: vertices.count,
    ranges: Int32Array.from(vertices.ranges.flatMap(({ first, count }) => [first, count])),
    ops: Int32Array.from(walk.ops),
    kept: walk.kept,
    locations: locationTables(walk, keys),
    keyWords: keys.words,
    unary: walk.locations.every((location) => arityOf(location) <= 1),
  };
}

function arityOf({ mentions, isIdentity }: Location): number {
  return mentions.length + (isIdentity ? 1 : 0);
}

// ── The walk ────────────────────────────────────────────────────────────────────────────────────────────────────────

function visit(walk: Walk, packed: Packed, site: Site): void {
  switch (packed.kind) {
    case "scalar":
      visitScalar(walk, packed, { ...site, domain: packed.domain, isOptional: false });
      return;
    case "optionalScalar": {
      const domain = (packed.domain as OptionalDomain).of; // as makeLayout makes the kind "optionalScalar"
      visitScalar(walk, packed, { ...site, domain, isOptional: true });
      return;
    }
    case "optional":
      plain(walk, packed.present, { ...site, path: `${site.path}?` });
      only(walk, packed.present, { kind: opKinds.unlessEqual, number: 1 }, () =>
        visit(walk, packed.of, { ...site, path: `${site.path}?` }),
      );
      return;
    case "record":
      visitFields(walk, packed.fields, site);
      return;
    case "map":
      visitMap(walk, packed, site);
      return;
    case "union":
      plain(walk, packed.tag, { ...site, path: `${site.path}.tag` });
      for (const [number, [tag, fields]] of Object.entries(packed.variants).entries()) {
        only(walk, packed.tag, { kind: opKinds.unlessEqual, number }, () =>
          visitFields(walk, fields, {
            ...site,
            path: `${site.path}<${JSON.stringify(tag)}>`,
            inVariant: true,
          }),
        );
      }
      return;
    case "list":
      plain(walk, packed.length, { ...site, path: `${site.path}.length` });
      for (const [i, element] of packed.elements.entries()) {
        only(walk, packed.length, { kind: opKinds.unlessGreater, number: i }, () =>
          visit(walk, element, { ...site, path: `${site.path}[${i}]` }),
        );
      }
      return;
    case "set":
      for (const [i, mask] of packed.masks.entries()) {
        op(walk, opKinds.bits, mask, walk.locations.length, 0);
        const first = i * bitsPerMask;
        for (const bit of packed.elements.slice(first, first + bitsPerMask).keys()) {
          locateElement(walk, packed, { ...site, slot: mask, bit, position: first + bit });
        }
      }
      return;
    case "bag":
      for (const [position, slot] of packed.counts.entries()) {
        if (slot.width === 0) continue;
        op(walk, opKinds.plain, slot, walk.locations.length, 0);
        locateElement(walk, packed, { ...site, slot, bit: 0, position });
      }
      return;
    default:
      unreachable(packed);
  }
}

function visitFields(walk: Walk, fields: PackedFields, site: Site): void {
  for (const [name, field] of Object.entries(fields)) {
    visit(walk, field, { ...site, path: `${site.path}.${JSON.stringify(name)}` });
  }
}

function visitMap(walk: Walk, packed: Packed & { readonly kind: "map" }, site: Site): void {
  const { key } = packed.domain as Domain & { readonly kind: "map" };
  for (const [name, entry] of Object.entries(packed.entries)) {
    if (key.kind !== "symmetric") {
      visit(walk, entry, { ...site, path: `${site.path}[${name}]` });
      continue;
    }
    const mention = { role: site.path, vertex: vertexOf(walk.vertices, key.name, name) };
    const mentions = [...site.mentions, mention];
    visit(walk, entry, { ...site, path: `${site.path}[*]`, mentions });
  }
}

interface ScalarSite extends Site {
  readonly domain: Domain;
  readonly isOptional: boolean;
}

function visitScalar(walk: Walk, { slot }: { readonly slot: Slot }, site: ScalarSite): void {
  const { domain, isOptional, path, mentions } = site;
  if (domain.kind !== "symmetric") {
    plain(walk, slot, site);
    return;
  }
  const first = vertexOf(walk.vertices, domain.name, String(domain.elements[0]));
  const offset = isOptional ? first - 1 : first;
  const kind = isOptional ? opKinds.optionalIdentity : opKinds.identity;
  op(walk, kind, slot, walk.locations.length, offset);
  walk.locations.push({
    ...{ slot, bit: 0, width: slot.width, offset, isIdentity: true, family: path, mentions },
    ...{ about: first, element: undefined },
  });
}

/** A number that stays the same wherever its location goes. */
function plain(walk: Walk, slot: Slot, { path, mentions, inVariant }: Site): void {
  if (slot.width === 0) return;
  if (mentions.length === 0 && !inVariant) {
    walk.kept[slot.word] = (walk.kept[slot.word] as number) | (maskOf(slot) << slot.shift);
    return;
  }
  op(walk, opKinds.plain, slot, walk.locations.length, 0);
  walk.locations.push({
    ...{ slot, bit: 0, width: slot.width, offset: 0, isIdentity: false, family: path, mentions },
    ...{ about: mentions[0]?.vertex, element: undefined },
  });
}

interface ElementSite extends Site {
  readonly slot: Slot;
  readonly bit: number;
  readonly position: number;
}

function locateElement(
  walk: Walk,
  { domain, elements }: { readonly domain: Domain; readonly elements: readonly unknown[] },
  { path, mentions, slot, bit, position }: ElementSite,
): void {
  const { kind, element } = domain as Domain & { readonly kind: "set" | "bag" };
  const term = termOf(walk.vertices, element, elements[position], `${path}∈`);
  const all = [...mentions, ...term.mentions];
  walk.locations.push({
    ...{ slot, bit, width: kind === "set" ? 1 : slot.width, offset: 0, isIdentity: false },
    ...{ family: `${path}∈${term.shape}`, mentions: all, about: all[0]?.vertex },
    element: term.ordered
      ? undefined
      : { family: path, path: mentions, domain: element, elements, position },
  });
}

function op(walk: Walk, kind: number, slot: Slot, a: number, b: number): void {
  walk.ops.push(kind, slot.word, slot.shift, maskOf(slot), a, b);
}

/** Makes what `inside` finds depend on the number in a slot. */
function only(
  walk: Walk,
  slot: Slot,
  { kind, number }: { readonly kind: number; readonly number: number },
  inside: () => void,
): void {
  const { ops } = walk;
  op(walk, kind, slot, number, 0);
  const begin = ops.length;
  inside();
  if (ops.length === begin) ops.length = begin - opSize;
  else ops[begin - 1] = (ops.length - begin) / opSize;
}

function maskOf({ width }: Slot): number {
  return 2 ** width - 1;
}

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Keys {
  /** By family: where its bits are in the key of a vertex. */
  readonly places: ReadonlyMap<string, { readonly word: number; readonly shift: number }>;
  readonly words: number;
}

/** Bits of a key word: a word is then a small integer in V8, and differences do not overflow. */
const bitsPerKey = 30;

/** Gives every family of facts about one vertex a place in its key: what comes first in the schema counts most. */
function keysOf({ locations, vertices }: Walk): Keys {
  const places = new Map<string, { word: number; shift: number }>();
  const ends = vertices.ranges.map(() => ({ word: 0, shift: bitsPerKey }));
  for (const location of locations) {
    if (arityOf(location) !== 1 || places.has(location.family)) continue;
    const { about = bug("a fact about nothing"), isIdentity, width } = location;
    const bits = isIdentity ? 1 : width;
    const end = ends[vertices.ranges.findIndex(({ first, count }) => about < first + count)];
    if (end === undefined) return bug("a vertex outside of all domains");
    if (bits > end.shift) {
      end.word++;
      end.shift = bitsPerKey;
    }
    end.shift -= bits;
    places.set(location.family, { ...end });
  }
  return { places, words: 1 + Math.max(0, ...ends.map(({ word }) => word)) };
}

// ── Tables by location ──────────────────────────────────────────────────────────────────────────────────────────────

function locationTables(walk: Walk, { places }: Keys): LocationTables {
  const { locations, vertices } = walk;
  const mentions = locations.map((location) => location.mentions);
  const flat = mentions.flat();
  const firstMention = new Int32Array(locations.length + 1);
  for (const [i, { length }] of mentions.entries()) {
    firstMention[i + 1] = (firstMention[i] as number) + length;
  }
  const placeOf = (location: Location) =>
    arityOf(location) === 1 ? places.get(location.family) : undefined;
  return {
    count: locations.length,
    word: Int32Array.from(locations, ({ slot }) => slot.word),
    shift: Int32Array.from(locations, ({ slot, bit }) => slot.shift + bit),
    offset: Int32Array.from(locations, ({ offset }) => offset),
    firstMention,
    vertex: Int32Array.from(flat, ({ vertex }) => vertex),
    role: Int32Array.from(flat, ({ role }) => numberFor(role)),
    schema: Int32Array.from(locations, ({ family }) => numberFor(family)),
    keyWord: Int32Array.from(locations, (location) => placeOf(location)?.word ?? -1),
    keyShift: Int32Array.from(locations, (location) => placeOf(location)?.shift ?? 0),
    ...imageTables(locations, vertices),
    ...unorderedTables(locations, vertices),
  };
}

/** A number for a text (FNV-1a): the same in every process. */
function numberFor(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}
