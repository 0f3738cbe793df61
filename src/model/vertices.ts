/** The elements of all symmetric domains of a machine in one numbering, so that a permutation of them is an array of numbers. */
import { bug } from "../diagnostics/bug.ts";
import type { SymmetricDomain } from "../spec/domain.ts";
import { positionsOf } from "./reference/domain-parts.ts";
import type { Renaming } from "./reference/permute.ts";

/** The elements of one domain are the vertices first … first + count − 1, in the order in which they are declared. */
export interface VertexRange {
  readonly domain: SymmetricDomain;
  readonly first: number;
  readonly count: number;
}

export interface Vertices {
  readonly ranges: readonly VertexRange[];
  /** Of all domains. */
  readonly count: number;
}

/** Numbers the elements of the domains, one domain after the other. */
export function verticesOf(domains: readonly SymmetricDomain[]): Vertices {
  let count = 0;
  const ranges = domains.map((domain): VertexRange => {
    const first = count;
    count += domain.size;
    return { domain, first, count: domain.size };
  });
  return { ranges, count };
}

/** The elements of a domain, by its name. */
export function rangeOf({ ranges }: Vertices, name: string): VertexRange {
  return ranges.find(({ domain }) => domain.name === name) ?? bug(`"${name}" is not symmetric`);
}

export function vertexOf(vertices: Vertices, domain: string, element: string): number {
  const range = rangeOf(vertices, domain);
  const position = positionsOf(range.domain).get(element);
  return position === undefined
    ? bug(`"${element}" is no element of "${domain}"`)
    : range.first + position;
}

/** A permutation of the vertices, as elements see it: vertex v becomes images[v]. */
export function renaming(vertices: Vertices, images: ArrayLike<number>): Renaming {
  return {
    imageOf: (name, element) => {
      const { domain, first } = rangeOf(vertices, name);
      const image = images[vertexOf(vertices, name, element)] ?? bug("a vertex has no image");
      return domain.elements[image - first] ?? bug("a permutation leaves its domain");
    },
  };
}
