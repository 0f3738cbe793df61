/** Numbers for the permutations that a search meets, so that a transition remembers one in 4 bytes. */
import type { Images } from "./permutation.ts";

export interface PermutationTable {
  /** The permutation with a number. Number 0 is the identity. */
  readonly images: (permutation: number) => Images;
  /** The number of a permutation; a new one, with a copy of it, when it was not met before. */
  readonly numberOf: (images: Images) => number;
}

/** Makes the table for so many vertices. */
export function permutationTable(vertices: number): PermutationTable {
  const all: Images[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (images: Images): number => {
    const key = String.fromCharCode(...images);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, all.length);
    return all.push(images.slice()) - 1;
  };
  numberOf(Uint8Array.from({ length: vertices }, (_, vertex) => vertex));
  return { images: (permutation) => all[permutation] as Images, numberOf };
}
