/**
 * What a thread does before it says that it is ready: a small search of its own, which is thrown away. The host compiles
 * code well only once it has run for a while, and in a round all members wait for the slowest.
 */
import { recentStates } from "../../../store/state-pen.ts";
import type { DealtCandidates, Places } from "../../../store/store-functions.ts";
import type { Member, ShardView } from "./member.ts";

/** States, and the milliseconds after which it ends in any case. */
const most = { bits: 15, milliseconds: 12 };

/** Searches from a state; uses the functions of the member, and none of its memory but for successors. */
export function practise(member: Member, known: Int32Array): void {
  const { functions, module, shape, successors, pair } = member;
  const { words, shards, batch, instances } = shape;
  const section = batch * instances + 1;
  const candidates = roomFor(shards * section, words);
  const views = Array.from({ length: shards }, () => roomForStates(words));
  const ranks = { logs: views.map(({ log }) => log), order: new Uint8Array(2 ** most.bits) };
  const begins = Array.from({ length: shards }, (_, shard) => shard * section);
  const ends = new Int32Array(shards);
  const deal = { ...candidates, ends };
  const sieve = { ...successors, recent: recentStates(words) };
  const cursors = new Int32Array(shards);
  const sizes = new Int32Array(shards);
  const taken = new Int32Array(instances);
  const started = performance.now();
  functions.forget(sieve.recent, new Int32Array(words).fill(-1));
  successors.words.set(known);
  let count = 1;
  let size = 0;
  for (let first = 0; count >= 0; ) {
    ends.set(begins);
    functions.deal(successors, functions.sift(successors.words, count, sieve, 0), deal, 0);
    const rank = size;
    for (const [shard, view] of views.entries()) {
      const places: Places = {
        first: begins[shard] as number,
        end: ends[shard] as number,
        size: sizes[shard] as number,
        parents: view.parents,
        read: 0,
      };
      functions.locate(view, candidates, places);
      size += places.size - (sizes[shard] as number);
      sizes[shard] = places.size;
    }
    const places = Int32Array.from(begins);
    functions.settle(ranks.order, candidates, { first: 0, rank, end: size, places });
    const end = Math.min(first + batch, size);
    const isFull = size + batch * instances >= 2 ** most.bits;
    if (first === end || isFull || performance.now() - started > most.milliseconds) return;
    functions.gather(ranks, { first, end }, cursors, member.gathered);
    module.rebase?.(first);
    pair[0] = first;
    pair[1] = end;
    count = module.expand(member.gathered, pair, successors.words, taken);
    first = end;
  }
}

function roomFor(places: number, words: number): DealtCandidates {
  return {
    words: new Int32Array(places * (words + 1)),
    hashes: new Int32Array(places),
    dealt: new Uint8Array(places),
    isNew: new Uint8Array(places),
  };
}

/** A shard that may have all the states. */
function roomForStates(words: number): ShardView {
  const bits = most.bits + 1;
  return {
    log: new Int32Array(words << most.bits),
    parents: new Uint8Array(2 ** most.bits),
    table: { entries: new Int32Array(2 ** bits), bits, idBits: bits },
  };
}
