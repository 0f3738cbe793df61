/**
 * The inner loops of the packed stores, as JavaScript written for one number of words a state: every comparison and copy of
 * a state is straight-line code.
 *
 * A table is open addressing with linear probing over 32-bit entries, indexed by the highest bits of the hash. An entry is
 * 1 + id in its low bits; the high bits repeat bits of the hash, so that most other states are told apart without reading
 * their words in the log. A table may be one of several (shards); then the lowest bits of the hash say which.
 *
 * With `direct`, the table has one bit for every possible state instead, see direct-table-text.ts.
 */
import { directTableText } from "./direct-table-text.ts";
import type { StoreFunctions } from "./store-functions.ts";

export interface StoreTextOptions {
  /** Words a state. */
  readonly words: number;
  /** Shards are 2^shardBits. */
  readonly shardBits: number;
  /** How many bits of the hash count: 32, or fewer for tests. */
  readonly hashBits: number;
  /** Whether tables have a bit for every possible state. */
  readonly direct: boolean;
}

/** Makes the text run. */
export function evaluateStore(options: StoreTextOptions): StoreFunctions {
  return new Function(storeText(options))() as StoreFunctions;
}

/** Integers in the memory of recently seen states: 256 KiB, which the second-level cache of a processor core holds. */
const recentInts = 2 ** 16;

/** A memory of recently seen states for `sift`. */
export function recentStates(words: number): Int32Array {
  return new Int32Array(recentStride(words) << recentBits(words));
}

function recentBits(words: number): number {
  return 31 - Math.clz32(Math.max(1, Math.floor(recentInts / recentStride(words))));
}

/** Narrow states are kept apart so that none lies in two lines of a cache. */
function recentStride(words: number): number {
  return words === 3 ? 4 : words;
}

/** The body of a function without parameters. */
export function storeText(options: StoreTextOptions): string {
  const pen = penFor(options);
  const table = options.direct ? directTableText : indexText(pen);
  return [
    '"use strict";',
    siftText(pen),
    dealText(pen),
    table,
    settleText(pen),
    "return { sift, deal, forget, hash, insert, locate, settle, enter, find };",
    "",
  ].join("\n");
}

/** Pieces of text about one state, whose words are a0, a1, …, hash h. */
interface Pen extends StoreTextOptions {
  /** Numbers a candidate. */
  readonly stride: number;
  readonly read: (array: string, at: string) => string;
  readonly equal: (array: string, at: string) => string;
  /** A number that is 0 if the words are equal. */
  readonly differ: (array: string, at: string) => string;
  readonly write: (array: string, at: string) => string;
  readonly copy: (from: string, x: string, to: string, y: string) => string;
  readonly hash: string;
  /** The number of the shard. */
  readonly shard: string;
}

function penFor(options: StoreTextOptions): Pen {
  const numbers = Array.from({ length: options.words }, (_, word) => word);
  const at = (index: string, word: number): string => (word === 0 ? index : `${index} + ${word}`);
  const each = (text: (word: number) => string, between = " "): string =>
    numbers.map(text).join(between);
  const mask = 2 ** options.shardBits - 1;
  return {
    ...options,
    stride: options.words + 1,
    read: (array, x) => `const ${each((i) => `a${i} = ${array}[${at(x, i)}]`, ", ")};`,
    equal: (array, x) => each((i) => `${array}[${at(x, i)}] === a${i}`, " && "),
    differ: (array, x) => each((i) => `(${array}[${at(x, i)}] ^ a${i})`, " | "),
    write: (array, x) => each((i) => `${array}[${at(x, i)}] = a${i};`),
    copy: (from, x, to, y) => each((i) => `${to}[${at(y, i)}] = ${from}[${at(x, i)}];`),
    hash: hashText(options),
    shard: `(h >>> ${shardShift(options)}) & ${mask}`,
  };
}

/** Shards of a direct table are every so many of its cache lines of 512 bits, so that threads do not share one. */
const directLine = 9;

/** The bits of a hash from here on say to which shard a state belongs. */
export function shardShift({ direct }: Pick<StoreTextOptions, "direct">): number {
  return direct ? directLine : 0;
}

/**
 * Products carry a bit upwards only, so the high bits of every word are brought down first: states often differ in the high
 * bits of their words alone.
 */
