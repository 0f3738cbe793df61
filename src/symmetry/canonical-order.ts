/**
 * The canonical order of the vertices of a packed state: the vertex in place i becomes vertex i, and the state becomes the
 * one that stands for its orbit. Exact for every schema.
 *
 * Vertices are first ordered by what is said about each alone, then by colour refinement. Where vertices remain that are
 * alike, each in turn is put before the others and the refinement goes on: a tree, of whose leaves the least state counts
 * (McKay and Piperno, "Practical graph isomorphism, II", Journal of Symbolic Computation 60, 2014). All choices depend on
 * what is the same in all members of an orbit, so these have the same tree up to names, the same leaves, the same least one.
 *
 * Two things keep the tree small. Twins, vertices whose exchange leaves the state as it is, have the same leaves below
 * them: one of them is tried. And when a leaf is the same state as the least so far, a permutation that leaves the state as
 * it is leads from one to the other: what is below the fork of their ways has been seen.
 *
 * The leaves that are the least state are as many as the permutations that leave it as it is; those that were left out are
 * counted with those they are like. Cost: refinement a few times through the facts, for each leaf that is looked at. That is
 * one for nearly all states; states with much regularity and few symmetries have more.
 */
import {
  decompose,
  type Facts,
  factsFor,
  hasJoint,
  imageOf,
  readFacts,
  type StatePlace,
  writeImage,
} from "./fact-reader.ts";
import type { FactTables } from "./fact-tables.ts";
import type { Images } from "./permutation.ts";
import {
  cellEnd,
  copyPartition,
  individualise,
  newPartition,
  type Partition,
  partitionByKeys,
  refine,
} from "./refine.ts";

/** Finds canonical orders, one state at a time, without allocating. */
export interface CanonicalOrder {
  /** A permutation that takes the state that was looked at last to the canonical one. */
  readonly images: Images;
  /** Looks at a state; answers how many permutations leave it as it is (exact below 2^53). */
  find(words: Int32Array, at: number): number;
  /** Writes the canonical state to a place; that of the state itself, too. */
  write(from: StatePlace, to: StatePlace): void;
}

export function canonicalOrder(tables: FactTables): CanonicalOrder {
  const search = newSearch(tables);
  const { facts, images, least } = search;
  return {
    images,
    find: (words, at) => {
      readFacts(facts, words, at);
      const automorphisms = findLeast(search);
      for (let place = 0; place < least.length; place++) images[least[place] as number] = place;
      return automorphisms;
    },
    write: (from, to) => writeImage(facts, from, to, images),
  };
}

interface Search {
  readonly facts: Facts;
  readonly hashes: Int32Array;
  /** By level of the tree; made when it is first needed. */
  readonly levels: Level[];
  /** 1 for vertices with joint facts. */
  readonly joined: Uint8Array;
  /** The order of the least leaf, and how often a less one was found. */
  readonly least: Uint8Array;
  leastFound: number;
  /** The state of that leaf, if it was needed: by location. */
  readonly leastState: Int32Array;
  isStateKnown: boolean;
  readonly state: Int32Array;
  readonly images: Images;
  /** Exchanges two vertices, for a moment. */
  readonly exchange: Images;
  /** The level to go back to, −1 for none. */
  backTo: number;
}

interface Level {
  readonly partition: Partition;
  /** Vertices to be tried, and how many twins each stands for. */
  readonly tried: Uint8Array;
  readonly twins: Uint8Array;
  /** The vertex that is being tried, and that on the way to the least leaf. */
  present: number;
  toLeast: number;
  /** Least leaves below that one. */
  leaves: number;
}

function newSearch(tables: FactTables): Search {
  const { vertices, locations } = tables;
  return {
    facts: factsFor(tables),
    hashes: new Int32Array(vertices),
    levels: [newLevel(vertices)],
    joined: new Uint8Array(vertices),
    ...{ least: new Uint8Array(vertices), leastFound: 0 },
    ...{ leastState: new Int32Array(locations.count), isStateKnown: false },
    state: new Int32Array(locations.count),
    images: new Uint8Array(vertices),
    exchange: Uint8Array.from({ length: vertices }, (_, vertex) => vertex),
    backTo: -1,
  };
}

function newLevel(vertices: number): Level {
  return {
    partition: newPartition(vertices),
    ...{ tried: new Uint8Array(vertices), twins: new Uint8Array(vertices) },
    ...{ present: -1, toLeast: -1, leaves: 0 },
  };
}

function levelAt({ levels, hashes }: Search, depth: number): Level {
  levels[depth] ??= newLevel(hashes.length);
  return levels[depth];
}

/** Puts the order of the least leaf into `least`; answers how many permutations leave the state as it is. */
function findLeast(search: Search): number {
  const { facts, joined, hashes } = search;
  const { partition } = levelAt(search, 0);
  partitionByKeys(facts, partition);
  if (facts.jointCount === 0) {
    search.least.set(partition.order);
    return exchangesOfAlike(search, partition);
  }
  noteJoined(facts, joined);
  refine(facts, partition, hashes);
  search.leastFound = 0;
  search.backTo = -1;
  const alike = exchangesOfAlike(search, partition);
  return alike * leavesFrom(search, 0);
}

function noteJoined(
  { tables, joint, jointCount, location, held }: Facts,
  joined: Uint8Array,
): void {
  const { firstMention, vertex } = tables.locations;
  joined.fill(0);
  for (let i = 0; i < jointCount; i++) {
    const fact = joint[i] as number;
    const at = location[fact] as number;
    const end = firstMention[at + 1] as number;
    for (let m = firstMention[at] as number; m < end; m++) joined[vertex[m] as number] = 1;
    if ((held[fact] as number) >= 0) joined[held[fact] as number] = 1;
  }
}

