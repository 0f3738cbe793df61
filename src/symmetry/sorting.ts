/** What is to be sorted where every fact is about one vertex at most; the result is that of `canonicalOrder`. */
import type {
  SortedBits,
  SortedDomain,
  SortedIdentity,
  Sorting,
} from "../model/compiled/generate-sorting.ts";
import { type FactTables, opKinds, opSize } from "./fact-tables.ts";

/** Elements of a domain for which sorting is written out. */
const mostElements = 16;

/**
 * Undefined where the elements cannot be sorted by straight-line code: where facts are about two vertices, where what is a
 * fact depends on other facts, where keys are longer than a word, where there are many elements.
 */
export function sortingOf(tables: FactTables): Sorting | undefined {
  const { unary, keyWords, ranges, ops } = tables;
  if (!unary || keyWords > 1) return undefined;
  const domains: (SortedDomain & { elements: SortedBits[][]; identities: SortedIdentity[] })[] = [];
  for (let range = 0; range < ranges.length; range += 2) {
    const count = ranges[range + 1] as number;
    if (count > mostElements) return undefined;
    domains.push({ elements: Array.from({ length: count }, () => []), identities: [] });
  }
  for (let op = 0; op < ops.length; op += opSize) {
    const [kind = 0, word = 0, shift = 0, mask = 0, a = 0, b = 0] = ops.subarray(op, op + opSize);
    if (kind === opKinds.unlessEqual || kind === opKinds.unlessGreater) return undefined;
    const width = 32 - Math.clz32(mask);
    const { keyShift, firstMention, vertex } = tables.locations;
    const note = (location: number, bits: Omit<SortedBits, "keyShift">): void => {
      const mention = firstMention[location] as number;
      if (mention === firstMention[location + 1]) return; // about none: nothing moves it
      const [domain, element] = placeOf(ranges, vertex[mention] as number);
      domains[domain]?.elements[element]?.push({
        ...bits,
        keyShift: keyShift[location] as number,
      });
    };
    if (kind === opKinds.plain) note(a, { word, shift, width });
    else if (kind === opKinds.bits) {
      for (let bit = 0; bit < width; bit++) note(a + bit, { word, shift: shift + bit, width: 1 });
    } else {
      const least = kind === opKinds.identity ? b : b + 1; // the vertex of the least number that holds one
      const [domain] = placeOf(ranges, least);
      const offset = (ranges[2 * domain] as number) - b;
      const bits = { word, shift, width, keyShift: keyShift[a] as number, offset };
      if (width > 0) domains[domain]?.identities.push(bits);
    }
  }
  return domains.filter(({ elements }) => elements.length > 1);
}

/** The domain of a vertex, and its position there. */
function placeOf(ranges: Int32Array, vertex: number): readonly [number, number] {
  let range = 0;
  while (vertex >= (ranges[range] as number) + (ranges[range + 1] as number)) range += 2;
  return [range / 2, vertex - (ranges[range] as number)];
}
