/** Reads the facts of a packed state, and writes the state that they are facts of once its vertices are permuted. */
import { type FactTables, opKinds, opSize, unordered } from "./fact-tables.ts";
import type { Images } from "./permutation.ts";

/** The facts of one state at a time. */
export interface Facts {
  readonly tables: FactTables;
  /** By fact: its location, its number, and the vertex that it holds or −1. */
  readonly location: Int32Array;
  readonly number: Int32Array;
  readonly held: Int32Array;
  count: number;
  /** The facts about two vertices or more. */
  readonly joint: Int32Array;
  jointCount: number;
  /** By vertex: so many words of what is said about it alone. */
  readonly keys: Int32Array;
  /** By location of a joint fact: when it was last read, and what. */
  readonly readAt: Int32Array;
  readonly read: Int32Array;
  time: number;
  /** Exchanges of neighbours of which a permutation is composed, see `decompose`. */
  readonly exchanges: number[];
}

export function factsFor(tables: FactTables): Facts {
  const { count } = tables.locations;
  const ints = (): Int32Array => new Int32Array(count);
  return {
    tables,
    ...{ location: ints(), number: ints(), held: ints(), count: 0 },
    ...{ joint: ints(), jointCount: 0 },
    keys: new Int32Array(tables.vertices * tables.keyWords),
    ...{ readAt: ints(), read: ints(), time: 0, exchanges: [] },
  };
}

/** Reads the state that begins at a place. */
export function readFacts(facts: Facts, words: Int32Array, at: number): void {
  const { ops } = facts.tables;
  facts.count = 0;
  facts.jointCount = 0;
  facts.time = (facts.time + 1) | 0;
  facts.keys.fill(0);
  for (let op = 0; op < ops.length; op += opSize) {
    const word = words[at + (ops[op + 1] as number)] as number;
    const number = (word >>> (ops[op + 2] as number)) & (ops[op + 3] as number);
    const a = ops[op + 4] as number;
    const b = ops[op + 5] as number;
    switch (ops[op]) {
      case opKinds.plain:
        if (number !== 0) addFact(facts, a, number, -1);
        break;
      case opKinds.identity:
        addFact(facts, a, 1, number + b);
        break;
      case opKinds.optionalIdentity:
        if (number !== 0) addFact(facts, a, 1, number + b);
        break;
      case opKinds.bits:
        for (let bits = number; bits !== 0; bits &= bits - 1) {
          addFact(facts, a + 31 - Math.clz32(bits & -bits), 1, -1);
        }
        break;
      case opKinds.unlessEqual:
        if (number !== a) op += b * opSize;
        break;
      default:
        if (number <= a) op += b * opSize;
    }
  }
}

function addFact(facts: Facts, location: number, number: number, held: number): void {
  const { locations, keyWords } = facts.tables;
  const fact = facts.count++;
  facts.location[fact] = location;
  facts.number[fact] = number;
  facts.held[fact] = held;
  const word = locations.keyWord[location] as number;
  const mention = locations.firstMention[location] as number;
  if (word >= 0) {
    const vertex = held >= 0 ? held : (locations.vertex[mention] as number);
    const at = vertex * keyWords + word;
    const bits = number << (locations.keyShift[location] as number);
    facts.keys[at] = (facts.keys[at] as number) | bits;
    return;
  }
  if (mention === locations.firstMention[location + 1] && held < 0) return; // about none
  facts.joint[facts.jointCount++] = fact;
  facts.readAt[location] = facts.time;
  facts.read[location] = held >= 0 ? held : number;
}

/** Whether the state has a joint fact: the number, or the held vertex, at a location. */
export function hasJoint(facts: Facts, location: number, what: number): boolean {
  return facts.readAt[location] === facts.time && facts.read[location] === what;
}

/** Makes ready for `imageOf` under a permutation. */
export function decompose({ tables, exchanges }: Facts, images: Images): void {
  exchanges.length = 0;
  if (tables.locations.unorderedCount === 0) return;
  const sorting = images.slice();
  for (let end = sorting.length - 1; end > 0; end--) {
    for (let v = 0; v < end; v++) {
      const here = sorting[v] as number;
      const next = sorting[v + 1] as number;
      if (here < next) continue;
      sorting[v] = next;
      sorting[v + 1] = here;
      exchanges.push(v);
    }
  }
}

/** The location that a permutation takes one to; it must be the permutation that was decomposed last. */
export function imageOf({ tables, exchanges }: Facts, location: number, images: Images): number {
  const { locations } = tables;
  const { origin, firstMention, vertex, stride } = locations;
  let at = origin[location] as number;
  if (at === unordered) {
    let here = location;
    for (const exchange of exchanges) {
      const place = locations.unorderedPlace[here] as number;
      here = locations.exchanged[exchange * locations.unorderedCount + place] as number;
    }
    return here;
  }
  const end = firstMention[location + 1] as number;
  for (let mention = firstMention[location] as number; mention < end; mention++) {
    at += (stride[mention] as number) * (images[vertex[mention] as number] as number);
  }
  return locations.images[at] as number;
}

/** Where a state begins. */
export interface StatePlace {
  words: Int32Array;
  at: number;
}

/**
 * Writes the image of the state that was read last. `from` is that state; `to` may be the same place.
 */
export function writeImage(facts: Facts, from: StatePlace, to: StatePlace, images: Images): void {
  const { tables, location, number, held } = facts;
  const { locations, kept, words } = tables;
  for (let word = 0; word < words; word++) {
    to.words[to.at + word] = (from.words[from.at + word] as number) & (kept[word] as number);
  }
  decompose(facts, images);
  for (let fact = 0; fact < facts.count; fact++) {
    const image = imageOf(facts, location[fact] as number, images);
    const vertex = held[fact] as number;
    const value =
      vertex < 0
        ? (number[fact] as number)
        : (images[vertex] as number) - (locations.offset[image] as number);
    const at = to.at + (locations.word[image] as number);
    to.words[at] = (to.words[at] as number) | (value << (locations.shift[image] as number));
  }
}
