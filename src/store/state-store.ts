/**
 * Remembers the distinct states of a search by the reference engine, by their codes. States get dense ids in the order of
 * their discovery, so the store is the queue of a breadth-first search as well.
 */
export interface StateStore<Code> {
  readonly size: number;
  /** The id of a state, or undefined when it is new. */
  find(code: Code): number | undefined;
  /** Adds a state that is new; answers its id. */
  add(code: Code): number;
  code(id: number): Code;
}

/** Entries that one JavaScript Map can hold: V8 refuses more than 2^24. */
const mostInMap = 2 ** 24 - 1;

/**
 * An exact store: keeps every code, so no two states are ever taken for one. Beyond `perMap` states it goes on in another
 * map, and looks a state up in each.
 */
export function exactStore<Code>(perMap: number = mostInMap): StateStore<Code> {
  const maps: Map<Code, number>[] = [];
  const codes: Code[] = [];
  let newest = new Map<Code, number>();
  maps.push(newest);
  return {
    get size() {
      return codes.length;
    },
    find: (code) => {
      for (const ids of maps) {
        const id = ids.get(code);
        if (id !== undefined) return id;
      }
      return undefined;
    },
    add: (code) => {
      if (newest.size === perMap) {
        newest = new Map();
        maps.push(newest);
      }
      newest.set(code, codes.length);
      return codes.push(code) - 1;
    },
    code: (id) => codes[id] as Code, // ids are given out by add
  };
}
