/**
 * The group of a machine's symmetries, and its elements: all permutations of the elements of the symmetric domains that keep
 * each domain. A permutation is an array of images over the vertices (`model/vertices.ts`): `images[v]` is what v becomes.
 */
import type { SymmetricModel } from "../model/reference/reference-model.ts";
import { renaming, type Vertices, verticesOf } from "../model/vertices.ts";
import type { SymmetricDomain } from "../spec/domain.ts";

/** A permutation of the vertices of a group; as long as the group has vertices. */
export type Images = Uint8Array;

/** The direct product of the symmetric groups of some domains. */
export interface Group extends Vertices {
  /** How many permutations there are. */
  readonly order: bigint;
}

/** More vertices than that have no numbers in a `Uint8Array`. */
export const mostVertices = 255;

export function groupOf(domains: readonly SymmetricDomain[]): Group {
  const order = domains.reduce((product, { size }) => product * factorial(size), 1n);
  return { ...verticesOf(domains), order };
}

export function factorial(n: number): bigint {
  let product = 1n;
  for (let k = 2; k <= n; k++) product *= BigInt(k);
  return product;
}

export function identity({ count }: Vertices): Images {
  return Uint8Array.from({ length: count }, (_, vertex) => vertex);
}

/** g after h: v becomes g[h[v]]. */
export function compose(g: Images, h: Images): Images {
  return h.map((image) => g[image] as number);
}

export function inverse(g: Images): Images {
  const undone = new Uint8Array(g.length);
  for (let vertex = 0; vertex < g.length; vertex++) undone[g[vertex] as number] = vertex;
  return undone;
}

export function isIdentity(g: Images): boolean {
  return g.every((image, vertex) => image === vertex);
}

/** Exchanges two vertices of one domain. */
export function transposition(group: Vertices, a: number, b: number): Images {
  const images = identity(group);
  images[a] = b;
  images[b] = a;
  return images;
}

/** Exchanges a vertex and the one after it. */
export function neighbourExchange(group: Vertices, vertex: number): Images {
  return transposition(group, vertex, vertex + 1);
}

/** Permutations from which all others are composed: the exchanges of neighbours. */
export function neighbourExchanges(group: Vertices): readonly Images[] {
  return group.ranges.flatMap(({ first, count }) =>
    Array.from({ length: Math.max(0, count - 1) }, (_, i) => neighbourExchange(group, first + i)),
  );
}

/** All permutations of a group, the identity first. For small groups: there are `order` of them. */
export function* permutationsOf(group: Vertices): Generator<Images> {
  yield* permutedFrom(identity(group), group, 0);
}

/** The permutations that agree with the given one before a position. */
function* permutedFrom(images: Images, group: Vertices, position: number): Generator<Images> {
  if (position === group.count) {
    yield images.slice();
    return;
  }
  const { first = 0, count = 0 } =
    group.ranges.find((range) => position < range.first + range.count) ?? {};
  for (let other = position; other < first + count; other++) {
    exchange(images, position, other);
    yield* permutedFrom(images, group, position + 1);
    exchange(images, position, other);
  }
}

function exchange(images: Images, a: number, b: number): void {
  const kept = images[a] as number;
  images[a] = images[b] as number;
  images[b] = kept;
}

/** The action instance whose arguments are the images of those of the given one. */
export function instanceImage<Code>(
  { symmetries }: SymmetricModel<Code>,
  instance: number,
  images: Images,
): number {
  return symmetries.instance(instance, renaming(symmetries.vertices, images));
}

/** The state in which every element has the role of the one that becomes it. */
export function stateImage<Code>(
  { symmetries }: SymmetricModel<Code>,
  state: Code,
  images: Images,
): Code {
  return symmetries.state(state, renaming(symmetries.vertices, images));
}