function hashText({ words, hashBits, direct }: StoreTextOptions): string {
  if (direct) return "const h = a0;";
  const factors = ["0x9e3779b1", "0x85ebca77"];
  const mixed = Array.from({ length: words }, (_, i) =>
    words <= 2
      ? `Math.imul(a${i} ^ (a${i} >>> ${15 + 2 * i}), ${factors[i]})`
      : `k = Math.imul(k ^ a${i}, 0x9e3779b1); k ^= k >>> 15;`,
  );
  const mask = hashBits === 32 ? "" : ` & ${hashBits === 0 ? 0 : -1 << (32 - hashBits)}`;
  return words <= 2
    ? `const k = ${mixed.join(" ^ ")}, h = Math.imul(k ^ (k >>> 15), 0xc2b2ae3d)${mask};`
    : `let k = 0; ${mixed.join(" ")} k = Math.imul(k, 0x85ebca77); const h = (k ^ (k >>> 16))${mask};`;
}

// ── Candidates ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Reads candidate i, and says in `isLeft` whether it was not seen recently: 1 or 0. */
function lookBackText({ words, stride, read, differ, write, hash, direct }: Pen): string {
  const place = direct ? "Math.imul(h, 0x9e3779b1)" : "h";
  return `const x = i * ${stride};
    ${read("source", "x")}
    ${hash}
    const parent = source[x + ${words}];
    const r = (${place} >>> ${32 - recentBits(words)}) * ${recentStride(words)};
    const difference = ${differ("recent", "r")};
    ${write("recent", "r")}
    const isLeft = (difference | -difference) >>> 31; // to branch on what cannot be foretold takes longer`;
}

function siftText(pen: Pen): string {
  const { words, stride, read, write, hash } = pen;
  return `
function sift(source, count, into, at) {
  const { words, hashes, recent } = into;
  for (let i = 0; i < count; i++) {
    ${lookBackText(pen)}
    const y = at * ${stride};
    ${write("words", "y")}
    words[y + ${words}] = parent;
    hashes[at] = h;
    at += isLeft;
  }
  return at;
}

function forget(recent, log, id) {
  const x = id * ${words};
  ${read("log", "x")}
  for (let r = 0; r < recent.length; r += ${recentStride(words)}) { ${write("recent", "r")} }
}

function hash(words, x) {
  ${read("words", "x")}
  ${hash}
  return h;
}`;
}

function dealText(pen: Pen): string {
  const { words, stride, write, shard } = pen;
  return `
function deal(source, count, into, at) {
  const { words, hashes, origins, ends, recent } = into;
  for (let i = 0; i < count; i++) {
    ${lookBackText(pen)}
    const shard = ${shard}, place = ends[shard], y = place * ${stride};
    ${write("words", "y")}
    words[y + ${words}] = parent;
    hashes[place] = h;
    origins[place] = at;
    ends[shard] = place + isLeft;
    at += isLeft;
  }
  return at;
}`;
}

/** The rank of a candidate among those that are new is counted in a bit set of their origins. */
function settleText({ words, stride, copy, shardBits, direct }: Pen): string {
  const entry = `
      entries[slots[k]] = ((hashes[place] << bits) & (-1 << idBits)) | (id + 1);`;
  return `
function bitCount(bits) {
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function settle({ tables, log }, { words, hashes, origins }, { news, begins, ends, count, base, parents, marks, ranks }) {
  const last = count >>> 5;
  marks.fill(0, 0, last + 1);
  for (let shard = 0; shard < ${2 ** shardBits}; shard++) {
    const { places } = news[shard], end = ends[shard];
    for (let k = begins[shard]; k < end; k++) {
      const origin = origins[places[k]];
      marks[origin >>> 5] |= 1 << origin;
    }
  }
  let rank = base;
  for (let i = 0; i <= last; i++) {
    ranks[i] = rank;
    rank += bitCount(marks[i]);
  }
  for (let shard = 0; shard < ${2 ** shardBits}; shard++) {
    const { places, slots } = news[shard], end = ends[shard];
    const { entries, bits, idBits } = tables[shard];
    for (let k = begins[shard]; k < end; k++) {
      const place = places[k], origin = origins[place], i = origin >>> 5;
      const id = ranks[i] + bitCount(marks[i] & ~(-1 << origin));
      const x = place * ${stride}, y = id * ${words};
      ${copy("words", "x", "log", "y")}
      parents[id] = words[x + ${words}];${direct ? "" : entry}
    }
  }
  return rank;
}`;
}

// ── Tables of ids ───────────────────────────────────────────────────────────────────────────────────────────────────

/** States that are entered again together when a table grows. */
const enteredTogether = 512;

function indexText(pen: Pen): string {
  return [insertText(pen), locateText(pen), enterText(pen), findText(pen)].join("\n");
}

const openTable = "const { entries, bits, idBits } = table;";

