/**
 * The inner loops of the packed stores, as JavaScript written for one number of words a state: every comparison and copy of
 * a state is straight-line code.
 *
 * A table is open addressing with linear probing over 32-bit entries, indexed by the highest bits of the hash. An entry is
 * 1 + id in its low bits; the high bits repeat bits of the hash, so that most other states are told apart without reading
 * their words in the log.
 *
 * With `direct`, the table has one bit for every possible state instead, see direct-table-text.ts.
 */
import { directTableText } from "./direct-table-text.ts";
import { shardsText } from "./shards-text.ts";
import {
  lookBackText,
  recentStride,
  type StatePen,
  type StoreTextOptions,
  statePen,
} from "./state-pen.ts";
import type { StoreFunctions } from "./store-functions.ts";

/** Makes the text run. */
export function evaluateStore(options: StoreTextOptions): StoreFunctions {
  return new Function(storeText(options))() as StoreFunctions;
}

/** The body of a function without parameters. */
export function storeText(options: StoreTextOptions): string {
  const pen = statePen(options);
  return [
    '"use strict";',
    siftText(pen),
    options.direct ? directTableText : indexText(pen),
    shardsText(pen),
    "return { sift, deal, forget, hash, shardOf, insert, locate, settle, gather, enter, find };",
    "",
  ].join("\n");
}

// ── Candidates ──────────────────────────────────────────────────────────────────────────────────────────────────────

function siftText(pen: StatePen): string {
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

function forget(recent, words) {
  ${read("words", "0")}
  for (let r = 0; r < recent.length; r += ${recentStride(words)}) { ${write("recent", "r")} }
}

function hash(words, x) {
  ${read("words", "x")}
  ${hash}
  return h;
}`;
}

// ── Tables of ids ───────────────────────────────────────────────────────────────────────────────────────────────────

/** States that are entered again together when a table grows. */
const enteredTogether = 512;

function indexText(pen: StatePen): string {
  return [insertText(pen), locateText(pen), enterText(pen), findText(pen)].join("\n");
}

const openTable = "const { entries, bits, idBits } = table;";

function insertText(pen: StatePen): string {
  return `
function insert({ table, log }, { words, hashes }, count, { size, parents }) {
  ${openTable}
  let id = size, sum = 0;
  ${lookUpText(pen, { first: "0", end: "count", keep: "hashes[count]", whenNew: "" })}
  return id;
}`;
}

function locateText(pen: StatePen): string {
  return `
function locate({ table, log }, { words, hashes, isNew }, places) {
  ${openTable}
  const { first, end, parents } = places;
  let id = places.size, sum = 0;
  isNew.fill(0, first, end);
  ${lookUpText(pen, {
    ...{ first: "first", end: "end", keep: "places.read" },
    whenNew: "isNew[i] = 1;",
  })}
  places.size = id;
}`;
}

/** What the two forms of looking up differ in. */
interface LookUp {
  readonly first: string;
  readonly end: string;
  /** Where what was read ahead is written. */
  readonly keep: string;
  readonly whenNew: string;
}

/** Looks up and appends in one go. */
function lookUpText(
  { words, stride, read, equal, write }: StatePen,
  { first, end, keep, whenNew }: LookUp,
): string {
  return `const shift = 32 - bits, last = (1 << bits) - 1, tags = -1 << idBits;
  for (let i = ${first}; i < ${end}; i++) sum ^= entries[hashes[i] >>> shift];
  for (let i = ${first}; i < ${end}; i++) {
    const h = hashes[i], entry = entries[h >>> shift];
    if (((entry ^ (h << bits)) & tags) === 0 && entry !== 0) sum ^= log[((entry & ~tags) - 1) * ${words}];
  }
  ${keep} = sum;
  for (let i = ${first}; i < ${end}; i++) {
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
        ${whenNew}
        id++;
        break;
      }
      if ((entry & tags) !== tag) continue;
      const y = ((entry & ~tags) - 1) * ${words};
      if (${equal("log", "y")}) break;
    }
  }`;
}

function enterText({ words, read, hash }: StatePen): string {
  return `
const entered = new Int32Array(${enteredTogether});

function enter(table, log, { first, end }) {
  ${openTable}
  const shift = 32 - bits, last = (1 << bits) - 1, tags = -1 << idBits;
  let sum = 0;
  for (let start = first; start < end; start += ${enteredTogether}) {
    const n = Math.min(${enteredTogether}, end - start);
    for (let i = 0; i < n; i++) {
      const x = (start + i) * ${words};
      ${read("log", "x")}
      ${hash}
      entered[i] = h;
    }
    for (let i = 0; i < n; i++) sum ^= entries[entered[i] >>> shift]; // by itself: more of it at once
    for (let i = 0; i < n; i++) {
      const h = entered[i];
      let s = h >>> shift;
      while (entries[s] !== 0) s = (s + 1) & last;
      entries[s] = ((h << bits) & tags) | (start + i + 1);
    }
  }
  return sum;
}`;
}

function findText({ words, stride, read, equal, hash }: StatePen): string {
  return `
function find({ table, log }, words, position) {
  const x = position * ${stride};
  ${read("words", "x")}
  ${hash}
  ${openTable}
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
