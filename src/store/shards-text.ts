/**
 * The inner loops of a store that is divided into shards, as JavaScript: each shard has a table and a log of its own, and
 * what is common to them is only the order in which their states were discovered, as a shard for each rank.
 */
import type { StatePen } from "./state-pen.ts";

export function shardsText(pen: StatePen): string {
  return [shardText(pen), dealText(pen), settleText(), gatherText(pen)].join("\n");
}

function shardText({ read, hash, shard }: StatePen): string {
  return `
function shardOf(words, x) {
  ${read("words", "x")}
  ${hash}
  return ${shard};
}`;
}

function dealText({ words, stride, copy, shard }: StatePen): string {
  return `
function deal(from, count, into, at) {
  const { words: source, hashes: given } = from, { words, hashes, dealt, ends } = into;
  for (let i = 0; i < count; i++) {
    const x = i * ${stride}, h = given[i];
    const shard = ${shard}, place = ends[shard]++, y = place * ${stride};
    ${copy("source", "x", "words", "y")}
    words[y + ${words}] = source[x + ${words}];
    hashes[place] = h;
    dealt[at + i] = shard;
  }
  return at + count;
}`;
}

function settleText(): string {
  return `
function settle(order, { dealt, isNew }, { first, rank, end, places }) {
  for (let i = first, next = rank; next < end; i++) {
    const shard = dealt[i];
    order[next] = shard; // to branch on what cannot be foretold takes longer
    next += isNew[places[shard]++];
  }
}`;
}

function gatherText({ words, copy }: StatePen): string {
  return `
function gather({ logs, order }, { first, end }, cursors, into) {
  for (let rank = first, x = 0; rank < end; rank++, x += ${words}) {
    const shard = order[rank], log = logs[shard], y = cursors[shard]++ * ${words};
    ${copy("log", "y", "into", "x")}
  }
}`;
}