/** Looks up and appends in one go, where there is one table only. */
function insertText({ words, stride, read, equal, write }: Pen): string {
  return `
function insert({ tables: [table], log }, { words, hashes }, count, { size, parents }) {
  ${openTable}
  const shift = 32 - bits, last = (1 << bits) - 1, tags = -1 << idBits;
  let sum = 0;
  for (let i = 0; i < count; i++) sum ^= entries[hashes[i] >>> shift];
  for (let i = 0; i < count; i++) {
    const h = hashes[i], entry = entries[h >>> shift];
    if (((entry ^ (h << bits)) & tags) === 0 && entry !== 0) sum ^= log[((entry & ~tags) - 1) * ${words}];
  }
  hashes[count] = sum;
  let id = size;
  for (let i = 0; i < count; i++) {
    const x = i * ${stride}, h = hashes[i];
    ${read("words", "x")}
    const tag = (h << bits) & tags;
    for (let s = h >>> shift; ; s = (s + 1) & last) {
      const entry = entries[s];
      if (entry === 0) {
        entries[s] = tag | (id + 1);
        const z = id * ${words};
        ${write("log", "z")}
        parents[id] = words[x + ${words}];
        id++;
        break;
      }
      if ((entry & tags) !== tag) continue;
      const y = ((entry & ~tags) - 1) * ${words};
      if (${equal("log", "y")}) break;
    }
  }
  return id;
}`;
}

/** Looks up the candidates of one of several tables; those that are new have no final ids yet. */
function locateText({ words, stride, read, equal }: Pen): string {
  return `
function locate(table, log, { words, hashes }, places) {
  ${openTable}
  const { first, end, base, news: { places: fresh, slots } } = places;
  const shift = 32 - bits, last = (1 << bits) - 1, tags = -1 << idBits;
  let sum = 0;
  for (let j = first; j < end; j++) sum ^= entries[hashes[j] >>> shift];
  for (let j = first; j < end; j++) {
    const h = hashes[j], entry = entries[h >>> shift], id = (entry & ~tags) - 1;
    if (((entry ^ (h << bits)) & tags) === 0 && id >= 0 && id < base) sum ^= log[id * ${words}];
  }
  places.read = sum;
  let count = places.count;
  for (let j = first; j < end; j++) {
    const x = j * ${stride}, h = hashes[j];
    ${read("words", "x")}
    const tag = (h << bits) & tags;
    for (let s = h >>> shift; ; s = (s + 1) & last) {
      const entry = entries[s];
      if (entry === 0) {
        entries[s] = tag | (base + count + 1);
        fresh[count] = j;
        slots[count] = s;
        count++;
        break;
      }
      if ((entry & tags) !== tag) continue;
      const id = (entry & ~tags) - 1;
      if (id < base) {
        const y = id * ${words};
        if (${equal("log", "y")}) break;
      } else {
        const y = fresh[id - base] * ${stride};
        if (${equal("words", "y")}) break;
      }
    }
  }
  places.count = count;
}`;
}

function enterText(pen: Pen): string {
  const { words, read, hash } = pen;
  return `
const entered = new Int32Array(${enteredTogether + 1}), ids = new Int32Array(${enteredTogether + 1});

function enter(table, log, count, { number, shards }) {
  ${openTable}
  const shift = 32 - bits, last = (1 << bits) - 1, tags = -1 << idBits, mask = shards - 1;
  let sum = 0;
  for (let start = 0; start < count; start += ${enteredTogether}) {
    const n = Math.min(${enteredTogether}, count - start);
    let own = 0;
    for (let i = 0; i < n; i++) {
      const x = (start + i) * ${words};
      ${read("log", "x")}
      ${hash}
      entered[own] = h;
      ids[own] = start + i;
      own += ((h >>> ${shardShift(pen)}) & mask) === number ? 1 : 0;
    }
    for (let i = 0; i < own; i++) sum ^= entries[entered[i] >>> shift];
    for (let i = 0; i < own; i++) {
      const h = entered[i];
      let s = h >>> shift;
      while (entries[s] !== 0) s = (s + 1) & last;
      entries[s] = ((h << bits) & tags) | (ids[i] + 1);
    }
  }
  return sum;
}`;
}

function findText({ words, stride, read, equal, hash, shard }: Pen): string {
  return `
function find({ tables, log }, words, position) {
  const x = position * ${stride};
  ${read("words", "x")}
  ${hash}
  const { entries, bits, idBits } = tables[${shard}];
  const last = (1 << bits) - 1, tags = -1 << idBits, tag = (h << bits) & tags;
  for (let s = h >>> (32 - bits); ; s = (s + 1) & last) {
    const entry = entries[s];
    if (entry === 0) return -1;
    if ((entry & tags) !== tag) continue;
    const id = (entry & ~tags) - 1, y = id * ${words};
    if (${equal("log", "y")}) return id;
  }
}`;
}
