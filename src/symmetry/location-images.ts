/** Where permutations take the locations of facts: tables for `imageOf`, made once for a machine. */
import { bug } from "../diagnostics/bug.ts";
import type { Slot } from "../model/compiled/layout.ts";
import type { Vertices } from "../model/vertices.ts";
import type { Domain } from "../spec/domain.ts";
import { type ElementImages, elementImages } from "./element-images.ts";
import type { Mention } from "./element-term.ts";
import { type LocationTables, unordered } from "./fact-tables.ts";

/** A location as it is found. */
export interface Location {
  readonly slot: Slot;
  readonly bit: number;
  /** Bits of its number. */
  readonly width: number;
  readonly offset: number;
  /** Whether it holds a vertex. */
  readonly isIdentity: boolean;
  readonly family: string;
  readonly mentions: readonly Mention[];
  /** A vertex of the domain that it is about, if it is about one alone. */
  readonly about: number | undefined;
  /** For an element without order: the mentions on the way to it, its domain, and its position. */
  readonly element: UnorderedElement | undefined;
}

export interface UnorderedElement {
  /** The path of its set. */
  readonly family: string;
  readonly path: readonly Mention[];
  readonly domain: Domain;
  readonly elements: readonly unknown[];
  readonly position: number;
}

/** Locations of one family are told by the vertices that they mention: as digits of a number, they say where to look. */
export function imageTables(
  locations: readonly Location[],
  { ranges }: Vertices,
): Pick<LocationTables, "origin" | "stride" | "images"> {
  const images: number[] = [];
  const families = new Map<
    string,
    { readonly origin: number; readonly strides: readonly number[] }
  >();
  const familyOf = ({ family, mentions }: Location) => {
    const known = families.get(family);
    if (known !== undefined) return known;
    const strides: number[] = [];
    let origin = images.length;
    let size = 1;
    for (const { vertex } of mentions) {
      const { first, count } =
        ranges.find((range) => vertex < range.first + range.count) ??
        bug("a vertex without a domain");
      strides.push(size);
      origin -= size * first;
      size *= count;
    }
    for (let i = 0; i < size; i++) images.push(-1);
    const made = { origin, strides };
    families.set(family, made);
    return made;
  };
  const origins = new Int32Array(locations.length);
  const strides: number[] = [];
  for (const [i, location] of locations.entries()) {
    if (location.element !== undefined) {
      origins[i] = unordered;
      strides.push(...location.mentions.map(() => 0));
      continue;
    }
    const { origin, strides: own } = familyOf(location);
    origins[i] = origin;
    strides.push(...own);
    const at = location.mentions.reduce(
      (sum, { vertex }, k) => sum + vertex * (own[k] as number),
      origin,
    );
    images[at] = i;
  }
  return { origin: origins, stride: Int32Array.from(strides), images: Int32Array.from(images) };
}

export function unorderedTables(
  locations: readonly Location[],
  vertices: Vertices,
): Pick<LocationTables, "unorderedPlace" | "unorderedCount" | "exchanged"> {
  const all = locations.flatMap(({ element }, location) =>
    element === undefined ? [] : [{ ...element, location }],
  );
  const unorderedPlace = new Int32Array(locations.length).fill(-1);
  for (const [i, { location }] of all.entries()) unorderedPlace[location] = i;
  const exchanged = new Int32Array(vertices.count * all.length).fill(-1);
  const keyOf = (family: string, path: readonly number[], position: number): string =>
    `${family}|${path.join()}|${position}`;
  const byKey = new Map(
    all.map(({ family, path, position, location }) => [
      keyOf(
        family,
        path.map(({ vertex }) => vertex),
        position,
      ),
      location,
    ]),
  );
  const known = new Map<readonly unknown[], ElementImages>();
  for (const [i, { family, path, domain, elements, position }] of all.entries()) {
    const images = known.get(elements) ?? elementImages(vertices, domain, elements);
    known.set(elements, images);
    for (const [vertex, under] of images) {
      const other = (v: number): number =>
        v === vertex ? vertex + 1 : v === vertex + 1 ? vertex : v;
      const key = keyOf(
        family,
        path.map((mention) => other(mention.vertex)),
        under[position] as number,
      );
      exchanged[vertex * all.length + i] = byKey.get(key) ?? bug("a location has no image");
    }
  }
  return { unorderedPlace, unorderedCount: all.length, exchanged };
}
