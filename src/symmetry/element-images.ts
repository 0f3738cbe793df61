/** What the possible elements of a set or bag become when two neighbouring vertices are exchanged. */
import { bug } from "../diagnostics/bug.ts";
import { admit } from "../model/reference/admit.ts";
import { codeOf } from "../model/reference/encode.ts";
import { permute, type Renaming } from "../model/reference/permute.ts";
import { checkerAccess, placeOf } from "../model/reference/place.ts";
import { renaming, type Vertices } from "../model/vertices.ts";
import type { Domain } from "../spec/domain.ts";
import { neighbourExchange } from "./permutation.ts";

/** By vertex that has a neighbour in its domain after it, and by position among the elements: the position of the image. */
export type ElementImages = ReadonlyMap<number, Int32Array>;

const place = placeOf("s", checkerAccess);

/** @param elements all values of the domain, plain. */
export function elementImages(
  vertices: Vertices,
  domain: Domain,
  elements: readonly unknown[],
): ElementImages {
  const codeUnder = (element: unknown, by: Renaming): string =>
    codeOf(domain, admit(domain, permute(domain, element, by), place));
  const same: Renaming = { imageOf: (_, element) => element };
  const positions = new Map(elements.map((element, i) => [codeUnder(element, same), i]));
  const imagesUnder = (by: Renaming): Int32Array =>
    Int32Array.from(elements, (element) => {
      return positions.get(codeUnder(element, by)) ?? bug("an element has no image");
    });
  const neighbours = vertices.ranges.flatMap(({ first, count }) =>
    Array.from({ length: Math.max(0, count - 1) }, (_, i) => first + i),
  );
  return new Map(
    neighbours.map((vertex) => {
      const exchange = renaming(vertices, neighbourExchange(vertices, vertex));
      return [vertex, imagesUnder(exchange)];
    }),
  );
}
