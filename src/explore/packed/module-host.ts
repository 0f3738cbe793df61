/** What a generated module is given, beside what runs the author's code: the states that stand for orbits. */
import type { Host } from "../../model/compiled/generated-module.ts";
import { canonicalOrder } from "../../symmetry/canonical-order.ts";
import type { FactTables } from "../../symmetry/fact-tables.ts";

/** The host of a module; with the tables of a reduction, one that puts canonical states in the place of others. */
export function moduleHost(host: Host, tables: FactTables | undefined): Host {
  if (tables === undefined) return host;
  const order = canonicalOrder(tables);
  const place = { words: host.before, at: 0 };
  const canonicalise = (words: Int32Array, at: number): void => {
    order.find(words, at);
    place.words = words;
    place.at = at;
    order.write(place, place);
  };
  return { ...host, canonicalise };
}
