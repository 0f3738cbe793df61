/** What a generated module is given, beside what runs the author's code: the states that stand for orbits. */
import type { Host } from "../../model/compiled/generated-module.ts";
import { canonicalOrder } from "../../symmetry/canonical-order.ts";
import type { StatePlace } from "../../symmetry/fact-reader.ts";
import type { FactTables } from "../../symmetry/fact-tables.ts";

/** The host of a module; with the tables of a reduction, one that puts canonical states in the place of others. */
export function moduleHost(host: Host, tables: FactTables | undefined): Host {
  return tables === undefined ? host : { ...host, canonicalise: rememberingCanonicaliser(tables) };
}

/** Pairs of states that are remembered: a few hundred kilobytes, which stay in the cache of a processor core. */
const rememberedBits = 13;

/**
 * Writes the canonical state over a state. Many steps lead to the same state, so the last states that were looked at are
 * remembered with their canonical ones, each in the one place that its hash gives it.
 */
function rememberingCanonicaliser(tables: FactTables): (words: Int32Array, at: number) => void {
  const { words: size } = tables;
  const order = canonicalOrder(tables);
  const from: StatePlace = { words: new Int32Array(0), at: 0 };
  const known = new Int32Array(size << rememberedBits);
  const canonical: StatePlace = { words: new Int32Array(size << rememberedBits), at: 0 };
  const isKnown = new Uint8Array(1 << rememberedBits);
  return (words, at) => {
    let hash = 0;
    for (let word = 0; word < size; word++) {
      hash = Math.imul(hash ^ (words[at + word] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const place = Math.imul(hash, 0x85ebca6b) >>> (32 - rememberedBits);
    const begin = place * size;
    let same = isKnown[place] === 1 ? 0 : -1;
    while (same >= 0 && same < size && known[begin + same] === words[at + same]) same++;
    if (same !== size) {
      for (let word = 0; word < size; word++) known[begin + word] = words[at + word] as number;
      isKnown[place] = 1;
      from.words = words;
      from.at = at;
      canonical.at = begin;
      order.find(words, at);
      order.write(from, canonical);
    }
    for (let word = 0; word < size; word++) {
      words[at + word] = canonical.words[begin + word] as number;
    }
  };
}
