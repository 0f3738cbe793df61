/**
 * The inner loops of a store that is divided into shards, as JavaScript: each shard has a table and a log of its own, and
 * what is common to them is only the order in which their states were discovered, as a shard for each rank.
 */
import type { StatePen } from "./state-pen.ts";

export function shardsText(pen: StatePen): string {
  return [shardText(pen), dealText(pen), settleText(pen), gatherText(pen)].join("\n");
}

function shardText({ read, hash, shard }: StatePen): string {
  return `
function shardOf(words, x) {
  ${read("words", "x")}
  ${hash}
  return ${shard};
}`;
}

function dealText(pen: StatePen): string {
  const { words, stride, copy, shard } = pen;
  const { open, take, close } = cursorsText(pen, "ends");
  return `
function deal(from, count, into, at) {
  const { words: source, hashes: given } = from, { words, hashes, dealt, ends } = into;
  ${open}
  for (let i = 0; i < count; i++) {
    const x = i * ${stride}, h = given[i], shard = ${shard};
    ${take}
    const y = place * ${stride};
    ${copy("source", "x", "words", "y")}
    words[y + ${words}] = source[x + ${words}];
    hashes[place] = h;
    dealt[at + i] = shard;
  }
  ${close}
  return at + count;
}`;
}

function settleText(pen: StatePen): string {
  const { open, take, close } = cursorsText(pen, "places");
  return `
function settle(order, { dealt, isNew }, { first, rank, end, places }) {
  ${open}
  for (let i = first, next = rank; next < end; i++) {
    const shard = dealt[i];
    ${take}
    order[next] = shard; // to branch on what cannot be foretold takes longer
    next += isNew[place];
  }
  ${close}
}`;
}

function gatherText(pen: StatePen): string {
  const { words, copy } = pen;
  const { open, take, close } = cursorsText(pen, "cursors");
  return `
function gather({ logs, order }, { first, end }, cursors, into) {
  ${open}
  for (let rank = first, x = 0; rank < end; rank++, x += ${words}) {
    const shard = order[rank], log = logs[shard];
    ${take}
    const y = place * ${words};
    ${copy("log", "y", "into", "x")}
  }
  ${close}
}`;
}

/** How the next place of a shard is taken. */
interface CursorsText {
  readonly open: string;
  readonly take: string;
  readonly close: string;
}

/** Those of two shards stay in registers: one in memory cannot be read again before it was written. */
function cursorsText({ shardBits }: StatePen, cursors: string): CursorsText {
  if (shardBits !== 1) return { open: "", take: `const place = ${cursors}[shard]++;`, close: "" };
  return {
    open: `let c0 = ${cursors}[0], c1 = ${cursors}[1];`,
    take: "const place = c0 ^ ((c0 ^ c1) & (0 - shard)); c0 = (c0 + 1 - shard) | 0; c1 = (c1 + shard) | 0;",
    close: `${cursors}[0] = c0; ${cursors}[1] = c1;`,
  };
}
