/** Pieces of JavaScript about one state of a fixed number of words, of which the inner loops of the packed stores consist. */

export interface StoreTextOptions {
  /** Words a state. */
  readonly words: number;
  /** Shards are 2^shardBits. */
  readonly shardBits: number;
  /** How many bits of the hash count: 32, or fewer for tests. */
  readonly hashBits: number;
  /** Whether the table has a bit for every possible state. */
  readonly direct: boolean;
}

/** Pieces of text about one state, whose words are a0, a1, …, hash h. */
export interface StatePen extends StoreTextOptions {
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

export function statePen(options: StoreTextOptions): StatePen {
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
    shard: `(h >>> ${options.direct ? directLine : 0}) & ${mask}`,
  };
}

/** Shards of a direct table are every so many of its cache lines of 512 bits, so that threads do not share one. */
const directLine = 9;

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

// ── States seen recently ─────────────────────────────────────────────────────────────────────────────────────────────

/** Integers in the memory of recently seen states: 256 KiB, which the second-level cache of a processor core holds. */
export const recentInts: number = 2 ** 16;

/** A memory of recently seen states for `sift`. */
export function recentStates(words: number): Int32Array {
  return new Int32Array(recentStride(words) << recentBits(words));
}

function recentBits(words: number): number {
  return 31 - Math.clz32(Math.max(1, Math.floor(recentInts / recentStride(words))));
}

/** Narrow states are kept apart so that none lies in two lines of a cache. */
export function recentStride(words: number): number {
  return words === 3 ? 4 : words;
}

/** Reads candidate i, and says in `isLeft` whether it was not seen recently: 1 or 0. */
export function lookBackText({
  words,
  stride,
  read,
  differ,
  write,
  hash,
  direct,
}: StatePen): string {
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