/** Permutations within the cells whose vertices have no joint facts: any order of them gives the same state. */
function exchangesOfAlike({ facts, joined }: Search, partition: Partition): number {
  const { order } = partition;
  let product = 1;
  for (let start = 0, end = 0; start < order.length; start = end) {
    end = cellEnd(partition, start);
    if (facts.jointCount > 0 && hasJoined(joined, order, start, end)) continue;
    for (let k = 2; k <= end - start; k++) product *= k;
  }
  return product;
}

function hasJoined(joined: Uint8Array, order: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (joined[order[at] as number] === 1) return true;
  return false;
}

// ── The tree ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Looks at the leaves below the partition of a level; answers how many of them are the least state of all so far. */
function leavesFrom(search: Search, depth: number): number {
  const level = levelAt(search, depth);
  const start = openCell(search, level.partition);
  if (start < 0) return leaf(search, depth);
  const count = chooseTwins(search, level, start);
  const below = levelAt(search, depth + 1);
  let leaves = 0;
  for (let i = 0; i < count; i++) {
    const vertex = level.tried[i] as number;
    level.present = vertex;
    copyPartition(level.partition, below.partition);
    individualise(below.partition, start, vertex);
    refine(search.facts, below.partition, search.hashes);
    const found = search.leastFound;
    let own = leavesFrom(search, depth + 1);
    if (search.backTo >= 0) {
      if (search.backTo < depth) return 0;
      search.backTo = -1;
      own = level.leaves;
    } else if (search.leastFound !== found) {
      leaves = 0;
      level.leaves = own;
    }
    leaves += own * (level.twins[i] as number);
  }
  return leaves;
}

/** Where the first cell begins that has several vertices, and not all orders of them known to give the same state. */
function openCell({ joined }: Search, partition: Partition): number {
  const { order } = partition;
  for (let start = 0, end = 0; start < order.length; start = end) {
    end = cellEnd(partition, start);
    if (end - start > 1 && hasJoined(joined, order, start, end)) return start;
  }
  return -1;
}

/** Notes one of each class of twins in a cell; answers how many classes there are. */
function chooseTwins(search: Search, level: Level, start: number): number {
  const { order } = level.partition;
  const end = cellEnd(level.partition, start);
  let count = 0;
  for (let at = start; at < end; at++) {
    const vertex = order[at] as number;
    let known = 0;
    while (known < count && !areTwins(search, level.tried[known] as number, vertex)) known++;
    if (known === count) {
      level.tried[count] = vertex;
      level.twins[count] = 0;
      count++;
    }
    level.twins[known] = (level.twins[known] as number) + 1;
  }
  return count;
}

/** Whether the state stays as it is when two vertices of one cell are exchanged. */
function areTwins({ facts, exchange }: Search, a: number, b: number): boolean {
  exchange[a] = b;
  exchange[b] = a;
  decompose(facts, exchange);
  const { joint, jointCount, location, number, held } = facts;
  let same = true;
  for (let i = 0; i < jointCount && same; i++) {
    const fact = joint[i] as number;
    const image = imageOf(facts, location[fact] as number, exchange);
    const vertex = held[fact] as number;
    const what = vertex < 0 ? (number[fact] as number) : (exchange[vertex] as number);
    same = hasJoint(facts, image, what);
  }
  exchange[a] = a;
  exchange[b] = b;
  return same;
}

// ── Leaves ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Compares a leaf with the least one; answers whether it is less. If it is the same, says where to go back to. */
function leaf(search: Search, depth: number): number {
  const { order } = levelAt(search, depth).partition;
  if (search.leastFound === 0) {
    takeLeaf(search, depth);
    search.isStateKnown = false;
    return 1;
  }
  if (!search.isStateKnown) stateOf(search, search.least, search.leastState);
  search.isStateKnown = true;
  stateOf(search, order, search.state);
  const difference = compareStates(search.state, search.leastState);
  if (difference > 0) return 0;
  if (difference === 0) {
    search.backTo = forkOf(search, depth);
    return 0;
  }
  takeLeaf(search, depth);
  search.leastState.set(search.state);
  return 1;
}

function takeLeaf(search: Search, depth: number): void {
  search.least.set(levelAt(search, depth).partition.order);
  search.leastFound++;
  for (let at = 0; at < depth; at++) {
    const level = levelAt(search, at);
    level.toLeast = level.present;
  }
}

/** The level at which the present way parts from that to the least leaf. */
function forkOf(search: Search, depth: number): number {
  let fork = 0;
  while (fork < depth && levelAt(search, fork).present === levelAt(search, fork).toLeast) fork++;
  return fork;
}

/** The numbers of all locations once the vertices are in the given order. */
function stateOf({ facts, images }: Search, order: Uint8Array, state: Int32Array): void {
  for (let place = 0; place < order.length; place++) images[order[place] as number] = place;
  decompose(facts, images);
  state.fill(0);
  for (let fact = 0; fact < facts.count; fact++) {
    const image = imageOf(facts, facts.location[fact] as number, images);
    const vertex = facts.held[fact] as number;
    state[image] = vertex < 0 ? (facts.number[fact] as number) : 1 + (images[vertex] as number);
  }
}

function compareStates(a: Int32Array, b: Int32Array): number {
  for (let location = 0; location < a.length; location++) {
    const difference = (a[location] as number) - (b[location] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
